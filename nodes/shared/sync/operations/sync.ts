import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type ResourceMapperValue,
} from 'n8n-workflow';
import type { SalesforceChoices } from '../../../../engine/routes/salesforce';
import { givenRecord, givenSource } from '../../../../engine/sync/givenSource';
import { runSync } from '../../../../engine/sync/runSync';
import type { SyncPlan } from '../../../../engine/sync/types';
import type { SourceRecord } from '../../../../engine/systems/types';
import { createTraffic } from '../../../../engine/traffic';
import { refuseToAgents } from '../../agents';
import { connect, type ClientSettings } from '../../clients';
import { trafficSettings, type TrafficOptions } from '../../description/runOptions';
import { toNodeError } from '../../errors';
import { fromAll, objectItem, recordItem, rejectedItem, ResultKeeper, runItem } from '../../results';
import { runSettings } from '../../runSettings';
import { withState } from '../../state';
import { conditionsOf } from '../filters';
import { fieldMapsOf } from '../fieldMaps';
import type { SyncRoute } from '../route';
import { syncKeyOf } from '../syncKey';

/** The collection "Options", as stored. */
interface SyncOptions extends TrafficOptions {
	/** SOQL, per object. */
	[filter: `filter${string}`]: string | undefined;
	onFilterExit?: 'keep' | 'archive';
	fullCompareDays?: number;
	overlapMinutes?: number;
	bulkThreshold?: number;
	/** Under the name that the route gives it. */
	[burst: `${string}Burst`]: number | undefined;
	maxItems?: number;
	maxRunMinutes?: number;
	forceFullRead?: boolean;
	recordLimit?: number;
	retryRejected?: boolean;
	organisationId?: string;
}

/** Sync and Preview: results and rejected records on their own outputs. */
export async function sync(
	route: SyncRoute,
	context: IExecuteFunctions,
	operation: 'sync' | 'preview',
): Promise<INodeExecutionData[][]> {
	const options = context.getNodeParameter('options', 0, {}) as SyncOptions;
	const given = context.getNodeParameter('source', 0) === 'items';
	return given
		? await syncItems(route, context, operation, options)
		: await syncSalesforce(route, context, operation, options);
}

async function syncSalesforce(
	route: SyncRoute,
	context: IExecuteFunctions,
	operation: 'sync' | 'preview',
	options: SyncOptions,
): Promise<INodeExecutionData[][]> {
	const objects = context.getNodeParameter('objects', 0) as string[];
	const plan = route.plan({
		...commonChoices(route, context, objects, options),
		onDelete: context.getNodeParameter('onDelete', 0) as SalesforceChoices['onDelete'],
		onFilterExit: options.onFilterExit,
		filters: Object.fromEntries(objects.map((object) => [object, options[`filter${object}`]])),
		conditions: conditionsOf(context, objects),
		recordLimit: options.recordLimit,
		fullCompareDays: options.fullCompareDays,
		overlapMinutes: options.overlapMinutes,
		retryRejected: options.retryRejected,
		forceFullRead: options.forceFullRead,
	});
	if (plan.objects.length === 0) {
		throw new NodeOperationError(context.getNode(), 'No object is chosen', {
			description: 'Choose at least one under "Objects".',
		});
	}
	if (operation === 'sync') refuseDestruction(route, context, plan);
	const clients = await connect(route, context, clientSettings(route, options));
	const keeper = new ResultKeeper(options.maxItems ?? 1000, false);
	try {
		const report = await withState(
			context,
			async (state) =>
				await runSync(
					plan,
					{ ...clients, state, clock: clients.traffic.clock },
					{
						operation,
						...runSettings(context),
						onResult: keeper.listen,
					},
				),
		);
		const inputs = context.getInputData().length;
		const showRecords = operation === 'preview' || context.getNodeParameter('output', 0) === 'records';
		const results = showRecords
			? keeper.changed.map((result) => recordItem(route.key, result))
			: report.objects.map((object) => objectItem(route.key, report, object));
		results.push(runItem(report, route.notes?.(report, plan)));
		return [
			fromAll(results, inputs),
			fromAll(
				keeper.rejected.map((result) => rejectedItem(route.key, result)),
				inputs,
			),
		];
	} finally {
		clients.destination.close();
	}
}

