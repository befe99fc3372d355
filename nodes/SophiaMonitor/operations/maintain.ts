import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { refuseToAgents } from '../../shared/agents';
import { fromAll } from '../../shared/results';
import { withState } from '../../shared/state';
import { AGENTS_MAY } from '../description/agents';

/** Maintain: one item with what was forgotten, the space given back, and what a check found. */
export async function maintain(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	refuseToAgents(context, 'Maintain', AGENTS_MAY);
	const days = (name: string): number | undefined => (context.getNodeParameter(name, 0) as number) || undefined;
	const wanted = (name: string): boolean => context.getNodeParameter(name, 0) as boolean;
	const report = await withState(
		context,
		async (state) =>
			await state.maintain({
				keep: {
					runsDays: days('keepRunsDays'),
					auditDays: days('keepAuditDays'),
					inboxDays: days('keepInboxDays'),
					rejectionsDays: days('keepRejectionsDays'),
				},
				vacuum: wanted('vacuum'),
				integrityCheck: wanted('integrityCheck'),
				reencrypt: wanted('reencrypt'),
			}),
	);
	return [fromAll([{ ...report }], context.getInputData().length)];
}
