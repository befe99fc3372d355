import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { processHolder } from '../../../../engine/state/holder';
import { leaseNames, scopesOf } from '../../../../engine/sync/prepare';
import { refuseToAgents } from '../../agents';
import { connect } from '../../clients';
import { fromAll } from '../../results';
import { withState } from '../../state';
import type { SyncRoute } from '../route';
import { syncKeyOf } from '../syncKey';

/** Reset: forgets progress and rejected records of this sync, by choice the links of its objects too. */
export async function reset(route: SyncRoute, context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	refuseToAgents(context, 'Reset');
	const syncKey = syncKeyOf(context);
	const objects = context.getNodeParameter('objects', 0) as string[];
	const plan = route.plan({ syncKey, objects, ...route.own?.choices(context) });
	const forgetLinks = context.getNodeParameter('forget', 0) === 'links';
	const { source, destination } = await connect(route, context, {});
	try {
		const scopes = await scopesOf(plan, source, destination, context.getExecutionCancelSignal());
		return await withState(context, async (state) => {
			const acquired = await state.acquireLeases(leaseNames(scopes), processHolder());
			if (!acquired.acquired) {
				throw new NodeOperationError(context.getNode(), 'A sync of these objects is running', {
					description: 'Wait until it has ended, or stop it, then reset again.',
				});
			}
			try {
				const forgotten = await state.reset({ syncKey, scopes: forgetLinks ? scopes : [] }, acquired.leases);
				return [
					fromAll(
						[
							{
								syncKey,
								objects: [...new Set(plan.objects.map(({ sourceObject }) => sourceObject))],
								forgottenLinks: forgotten.links,
								forgottenRejections: forgotten.rejections,
							},
						],
						context.getInputData().length,
					),
					[],
				];
			} finally {
				await state.releaseLeases(acquired.leases);
			}
		});
	} finally {
		destination.close();
	}
}
