import type { RecordProblem } from '../../errors';
import type { WriteOutcome, WriteRecord, WriteRequest } from '../types';
import { batchRead } from './batchRead';
import { halves } from '../shared/batches';
import type { HubspotClient } from './client';
import { batchRefusal, HubspotRefusal } from './errors';
import { notUnique } from './provision';
import { recordProblem, unknownProperties } from './recordProblems';
import { RowFinder } from './rowFinder';
import { readBatch, type WireBatch, type WireError, type WireObject } from './wire';

/** `insert` creates without a key: what was sent must not be sent again. */
export type WriteKind = 'upsert' | 'update' | 'insert';

/** HubSpot gave neither a result nor an error for a record that was sent alone. */
const NO_ANSWER: RecordProblem = {
	category: 'unavailable',
	reason: 'HubSpot did not say whether the record was written. It is tried again in the next run.',
	retryable: true,
};

/** Writes one batch and sees to it that every record of it gets an outcome that HubSpot has confirmed. */
export class BatchWriter {
	constructor(
		private readonly client: HubspotClient,
		private readonly kind: WriteKind,
		private readonly request: Omit<WriteRequest, 'records' | 'idProperty'>,
		/** The key of an upsert. */
		private readonly idProperty?: string,
	) {}

	/** What names a record to HubSpot: no batch may hold it twice. */
	readonly keyOf = (record: WriteRecord): string => {
		if (this.kind === 'upsert') return record.id;
		// Never sent, and no id that an answer could hold.
		if (this.kind === 'insert') return `new ${record.id}`;
		if (record.destinationId === undefined) throw new Error('An update needs the id of the HubSpot record.');
		return record.destinationId;
	};

	/** @returns one outcome per record, in no order */
	async write(records: WriteRecord[]): Promise<WriteOutcome[]> {
		if (records.length === 0) return [];
		let answer: WireBatch;
		try {
			answer = await this.send(records);
		} catch (error) {
			return await this.afterRefusal(records, this.batchRefusal(error).error);
		}
		return await this.afterAnswer(records, answer);
	}

	private async send(records: WriteRecord[]): Promise<WireBatch> {
		const { object, signal, beforeCall } = this.request;
		const { idProperty, kind } = this;
		const call = { purpose: 'write' as const, repeatable: kind !== 'insert', signal, beforeCall };
		const { body } = await this.client.call(call, async (crm, options) => {
			const { batchApi } = crm.objects;
			const news = records.map(({ properties }, index) => ({ objectWriteTraceId: String(index), properties }));
			if (kind === 'insert') {
				const inputs = news.map((input) => ({ ...input, associations: [] }));
				return await batchApi.createWithHttpInfo(object, { inputs }, options);
			}
			const inputs = news.map((input, index) => ({ id: this.keyOf(records[index]), ...input }));
			return kind === 'update'
				? await batchApi.updateWithHttpInfo(object, { inputs }, options)
				: await batchApi.upsertWithHttpInfo(
						object,
						{ inputs: inputs.map((input) => ({ ...input, idProperty })) },
						options,
					);
		});
		return readBatch(body);
	}

	/** Some records have a result, some an error; those with neither are not assumed to be either. */
	private async afterAnswer(records: WriteRecord[], { results, errors }: WireBatch): Promise<WriteOutcome[]> {
		const finder = this.finder(records);
		const outcomes = new Map<WriteRecord, WriteOutcome>();
		for (const result of results) {
			const open = records.filter((record) => !outcomes.has(record));
			const record = finder.ofResult(result) ?? (records.length === 1 ? records[0] : this.byContent(result, open));
			if (record === undefined) continue;
			const created = this.kind === 'insert' || (this.kind === 'upsert' && result.new === true);
			outcomes.set(record, { id: record.id, status: created ? 'created' : 'updated', destinationId: result.id });
		}
		let unnamed: WireError | undefined;
		for (const error of errors) {
			const named = finder.ofError(error);
			if (named.length === 0) unnamed = error;
			for (const record of named) outcomes.set(record, this.refused(record, error));
		}
		const open = records.filter((record) => !outcomes.has(record));
		const rest = open.length === 0 ? [] : await this.settle(open, records.length, unnamed);
		return [...outcomes.values(), ...rest];
	}

	/**
	 * A new record that was sent without a key, for servers that do not send the trace id back. Records of the same
	 * content are as good as each other.
	 */
	private byContent({ objectWriteTraceId, properties }: WireObject, open: WriteRecord[]): WriteRecord | undefined {
		if (this.kind !== 'insert' || objectWriteTraceId !== undefined) return undefined;
		return open.find((record) => carries(properties, record.properties));
	}

