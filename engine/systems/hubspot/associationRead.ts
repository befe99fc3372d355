import { mapConcurrent } from '../../traffic';
import { chunks } from '../shared/batches';
import { asObject, asObjects, asText } from '../shared/json';
import { hasPrimary } from './associationFields';
import { primaryType } from './associationTypes';
import type { HubspotClient } from './client';
import { nextPage } from './wire';

/** HubSpot takes so many records in one batch read of associations. */
export const ASSOCIATION_READ_BATCH = 1_000;

interface Asked {
	id: string;
	after?: string;
}

/** What is known of one record's associations while its pages are read. */
interface Found {
	primary?: string;
	/** As many as are needed to know whether there are several. */
	ids: string[];
}

/**
 * The one record of another object that each record is associated with: the primary one where the pair of
 * objects has a primary, otherwise the only one. Records that have none, or several, are absent.
 *
 * @throws HubspotRefusal when the account knows no association between the two objects
 */
export async function readAssociated(
	client: HubspotClient,
	request: { object: string; target: string; ids: string[]; signal?: AbortSignal },
): Promise<Map<string, string>> {
	const { object, target, signal } = request;
	const byPrimary = hasPrimary(object, target);
	const associated = new Map<string, string>();
	const found = new Map<string, Found>();
	let asked: Asked[] = [...new Set(request.ids)].map((id) => ({ id }));
	while (asked.length > 0) {
		const pages = await mapConcurrent(
			chunks(asked, ASSOCIATION_READ_BATCH),
			client.concurrency,
			async (inputs) => await readPage(client, object, target, inputs, signal),
			signal,
		);
		asked = [];
		for (const { id, to, after } of pages.flat()) {
			const known = found.get(id) ?? { ids: [] };
			found.set(id, known);
			known.primary ??= to.find(({ primary }) => primary)?.id;
			known.ids = [...new Set([...known.ids, ...to.map((end) => end.id)])].slice(0, 2);
			const settled = byPrimary ? known.primary !== undefined : known.ids.length > 1;
			if (after !== undefined && !settled) asked.push({ id, after });
		}
	}
	for (const [id, { primary, ids }] of found) {
		const one = byPrimary ? primary : ids.length === 1 ? ids[0] : undefined;
		if (one !== undefined) associated.set(id, one);
	}
	return associated;
}

/**
 * The pairs that have an association with a label, as 'from>to'.
 *
 * @throws HubspotRefusal when the account knows no association between the two objects
 */
export async function readLabelled(
	client: HubspotClient,
	{ object, target, ids, signal }: { object: string; target: string; ids: string[]; signal?: AbortSignal },
): Promise<Set<string>> {
	const labelled = new Set<string>();
	let asked: Asked[] = [...new Set(ids)].map((id) => ({ id }));
	while (asked.length > 0) {
		const pages = await mapConcurrent(
			chunks(asked, ASSOCIATION_READ_BATCH),
			client.concurrency,
			async (inputs) => await readPage(client, object, target, inputs, signal),
			signal,
		);
		asked = [];
		for (const { id, to, after } of pages.flat()) {
			for (const end of to) if (end.labelled) labelled.add(`${id}>${end.id}`);
			if (after !== undefined) asked.push({ id, after });
		}
	}
	return labelled;
}

interface Row {
	id: string;
	to: Array<{ id: string; primary: boolean; labelled: boolean }>;
	after?: string;
}

/** Records without associations are named in `errors` of a 207, which tells nothing more than their absence. */
async function readPage(
	client: HubspotClient,
	object: string,
	target: string,
	inputs: Asked[],
	signal: AbortSignal | undefined,
): Promise<Row[]> {
	const { body } = await client.call(
		{ purpose: 'read', signal },
		async (crm, options) => await crm.associations.v4.batchApi.getPageWithHttpInfo(object, target, { inputs }, options),
	);
	const primary = primaryType(object, target);
	const rows: Row[] = [];
	for (const result of asObjects(asObject(body).results)) {
		const id = asText(asObject(result.from).id);
		if (id === undefined) continue;
		const to = asObjects(result.to).flatMap(({ toObjectId, associationTypes }) => {
			const toId = asText(toObjectId);
			const types = asObjects(associationTypes);
			if (toId === undefined) return [];
			const labelled = types.some(({ label }) => typeof label === 'string' && label !== '');
			return [{ id: toId, primary: types.some((type) => isPrimaryType(type, primary)), labelled }];
		});
		rows.push({ id, to, after: nextPage(result) });
	}
	return rows;
}

/** By its number, or by its label, which is not always given. */
const isPrimaryType = ({ category, typeId, label }: Record<string, unknown>, known: number | undefined): boolean =>
	category === 'HUBSPOT_DEFINED' &&
	((known !== undefined && Number(typeId) === known) || (typeof label === 'string' && /^primary\b/i.test(label)));
