import { openSqliteState, stateDirectory, type StateStore } from '../../engine/state';

/** How long the state stays open without a request. */
const IDLE_MS = 60_000;

interface Opened {
	state: Promise<StateStore>;
	users: number;
	idle?: NodeJS.Timeout;
}

const opened = new Map<string, Opened>();

/**
 * Works with the state, which stays open between requests: opening it takes longer than a request does. It is closed
 * when nobody has used it for a minute.
 */
export async function withSharedState<T>(work: (state: StateStore) => Promise<T>): Promise<T> {
	const directory = stateDirectory();
	const entry = opened.get(directory) ?? { state: openSqliteState({ directory }), users: 0 };
	opened.set(directory, entry);
	clearTimeout(entry.idle);
	entry.users++;
	try {
		return await work(await entry.state);
	} finally {
		if (--entry.users === 0) closeWhenIdle(directory, entry);
	}
}

function closeWhenIdle(key: string, entry: Opened): void {
	const forget = () => {
		if (opened.get(key) === entry) opened.delete(key);
	};
	entry.idle = setTimeout(() => {
		forget();
		void entry.state.then(async (state) => await state.close());
	}, IDLE_MS).unref();
	// What could not be opened is opened anew by the next request.
	entry.state.catch(() => {
		clearTimeout(entry.idle);
		forget();
	});
}
