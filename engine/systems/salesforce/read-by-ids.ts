import type { ReadByIdResult, Source } from '../types';
import type { SalesforceClient } from './client';
import type { Describer } from './describe';
import { identityChange, identityFieldsOf, type IdentityRow } from './identity';
import { isSalesforceId, longId } from './ids';
import { isDue, planQuery, planRead, recordOfRow, type ReadPlan, type RestRow } from './read-plan';
import { queryEverything } from './rest-read';
import { buildQuery, maxAddressLength, soqlId } from './soql';

/** An id with its quotation marks and comma, encoded: %27 + 18 characters + %27%2C + a space for good measure. */
const idLength = 30;
/** Salesforce answers 2,000 rows at once; fewer keep an answer quick. */
const maxIds = 400;

const oneOf = (ids: string[]): string => `Id IN (${ids.map(soqlId).join(',')})`;

/** How many ids a query of the plan has room for. */
function chunkSize(plan: ReadPlan): number {
	const room = maxAddressLength - encodeURIComponent(planQuery(plan, { conditions: [oneOf([])] })).length - 20;
	return Math.max(1, Math.min(maxIds, Math.floor(room / idLength)));
}

/**
 * Records by id, and what has become of those that are not there. One call per chunk when all are live
 * and meet the filter; a second one (queryAll) tells about the rest.
 */
export async function readRecordsByIds(
	client: SalesforceClient,
	describer: Describer,
	request: Parameters<Source['readByIds']>[0],
): Promise<ReadByIdResult> {
	const result: ReadByIdResult = { records: [], gone: [], filteredOut: [], missing: [] };
	const askedAs = new Map<string, string>();
	for (const id of new Set(request.ids)) {
		if (!isSalesforceId(id)) result.missing.push(id);
		else if (!askedAs.has(longId(id))) askedAs.set(longId(id), id);
	}
	if (askedAs.size === 0) return result;
	const { signal } = request;
	const { due, ...rest } = request;
	const plan = await planRead(describer, { ...rest, due: due?.field });
	if (due !== undefined && plan.due !== undefined) plan.conditions.push(isDue(plan.due, due.by));
	const description = await describer.describe(request.object, signal);
	const ids = [...askedAs.keys()];
	const size = chunkSize(plan);
	for (let start = 0; start < ids.length; start += size) {
		const left = new Set(ids.slice(start, start + size));
		const live = planQuery(plan, { conditions: [oneOf([...left])] });
		for (const row of await queryEverything<RestRow>(client, plan.resource, live, signal)) {
			const record = recordOfRow(plan, row);
			left.delete(record.id);
			result.records.push(record);
		}
		if (left.size === 0) continue;
		const others = buildQuery({
			object: plan.object,
			fields: identityFieldsOf(description),
			conditions: [oneOf([...left])],
		});
		for (const row of await queryEverything<IdentityRow>(client, 'queryAll', others, signal)) {
			const id = longId(row.Id);
			left.delete(id);
			const change = identityChange(plan.object, row);
			if (change === undefined) result.filteredOut.push(askedAs.get(id) ?? id);
			else result.gone.push({ ...change, id: askedAs.get(id) ?? id });
		}
		for (const id of left) result.missing.push(askedAs.get(id) ?? id);
	}
	return result;
}
