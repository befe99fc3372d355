import type { SourceRecord } from '../types';
import { readAssociated } from './associationRead';
import { batchRead } from './batchRead';
import type { HubspotClient } from './client';
import { meets, type Filter } from './filter';
import { recordOf, type ReadPlan } from './readPlan';
import type { WireObject } from './wire';

/** Object → record id → id of the one record it is associated with: the associations that the plan asks for. */
export async function readTargets(
	client: HubspotClient,
	plan: ReadPlan,
	ids: string[],
	signal?: AbortSignal,
): Promise<Map<string, Map<string, string>>> {
	const associated = new Map<string, Map<string, string>>();
	for (const target of ids.length === 0 ? [] : plan.targets) {
		associated.set(target, await readAssociated(client, { object: plan.object, target, ids, signal }));
	}
	return associated;
}

/** Records as they are now, with their associations. */
export async function withTargets(
	client: HubspotClient,
	plan: ReadPlan,
	wires: WireObject[],
	signal?: AbortSignal,
): Promise<SourceRecord[]> {
	const ids = wires.map(({ id }) => id);
	const associated = await readTargets(client, plan, ids, signal);
	return wires.map((wire) => recordOf(plan, wire, associated));
}

/**
 * The records that search has found, as they are now: the index that search looks into lags behind, and what it
 * shows of a record may be older than what has been written since. Those that are gone, or that do
 * not meet the filter any more, are left out.
 */
export async function readFound(
	client: HubspotClient,
	plan: ReadPlan,
	filter: Filter | undefined,
	ids: string[],
	signal?: AbortSignal,
): Promise<SourceRecord[]> {
	const { object, properties } = plan;
	const found = await batchRead(client, { object, ids, properties, purpose: 'read', signal });
	const place = new Map(ids.map((id, index) => [id, index]));
	const current = found
		.filter((wire) => meets(filter, wire.properties))
		.sort((one, other) => (place.get(one.id) ?? ids.length) - (place.get(other.id) ?? ids.length));
	return await withTargets(client, plan, current, signal);
}
