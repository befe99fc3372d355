import { isSophiaError, SophiaError } from '../../errors';
import { mapConcurrent } from '../../traffic';
import { chunks, withoutRepeats } from '../shared/batches';
import { slices } from '../shared/slices';
import type { WriteOutcome, WriteRecord } from '../types';
import { BulkWriter } from './bulk-writer';
import type { SalesforceClient } from './client';
import { CollectionWriter } from './collection-writer';
import { COLLECTION_SIZE } from './collections';
import type { SalesforceObject } from './describe';
import { fitsCsv } from './ingest-csv';
import { IngestJobs } from './ingest-job';
import type { PollOptions } from './job';
import { noExternalId } from './provision';
import { hasTarget, isRow, keyOf, makeRow, type Row, type Target } from './write-values';

export interface WriteOptions extends PollOptions {
	/** More records than this in one write go through Bulk API 2.0 jobs. Infinity for never. */
	bulkThreshold: number;
	/** Bytes of one job's upload. Salesforce takes 150 MB in base 64, which is 100 MB as it is. */
	bulkBytes: number;
	/** Collections of one write under way at once. */
	concurrency: number;
	/** Duplicate rules that only warn do not stop a record. */
	saveDespiteAlerts: boolean;
}

/**
 * Writes any number of records. A record that occurs twice is written in a later call, once the earlier ones
 * are done. One bad record is rejected alone.
 * @throws SophiaError for what concerns the whole run; calls under way are awaited first. For an insert it says
 * (`mayHaveHappened`) when records may have been created
 */
export async function writeRecords(
	client: SalesforceClient,
	description: SalesforceObject,
	request: Target,
	records: readonly WriteRecord[],
	options: WriteOptions,
): Promise<WriteOutcome[]> {
	const target = checkedTarget(description, request);
	const { rows, outcomes } = await sorted(description, target, records);
	const writer = new CollectionWriter(client, target, options.saveDespiteAlerts);
	const { kind, signal } = target;
	const bulk = new BulkWriter(new IngestJobs(client, target, options), writer, target, options.bulkBytes);
	const groups = kind === 'insert' ? [rows] : withoutRepeats(rows, ({ record }) => keyOf(kind, record));
	const write = async () => {
		for (const group of groups) {
			const left = group.length > options.bulkThreshold ? await bulkFirst(bulk, group, outcomes) : group;
			const written = await mapConcurrent(
				chunks(left, COLLECTION_SIZE),
				options.concurrency,
				async (batch) => await writer.write(batch),
				signal,
			);
			for (const batch of written) outcomes.push(...batch);
		}
	};
	await write().catch(async (error: unknown) => {
		const unsure = kind === 'insert' && (writer.hasWritten || bulk.hasWritten);
		await Promise.reject(unsure ? mayHaveHappened(error) : error);
	});
	return outcomes;
}

/** Names as Salesforce spells them. @throws SophiaError `configuration` when records cannot be upserted by the field */
function checkedTarget(description: SalesforceObject, { kind, idProperty = '', ...rest }: Target): Target {
	const target = { ...rest, kind, object: description.name };
	if (kind !== 'upsert') return target;
	const field = description.byName.get(idProperty.toLowerCase());
	if (field === undefined)
		throw noExternalId(description.name, idProperty, 'does not exist, or the user may not see it');
	if (!description.externalIds.has(field.name)) throw noExternalId(description.name, field.name, 'is no external id');
	return { ...target, idProperty: field.name };
}

/** @returns the rows that must still be written by collections */
async function bulkFirst(bulk: BulkWriter, rows: readonly Row[], outcomes: WriteOutcome[]): Promise<Row[]> {
	const { outcomes: done, left } = await bulk.write(rows.filter(fitsCsv));
	for (const outcome of done) outcomes.push(outcome);
	return left.concat(rows.filter((row) => !fitsCsv(row)));
}

/** Records that can be sent, and the outcomes of those that need no call to be refused. */
async function sorted(
	description: SalesforceObject,
	target: Target,
	records: readonly WriteRecord[],
): Promise<{ rows: Row[]; outcomes: WriteOutcome[] }> {
	const rows: Row[] = [];
	const outcomes: WriteOutcome[] = [];
	for await (const slice of slices(records)) {
		for (const record of slice) {
			const made = hasTarget(target.kind, record) ? makeRow(description, target, record) : undefined;
			if (made === undefined) outcomes.push({ id: record.id, status: 'gone' });
			else if (isRow(made)) rows.push(made);
			else outcomes.push({ id: record.id, status: 'rejected', problem: made });
		}
	}
	return { rows, outcomes };
}

/** The same failure, for a caller that must look records up before it tries again. */
function mayHaveHappened(error: unknown): unknown {
	if (!isSophiaError(error) || error.mayHaveHappened) return error;
	const { kind, message, remedy, system, status, code, resumeAt, cause } = error;
	return new SophiaError(kind, message, { remedy, system, status, code, resumeAt, cause, mayHaveHappened: true });
}
