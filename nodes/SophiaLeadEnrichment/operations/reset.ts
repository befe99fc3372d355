import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { resetLeads } from '../../../engine/enrichment/leads';
import { createTraffic } from '../../../engine/traffic';
import { refuseToAgents } from '../../shared/agents';
import { fromAll } from '../../shared/results';
import { withState } from '../../shared/state';
import { syncKeyOf } from '../../shared/sync/syncKey';
import { Connections } from '../connections';
import { AGENTS_MAY } from '../description/options';
import type { ConnectionName } from '../leadEnrichmentOptions';
import { scoreKey } from '../plan';

/** Reset: forgets which leads were enriched and scored, and which were rejected. Answers of providers stay. */
export async function reset(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	refuseToAgents(context, 'Reset', AGENTS_MAY);
	const syncKey = syncKeyOf(context);
	const chosen = context.getNodeParameter('connections', 0, []) as ConnectionName[];
	const source = await new Connections(context, createTraffic(), chosen).source('Reset');
	return await withState(context, async (state) => {
		const told = { syncKey, forgottenLeads: 0, forgottenRejections: 0 };
		for (const key of [syncKey, scoreKey(syncKey)]) {
			const forgotten = await resetLeads(key, { source, state }, context.getExecutionCancelSignal());
			if (forgotten === undefined)
				throw new NodeOperationError(context.getNode(), 'An enrichment of these leads is running', {
					description: 'Wait until it has ended, or stop it, then reset again.',
				});
			told.forgottenLeads += forgotten.links;
			told.forgottenRejections += forgotten.rejections;
		}
		return [fromAll([told], context.getInputData().length), []];
	});
}
