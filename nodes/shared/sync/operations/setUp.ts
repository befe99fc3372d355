import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ProvisionResult } from '../../../../engine/systems/types';
import { createTraffic } from '../../../../engine/traffic';
import { fromAll } from '../../results';
import type { SyncDestination, SyncRoute } from '../route';

/** Set Up: creates the fields for the Salesforce ids and the ready mapping's own, where they are missing; one item per field. */
export async function setUp(route: SyncRoute, context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const objects = context.getNodeParameter('objects', 0) as string[];
	const plan = route.plan({ syncKey: '', objects, ...route.own?.choices(context) });
	const signal = context.getExecutionCancelSignal();
	const destination = await route.destination(context, createTraffic());
	try {
		const results = await destination.provision(
			plan.objects.map(({ destinationObject, idProperty, idPropertyLabel }) => ({
				object: destinationObject,
				idProperty,
				idPropertyLabel,
			})),
			{ dryRun: false, signal },
		);
		for (const object of objects) results.push(...(await createOwnFields(route, object, destination, signal)));
		return [fromAll(unique(results), context.getInputData().length), []];
	} finally {
		destination.close();
	}
}

async function createOwnFields(
	route: SyncRoute,
	object: string,
	destination: SyncDestination,
	signal?: AbortSignal,
): Promise<ProvisionResult[]> {
	const fields = route.ownFields?.(object) ?? [];
	if (fields.length === 0) return [];
	const { destinationObject } = route.routes[object];
	const { fields: known } = await destination.describe(destinationObject, signal);
	const existing = new Set([...known.keys()].map((name) => name.toLowerCase()));
	const missing = fields.filter(({ name }) => !existing.has(name.toLowerCase()));
	await destination.createFields?.(destinationObject, missing, { dryRun: false, signal });
	return fields.map(({ name }) => ({
		object: destinationObject,
		property: name,
		status: missing.some((field) => field.name === name) ? 'created' : 'exists',
	}));
}

/** Contacts and leads share fields: each is told of once, by what was done first. */
function unique(results: ProvisionResult[]): IDataObject[] {
	const byField = new Map<string, ProvisionResult>();
	for (const result of results) {
		const key = `${result.object} ${result.property}`;
		if (!byField.has(key)) byField.set(key, result);
	}
	return [...byField.values()].map((result) => ({ ...result }));
}
