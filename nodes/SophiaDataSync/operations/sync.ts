import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { runRepair } from '../../../engine/pairs/repair';
import { runPairSync } from '../../../engine/pairs/runPairSync';
import type { PairReport, PairResult } from '../../../engine/pairs/types';
import { stateDirectory } from '../../../engine/state';
import { refuseToAgents } from '../../shared/agents';
import { runSettings } from '../../shared/runSettings';
import { withState } from '../../shared/state';
import { DEFAULT_MAX_ITEMS } from '../dataSyncOptions';
import { choicesOf, type Choices, type RunOperation } from '../plan';
import {
	approvalItem,
	changedItem,
	conflictItem,
	PairResultKeeper,
	pairRunItem,
	rejectedItem,
	writtenItem,
} from '../results';
import { openSides, type Sides } from '../sides';

/** Sync One Way, Sync Both Ways and Repair: results, conflicts and rejected records on outputs of their own. */
export async function sync(
	context: IExecuteFunctions,
	operation: Exclude<RunOperation, 'reconcile'>,
): Promise<INodeExecutionData[][]> {
	const choices = choicesOf(context, operation);
	if (!choices.preview) refuseDestruction(context, choices);
	const sides = await openSides(context, choices);
	const itemsWritten = choices.itemFields.length > 0;
	const keeper = new PairResultKeeper(choices.options.maxItems ?? DEFAULT_MAX_ITEMS, {
		quietToo: sides.input !== undefined && !itemsWritten,
		...(itemsWritten && !choices.preview ? { handedOut: sides.input?.name } : {}),
	});
	try {
		const report = await run(context, choices, sides, keeper);
		// What was written to the items before it stopped is handed out; the rest is for the next run.
		const missed = sides.input !== undefined && !(itemsWritten && report.status === 'stopped');
		if (missed && report.status !== 'completed') throw notCompleted(context, report);
		return outputs(context, choices, sides, keeper, report);
	} finally {
		await sides.close();
	}
}

async function run(
	context: IExecuteFunctions,
	{ operation, plan, preview }: Choices,
	sides: Sides,
	keeper: PairResultKeeper,
): Promise<PairReport> {
	const { left, right, traffic } = sides;
	return await withState(context, async (state) => {
		const systems = { left, right, state, traffic, clock: traffic.clock, directory: stateDirectory() };
		const options = { ...runSettings(context), preview, onResult: keeper.listen };
		if (operation === 'repair') return await runRepair(plan, systems, options);
		return await runPairSync(plan, systems, options);
	});
}

/** An agent may create and update; what takes records away, or writes over many at once, has to be allowed. */
function refuseDestruction(context: IExecuteFunctions, { operation, plan }: Choices) {
	if (operation === 'repair') refuseToAgents(context, 'Repair');
	if (plan.mode === 'mirror') refuseToAgents(context, 'A mirror, which archives records,');
	if (plan.onDelete.left === 'archive' || plan.onDelete.right === 'archive')
		refuseToAgents(context, 'Archiving records');
}

/** An item that was handed over is never passed over in silence. */
const notCompleted = (context: IExecuteFunctions, { status, reason }: PairReport): NodeOperationError =>
	new NodeOperationError(context.getNode(), `The sync ${status === 'skipped' ? 'did not start' : 'stopped early'}`, {
		description: reason,
	});

function outputs(
	context: IExecuteFunctions,
	{ objects, preview }: Choices,
	{ input }: Sides,
	keeper: PairResultKeeper,
	report: PairReport,
): INodeExecutionData[][] {
	const all = [...context.getInputData().keys()];
	const item = (json: IDataObject, result?: PairResult): INodeExecutionData => {
		const id = input?.name === 'left' ? result?.leftId : result?.rightId;
		return from(json, id === undefined ? [] : (input?.itemIndexes(id) ?? []));
	};
	const from = (json: IDataObject, own: number[]): INodeExecutionData => ({
		json,
		pairedItem: (own.length > 0 ? own : all).map((index) => ({ item: index })),
	});
	const written =
		input === undefined
			? []
			: input
					.written()
					.map((one) => from(writtenItem(objects, input.name, one, keeper.handedOut.get(one.id)), one.indexes));
	const showRecords = preview || context.getNodeParameter('output', 0, 'summary') === 'records';
	return [
		[
			...written,
			...(showRecords ? keeper.changed.map((result) => item(changedItem(objects, result), result)) : []),
			...(report.approvalRequired === undefined ? [] : [item(approvalItem(report, report.approvalRequired))]),
			item(pairRunItem(report)),
		],
		keeper.conflicts.map((found) => item(conflictItem(objects, found), found.result)),
		keeper.rejected.map((result) => item(rejectedItem(objects, result), result)),
	];
}
