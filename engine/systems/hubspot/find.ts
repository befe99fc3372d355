import type { Destination, DestinationRecord, FieldType, ObjectDescription } from '../types';
import { targetOfField } from './associationFields';
import { batchRead } from './batchRead';
import type { HubspotClient } from './client';
import { MERGED_IDS, mergedIds } from './departures';
import { searchByValues } from './search';
import type { WireObject } from './wire';

export type FindRequest = Parameters<Destination['find']>[0];
type Normalise = NonNullable<FindRequest['normalise']>;

/** What HubSpot's search compares as a person would: text without regard to case, numbers by value. */
const SEARCHABLE: FieldType[] = ['string', 'email', 'phone', 'url', 'number', 'integer'];

/**
 * Whether records can be looked up by a property: not by telephone numbers, which HubSpot keeps as they were typed; and
 * by domain only where HubSpot keeps bare domains itself.
 *
 * @param description of the object, as far as it is known already
 */
export function canFindBy(description: ObjectDescription | undefined, key: string, normalise: Normalise): boolean {
	if (normalise === 'phone' || targetOfField(key) !== undefined) return false;
	if (normalise === 'domain') return key === DOMAIN;
	const type = description?.fields.get(key)?.type;
	return type === undefined ? description === undefined : SEARCHABLE.includes(type);
}

/** A company's domain. It is not unique in HubSpot, so that no batch read takes it. */
const DOMAIN = 'domain';

/** A contact's further addresses, joined by semicolons: HubSpot finds the contact by each of them. */
const ADDITIONAL_EMAILS = 'hs_additional_emails';

const normalise = (value: string) => value.trim().toLowerCase();

/**
 * Records by a match key: value as asked → every record that has it. Companies by domain, contacts by e-mail, anything
 * by a unique property; with `normalise` by any property that {@link canFindBy} takes.
 */
export async function findRecords(
	client: HubspotClient,
	request: FindRequest,
	describe: (object: string, signal?: AbortSignal) => Promise<ObjectDescription>,
): Promise<Map<string, DestinationRecord[]>> {
	const wanted = [...new Set(request.values.map(normalise))].filter((value) => value !== '');
	const matches = new Map<string, Map<string, DestinationRecord>>(wanted.map((value) => [value, new Map()]));
	for (const record of await fetchCandidates(client, request, wanted, describe)) {
		for (const value of keysOf(record, request.key))
			matches.get(value)?.set(record.id, { ...asAsked(record), ...furtherKeys(record, request.key) });
	}
	const found = new Map<string, DestinationRecord[]>();
	for (const value of request.values) {
		const records = matches.get(normalise(value));
		if (records !== undefined && records.size > 0) found.set(value, [...records.values()]);
	}
	return found;
}

async function fetchCandidates(
	client: HubspotClient,
	request: FindRequest,
	values: string[],
	describe: (object: string, signal?: AbortSignal) => Promise<ObjectDescription>,
): Promise<WireObject[]> {
	const { object, key, normalise, signal } = request;
	const further = object === 'contacts' && key === 'email' ? [ADDITIONAL_EMAILS] : [];
	const properties = withNames(request.properties, key, ...further);
	const search = async (searched: string[]) =>
		await searchByValues(client, { object, property: key, values: searched, properties, signal });
	if (key === DOMAIN) return await search(values);
	const field = normalise === undefined ? undefined : (await describe(object, signal)).fields.get(key);
	if (field === undefined || field.unique) {
		return await batchRead(client, { object, idProperty: key, ids: values, properties, signal });
	}
	const isNumber = field.type === 'number' || field.type === 'integer';
	return await search(isNumber ? values.filter((value) => Number.isFinite(Number(value))) : values);
}

function furtherKeys(record: WireObject, key: string): Pick<DestinationRecord, 'furtherKeys'> {
	const further =
		key === 'email'
			? (record.properties[ADDITIONAL_EMAILS] ?? '')
					.split(';')
					.map(normalise)
					.filter((value) => value !== '')
			: [];
	return further.length === 0 ? {} : { furtherKeys: further };
}

function keysOf(record: WireObject, key: string): string[] {
	const first = normalise(record.properties[key] ?? '');
	return [...(first === '' ? [] : [first]), ...(furtherKeys(record, key).furtherKeys ?? [])];
}

/** Records by their own id: id as asked → record. A record that was merged into another one answers with that one. */
export async function readRecords(
	client: HubspotClient,
	{ object, ids, properties, signal }: { object: string; ids: string[]; properties: string[]; signal?: AbortSignal },
): Promise<Map<string, DestinationRecord>> {
	const asked = new Set(ids.filter((id) => id !== ''));
	const found = new Map<string, DestinationRecord>();
	for (const record of await batchRead(client, {
		object,
		ids: [...asked],
		properties: withNames(properties, MERGED_IDS),
		signal,
	})) {
		const answersTo = [record.id, ...mergedIds(record.properties)];
		for (const id of answersTo) if (asked.has(id)) found.set(id, asAsked(record));
	}
	return found;
}

const asAsked = ({ id, properties }: WireObject): DestinationRecord => ({ id, properties });

const withNames = (properties: string[], ...names: string[]): string[] => [...new Set([...properties, ...names])];
