import { openSqliteState, type SqliteStateOptions, type StateStore } from '../../engine/state';

/** How long the state stays open without a request. */
const IDLE_MS = 60_000;

interface Opened {
	state: Promise<StateStore>;
	users: number;
	idle?: NodeJS.Timeout;
}

/** One use of the state. */
export interface BorrowedState {
	/** @throws SophiaError `configuration`, `transient` when it cannot be opened */
	state(): Promise<StateStore>;
	/** Once, at the end. */
	release(): void;
}

const opened = new Map<string, Opened>();

/**
 * The state, which stays open between requests: opening it takes longer than a request does. It is closed when nobody
 * has used it for a minute.
 */
export function borrowState(options: SqliteStateOptions): BorrowedState {
	const key = JSON.stringify(options);
	const entry = opened.get(key) ?? open(key, options);
	clearTimeout(entry.idle);
	entry.users++;
	return {
		state: async () => await entry.state,
		release: () => {
			if (--entry.users === 0) closeWhenIdle(key, entry);
		},
	};
}

/** A state that cannot even be looked for, because its settings are wrong. */
export const noState = (error: unknown): BorrowedState => ({
	state: async () => await Promise.reject(error),
	release: () => undefined,
});

/** Works with the state as it is shared. */
export async function withSharedState<T>(
	options: SqliteStateOptions,
	work: (state: StateStore) => Promise<T>,
): Promise<T> {
	const borrowed = borrowState(options);
	try {
		return await work(await borrowed.state());
	} finally {
		borrowed.release();
	}
}

function open(key: string, options: SqliteStateOptions): Opened {
	const entry: Opened = { state: openSqliteState(options), users: 0 };
	opened.set(key, entry);
	// What could not be opened is opened anew by the next request, even while others still hold this one.
	entry.state.catch(() => forget(key, entry));
	return entry;
}

function forget(key: string, entry: Opened): void {
	clearTimeout(entry.idle);
	if (opened.get(key) === entry) opened.delete(key);
}

function closeWhenIdle(key: string, entry: Opened): void {
	if (opened.get(key) !== entry) return;
	entry.idle = setTimeout(() => {
		forget(key, entry);
		void entry.state.then(async (state) => await state.close());
	}, IDLE_MS).unref();
}
