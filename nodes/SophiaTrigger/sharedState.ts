import { SophiaError } from '../../engine/errors';
import { openSqliteState, stateDirectory, type StateStore } from '../../engine/state';

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
export function borrowState(): BorrowedState {
	const directory = stateDirectory();
	const entry = opened.get(directory) ?? { state: open(directory), users: 0 };
	opened.set(directory, entry);
	clearTimeout(entry.idle);
	entry.users++;
	return {
		state: async () => await entry.state,
		release: () => {
			if (--entry.users === 0) closeWhenIdle(directory, entry);
		},
	};
}

/** Works with the state as it is shared. */
export async function withSharedState<T>(work: (state: StateStore) => Promise<T>): Promise<T> {
	const borrowed = borrowState();
	try {
		return await work(await borrowed.state());
	} finally {
		borrowed.release();
	}
}

async function open(directory: string): Promise<StateStore> {
	if (process.env.EXECUTIONS_MODE === 'queue') {
		throw new SophiaError('configuration', 'Sophia does not run in queue mode yet', {
			system: 'state',
			code: 'QUEUE_MODE',
			remedy:
				'In queue mode several processes would share one state file, which cannot be done safely. Run this workflow in an n8n with EXECUTIONS_MODE=regular.',
		});
	}
	return await openSqliteState({ directory });
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
