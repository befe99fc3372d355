import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { namesOf } from '../../../engine/pairs/prepare';
import { scopeOfPair, type ObjectName } from '../../../engine/pairs/scope';
import { processHolder } from '../../../engine/state/holder';
import { refuseToAgents } from '../../shared/agents';
import { fromAll } from '../../shared/results';
import { withState } from '../../shared/state';
import { syncKeyOf } from '../../shared/sync/syncKey';
import { chosenObjects, chosenPair } from '../plan';
import { openSides } from '../sides';

/** Reset: forgets progress and rejected records of this sync, by choice the links of its two objects too. */
export async function reset(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	refuseToAgents(context, 'Reset');
	const syncKey = syncKeyOf(context);
	const pair = chosenPair(context);
	const objects = chosenObjects(context, pair);
	const forgetLinks = context.getNodeParameter('forget', 0) === 'links';
	const sides = await openSides(context, { pair, objects, options: {}, filters: {}, items: [], itemFields: [] });
	try {
		const names = await namesOf({ left: sides.left, right: sides.right }, context.getExecutionCancelSignal());
		return await withState(context, async (state) => {
			const acquired = await state.acquireLeases([leaseOf(names.left), leaseOf(names.right)].sort(), processHolder());
			if (!acquired.acquired) {
				throw new NodeOperationError(context.getNode(), 'A sync of these objects is running', {
					description: 'Wait until it has ended, or stop it, then reset again.',
				});
			}
			try {
				const scopes = forgetLinks ? [scopeOfPair(names).scope] : [];
				const forgotten = await state.reset({ syncKey, scopes }, acquired.leases);
				const told = { syncKey, objects, forgottenLinks: forgotten.links, forgottenRejections: forgotten.rejections };
				return [fromAll([told], context.getInputData().length), [], []];
			} finally {
				await state.releaseLeases(acquired.leases);
			}
		});
	} finally {
		await sides.close();
	}
}

/** As every run names the lease on an object that it writes. */
const leaseOf = ({ account, object }: ObjectName): string => `${account}/${object}`;
