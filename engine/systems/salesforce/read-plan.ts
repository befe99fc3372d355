import { SophiaError } from '../../errors';
import type { FieldValue, SourceRecord } from '../types';
import type { Describer, ResolvedField } from './describe';
import { longId } from './ids';
import { buildQuery, soqlDateTime, soqlId, type QueryParts } from './soql';
import { isoUtc, readValue } from './values';

/** Where a read in the order of change stands. */
export interface Position {
	/** ISO 8601, UTC. */
	at: string;
	id: string;
}

/** A row as REST gives it: parents nested. */
export interface RestRow {
	Id: string;
	SystemModstamp: string;
	[field: string]: unknown;
}

/** A read of one object, with names resolved and conditions ready. */
export interface ReadPlan {
	object: string;
	fields: ResolvedField[];
	/** What every live record of the object must meet, and the user's filter. */
	conditions: string[];
	/** A field whose moment has to be past. */
	due?: string;
	/** Where the object's live records are all found. */
	resource: 'query' | 'queryAll';
}

/** Salesforce archives old activities by itself: an ordinary query leaves them out, although they are there as before. */
const ARCHIVING = new Set(['Task', 'Event']);

/** The order that reads are resumed in: ties in the stamp are told apart by id. */
export const changeOrder = ['SystemModstamp', 'Id'];

/**
 * Which live records of an object are records of their own: a converted lead has become a contact, a
 * person account is read as the contact that it is.
 */
async function ownConditions(describer: Describer, object: string, signal?: AbortSignal): Promise<string[]> {
	const { name, fields } = await describer.describe(object, signal);
	if (!fields.has('SystemModstamp')) {
		throw new SophiaError('configuration', `${name} does not tell when its records changed.`, {
			system: 'salesforce',
			code: 'NO_SYSTEM_MODSTAMP',
			remedy: 'Choose an object with the field SystemModstamp.',
		});
	}
	if (ARCHIVING.has(name)) return ['IsDeleted = false'];
	if (name === 'Lead' && fields.has('IsConverted')) return ['IsConverted = false'];
	if (name === 'Account' && fields.has('IsPersonAccount')) return ['IsPersonAccount = false'];
	return [];
}

/** @throws SophiaError `configuration` naming a field that does not exist */
export async function planRead(
	describer: Describer,
	request: { object: string; fields: string[]; filter?: string; due?: string; signal?: AbortSignal },
): Promise<ReadPlan> {
	const { object, fields, filter, due, signal } = request;
	const conditions = await ownConditions(describer, object, signal);
	if (filter !== undefined && filter.trim() !== '') conditions.push(filter);
	const resolved: ResolvedField[] = [];
	for (const field of new Set(fields)) resolved.push(await describer.resolve(object, field, signal));
	const { name } = await describer.describe(object, signal);
	return {
		object: name,
		fields: resolved,
		conditions,
		resource: ARCHIVING.has(name) ? 'queryAll' : 'query',
		...(due === undefined ? {} : { due: (await describer.resolve(object, due, signal)).path }),
	};
}

/** `[since, until)` in the order's own field. With `due` also what has become due in it, and nothing that is not. */
export function windowConditions(since: Date | undefined, until: Date, due?: string): string[] {
	const upper = `SystemModstamp < ${soqlDateTime(until)}`;
	const bounds = (field: string) => (since === undefined ? [] : [`${field} >= ${soqlDateTime(since)}`]);
	if (due === undefined) return [[...bounds('SystemModstamp'), upper].join(' AND ')];
	const lower = [...bounds('SystemModstamp'), ...bounds(due)].join(' OR ');
	return [...(lower === '' ? [] : [lower]), upper, isDue(due, until)];
}

/** The moment in a field is past. */
export const isDue = (field: string, by: Date): string => `${field} < ${soqlDateTime(by)}`;

/** Everything behind a position: the same instant with a greater id, or later. */
export function behind({ at, id }: Position): string {
	const instant = soqlDateTime(new Date(at));
	return `SystemModstamp > ${instant} OR (SystemModstamp = ${instant} AND Id > ${soqlId(id)})`;
}

/** The plan's query with more conditions. */
export const planQuery = (plan: ReadPlan, more: Pick<QueryParts, 'conditions' | 'orderBy' | 'limit'>): string =>
	buildQuery({
		object: plan.object,
		fields: ['Id', 'SystemModstamp', ...plan.fields.map(({ path }) => path)],
		conditions: [...plan.conditions, ...more.conditions],
		orderBy: more.orderBy,
		limit: more.limit,
	});

/** A value by its path; a parent that does not exist has no values. */
function valueAt(row: RestRow, path: string): unknown {
	let value: unknown = row;
	for (const step of path.split('.')) {
		if (typeof value !== 'object' || value === null) return null;
		value = (value as Record<string, unknown>)[step];
	}
	return value;
}

function makeRecord(plan: ReadPlan, id: unknown, modified: unknown, valueOf: (path: string) => unknown): SourceRecord {
	const fields: Record<string, FieldValue> = {};
	for (const { requested, path, type } of plan.fields) fields[requested] = readValue(valueOf(path), type);
	return { id: longId(String(id)), modifiedAt: isoUtc(String(modified)), fields };
}

export const recordOfRow = (plan: ReadPlan, row: RestRow): SourceRecord =>
	makeRecord(plan, row.Id, row.SystemModstamp, (path) => valueAt(row, path));

/** @param cells values by lower-case column name */
export const recordOfCells = (plan: ReadPlan, cells: (column: string) => string | undefined): SourceRecord =>
	makeRecord(plan, cells('id'), cells('systemmodstamp'), (path) => cells(path.toLowerCase()));

export const positionOf = (record: Pick<SourceRecord, 'id' | 'modifiedAt'>): Position => ({
	at: record.modifiedAt,
	id: record.id,
});
