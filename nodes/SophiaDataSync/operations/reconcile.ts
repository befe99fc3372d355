import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { runReconcile } from '../../../engine/pairs/reconcile';
import type { Finding } from '../../../engine/pairs/types';
import { stateDirectory } from '../../../engine/state';
import { fromAll } from '../../shared/results';
import { runSettings } from '../../shared/runSettings';
import { withState } from '../../shared/state';
import { DEFAULT_MAX_ITEMS } from '../dataSyncOptions';
import { choicesOf } from '../plan';
import { findingItem, reconcileRunItem } from '../results';
import { openSides } from '../sides';

/** Reconcile: what was found, and the counts of the comparison; both on the first output. */
export async function reconcile(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const choices = choicesOf(context, 'reconcile');
	const { objects, plan, options } = choices;
	const maxItems = options.maxItems ?? DEFAULT_MAX_ITEMS;
	const sides = await openSides(context, choices);
	const findings: Finding[] = [];
	try {
		const report = await withState(
			context,
			async (state) =>
				await runReconcile(
					plan,
					{ ...sides, state, clock: sides.traffic.clock, directory: stateDirectory() },
					{
						...runSettings(context),
						onFinding: (finding) => {
							if (findings.length < maxItems) findings.push(finding);
						},
					},
				),
		);
		const items = [...findings.map((finding) => findingItem(objects, finding)), reconcileRunItem(report)];
		return [fromAll(items, context.getInputData().length), [], []];
	} finally {
		await sides.close();
	}
}
