import { SophiaError } from '../../errors';
import type { DestinationRecord, FieldDescription } from '../types';
import type { SalesforceClient } from './client';
import type { Describer, SalesforceObject } from './describe';
import { isSalesforceId, longId } from './ids';
import { planQuery, planRead, recordOfRow, type ReadPlan, type RestRow } from './read-plan';
import { queryEverything } from './rest-read';
import { buildQuery, maxAddressLength, soqlId, soqlString } from './soql';
import { textValue } from './write-values';

export type Normalise = 'exact' | 'caseInsensitive' | 'email' | 'domain' | 'phone';

export interface FindRequest {
	object: string;
	key: string;
	values: string[];
	normalise?: Normalise;
	properties: string[];
	signal?: AbortSignal;
}

export interface ReadRequest {
	object: string;
	ids: string[];
	properties: string[];
	signal?: AbortSignal;
}

/** Salesforce answers 2,000 rows at once; fewer values keep an answer quick. */
export const LOOKUP_SIZE = 400;

const texts = new Set<FieldDescription['type']>(['string', 'email', 'phone', 'url', 'enumeration']);
const exact = new Set<FieldDescription['type']>([...texts, 'number', 'integer', 'date', 'datetime']);

/** Whether records can be looked up by a field in this way. Phone numbers are kept as they were typed. */
export function canLookUp({ byName, unfilterable }: SalesforceObject, key: string, normalise: Normalise): boolean {
	const field = byName.get(key.toLowerCase());
	if (field === undefined || unfilterable.has(field.name) || normalise === 'phone') return false;
	if (normalise === 'domain') return ['string', 'url', 'email'].includes(field.type) && field.referenceTo === undefined;
	return (normalise === 'exact' ? exact : texts).has(field.type);
}

/**
 * Records by a match key: value as asked → every record that has it. Salesforce compares without regard to
 * case. By `domain`, every record in whose field the host occurs: more than those that have it.
 * @throws SophiaError `configuration` when the field cannot be looked up in this way
 */
export async function findRecords(
	client: SalesforceClient,
	describer: Describer,
	request: FindRequest,
): Promise<Map<string, DestinationRecord[]>> {
	const { object, key, values, normalise = 'exact', properties, signal } = request;
	const description = await describer.describe(object, signal);
	if (!canLookUp(description, key, normalise)) throw cannotLookUp(description.name, key);
	const field = description.byName.get(key.toLowerCase()) as FieldDescription;
	const plan = await planRead(describer, { object, fields: [...new Set([...properties, field.name])], signal });
	const comparable = (value: string) => comparableValue(field, value);
	const wanted = new Map(
		values.map((value) => [comparable(value), normalise === 'domain' ? comparable(value) : value]),
	);
	wanted.delete('');
	const byKey = new Map<string, DestinationRecord[]>();
	const add = (value: string, record: DestinationRecord) => byKey.set(value, [...(byKey.get(value) ?? []), record]);
	const condition = normalise === 'domain' ? hostCondition(field) : listCondition(field);
	for (const { values: asked, condition: where } of batches(plan, [...wanted.values()], condition)) {
		for (const record of await recordsWhere(client, plan, where, signal)) {
			const value = comparable(record.properties[field.name] ?? '');
			if (normalise !== 'domain') add(value, record);
			else for (const host of asked) if (value.includes(host)) add(host, record);
		}
	}
	const found = new Map<string, DestinationRecord[]>();
	for (const value of values) {
		const records = byKey.get(comparable(value));
		if (records !== undefined) found.set(value, records);
	}
	return found;
}

/** Records by their own id: id as asked → record. Deleted ones are absent, and those that others stand for (converted leads). */
export async function readRecords(
	client: SalesforceClient,
	describer: Describer,
	{ object, ids, properties, signal }: ReadRequest,
): Promise<Map<string, DestinationRecord>> {
	const plan = await planRead(describer, { object, fields: properties, signal });
	const wanted = [...new Set(ids.filter(isSalesforceId).map(longId))];
	const byId = new Map<string, DestinationRecord>();
	for (const { condition } of batches(plan, wanted, idCondition)) {
		for (const record of await recordsWhere(client, plan, condition, signal)) byId.set(record.id, record);
	}
	const found = new Map<string, DestinationRecord>();
	for (const id of ids) {
		const record = byId.get(longId(id));
		if (record !== undefined) found.set(id, record);
	}
	return found;
}