	/** Records without a confirmed outcome. */
	private async settle(open: WriteRecord[], sent: number, unnamed: WireError | undefined): Promise<WriteOutcome[]> {
		// A record whose creation is neither confirmed nor refused may be there: it is looked for in the next run.
		if (this.kind === 'insert' && (unnamed === undefined || open.length > 1)) return unanswered(open);
		if (unnamed !== undefined) {
			// Somebody's error, but nobody's name on it: a single record can only be meant itself.
			return open.length === 1 ? [this.refused(open[0], unnamed)] : await this.writeHalves(open);
		}
		const { written, missing } = await this.lookUp(open);
		if (missing.length === 0) return written;
		if (sent > 1) return [...written, ...(await this.writeEach(missing))];
		return [...written, ...unanswered(missing)];
	}

	/** Nothing of the batch was written. The records that HubSpot names are taken out, the rest is sent again. */
	private async afterRefusal(records: WriteRecord[], error: WireError): Promise<WriteOutcome[]> {
		if (records.length === 1) return [this.refused(records[0], error)];
		// HubSpot sees one record where we see two (its own comparison of keys): each is sent alone.
		const repeated = /\bduplicate\b.*\bids?\b/i.test(error.message);
		const named = new Set(repeated ? this.finder(records).ofError(error) : this.culprits(records, error));
		const rest = records.filter((record) => !named.has(record));
		if (named.size === 0 || (rest.length === 0 && !repeated)) return await this.writeHalves(records);
		const outcomes = repeated
			? await this.writeEach([...named])
			: [...named].map((record) => this.refused(record, this.ownError(records, record, error)));
		return [...outcomes, ...(await this.write(rest))];
	}

	/** The records that a refusal of the whole batch is about, as far as it says so. */
	private culprits(records: WriteRecord[], error: WireError): WriteRecord[] {
		const named = this.finder(records).ofError(error);
		if (named.length > 0) return named;
		const unknown = unknownProperties(error);
		return records.filter((record) => unknown.some((property) => property in record.properties));
	}

	/** Of a refusal with several details, those about one record. */
	private ownError(records: WriteRecord[], record: WriteRecord, error: WireError): WireError {
		const finder = this.finder(records);
		const own = error.errors.filter((detail) => finder.ofContext(detail.context).includes(record));
		if (own.length === 0) return error;
		return { ...error, message: own[0].message ?? error.message, errors: own };
	}

	private async writeHalves(records: WriteRecord[]): Promise<WriteOutcome[]> {
		const [first, second] = halves(records);
		return [...(await this.write(first)), ...(await this.write(second))];
	}

	private async writeEach(records: WriteRecord[]): Promise<WriteOutcome[]> {
		const outcomes: WriteOutcome[] = [];
		for (const record of records) outcomes.push(...(await this.write([record])));
		return outcomes;
	}

	/** Reads the records back: one that carries all that was sent is written. */
	private async lookUp(records: WriteRecord[]): Promise<{ written: WriteOutcome[]; missing: WriteRecord[] }> {
		const { object, signal } = this.request;
		const { idProperty } = this;
		const finder = this.finder(records);
		const found = await batchRead(this.client, {
			object,
			...(this.kind === 'upsert' ? { idProperty } : {}),
			ids: records.map(this.keyOf),
			properties: [...new Set([...(idProperty === undefined ? [] : [idProperty]), ...records.flatMap(namesOf)])],
			signal,
		});
		const written = new Map<WriteRecord, WriteOutcome>();
		for (const result of found) {
			const record = finder.ofResult({ ...result, objectWriteTraceId: undefined });
			if (record === undefined || !carries(result.properties, record.properties)) continue;
			written.set(record, { id: record.id, status: 'updated', destinationId: result.id });
		}
		return { written: [...written.values()], missing: records.filter((record) => !written.has(record)) };
	}

	private refused(record: WriteRecord, error: WireError): WriteOutcome {
		const problem = recordProblem(error);
		if (this.kind === 'update' && problem.category === 'notFound') return { id: record.id, status: 'gone' };
		return { id: record.id, status: 'rejected', problem };
	}

	private finder(records: WriteRecord[]): RowFinder {
		return new RowFinder(records, this.keyOf, this.kind === 'upsert' ? this.idProperty : undefined);
	}

	/** The refusal, when a part of the batch may escape it. @throws whatever else it is, with the remedy where it is known */
	private batchRefusal(error: unknown): HubspotRefusal {
		if (!(error instanceof HubspotRefusal) || !/\bby non-unique\b/i.test(error.error.message))
			return batchRefusal(error);
		throw notUnique(this.request.object, this.idProperty ?? '');
	}
}

const namesOf = ({ properties }: WriteRecord): string[] => Object.keys(properties);

const unanswered = (records: WriteRecord[]): WriteOutcome[] =>
	records.map(({ id }) => ({ id, status: 'rejected', problem: NO_ANSWER }));

/** Whether a record has the values that were sent. HubSpot shows an empty value as null and changes some spellings. */
function carries(properties: Record<string, string | null>, sent: Record<string, string>): boolean {
	return Object.entries(sent).every(([name, value]) => (properties[name] ?? '').toLowerCase() === value.toLowerCase());
}
