import { isSophiaError, type RecordProblem } from '../errors';
import type { Rejection } from '../state/types';
import { slices } from '../sync/context';
import { isolating } from '../sync/isolate';
import type { Destination, WriteOutcome, WriteRequest } from '../systems/types';
import { mapConcurrent } from '../traffic/concurrency';
import { writeAssociations } from './associate';
import { audited } from './audit';
import { destinationFor, scopeDestination, type Pair, type PairContext } from './context';
import type { Departures } from './departures';
import { freeByKey, idsByKeys } from './lookup';
import { forgetLink, noChanges, remember, takeConflicts, type Operation, type PairChanges } from './operations';
import { writtenSides } from './prepare';
import { idsToTell, rejectionOf, reportRejected, resolve, waitFor } from './rejections';
import { otherSide, type FieldConflict, type SideName } from './types';
import type { SideRecord } from './values';

/** What is known of the pairs that are written. */
export interface WriteKnowledge {
	/** Fields that agree already: remembered with the first thing that is. */
	entries: Map<Pair, Record<string, string>>;
	conflicts: Map<Pair, FieldConflict[]>;
	rejections: Record<SideName, Map<string, Rejection>>;
	waiting: ReadonlySet<Pair>;
}

type Sent = { operation: Operation; outcome: WriteOutcome };

/**
 * Writes operations in full batches, several at a time, and commits each batch's outcomes as soon as it is answered: a
 * kill between the two repeats that batch at most.
 */
export class PairWriter {
	/** Pairs to look at anew: a record that was to be made exists after all. */
	readonly again: Pair[] = [];
	private readonly made: Array<{ pair: Pair; to: SideName }> = [];

	constructor(
		private readonly context: PairContext,
		private readonly departures: Departures,
		private readonly known: WriteKnowledge,
	) {}

	/** Properties first, then associations, for those need both ends. */
	async write(to: SideName, operations: Operation[]): Promise<void> {
		if (operations.length === 0) return;
		const destination = destinationFor(this.context, to);
		const bare = operations.filter(({ kind, properties }) => kind === 'update' && Object.keys(properties).length === 0);
		const written = [...bare];
		for (const kind of ['create', 'update'] as const) {
			const loud = operations.filter((operation) => operation.kind === kind && !bare.includes(operation));
			await mapConcurrent(slices(loud, destination.batchSize.write), destination.concurrency, async (batch) => {
				this.context.stop.check();
				const outcomes = await this.send(destination, to, kind, batch);
				written.push(...(await this.settle(to, batch, outcomes)));
			});
		}
		await writeAssociations(this.context, to, written, (operation, problem) => this.associated(operation, problem));
	}

	/** Gives the records from which others were made the ids of those. */
	async stampNew(): Promise<void> {
		const { context } = this;
		for (const to of writtenSides(context.plan)) {
			const field = context.sides[to].ownId;
			if (field === undefined) continue;
			const operations = this.made
				.filter((made) => made.to === otherSide(to))
				.map(({ pair }): Operation => {
					const id = pair.ids[otherSide(to)] ?? '';
					const entries: Record<string, string> = to === scopeDestination(context) ? { [field]: context.hash(id) } : {};
					return {
						pair,
						to,
						kind: 'update',
						properties: { [field]: id },
						associations: [],
						changes: [{ field, to: id }],
						entries,
						payloadHash: context.hash(JSON.stringify([to, field, id])),
					};
				});
			await this.write(to, operations);
		}
	}