/** Those of the ids that are records of the object, and not deleted. */
export async function liveIds(
	client: SalesforceClient,
	object: string,
	ids: readonly string[],
	signal?: AbortSignal,
): Promise<Set<string>> {
	const live = new Set<string>();
	const plan: ReadPlan = { object, fields: [], conditions: [], resource: 'query' };
	for (const { condition } of batches(plan, [...new Set(ids)], idCondition)) {
		const soql = buildQuery({ object, fields: ['Id'], conditions: [condition] });
		for (const { Id } of await queryEverything<{ Id: string }>(client, 'query', soql, signal, 'lookup'))
			live.add(longId(Id));
	}
	return live;
}

const cannotLookUp = (object: string, key: string): SophiaError =>
	new SophiaError('configuration', `Salesforce cannot look ${object} records up by ${key} in this way.`, {
		system: 'salesforce',
		code: 'CANNOT_FIND',
		remedy: 'Match by a text, e-mail or number field that Salesforce can filter by.',
	});

/** What two values have in common that are the same to Salesforce. Halves of a character cannot be asked for. */
function comparableValue({ type, name, referenceTo }: FieldDescription, value: string): string {
	const text = value.trim().replace(/\p{Surrogate}/gu, '\uFFFD');
	if (text === '') return '';
	if (referenceTo !== undefined || name === 'Id') return longId(text).toLowerCase();
	if (type === 'number' || type === 'integer') return String(Number(text));
	return text.toLowerCase();
}

/** How values become one condition. */
interface ConditionMaker {
	/** Undefined for a value that the field cannot hold. */
	part(value: string): string | undefined;
	join(parts: string[]): string;
}

const idCondition: ConditionMaker = { part: soqlId, join: (parts) => `Id IN (${parts.join(',')})` };

const listCondition = (field: FieldDescription): ConditionMaker => ({
	part: (value) => literal(field, value),
	join: (parts) => `${field.name} IN (${parts.join(',')})`,
});

/** In a LIKE, % and _ stand for any characters. */
const hostCondition = ({ name, maxLength = Infinity }: FieldDescription): ConditionMaker => ({
	part: (host) =>
		host.length > maxLength ? undefined : `${name} LIKE '%${soqlString(host).slice(1, -1).replace(/[%_]/g, '\\$&')}%'`,
	join: (parts) => parts.join(' OR '),
});

function literal(
	{ name, type, referenceTo, maxLength = Infinity }: FieldDescription,
	value: string,
): string | undefined {
	if (value.trim().length > maxLength) return undefined;
	if (referenceTo !== undefined || name === 'Id') return isSalesforceId(value) ? soqlId(value) : undefined;
	if (type === 'number' || type === 'integer')
		return Number.isFinite(Number(value)) ? String(Number(value)) : undefined;
	if (type !== 'date' && type !== 'datetime') return soqlString(value.trim().replace(/\p{Surrogate}/gu, '\uFFFD'));
	const at = Date.parse(value);
	if (Number.isNaN(at)) return undefined;
	return new Date(at).toISOString().slice(0, type === 'date' ? 10 : undefined);
}

/** Cuts values into conditions, each as long as an address has room for beside the plan's query. */
function* batches(
	plan: ReadPlan,
	values: readonly string[],
	{ part, join }: ConditionMaker,
): Generator<{ values: string[]; condition: string }> {
	const frame = encodeURIComponent(planQuery(plan, { conditions: [join([])] })).length + '/queryAll?q='.length;
	let asked: string[] = [];
	let parts: string[] = [];
	let length = frame;
	for (const value of values) {
		const text = part(value);
		if (text === undefined) continue;
		const added = encodeURIComponent(`${text} OR `).length;
		if (parts.length > 0 && (length + added > maxAddressLength || parts.length === LOOKUP_SIZE)) {
			yield { values: asked, condition: join(parts) };
			[asked, parts, length] = [[], [], frame];
		}
		asked.push(value);
		parts.push(text);
		length += added;
	}
	if (parts.length > 0) yield { values: asked, condition: join(parts) };
}

async function recordsWhere(
	client: SalesforceClient,
	plan: ReadPlan,
	condition: string,
	signal?: AbortSignal,
): Promise<DestinationRecord[]> {
	const soql = planQuery(plan, { conditions: [condition] });
	const rows = await queryEverything<RestRow>(client, 'query', soql, signal, 'lookup');
	return rows.map((row) => {
		const { id, fields } = recordOfRow(plan, row);
		const properties = Object.entries(fields).map(([name, value]) => [name, textValue(value)]);
		return { id, properties: Object.fromEntries(properties) as DestinationRecord['properties'] };
	});
}
