import { World } from './world';

describe('Salesforce to HubSpot', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.start();
		world.salesforce.loadDeveloperEdition();
	});

	afterEach(async () => await world.stop());

	it('writes everything once, and nothing when nothing has changed', async () => {
		const first = await world.run();
		console.log(JSON.stringify(first, null, 1), JSON.stringify(world.results.filter((r) => r.action === 'rejected'), null, 1));
		const second = await world.run();
		console.log(JSON.stringify(second.objects.map((o) => o.counts)), JSON.stringify(second.calls));
	});
});
