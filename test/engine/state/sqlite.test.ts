import { stateContract } from './contract';
import { HandClock, Temporary } from './temporary';

const temporary = new Temporary();

stateContract('SQLite', async () => {
	const clock = new HandClock();
	const options = { directory: temporary.directory(), clock };
	const store = await temporary.open(options);
	return { store, clock, reopen: async () => await temporary.open(options) };
});
