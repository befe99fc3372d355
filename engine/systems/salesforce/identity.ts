import type { IdentityChange } from '../types';
import type { SalesforceClient } from './client';
import type { Describer, SalesforceObject } from './describe';
import { longId } from './ids';
import { behind, changeOrder, windowConditions, type Position } from './read-plan';
import { readAhead, type Loaded } from '../shared/readAhead';
import { queryPage } from './rest-read';
import { buildQuery } from './soql';
import { isoUtc } from './values';

/** A row with what tells whether the record is still what it was. */
export interface IdentityRow {
	Id: string;
	SystemModstamp: string;
	IsDeleted?: boolean;
	MasterRecordId?: string | null;
	IsConverted?: boolean;
	ConvertedContactId?: string | null;
}

const identityFields = ['Id', 'SystemModstamp', 'IsDeleted', 'MasterRecordId', 'IsConverted', 'ConvertedContactId'];

/** Those of them that the object has. */
export const identityFieldsOf = ({ fields }: SalesforceObject): string[] =>
	identityFields.filter((name) => fields.has(name));

/**
 * What has become of a record; undefined for one that is live. A conversion outranks a deletion: the
 * contact that came of the lead stands for it, whatever happened to the lead later.
 */
export function identityChange(object: string, row: IdentityRow): IdentityChange | undefined {
	const change = { object, id: longId(row.Id), modifiedAt: isoUtc(row.SystemModstamp) };
	if (row.IsConverted === true) {
		const contact = row.ConvertedContactId;
		return { ...change, kind: 'converted', into: contact ? { object: 'Contact', id: longId(contact) } : undefined };
	}
	if (row.IsDeleted !== true) return undefined;
	if (row.MasterRecordId) return { ...change, kind: 'merged', into: { object, id: longId(row.MasterRecordId) } };
	return { ...change, kind: 'deleted' };
}

/** Deletes, merges and conversions of the window, in order, through queryAll. */
export async function* readIdentityChanges(
	client: SalesforceClient,
	describer: Describer,
	request: { object: string; since: Date; until: Date; signal?: AbortSignal },
	pageSize: number,
): AsyncGenerator<IdentityChange[], void, undefined> {
	const description = await describer.describe(request.object, request.signal);
	const fields = identityFieldsOf(description);
	const kinds = ['IsDeleted', 'IsConverted'].filter((name) => fields.includes(name)).map((name) => `${name} = true`);
	if (kinds.length === 0) return;
	const object = description.name;
	const load = async (
		after: Position | undefined,
		signal: AbortSignal,
	): Promise<Loaded<IdentityChange[], Position>> => {
		const conditions = [
			kinds.join(' OR '),
			...windowConditions(after === undefined ? request.since : undefined, request.until),
		];
		if (after !== undefined) conditions.push(behind(after));
		const soql = buildQuery({ object, fields, conditions, orderBy: changeOrder, limit: pageSize });
		const { records: rows, done } = await queryPage<IdentityRow>(client, 'queryAll', soql, signal);
		const changes = rows.map((row) => identityChange(object, row)).filter((change) => change !== undefined);
		const last = rows.at(-1);
		const next =
			last !== undefined && (!done || rows.length >= pageSize)
				? { at: isoUtc(last.SystemModstamp), id: last.Id }
				: undefined;
		return { pages: changes.length === 0 ? [] : [changes], next };
	};
	yield* readAhead(async (signal) => await load(undefined, signal), load, request.signal);
}
