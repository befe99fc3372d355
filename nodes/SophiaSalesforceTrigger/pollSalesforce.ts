import { NodeOperationError, type IDataObject, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';
import { poll, recentEvents, type PollEvent, type PollEventKind, type PollPlan } from '../../engine/poll';
import { createSalesforceSource } from '../../engine/systems/salesforce';
import type { Source } from '../../engine/systems/types';
import { createTraffic } from '../../engine/traffic';
import { salesforceCredentials } from '../shared/clients';
import { toNodeError } from '../shared/errors';
import { withState } from '../shared/state';

/** The collection "Options", as stored. */
interface TriggerOptions {
	filter?: string;
	overlapMinutes?: number;
	maxRecords?: number;
	startAt?: string;
}

/** What a person sees who tries the trigger in the editor. */
const SHOWN = 10;

/** Polls under way, by name: a slow one must not be overtaken by the next. */
const underWay = new Set<string>();

/**
 * One poll of a published workflow; in the editor some recent records, of which nothing is remembered.
 *
 * @returns null when nothing has happened, and n8n starts nothing then
 * @throws NodeApiError, NodeOperationError
 */
export async function pollSalesforce(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const options = context.getNodeParameter('options', {}) as TriggerOptions;
	const maxRecords = options.maxRecords ?? 500;
	// No name of its own would do: a copy of a workflow keeps its nodes' ids, and names are changed.
	const name = `${context.getWorkflow().id ?? 'unsaved'}/${context.getNode().id}`;
	if (underWay.has(name)) return null;
	underWay.add(name);
	try {
		const traffic = createTraffic();
		const source = createSalesforceSource({
			credentials: await salesforceCredentials(context),
			traffic,
			options: { bulkThreshold: Infinity, pageSize: maxRecords },
		});
		const plan = await planOf(context, source, options, maxRecords);
		const events =
			context.getMode() === 'manual'
				? await recentEvents(source, plan, SHOWN)
				: await newEvents(context, source, plan, `${name}/${plan.object}`);
		context.logger.info('Sophia polled Salesforce', {
			event: 'polled',
			trigger: name,
			object: plan.object,
			events: events.length,
		});
		return events.length === 0 ? null : [events.map(item)];
	} catch (error) {
		throw toNodeError(context, error);
	} finally {
		underWay.delete(name);
	}
}

/** n8n keeps the node's static data together with the start of an execution: a batch that is named there was handed over. */
async function newEvents(context: IPollFunctions, source: Source, plan: PollPlan, name: string): Promise<PollEvent[]> {
	const kept: { batch?: string } = context.getWorkflowStaticData('node');
	const { events, batch } = await withState(
		context,
		async (state) => await poll(plan, { source, state, name, handedOver: kept.batch }),
	);
	if (batch !== undefined) kept.batch = batch;
	return events;
}

async function planOf(
	context: IPollFunctions,
	source: Source,
	options: TriggerOptions,
	maxEvents: number,
): Promise<PollPlan> {
	const object = context.getNodeParameter('object', '', { extractValue: true }) as string;
	const events = context.getNodeParameter('events') as PollEventKind[];
	if (object === '') throw missing(context, 'No object is chosen', 'Choose the kind of records to watch in "Object".');
	if (events.length === 0) throw missing(context, 'No event is chosen', 'Choose at least one in "Events".');
	const { fields } = await source.describe(object);
	const chosen = context.getNodeParameter('fieldSelection') === 'chosen';
	const filter = options.filter?.trim();
	if (filter) await source.validateFilter(object, filter);
	return {
		object,
		fields: chosen ? (context.getNodeParameter('fields') as string[]) : [...fields.keys()],
		...(filter ? { filter } : {}),
		events,
		...(options.startAt ? { startAt: dateOf(context, options.startAt) } : {}),
		maxEvents,
		overlapMs: (options.overlapMinutes ?? 5) * 60_000,
	};
}

function dateOf(context: IPollFunctions, text: string): Date {
	const date = new Date(text);
	if (Number.isNaN(date.getTime()))
		throw missing(context, 'Start At is no date', 'Choose a date and time, for example 2026-01-31T08:00:00Z.');
	return date;
}

const missing = (context: IPollFunctions, message: string, description: string): NodeOperationError =>
	new NodeOperationError(context.getNode(), message, { description });

const item = ({ record, ...event }: PollEvent): INodeExecutionData => ({
	json: { ...event, ...(record === undefined ? {} : { record: record as IDataObject }) },
});
