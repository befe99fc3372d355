import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { explainRecord } from '../../../engine/explain';
import { payloadHider } from '../../../engine/report/exports/payload';
import type { StateStore } from '../../../engine/state';
import { longId } from '../../../engine/systems/salesforce/ids';
import { failedItem, toNodeError } from '../../shared/errors';
import { withState } from '../../shared/state';
import { explanationItem } from '../explainItems';

/** Explain Record: one item per input item. */
export async function explain(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await withState(context, async (state) => {
		const items: INodeExecutionData[] = [];
		for (const index of context.getInputData().keys()) {
			items.push(await explainOne(context, state, index).catch(failed(context, index)));
		}
		return [items];
	});
}

async function explainOne(context: IExecuteFunctions, state: StateStore, index: number): Promise<INodeExecutionData> {
	// In an item the id may well be a number.
	const recordId = String(context.getNodeParameter('recordId', index) as string | number).trim();
	if (recordId === '') {
		throw new NodeOperationError(context.getNode(), 'There is no record ID', {
			itemIndex: index,
			description: 'Fill in "Record ID", or see that the expression in it has a value for every input item.',
		});
	}
	const includePayload = context.getNodeParameter('includePayload', index, false) as boolean;
	const showPersonal = context.getNodeParameter('showPersonal', index, false) as boolean;
	const shown = showPersonal ? (payload: Record<string, string>) => payload : await payloadHider(state);
	const explanation = await explainRecord(state, [recordId, longId(recordId)], {
		historyLimit: context.getNodeParameter('historyLimit', index) as number,
		includePayload,
	});
	return {
		json: explanationItem(explanation, includePayload ? shown : undefined),
		pairedItem: { item: index },
	};
}

const failed =
	(context: IExecuteFunctions, index: number) =>
	(error: unknown): INodeExecutionData => {
		const nodeError = toNodeError(context, error, index);
		if (!context.continueOnFail()) throw nodeError;
		return failedItem(nodeError, [index]);
	};
