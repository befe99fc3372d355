import { SophiaError } from '../../errors';
import { asObject, asText } from '../shared/json';
import type { Destination, DestinationRecord } from '../types';
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
	/** How the values were made comparable; absent: not at all. */
	normalise?: Normalisation;
	properties: string[];
	signal?: AbortSignal;
}

export interface ReadRequest {
	object: string;
	ids: string[];
	properties: string[];
	signal?: AbortSignal;
}

export type Normalisation = NonNullable<Parameters<Destination['find']>[0]['normalise']>;

/** What Intercom's search can be asked for, by how values were made comparable: it compares ids and texts as they are. */
const SEARCHABLE: ReadonlyMap<string, Normalisation[]> = new Map([
	['email', ['exact', 'caseInsensitive', 'email']],
	[USER_ID, ['exact']],
	['name', ['exact']],
	['phone', ['exact']],
]);

/** Whether {@link findRecords} can look records up in this way. */
export function canFind(object: string, key: string, by: Normalisation): boolean {
	if (object === 'companies') return key === 'company_id' && by === 'exact';
	return (isCustom(key) ? ['exact'] : SEARCHABLE.get(key))?.includes(by) ?? false;
}

const lowered = (value: string): string => value.trim().toLowerCase();

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
	const { object, key, properties, normalise } = request;
	checkKey(object, key, normalise, fields);
	const asked = request.values.filter((value) => value.trim() !== '');
	const records =
		object === 'contacts'
			? await searched(api, key, asked, request.signal)
			: await companiesByOwnId(api, asked, request.signal);
	const byKey = new Map<string, WireRecord[]>();
	for (const record of new Map(records.map((record) => [record.id, record])).values()) {
		const value = keyOf(record, key);
		if (value !== undefined) byKey.set(lowered(value), [...(byKey.get(lowered(value)) ?? []), record]);
	}
	const found = new Map<string, DestinationRecord[]>();
	for (const value of asked) {
		const matches = byKey.get(lowered(value));
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

/** @throws SophiaError `configuration` for a key that Intercom has no search for */
function checkKey(object: string, key: string, normalise: Normalisation | undefined, fields: Fields): void {
	const isText = ['string', 'email', 'phone', 'enumeration'].includes(fields.get(key)?.type ?? 'string');
	if (isText && canFind(object, key, normalise ?? 'exact')) return;
	throw new SophiaError('configuration', `Intercom cannot look ${object} up by ${key}.`, {
		system: 'intercom',
		remedy:
			object === 'companies'
				? 'Recognise companies by their Company ID.'
				: 'Recognise contacts by e-mail address, User ID or a custom attribute that holds text.',
	});
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
	const spelled = values.map((value) => (key === 'email' ? lowered(value) : value.trim()));
	return await searchContacts(api, key, [...new Set(spelled)], signal);
}

async function companiesByOwnId(api: IntercomApi, values: string[], signal?: AbortSignal): Promise<WireRecord[]> {
	const found = await fanOut(
		[...new Set(values)],
		{ signal },
		async (id, beforeCall) => await companyByOwnId(api, id, { signal, beforeCall }),
	);
	return found.filter((record): record is WireRecord => record !== undefined);
}

/** The company with our id, whether Intercom shows it or not. */
export async function companyByOwnId(
	api: IntercomApi,
	company_id: string,
	call: { signal?: AbortSignal; beforeCall?: () => void },
): Promise<WireRecord | undefined> {
	const answer = await api
		.call({ purpose: 'lookup', ...call }, async (sdk) => await sdk.companies.retrieve({ company_id }))
		.catch(unlessNotFound);
	return answer === undefined ? undefined : readRecord(answer.body);
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
