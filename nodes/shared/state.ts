import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { SophiaError } from '../../engine/errors';
import { openSqliteState, stateDirectory, type SqliteStateOptions } from '../../engine/state';
import type { StateStore } from '../../engine/state/types';

const CREDENTIAL = 'sophiaStateApi';

/** What the state is opened from: any of n8n's contexts that can get a credential. */
export interface StateContext {
	getNode(): INode;
	getCredentials: IExecuteFunctions['getCredentials'];
}

/**
 * Where the state is and which keys open it: those of the node's `sophiaStateApi`, or the key file.
 *
 * @throws SophiaError `configuration` in queue mode: several workers cannot share one SQLite file safely
 */
export async function stateOptions(context: StateContext): Promise<SqliteStateOptions> {
	if (process.env.EXECUTIONS_MODE === 'queue') {
		throw new SophiaError('configuration', 'Sophia does not run in queue mode yet', {
			system: 'state',
			code: 'QUEUE_MODE',
			remedy:
				'In queue mode several workers would share one state file, which cannot be done safely. Run this workflow in an n8n with EXECUTIONS_MODE=regular.',
		});
	}
	const directory = stateDirectory();
	if (context.getNode().credentials?.[CREDENTIAL] === undefined) return { directory };
	const { encryptionKey, previousEncryptionKey } = await context.getCredentials<Record<string, string>>(CREDENTIAL);
	return { directory, encryptionKey, previousEncryptionKey };
}

/** Opens the state; the caller closes it. @throws SophiaError as `stateOptions` and `openSqliteState` do */
export const openState = async (context: StateContext): Promise<StateStore> =>
	await openSqliteState(await stateOptions(context));

/** Opens the state for one execution and closes it afterwards. @throws SophiaError as `openState` */
export async function withState<T>(context: StateContext, work: (state: StateStore) => Promise<T>): Promise<T> {
	const state = await openState(context);
	try {
		return await work(state);
	} finally {
		await state.close();
	}
}
