import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { pagesOf } from '../../../engine/report/exports/pages';
import { payloadHider } from '../../../engine/report/exports/payload';
import { rejectionsCsv } from '../../../engine/report/exports/rejections';
import type { RejectionQuery, StateStore } from '../../../engine/state';
import { refuseToAgents } from '../../shared/agents';
import { failedItem } from '../../shared/errors';
import { fromAll } from '../../shared/results';
import { withState } from '../../shared/state';
import { csvItem } from '../csvItem';
import { AGENTS_MAY } from '../description/agents';
import { rejectionItem } from '../explainItems';

type Action = (context: IExecuteFunctions) => Promise<INodeExecutionData[][]>;
type Filters = Omit<RejectionQuery, 'limit' | 'afterId'>;
/** What a person may have done to some rejections. */
type Change = 'retryRejections' | 'dismissRejections';

const ACTIONS: Record<string, Action> = {
	list,
	exportCsv,
	retry: async (context) => await change(context, 'retryRejections', 'retried'),
	dismiss: async (context) => {
		refuseToAgents(context, 'Dismiss', AGENTS_MAY);
		return await change(context, 'dismissRejections', 'dismissed');
	},
};

/** Rejected Records. */
export const rejected: Action = async (context) =>
	await ACTIONS[context.getNodeParameter('rejectedAction', 0) as string](context);

async function list(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const limit = context.getNodeParameter('limit', 0) as number;
	const items = await withState(context, async (state) => {
		const shown = await payloadShown(context, state);
		const found: IDataObject[] = [];
		for await (const page of pagesOf(
			async (part) => await state.listRejections({ ...filtersOf(context), ...part }),
			limit,
		))
			found.push(...page.map((one) => rejectionItem(one, shown)));
		return found;
	});
	return [fromAll(items, context.getInputData().length)];
}

async function exportCsv(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const file = await withState(
		context,
		async (state) => await rejectionsCsv(state, filtersOf(context), await payloadShown(context, state)),
	);
	return await csvItem(context, file, 'rejected-records.csv');
}

async function change(context: IExecuteFunctions, work: Change, counted: string): Promise<INodeExecutionData[][]> {
	return await withState(context, async (state) => {
		if (context.getNodeParameter('rejectedRecords', 0) === 'filters') {
			const count = await changeAll(state, filtersOf(context), work);
			return [fromAll([{ [counted]: count }], context.getInputData().length)];
		}
		const items: INodeExecutionData[] = [];
		for (const [index, { json }] of context.getInputData().entries()) {
			const filters = namedBy(json);
			if (filters === undefined) items.push(unnamed(context, index));
			else {
				const count =
					typeof filters === 'string' ? await state[work]([filters]) : await changeAll(state, filters, work);
				items.push({ json: { ...json, [counted]: count }, pairedItem: { item: index } });
			}
		}
		return [items];
	});
}

async function changeAll(state: StateStore, filters: Filters, work: Change): Promise<number> {
	let count = 0;
	for await (const page of pagesOf(async (part) => await state.listRejections({ ...filters, ...part })))
		count += await state[work](page.map(({ id }) => id as string));
	return count;
}

/** The rejections that an item stands for: one by its id, or those of a record. */
function namedBy({ rejectionId, recordId, object, syncKey }: IDataObject): string | Filters | undefined {
	if (typeof rejectionId === 'string') return rejectionId;
	if (typeof recordId !== 'string') return undefined;
	return {
		recordId,
		dismissed: 'any',
		...(typeof object === 'string' ? { sourceObject: object } : {}),
		...(typeof syncKey === 'string' ? { syncKey } : {}),
	};
}

/** @throws NodeOperationError unless the node is to go on after an error */
function unnamed(context: IExecuteFunctions, itemIndex: number): INodeExecutionData {
	const error = new NodeOperationError(context.getNode(), 'The input item names no rejected record', {
		itemIndex,
		description:
			'It needs the field "rejectionId" or "recordId": connect the output "Rejected" of a node that syncs, or a list of this operation.',
	});
	if (!context.continueOnFail()) throw error;
	return failedItem(error, [itemIndex]);
}

function filtersOf(context: IExecuteFunctions): Filters {
	const { dismissed = 'open', ...texts } = context.getNodeParameter('filters', 0, {}) as Record<string, string>;
	const given = Object.entries(texts)
		.map(([name, text]) => [name, text.trim()])
		.filter(([, text]) => text !== '');
	const which = { open: false, dismissed: true, all: 'any' } as const;
	return { ...(Object.fromEntries(given) as Filters), dismissed: which[dismissed as keyof typeof which] };
}

/** How payloads are shown; undefined: not at all. */
async function payloadShown(
	context: IExecuteFunctions,
	state: StateStore,
): Promise<((payload: Record<string, string>) => Record<string, string>) | undefined> {
	if (context.getNodeParameter('includePayload', 0, false) !== true) return undefined;
	return context.getNodeParameter('showPersonal', 0, false) === true ? (payload) => payload : await payloadHider(state);
}
