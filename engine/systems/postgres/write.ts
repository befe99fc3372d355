import { isSophiaError, SophiaError } from '../../errors';
import { mapConcurrent } from '../../traffic';
import { chunks, halves, withoutRepeats } from '../shared/batches';
import type { WriteOutcome, WriteRecord, WriteRequest } from '../types';
import type { Column } from './catalogue';
import type { PostgresClient } from './client';
import { recordRefusal, type ServerComplaint } from './errors';
import { keyColumn } from './provision';
import { recordProblem } from './recordProblems';
import { BatchStatement, type WriteKind } from './statements';
import { columnOf, type Table } from './table';
import { canBe, canonical, isText, maxLength } from './values';

/** So many records go into one statement. */
export const WRITE_BATCH = 100;
/** The protocol counts parameters in 16 bits. */
const MOST_PARAMETERS = 65_535;

const TOO_LONG = '22001';
/** Codes of conflicts with other transactions that tries did not overcome. */
const CONTENDED = /^(40001|40P01|55P03)$/;

type Request = Omit<WriteRequest, 'idProperty'> & { idProperty?: string };

/**
 * Writes records; a record that PostgreSQL refuses is found by halving its batch, and the others are written.
 *
 * @returns one outcome per record, in no order
 */
export async function writeRecords(
	client: PostgresClient,
	table: Table,
	kind: WriteKind,
	request: Request,
	concurrency: number,
): Promise<WriteOutcome[]> {
	const key = kind === 'upsert' ? keyColumn(table, request.idProperty ?? '') : undefined;
	const writer = new BatchWriter(client, table, kind, request, key);
	const { ready, outcomes } = writer.sorted(request.records);
	for (const group of withoutRepeats(ready, writer.keyOf)) {
		const batches = chunks(group, batchSize(table));
		const written = await mapConcurrent(
			batches,
			concurrency,
			async (batch) => await writer.write(batch),
			request.signal,
		).catch(writer.afterFailure);
		outcomes.push(...written.flat());
	}
	return outcomes;
}

/** A record takes at most two parameters for each column and two for its key. */
const batchSize = (table: Table): number =>
	Math.max(1, Math.min(WRITE_BATCH, Math.floor(MOST_PARAMETERS / (2 * table.columns.size + 2))));

class BatchWriter {
	private hasWritten = false;

	constructor(
		private readonly client: PostgresClient,
		private readonly table: Table,
		private readonly kind: WriteKind,
		private readonly request: Request,
		private readonly key: Column | undefined,
	) {}

	/** What names a record's row: no statement may change a row twice. */
	readonly keyOf = (record: WriteRecord): string => {
		if (this.kind === 'insert') return record.id;
		const column = this.key ?? this.table.id;
		const value = this.key === undefined ? (record.destinationId ?? '') : record.id;
		return canBe(value, column) ? canonical(value, column) : value;
	};

	/** Sets apart records whose id or values no statement can carry: they would be refused with all of their batch. */
	sorted(records: WriteRecord[]): { ready: WriteRecord[]; outcomes: WriteOutcome[] } {
		const ready: WriteRecord[] = [];
		const outcomes: WriteOutcome[] = [];
		for (const record of records) {
			const nul = Object.keys(record.properties).find((name) => record.properties[name].includes('\0'));
			if (this.kind === 'update' && record.destinationId === undefined) {
				throw new Error('An update needs the id of the row.');
			}
			if (this.kind === 'update' && !canBe(record.destinationId ?? '', this.table.id)) {
				outcomes.push({ id: record.id, status: 'gone' });
			} else if (this.key !== undefined && !canBe(record.id, this.key)) {
				outcomes.push(this.rejected(record, { code: '22P02', column: this.key.name }));
			} else if (nul !== undefined) outcomes.push(this.rejected(record, { code: '22021', column: nul }));
			else ready.push(record);
		}
		return { ready, outcomes };
	}

	async write(records: WriteRecord[]): Promise<WriteOutcome[]> {
		try {
			return await this.send(records);
		} catch (error) {
			if (records.length > 1 && this.mayEscape(error)) {
				const [first, second] = halves(records);
				return [...(await this.write(first)), ...(await this.write(second))];
			}
			return [this.refused(records[0], error)];
		}
	}

	/** Rows that were inserted before a failure are known to nobody but the database. */
	readonly afterFailure = (error: unknown): never => {
		if (this.kind !== 'insert' || !this.hasWritten || !isSophiaError(error)) throw error;
		const { kind, message, remedy, system, code, resumeAt } = error;
		throw new SophiaError(kind, message, { remedy, system, code, resumeAt, mayHaveHappened: true });
	};

	private async send(records: WriteRecord[]): Promise<WriteOutcome[]> {
		const { signal, beforeCall } = this.request;
		const statement = new BatchStatement(this.table, this.kind, this.key);
		for (const record of records) statement.add(record);
		const { text, values } = statement;
		const { rows } = await this.client.transaction(
			{
				purpose: 'write',
				signal,
				beforeCall,
				repeatable: this.kind !== 'insert',
				splittable: records.length > 1,
			},
			async (session) => await session.query(text, values),
		);
		this.hasWritten = true;
		const outcomes = new Map<number, WriteOutcome>();
		for (const [place, destinationId, created] of rows) {
			const index = Number(place);
			const status = created === 't' ? 'created' : 'updated';
			outcomes.set(index, { id: records[index].id, status, destinationId: String(destinationId) });
		}
		return records.map((record, index) => outcomes.get(index) ?? this.unwritten(record));
	}

	/** No row was returned: an update has no target; of an insert a trigger has made nothing. */
	private unwritten(record: WriteRecord): WriteOutcome {
		if (this.kind === 'update') return { id: record.id, status: 'gone' };
		return this.rejected(record, { code: 'P0000' });
	}

	/** Whether some of the records may be written although all of them were not. */
	private mayEscape(error: unknown): boolean {
		if (isContended(error)) return true;
		recordRefusal(error);
		return true;
	}

	private refused(record: WriteRecord, error: unknown): WriteOutcome {
		if (isContended(error)) return this.rejected(record, { code: error.code ?? '' });
		const { complaint } = recordRefusal(error);
		return this.rejected(record, { ...complaint, column: complaint.column ?? this.fieldOf(complaint, record) });
	}

	/**
	 * The column that a complaint is about, which it does not name itself: that of a constraint, or the only one written
	 * that such a complaint can be about.
	 */
	private fieldOf({ code, constraint }: ServerComplaint, { properties }: WriteRecord): string | undefined {
		if (constraint !== undefined) return this.table.constraints.get(constraint);
		if (!code.startsWith('22')) return undefined;
		const suspects = Object.keys(properties).filter((name) => {
			const column = columnOf(this.table, name);
			const longest = maxLength(column);
			if (code === TOO_LONG) return longest !== undefined && [...properties[name]].length > longest;
			return properties[name] !== '' && !isText(column);
		});
		return suspects.length === 1 ? suspects[0] : undefined;
	}

	private rejected(record: WriteRecord, complaint: ServerComplaint): WriteOutcome {
		return { id: record.id, status: 'rejected', problem: recordProblem(complaint) };
	}
}

const isContended = (error: unknown): error is SophiaError =>
	isSophiaError(error, 'transient') && CONTENDED.test(error.code ?? '');
