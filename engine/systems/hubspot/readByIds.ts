import type { IdentityChange, ReadByIdResult } from '../types';
import { batchRead } from './batchRead';
import type { HubspotClient } from './client';
import { MERGED_IDS, mergedIds } from './departures';
import { meets, type Filter } from './filter';
import { isoUtc, modifiedAt, type ReadPlan } from './readPlan';
import { withTargets } from './sourceValues';
import type { WireObject } from './wire';

/**
 * Records by id, and what has become of those that are not there: an id that was merged answers with the
 * record that took it over, an archived record is found for 90 days. One call per hundred when all are live.
 */
export async function readSourceByIds(
	client: HubspotClient,
	plan: ReadPlan,
	{ ids, filter, signal }: { ids: string[]; filter?: Filter; signal?: AbortSignal },
): Promise<ReadByIdResult> {
	const { object } = plan;
	const result: ReadByIdResult = { records: [], gone: [], filteredOut: [], missing: [] };
	const asked = [...new Set(ids)];
	const left = new Set(asked.filter((id) => /^\d+$/.test(id)));
	result.missing.push(...asked.filter((id) => !left.has(id)));
	const read = async (archived: boolean): Promise<WireObject[]> =>
		await batchRead(client, {
			object,
			ids: [...left],
			properties: [...new Set([...plan.properties, MERGED_IDS])],
			archived,
			purpose: 'read',
			signal,
		});
	const live = await read(false);
	const own = live.filter(({ id }) => left.delete(id));
	for (const wire of live) {
		for (const id of mergedIds(wire.properties)) {
			if (left.delete(id)) result.gone.push(merged(plan, id, wire));
		}
	}
	const wanted: WireObject[] = [];
	for (const wire of own) {
		if (meets(filter, wire.properties)) wanted.push(wire);
		else result.filteredOut.push(wire.id);
	}
	result.records.push(...(await withTargets(client, plan, wanted, signal)));
	for (const wire of left.size === 0 ? [] : await read(true)) {
		for (const id of [wire.id, ...mergedIds(wire.properties)]) {
			const at = isoUtc(wire.archivedAt ?? modifiedAt(plan, wire));
			if (left.delete(id)) result.gone.push({ object, id, kind: 'deleted', modifiedAt: at });
		}
	}
	result.missing.push(...left);
	return result;
}

const merged = (plan: ReadPlan, id: string, into: WireObject): IdentityChange => ({
	object: plan.object,
	id,
	kind: 'merged',
	into: { object: plan.object, id: into.id },
	modifiedAt: modifiedAt(plan, into),
});
