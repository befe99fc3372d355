import type { IdentityChange } from '../types';
import { readAhead, type Loaded } from '../shared/readAhead';
import { batchRead } from './batchRead';
import { ChangeSearch } from './changeSearch';
import type { HubspotClient } from './client';
import type { Filter } from './filter';
import { listPage } from './listRead';
import { isoUtc, modifiedAt, type ReadPlan } from './readPlan';
import type { ChangePosition } from './resume';

/** The ids of records that were merged into a record, joined by semicolons. */
export const MERGED_IDS = 'hs_merged_object_ids';

export const mergedIds = (properties: Record<string, string | null>): string[] =>
	(properties[MERGED_IDS] ?? '').split(';').filter((id) => id !== '');

interface Window {
	since: Date;
	until: Date;
	signal?: AbortSignal;
}

/**
 * Records archived in the window. HubSpot keeps archived records for 90 days and lists them by id only: the whole
 * list is read, a call for 100 of them, whatever the window.
 */
export async function* readArchived(
	client: HubspotClient,
	plan: Pick<ReadPlan, 'object' | 'stamp'>,
	{ since, until, signal }: Window,
): AsyncGenerator<IdentityChange[], void, undefined> {
	const { object, stamp } = plan;
	const load = async (after: string | undefined, own: AbortSignal): Promise<Loaded<IdentityChange[], string>> => {
		const { results, next } = await listPage(client, {
			object,
			properties: [stamp],
			archived: true,
			after,
			signal: own,
		});
		const changes: IdentityChange[] = [];
		for (const wire of results) {
			const at = isoUtc(wire.archivedAt ?? modifiedAt(plan, wire));
			const instant = Date.parse(at);
			if (instant >= since.getTime() && instant < until.getTime()) {
				changes.push({ object, id: wire.id, kind: 'deleted', modifiedAt: at });
			}
		}
		return { pages: changes.length === 0 ? [] : [changes], next };
	};
	yield* readAhead(async (own) => await load(undefined, own), load, signal);
}

/**
 * Records that were merged into one that has changed in the window. HubSpot does not say when they were: those
 * that went into it earlier are named again.
 */
export async function* readMerged(
	client: HubspotClient,
	plan: Pick<ReadPlan, 'object' | 'stamp'>,
	{ since, until, signal }: Window,
): AsyncGenerator<IdentityChange[], void, undefined> {
	const { object, stamp } = plan;
	const survivors: Filter = [[{ property: MERGED_IDS, type: 'string', operator: 'HAS_PROPERTY', values: [] }]];
	const search = new ChangeSearch(client, plan, { since, until }, survivors);
	const load = async (
		position: ChangePosition | undefined,
		own: AbortSignal,
	): Promise<Loaded<IdentityChange[], ChangePosition>> => {
		const { ids, next } = await search.load(position, own);
		const request = { object, ids, properties: [stamp, MERGED_IDS], purpose: 'read' as const, signal: own };
		const changes: IdentityChange[] = [];
		for (const wire of await batchRead(client, request)) {
			const into = { object, id: wire.id };
			for (const id of mergedIds(wire.properties)) {
				if (id !== wire.id) changes.push({ object, id, kind: 'merged', into, modifiedAt: modifiedAt(plan, wire) });
			}
		}
		return { pages: changes.length === 0 ? [] : [changes], next };
	};
	yield* readAhead(async (own) => await load(undefined, own), load, signal);
}
