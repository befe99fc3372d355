import { backoffDelays } from '../../traffic';
import { halves } from '../shared/batches';
import type { WriteOutcome } from '../types';
import type { SalesforceClient } from './client';
import { saveCollection } from './collections';
import { SalesforceRefusal } from './errors';
import { liveIds } from './lookups';
import { pause } from './pause';
import { isRowLock, recordProblem } from './record-problems';
import type { SaveError, SaveResult } from './save-results';
import type { Row, Target } from './write-values';

type Refused = Extract<SaveResult, { saved: false }>;

/** Codes that may mean the record itself, or another one that it refers to: Salesforce names neither. */
const missing = new Set(['INVALID_CROSS_REFERENCE_KEY', 'ENTITY_IS_DELETED']);

/** Writes one collection and sees to it that every record of it gets an outcome. */
export class CollectionWriter {
	/** True as soon as a record has been written. */
	hasWritten = false;

	constructor(
		private readonly client: SalesforceClient,
		private readonly target: Target,
		private readonly saveDespiteAlerts: boolean,
	) {}

	/**
	 * Rows that somebody else had locked are tried again, alone and a few times; one that stays locked is
	 * left to the next run.
	 * @returns one outcome per row, in no order
	 */
	async write(rows: readonly Row[]): Promise<WriteOutcome[]> {
		const { clock, settings } = this.client.traffic;
		const delays = backoffDelays();
		const outcomes: WriteOutcome[] = [];
		let open = rows;
		for (let triesLeft = settings.retries; open.length > 0; triesLeft--) {
			const results = await this.save(open);
			const locked = open.filter((row) => triesLeft > 0 && isLocked(results.get(row)));
			const done = open.filter((row) => !locked.includes(row));
			outcomes.push(...(await this.outcomes(done, results)));
			open = locked;
			if (open.length > 0) await pause(clock, (await delays.next()).value, this.target.signal);
		}
		return outcomes;
	}

	/** What the results mean, also for those that a bulk job gave. */
	async outcomes(rows: readonly Row[], results: ReadonlyMap<Row, SaveResult>): Promise<WriteOutcome[]> {
		const refused: Array<[Row, Refused]> = [];
		const outcomes: WriteOutcome[] = [];
		for (const row of rows) {
			const result = results.get(row);
			if (result === undefined) throw new Error('A record has no result.');
			const { id } = row.record;
			if (!result.saved) refused.push([row, result]);
			else {
				const created = this.target.kind === 'insert' || (this.target.kind === 'upsert' && result.created);
				outcomes.push({ id, status: created ? 'created' : 'updated', destinationId: result.id });
			}
		}
		const gone = await this.gone(refused);
		for (const [row, { errors }] of refused) {
			const { id } = row.record;
			outcomes.push(
				gone.has(row) ? { id, status: 'gone' } : { id, status: 'rejected', problem: recordProblem(errors) },
			);
		}
		return outcomes;
	}

	/** Every row's result. A call that is refused as a whole is cut until the record at fault stands alone. */
	private async save(rows: readonly Row[]): Promise<Map<Row, SaveResult>> {
		let refusal: SalesforceRefusal;
		try {
			const results = await saveCollection(this.client, this.target, rows, this.saveDespiteAlerts);
			this.hasWritten ||= results.some(({ saved }) => saved);
			return new Map(rows.map((row, index) => [row, results[index]]));
		} catch (error) {
			refusal = asRefusal(error);
		}
		const { code, message, fields = [] } = refusal.fault;
		const column = /No such column '(\w+)'/.exec(message)?.[1];
		const complaint: SaveError = { code, message, fields: column === undefined ? fields : [column] };
		const culprits = rows.filter(({ values }) => rows.length === 1 || (column !== undefined && column in values));
		const rejected = new Map<Row, SaveResult>(culprits.map((row) => [row, { saved: false, errors: [complaint] }]));
		const rest = rows.filter((row) => !rejected.has(row));
		if (rest.length === 0) return rejected;
		const parts = rejected.size > 0 ? [rest] : halves(rest);
		for (const part of parts) for (const [row, result] of await this.save(part)) rejected.set(row, result);
		return rejected;
	}

	/** Of the updates that were refused for something that is missing, those whose own record is. */
	private async gone(refused: ReadonlyArray<[Row, Refused]>): Promise<Set<Row>> {
		if (this.target.kind !== 'update') return new Set();
		const unclear = refused.filter(([, { errors }]) => errors.some(({ code }) => missing.has(code)));
		if (unclear.length === 0) return new Set();
		const ids = unclear.map(([{ values }]) => String(values.Id));
		const live = await liveIds(this.client, this.target.object, ids, this.target.signal);
		return new Set(unclear.map(([row]) => row).filter(({ values }) => !live.has(String(values.Id))));
	}
}

const isLocked = (result: SaveResult | undefined): boolean => result?.saved === false && result.errors.some(isRowLock);

/** @throws whatever does not go away when the call holds fewer records */
function asRefusal(error: unknown): SalesforceRefusal {
	if (error instanceof SalesforceRefusal) return error;
	throw error;
}
