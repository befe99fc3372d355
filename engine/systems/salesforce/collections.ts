import { SophiaError } from '../../errors';
import type { SalesforceClient } from './client';
import { unreadableAnswer, withDoubt } from './errors';
import { noExternalId } from './provision';
import { readSaveResults, type SaveResult } from './save-results';
import { soqlName } from './soql';
import type { Row, Target } from './write-values';

/** Salesforce takes so many records in one call. */
export const COLLECTION_SIZE = 200;

/**
 * Writes up to 200 records in one call, each for itself (`allOrNone` false).
 * @param saveDespiteAlerts duplicate rules that only warn do not stop a record
 * @returns the results in the rows' order
 * @throws SalesforceRefusal when Salesforce refuses the call as a whole for one record's sake
 */
export async function saveCollection(
	client: SalesforceClient,
	target: Target,
	rows: readonly Row[],
	saveDespiteAlerts: boolean,
): Promise<SaveResult[]> {
	const { kind, object, idProperty, signal, beforeCall } = target;
	const repeatable = kind !== 'insert';
	const answer = await client
		.json<unknown>({
			method: kind === 'insert' ? 'POST' : 'PATCH',
			path: `/composite/sobjects${kind === 'upsert' ? `/${soqlName(object)}/${soqlName(idProperty ?? '')}` : ''}`,
			headers: saveDespiteAlerts ? { 'sforce-duplicate-rule-header': 'allowSave=true' } : undefined,
			body: { allOrNone: false, records: rows.map((row) => wireRecord(object, row)) },
			purpose: 'write',
			signal,
			repeatable,
			beforeCall,
		})
		.catch(async (error: unknown) => await Promise.reject(asNoExternalId(error, target)));
	const results = readSaveResults(answer, rows.length);
	if (results !== undefined) return results;
	throw repeatable ? unreadableAnswer(200) : withDoubt(unreadableAnswer(200));
}

/** The record's own id is `id` here, as the documentation has it, and not `Id` as in queries. */
function wireRecord(object: string, { values: { Id: id, ...values } }: Row): Record<string, unknown> {
	return { attributes: { type: object }, ...(id === undefined ? {} : { id }), ...values };
}

/**
 * Deletes up to 200 records by their 18-character ids.
 * @returns the results in the ids' order
 */
export async function deleteCollection(
	client: SalesforceClient,
	ids: readonly string[],
	signal?: AbortSignal,
): Promise<SaveResult[]> {
	const answer = await client.json<unknown>({
		method: 'DELETE',
		path: `/composite/sobjects?ids=${ids.join(',')}&allOrNone=false`,
		purpose: 'archive',
		signal,
	});
	const results = readSaveResults(answer, ids.length);
	if (results === undefined) throw unreadableAnswer(200);
	return results;
}

/** Salesforce answers 404 when the field is no external id (any more). */
function asNoExternalId(error: unknown, { kind, object, idProperty }: Target): unknown {
	if (kind !== 'upsert' || !(error instanceof SophiaError) || error.status !== 404) return error;
	return noExternalId(object, idProperty ?? '', 'is no external id');
}
