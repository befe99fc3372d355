import type { DestinationRecord } from '../types';
import { batchRead } from './batchRead';
import type { HubspotClient } from './client';
import { MERGED_IDS, mergedIds } from './departures';
import { searchByValues } from './search';
import type { WireObject } from './wire';

export interface FindRequest {
	object: string;
	key: string;
	values: string[];
	properties: string[];
	signal?: AbortSignal;
}

/** A contact's further addresses, joined by semicolons: HubSpot finds the contact by each of them. */
const ADDITIONAL_EMAILS = 'hs_additional_emails';

const normalise = (value: string) => value.trim().toLowerCase();

/** Records by a match key: value as asked → every record that has it. Companies by domain, contacts by e-mail, anything by a unique property. */
export async function findRecords(
	client: HubspotClient,
	request: FindRequest,
): Promise<Map<string, DestinationRecord[]>> {
	const wanted = [...new Set(request.values.map(normalise))].filter((value) => value !== '');
	const matches = new Map<string, Map<string, DestinationRecord>>(wanted.map((value) => [value, new Map()]));
	for (const record of await fetchCandidates(client, request, wanted)) {
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

async function fetchCandidates(client: HubspotClient, request: FindRequest, values: string[]): Promise<WireObject[]> {
	const { object, key, signal } = request;
	// A domain is not unique in HubSpot, so that no batch read takes it.
	if (key === 'domain') {
		const properties = withNames(request.properties, key);
		return await searchByValues(client, { object, property: key, values, properties, signal });
	}
	const properties = withNames(request.properties, key, ...(key === 'email' ? [ADDITIONAL_EMAILS] : []));
	return await batchRead(client, { object, idProperty: key, ids: values, properties, signal });
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
