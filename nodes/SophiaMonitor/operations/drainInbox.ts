import { NodeOperationError, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { toItems, type IntakeKind } from '../../../engine/intake';
import { processHolder, type StateStore } from '../../../engine/state';
import { refuseToAgents } from '../../shared/agents';
import { fromAll } from '../../shared/results';
import { withState } from '../../shared/state';
import { AGENTS_MAY } from '../description/agents';
import { emittedBefore } from '../emittedBefore';

const MINUTE_MS = 60_000;
/** Entries released per step. */
const PAGE = 500;

type Action = (context: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

const ACTIONS: Record<string, Action> = { emit, markFinished, listAbandoned, releaseAbandoned };

/** Drain Inbox. Nothing is finished unless somebody says so: what is emitted twice is emitted at least once. */
export const drainInbox: Action = async (context) =>
	await ACTIONS[context.getNodeParameter('inboxAction', 0) as string](context);

/** Claims what nobody works on any more; the items come out as the trigger's did. */
async function emit(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	refuseToAgents(context, 'Emit Unfinished', AGENTS_MAY);
	const kind = context.getNodeParameter('bodies', 0) as IntakeKind;
	const { visibilityMinutes = 60, maxAttempts = 5 } = context.getNodeParameter('options', 0, {}) as {
		visibilityMinutes?: number;
		maxAttempts?: number;
	};
	const entries = await withState(
		context,
		async (state) =>
			await state.claimInbox({
				inbox: inboxOf(context),
				kind,
				holder: processHolder(),
				visibilityMs: visibilityMinutes * MINUTE_MS,
				maxAttempts,
				limit: context.getNodeParameter('limit', 0) as number,
			}),
	);
	const items = toItems(
		kind,
		entries.map(({ id, body }) => ({ id, body: JSON.parse(body) as unknown })),
	);
	return items.map((list) => fromAll(list as IDataObject[], context.getInputData().length));
}

async function markFinished(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	refuseToAgents(context, 'Mark Finished', AGENTS_MAY);
	const items = context.getInputData();
	const ids = context.getNodeParameter('entries', 0) === 'execution' ? emittedBefore(context) : idsOf(context, items);
	if (ids.length > 0) await withState(context, async (state) => await state.finishInbox(ids));
	return [items.map((item, index) => ({ ...item, pairedItem: { item: index } }))];
}

async function listAbandoned(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const limit = context.getNodeParameter('limit', 0) as number;
	const listed = await withState(
		context,
		async (state) => await state.listInbox({ inbox: inboxOf(context), abandoned: true, limit }),
	);
	const items = listed.map(({ id, ...entry }) => ({ sophiaInboxId: id, ...entry }));
	return [fromAll(items, context.getInputData().length)];
}

async function releaseAbandoned(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const inputs = context.getInputData();
	const released = await withState(context, async (state) =>
		context.getNodeParameter('entries', 0) === 'inbox'
			? await releaseAll(state, inboxOf(context))
			: await state.releaseInbox(idsOf(context, inputs)),
	);
	return [fromAll([{ released }], inputs.length)];
}

async function releaseAll(state: StateStore, inbox: string | undefined): Promise<number> {
	let released = 0;
	for (;;) {
		const page = await state.listInbox({ inbox, abandoned: true, limit: PAGE });
		if (page.length === 0) return released;
		released += await state.releaseInbox(page.map(({ id }) => id));
	}
}

const inboxOf = (context: IExecuteFunctions): string | undefined =>
	(context.getNodeParameter('inbox', 0) as string).trim() || undefined;

/** @throws NodeOperationError when not one item carries an id: the nodes in between have dropped it */
function idsOf(context: IExecuteFunctions, items: INodeExecutionData[]): string[] {
	const ids = new Set(items.map(({ json }) => json.sophiaInboxId).filter((id) => typeof id === 'string'));
	if (ids.size > 0) return [...ids];
	throw new NodeOperationError(context.getNode(), 'No input item has the field "sophiaInboxId"', {
		description:
			'The nodes between the trigger and this one have not kept it. Choose "All of This Execution" under "Entries", or keep the field.',
	});
}