	private async send(
		destination: Destination,
		to: SideName,
		kind: Operation['kind'],
		batch: Operation[],
	): Promise<WriteOutcome[]> {
		const { context } = this;
		const options = { signal: context.signal, check: () => context.stop.check() };
		const idOf = ({ pair }: Operation): string => pair.ids[otherSide(to)] ?? '';
		const idProperty = context.sides[to].ownId;
		const request = (part: Operation[]): WriteRequest => ({
			object: context.sides[to].side.object,
			idProperty: idProperty ?? '',
			records: part.map(({ pair, properties }) => ({
				id: pair.ids[otherSide(to)] ?? '',
				...(pair.ids[to] === undefined ? {} : { destinationId: pair.ids[to] }),
				properties,
			})),
			signal: context.signal,
			beforeCall: () => context.lease.assertHeld(),
		});
		const call = async (part: Operation[]): Promise<WriteOutcome[]> => {
			if (kind === 'update') return await destination.update(request(part));
			if (idProperty !== undefined) return await destination.upsert(request(part));
			return await this.insert(destination, to, part, request(part));
		};
		return await isolating(batch, idOf, call, destination, options);
	}

	/** An insert whose answer is lost may have been carried out: what it made is looked up, the rest is tried once more. */
	private async insert(
		destination: Destination,
		to: SideName,
		batch: Operation[],
		request: WriteRequest,
		mayTryAgain = true,
	): Promise<WriteOutcome[]> {
		const { insert } = destination;
		if (insert === undefined) throw new Error(`${destination.label} cannot create records without a key.`);
		return await insert.call(destination, request).catch(async (error: unknown) => {
			if (!isSophiaError(error, 'transient') || !error.mayHaveHappened) throw error;
			this.context.stop.check();
			await destination.ping(this.context.signal);
			const found = await this.inserted(to, batch);
			const lost = request.records.filter(({ id }) => !found.has(id));
			if (lost.length === 0) return [...found.values()];
			// An index that lags does not show yet what was made: only the next run can tell.
			if (!mayTryAgain || destination.findLags === true)
				return [
					...found.values(),
					...lost.map(({ id }) => ({ id, status: 'rejected' as const, problem: ANSWER_LOST })),
				];
			const rest = batch.filter(({ pair }) => lost.some(({ id }) => id === pair.ids[otherSide(to)]));
			return [...found.values(), ...(await this.insert(destination, to, rest, { ...request, records: lost }, false))];
		});
	}

	/** What a lost insert has made, by the match key: outcomes by the id of the record it was made from. */
	private async inserted(to: SideName, batch: Operation[]): Promise<Map<string, WriteOutcome>> {
		const { context } = this;
		const from = otherSide(to);
		const records = batch.flatMap(({ pair }) => pair.records[from] ?? []);
		const byKey = await freeByKey(context, to, await idsByKeys(context, to, from, records));
		const outcomes = new Map<string, WriteOutcome>();
		for (const record of records) {
			const candidates = byKey.get(context.sides[from].keyOf(record.values) ?? '') ?? [];
			if (candidates.length === 1)
				outcomes.set(record.id, { id: record.id, status: 'created', destinationId: candidates[0].id });
			else if (candidates.length > 1)
				outcomes.set(record.id, { id: record.id, status: 'rejected', problem: ANSWER_LOST });
		}
		return outcomes;
	}

	/** @returns the operations that were carried out */
	private async settle(to: SideName, batch: Operation[], outcomes: WriteOutcome[]): Promise<Operation[]> {
		const { context } = this;
		const byId = new Map(batch.map((operation) => [operation.pair.ids[otherSide(to)] ?? '', operation]));
		const changes = noChanges();
		const tell: Array<() => void> = [];
		const done: Operation[] = [];
		const gone: string[] = [];
		const sent = outcomes.flatMap((outcome): Sent[] => {
			const operation = byId.get(outcome.id);
			return operation === undefined ? [] : [{ operation, outcome }];
		});
		const existing = await this.blockers(to, sent);
		for (const { operation, outcome } of sent) {
			const { pair } = operation;
			if (outcome.status === 'gone') gone.push(pair.ids[to] ?? '');
			else if (outcome.status === 'rejected') {
				const blocker = existing.get(outcome.problem.blockedBy ?? '');
				if (operation.kind === 'create' && blocker !== undefined && this.sameKey(pair, to, blocker))
					this.again.push({
						ids: { ...pair.ids, [to]: blocker.id },
						records: { ...pair.records, [to]: blocker },
						matched: true,
					});
				else this.refused(operation, outcome.problem, changes, tell);
			} else {
				this.written(operation, outcome, changes, tell);
				done.push(operation);
			}
		}
		await context.state.commit(changes, context.lease.leases);
		for (const say of tell) say();
		if (gone.length > 0)
			await this.departures.take(
				to,
				gone.map((id) => ({ id, kind: 'deleted' })),
			);
		return done;
	}

