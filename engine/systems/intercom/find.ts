import { SophiaError } from '../../errors';
import { asObject, asText } from '../shared/json';
import type { DestinationRecord } from '../types';
import type { IntercomApi } from './client';
import { unlessNotFound } from './errors';
import { fanOut } from './fanOut';
import { searchContacts } from './search';
import { CUSTOM, isCustom, propertiesOf, USER_ID, type Fields } from './values';
import { readRecord, type WireRecord } from './wire';

export interface FindRequest {
	object: string;
	key: string;
	values: string[];
	properties: string[];
	signal?: AbortSignal;
}

export interface ReadRequest {
	object: string;
	ids: string[];
	properties: string[];
	signal?: AbortSignal;
}

const normalise = (value: string): string => value.trim().toLowerCase();

/**
 * Records by a match key: value as asked → every record that has it. Contacts are searched, 50 to a call, by
 * `email`, `external_id` or a custom attribute; companies have no search and are asked for one by one, by
 * `company_id` only.
 */
export async function findRecords(
	api: IntercomApi,
	request: FindRequest,
	fields: Fields,
): Promise<Map<string, DestinationRecord[]>> {
	const { key, properties } = request;
	const asked = request.values.filter((value) => value.trim() !== '');
	const records =
		request.object === 'contacts'
			? await searched(api, key, asked, request.signal)
			: await companiesByOwnId(api, key, asked, request.signal);
	const byKey = new Map<string, WireRecord[]>();
	for (const record of new Map(records.map((record) => [record.id, record])).values()) {
		const value = keyOf(record, key);
		if (value !== undefined) byKey.set(normalise(value), [...(byKey.get(normalise(value)) ?? []), record]);
	}
	const found = new Map<string, DestinationRecord[]>();
	for (const value of asked) {
		const matches = byKey.get(normalise(value));
		if (matches !== undefined)
			found.set(
				value,
				(key === 'email' ? usersFirst(matches) : matches).map((record) =>
					asAsked(record, [...properties, key], fields),
				),
			);
	}
	return found;
}

/** Of all who have an address only one can be a user, and no lead can become one beside it: where there is a user, it is the match. */
function usersFirst(matches: WireRecord[]): WireRecord[] {
	const users = matches.filter(({ fields }) => fields.role === 'user');
	return users.length > 0 ? users : matches;
}

const keyOf = ({ fields }: WireRecord, key: string): string | undefined =>
	asText(isCustom(key) ? asObject(fields.custom_attributes)[key.slice(CUSTOM.length)] : fields[key]);

/** A lead's external id is Intercom's own invention: nobody has given it, and it stands for nobody's record. */
export function asAsked(record: WireRecord, names: string[], fields: Fields): DestinationRecord {
	const properties = propertiesOf(record, names, fields);
	if (record.fields.role === 'lead' && USER_ID in properties) properties[USER_ID] = null;
	return { id: record.id, properties };
}

/** E-mail addresses are searched in lower case, as Intercom keeps them; ids as they are. */
async function searched(api: IntercomApi, key: string, values: string[], signal?: AbortSignal): Promise<WireRecord[]> {
	const spelled = values.map((value) => (key === 'email' ? normalise(value) : value.trim()));
	return await searchContacts(api, key, [...new Set(spelled)], signal);
}

async function companiesByOwnId(
	api: IntercomApi,
	key: string,
	values: string[],
	signal?: AbortSignal,
): Promise<WireRecord[]> {
	if (key !== 'company_id') {
		throw new SophiaError('configuration', `Intercom cannot look companies up by ${key}.`, {
			system: 'intercom',
			remedy: 'Recognise companies by their Company ID.',
		});
	}
	const found = await fanOut([...new Set(values)], { signal }, async (company_id, beforeCall) => {
		const answer = await api
			.call({ purpose: 'lookup', signal, beforeCall }, async (sdk) => await sdk.companies.retrieve({ company_id }))
			.catch(unlessNotFound);
		return answer === undefined ? undefined : readRecord(answer.body);
	});
	return found.filter((record): record is WireRecord => record !== undefined);
}

/**
 * Records by their own id; those that do not exist, or are archived, are absent. Several contacts are
 * searched together, and only those that the search does not show (it lags) are asked for one by one.
 */
export async function readRecords(
	api: IntercomApi,
	request: ReadRequest,
	fields: Fields,
): Promise<Map<string, DestinationRecord>> {
	const { object, properties, signal } = request;
	const ids = [...new Set(request.ids.filter((id) => id !== ''))];
	const found = new Map<string, DestinationRecord>();
	const take = (record: WireRecord) => found.set(record.id, asAsked(record, properties, fields));
	if (object === 'contacts' && ids.length > 1)
		for (const record of await searchContacts(api, 'id', ids, signal)) take(record);
	const missing = ids.filter((id) => !found.has(id));
	await fanOut(missing, { signal }, async (id, beforeCall) => {
		const record = await readOne(api, object, id, { signal, beforeCall });
		if (record !== undefined) found.set(id, asAsked(record, properties, fields));
	});
	return found;
}

/** One record by its own id; undefined when it does not exist or is archived. */
export async function readOne(
	api: IntercomApi,
	object: string,
	id: string,
	call: { signal?: AbortSignal; beforeCall?: () => void },
): Promise<WireRecord | undefined> {
	const answer = await api
		.call({ purpose: 'lookup', ...call }, async (sdk) =>
			object === 'contacts'
				? await sdk.contacts.find({ contact_id: id })
				: await sdk.companies.find({ company_id: id }),
		)
		.catch(unlessNotFound);
	return answer === undefined ? undefined : readRecord(answer.body);
}