function refuseDestruction(
	{ words: { label } }: SyncRoute,
	context: IExecuteFunctions,
	{ onDelete, onFilterExit }: SyncPlan,
) {
	if (onDelete === 'archive' || onFilterExit === 'archive') refuseToAgents(context, `Archiving ${label} records`);
	if (onDelete === 'detach') refuseToAgents(context, `Detaching ${label} records`);
}

function commonChoices(route: SyncRoute, context: IExecuteFunctions, objects: string[], options: SyncOptions) {
	return {
		syncKey: syncKeyOf(context),
		objects,
		mode: context.getNodeParameter('mode', 0) as SalesforceChoices['mode'],
		fieldMaps: fieldMapsOf(route, context, objects),
		maxRunMinutes: options.maxRunMinutes,
		...route.own?.choices(context),
	};
}

const clientSettings = (route: SyncRoute, options: SyncOptions): ClientSettings => ({
	traffic: trafficSettings(options),
	bulkThreshold: options.bulkThreshold,
	burst: options[route.burst.name],
});

/** Input items as the source: every item's result comes out, linked to its item. */
async function syncItems(
	route: SyncRoute,
	context: IExecuteFunctions,
	operation: 'sync' | 'preview',
	options: SyncOptions,
): Promise<INodeExecutionData[][]> {
	const object = context.getNodeParameter('itemObject', 0) as string;
	const plan = route.plan({ ...commonChoices(route, context, [object], options), reading: 'given' });
	const items = readItems(context);
	const records = [...items.values()].map(({ record }) => record);
	const settings = clientSettings(route, options);
	const traffic = createTraffic(settings.traffic);
	const destination = await route.destination(context, traffic, settings.burst);
	const source = givenSource(
		{ object: route.routes[object].sourceObject, records },
		options.organisationId?.trim() || 'input-items',
	);
	const keeper = new ResultKeeper(0, true);
	try {
		const report = await withState(
			context,
			async (state) =>
				await runSync(
					plan,
					{ source, destination, traffic, state, clock: traffic.clock },
					{
						operation,
						...runSettings(context),
						onResult: keeper.listen,
					},
				),
		);
		if (report.status !== 'completed') {
			throw new NodeOperationError(
				context.getNode(),
				`The sync ${report.status === 'skipped' ? 'did not start' : 'stopped early'}`,
				{
					description: report.reason,
				},
			);
		}
		for (const message of route.notes?.(report, plan) ?? [])
			context.addExecutionHints({ message, location: 'outputPane' });
		const results: INodeExecutionData[] = [];
		const rejected: INodeExecutionData[] = [];
		for (const result of keeper.all) {
			const pairedItem = items.get(result.recordId)?.itemIndexes.map((item) => ({ item }));
			if (result.action === 'rejected') rejected.push({ json: rejectedItem(route.key, result), pairedItem });
			else results.push({ json: recordItem(route.key, result), pairedItem });
		}
		return [results, rejected];
	} finally {
		destination.close();
	}
}

/** Input items by record id; of several with one id the last counts. */
function readItems(context: IExecuteFunctions): Map<string, { record: SourceRecord; itemIndexes: number[] }> {
	const custom = context.getNodeParameter('mapping', 0) === 'custom';
	const items = new Map<string, { record: SourceRecord; itemIndexes: number[] }>();
	context.getInputData().forEach(({ json }, itemIndex) => {
		try {
			const record = givenRecord(json);
			if (custom) record.fields = mappedValues(context, itemIndex);
			items.set(record.id, { record, itemIndexes: [...(items.get(record.id)?.itemIndexes ?? []), itemIndex] });
		} catch (error) {
			throw toNodeError(context, error, itemIndex);
		}
	});
	return items;
}

const mappedValues = (context: IExecuteFunctions, itemIndex: number): SourceRecord['fields'] =>
	((context.getNodeParameter('mapItem', itemIndex) as ResourceMapperValue).value ?? {}) as SourceRecord['fields'];
