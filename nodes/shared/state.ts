import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { openSqliteState, stateDirectory } from '../../engine/state';
import type { StateStore } from '../../engine/state/types';

/**
 * Opens the state for one execution and closes it afterwards.
 *
 * @throws NodeOperationError in queue mode: several workers cannot share one SQLite file safely
 */
export async function withState<T>(context: IExecuteFunctions, work: (state: StateStore) => Promise<T>): Promise<T> {
	if (process.env.EXECUTIONS_MODE === 'queue') {
		throw new NodeOperationError(context.getNode(), 'Sophia does not run in queue mode yet', {
			description:
				'In queue mode several workers would share one state file, which cannot be done safely. Run this workflow in an n8n with EXECUTIONS_MODE=regular.',
		});
	}
	const state = await openSqliteState({ directory: stateDirectory() });
	try {
		return await work(state);
	} finally {
		await state.close();
	}
}