	/** Records without a link that stand in the way of new ones. */
	private async blockers(to: SideName, sent: Sent[]): Promise<Map<string, SideRecord>> {
		const ids = new Set(
			sent.flatMap(({ operation, outcome }) =>
				operation.kind === 'create' && outcome.status === 'rejected' ? (outcome.problem.blockedBy ?? []) : [],
			),
		);
		const free = await freeByKey(this.context, to, [...ids]);
		return new Map([...free.values()].flat().map((record) => [record.id, record]));
	}

	private sameKey({ records }: Pair, to: SideName, blocker: SideRecord): boolean {
		const from = otherSide(to);
		const key = this.context.sides[from].keyOf(records[from]?.values ?? {});
		return key !== null && key === this.context.sides[to].keyOf(blocker.values);
	}

	private written(
		operation: Operation,
		outcome: Extract<WriteOutcome, { status: 'created' | 'updated' }>,
		changes: PairChanges,
		tell: Array<() => void>,
	) {
		const { context, known } = this;
		const { pair, to, kind, properties, entries } = operation;
		pair.ids[to] = outcome.destinationId;
		const action = kind === 'create' && outcome.status === 'created' ? 'created' : 'updated';
		changes.audit.push(...audited(context, to, action, pair.ids, Object.keys(properties)));
		if (context.sides[to].side.handedOver === true) {
			// What has not arrived is no agreement yet, and what was made is linked when a list shows it.
			if (kind === 'create' && pair.link !== undefined) forgetLink(context, pair.link, changes);
		} else {
			if (kind === 'create') this.made.push({ pair, to });
			const ofDestination = to === scopeDestination(context) ? properties : {};
			remember(context, pair, { ...known.entries.get(pair), ...entries }, changes, ofDestination);
		}
		if (known.waiting.has(pair)) waitFor(context, pair, changes);
		if (known.rejections[to].has(pair.ids[otherSide(to)] ?? '')) resolve(context, pair, to, changes);
		tell.push(() =>
			context.report.result({
				action,
				side: to,
				...idsToTell(pair),
				changes: operation.changes,
				...takeConflicts(known.conflicts.get(pair) ?? []),
			}),
		);
	}

	private refused(operation: Operation, problem: RecordProblem, changes: PairChanges, tell: Array<() => void>) {
		const { pair, to, payloadHash, properties } = operation;
		const tried = { hash: payloadHash, payload: properties };
		changes.rejections.push(...rejectionOf(this.context, pair, to, problem, tried));
		tell.push(() => reportRejected(this.context, pair, to, problem, this.known.conflicts.get(pair) ?? []));
	}

	private async associated(operation: Operation, problem: RecordProblem | undefined): Promise<void> {
		const { context, known } = this;
		const { pair, to, properties } = operation;
		const changes = noChanges();
		const tell: Array<() => void> = [];
		if (problem !== undefined) this.refused(operation, problem, changes, tell);
		else {
			if (known.rejections[to].has(pair.ids[otherSide(to)] ?? '')) resolve(context, pair, to, changes);
			// With properties its record has been told of already.
			if (operation.kind === 'update' && Object.keys(properties).length === 0)
				tell.push(() =>
					context.report.result({
						action: 'updated',
						side: to,
						...idsToTell(pair),
						changes: operation.changes,
						...takeConflicts(known.conflicts.get(pair) ?? []),
					}),
				);
		}
		await context.state.commit(changes, context.lease.leases);
		for (const say of tell) say();
	}
}

const ANSWER_LOST: RecordProblem = {
	category: 'unavailable',
	reason: 'It is not known whether the record was created: the answer was lost. It is looked up again by the next run.',
	retryable: true,
};
