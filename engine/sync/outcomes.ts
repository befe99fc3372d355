import type { RecordProblem } from '../errors';
import type { Link, Rejection, ScopedLink, StateChanges } from '../state/types';
import type { WriteOutcome, WriteRecord } from '../systems/types';
import { audited, auditedUpdate } from './audit';
import { destinationOf, now, refOf, sameScope, type PreparedObject, type RunContext } from './context';
import { associationMark, type Desired } from './desired';
import { reachedElsewhere, settleElsewhere, unexpectedMasters } from './elsewhere';
import type { WriteOperation } from './operations';
import { rejectionOf } from './rejections';
import { planName, type RecordAction } from './types';

/** What outcomes can change. */
type OutcomeChanges = Required<
	Pick<
		StateChanges,
		'removeLinks' | 'links' | 'wantedAssociations' | 'rejections' | 'resolved' | 'revisit' | 'freed' | 'audit'
	>
>;

type Written = Extract<WriteOutcome, { status: 'created' | 'updated' }>;

/** Turns the destination's outcomes into what is remembered, one commit per batch. */
export class OutcomeSettler {
	readonly again: Desired[] = [];
	readonly hints = new Map<string, string>();
	/** Records of this page whose destination record another one has written into. */
	private readonly overwritten = new Set<string>();

	constructor(
		private readonly context: RunContext,
		private readonly object: PreparedObject,
		private readonly refused: Map<string, Rejection>,
		private readonly options: { lastPass: boolean; gone: Set<string> },
	) {}

	/** Commits the outcomes of a batch, then reports them. */
	async settle(batch: WriteOperation[], outcomes: WriteOutcome[]): Promise<void> {
		const { context } = this;
		const byId = new Map(batch.map((operation) => [operation.desired.record.id, operation]));
		const changes: OutcomeChanges = {
			removeLinks: [],
			links: [],
			wantedAssociations: [],
			rejections: [],
			resolved: [],
			revisit: [],
			freed: [],
			audit: [],
		};
		const neighbours = await this.neighbours(byId, outcomes);
		const release: WriteRecord[] = [];
		const stamps: WriteOperation[] = [];
		const report: Array<() => void> = [];
		for (const outcome of outcomes) {
			const operation = byId.get(outcome.id);
			if (operation === undefined) continue;
			if (outcome.status === 'gone') this.targetGone(operation, neighbours, changes);
			else if (outcome.status === 'rejected')
				this.refuse(operation, outcome.problem, neighbours, changes, stamps, report);
			else this.written(operation, outcome, neighbours, changes, release, report);
		}
		await this.correct(release, changes);
		await this.stamp(stamps, changes);
		await context.state.commit(changes, context.lease.leases);
		for (const tell of report) tell();
	}

	/** Links of other source records to the destination records that this batch is about. */
	private async neighbours(
		byId: Map<string, WriteOperation>,
		outcomes: WriteOutcome[],
	): Promise<Map<string, ScopedLink[]>> {
		const ids = new Set<string>();
		for (const operation of byId.values()) {
			const adopts = operation.link === undefined || this.sendsKey(operation);
			if (operation.destinationId !== undefined && adopts) ids.add(operation.destinationId);
		}
		for (const outcome of outcomes) {
			const operation = byId.get(outcome.id);
			if (outcome.status === 'rejected' && outcome.problem.blockedBy !== undefined) ids.add(outcome.problem.blockedBy);
			if (outcome.status === 'gone' && operation?.destinationId !== undefined) ids.add(operation.destinationId);
			if (outcome.status === 'updated' && operation !== undefined && reachedElsewhere(operation, outcome))
				ids.add(outcome.destinationId);
		}
		return ids.size === 0
			? new Map()
			: await this.context.state.linksByDestination(destinationOf(this.object), [...ids]);
	}

	private others(neighbours: Map<string, ScopedLink[]>, destinationId: string, desired: Desired): ScopedLink[] {
		return (neighbours.get(destinationId) ?? []).filter(
			(link) => !(link.sourceId === desired.record.id && sameScope(link.scope, this.object.scope)),
		);
	}

	private written(
		operation: WriteOperation,
		outcome: Written,
		neighbours: Map<string, ScopedLink[]>,
		changes: OutcomeChanges,
		release: WriteRecord[],
		report: Array<() => void>,
	) {
		const { object, context } = this;
		const { desired, link } = operation;
		const { destinationId } = outcome;
		const self = refOf(object, desired.record.id);
		this.audit(operation, outcome, changes);
		// Whether the destination record is as we have made it.
		let known = true;
		const elsewhere = reachedElsewhere(operation, outcome);
		const masters = unexpectedMasters(operation, elsewhere, this.others(neighbours, destinationId, desired));
		// Repeating a create after a lost answer is the ordinary case: the record is ours alone and has all we sent.
		if (masters.length > 0 || (elsewhere && operation.kind === 'update')) {
			for (const master of masters) if (sameScope(master.scope, object.scope)) this.overwritten.add(master.sourceId);
			if (!settleElsewhere(context, object, operation, destinationId, masters, changes, release)) return;
			known = false;
		}
		if (this.overwritten.has(desired.record.id)) {
			known = false;
			changes.revisit.push(self);
		}
		const fields = known ? { ...link?.fields, ...desired.hashes } : {};
		if (operation.kind === 'upsert' && outcome.status === 'updated' && operation.omitted.length > 0) {
			// It existed with our id after all: the blanks that a new record does not need are still to be sent.
			for (const property of operation.omitted) delete fields[property];
			changes.revisit.push(self);
		}
		const written: Link = {
			sourceId: desired.record.id,
			destinationId,
			role: 'primary',
			matchKey: known ? desired.keyHash : null,
			fields,
			modifiedAt: desired.record.modifiedAt,
		};
		changes.links.push({ scope: object.scope, link: written });
		// For the rest of this batch: another record of it may reach the same one.
		neighbours.set(destinationId, [...(neighbours.get(destinationId) ?? []), { ...written, scope: object.scope }]);
		for (const loser of operation.takeover) this.takenOver(loser, desired, changes);
		// Also of a record that is adopted: whoever is refused for it knows now whom to ask.
		if (link === undefined || this.sendsKey(operation)) this.keyChanged(destinationId, desired, neighbours, changes);
		for (const [kind, { object: target, ids: to }] of desired.targets) {
			if (link?.fields[associationMark(kind)] === desired.hashes[associationMark(kind)]) continue;
			const toScope = context.objects.find((other) => planName(other.plan) === target)?.scope;
			if (toScope !== undefined) changes.wantedAssociations.push({ kind, from: self, toScope, to });
		}
		if (this.refused.has(desired.record.id)) changes.resolved.push({ ...self, syncKey: context.plan.syncKey });
		report.push(() =>
			context.report.result(object, {
				action: actionOf(operation, outcome),
				recordId: desired.record.id,
				destinationId,
				changes: operation.changes,
			}),
		);
	}

	/** A record of lower priority stands in the shadow of the one that took its place, as long as they share the key. */
	private takenOver(loser: ScopedLink, desired: Desired, changes: OutcomeChanges) {
		if (loser.matchKey === desired.keyHash) {
			changes.links.push({ scope: loser.scope, link: asShadow(loser) });
			return;
		}
		const ref = { scope: loser.scope, sourceId: loser.sourceId };
		changes.removeLinks.push(ref);
		changes.revisit.push(ref);
	}

	/**
	 * A record that was handed over (by a merge, a conversion, a delete) and whose first write is refused does
	 * not name its source record yet. It gets that name alone.
	 */
	private async stamp(operations: WriteOperation[], changes: OutcomeChanges): Promise<void> {
		const { context, object } = this;
		const { idProperty } = object.plan;
		const records = operations.map(({ desired: { record }, destinationId }) => ({
			id: record.id,
			destinationId,
			properties: { [idProperty]: record.id },
		}));
		const done = new Set(
			(await this.correct(records, changes)).flatMap((outcome) =>
				outcome.status === 'updated' ? [outcome.destinationId] : [],
			),
		);
		for (const { link, desired } of operations) {
			if (link === undefined || !done.has(link.destinationId)) continue;
			const fields = { ...link.fields, [idProperty]: context.hash(desired.record.id) };
			changes.links.push({ scope: object.scope, link: { ...link, fields } });
		}
	}

	/** Sets or clears ids on destination records, beside the batch itself. */
	private async correct(records: WriteRecord[], changes: OutcomeChanges): Promise<WriteOutcome[]> {
		if (records.length === 0) return [];
		const { context, object } = this;
		const byTarget = new Map<string, WriteRecord>();
		for (const record of records) {
			const target = record.destinationId ?? '';
			byTarget.set(target, { ...record, properties: { ...byTarget.get(target)?.properties, ...record.properties } });
		}
		const outcomes = await context.destination.update({
			object: object.plan.destinationObject,
			idProperty: object.plan.idProperty,
			records: [...byTarget.values()],
			signal: context.signal,
			beforeCall: () => context.lease.assertHeld(),
		});
		for (const [destinationId, record] of byTarget) {
			if (outcomes.some(({ id, status }) => id === record.id && status === 'updated'))
				changes.audit.push(auditedUpdate(context, object, record, destinationId));
		}
		return outcomes;
	}

	/** What was sent and confirmed; an adoption also where nothing had to be sent. */
	private audit(operation: WriteOperation, outcome: Written, changes: OutcomeChanges) {
		const action = actionOf(operation, outcome);
		const fields = Object.keys(operation.properties);
		if (action === 'created' || action === 'adopted' || fields.length > 0) {
			changes.audit.push(
				audited(this.context, this.object, {
					action: action === 'created' || action === 'adopted' ? action : 'updated',
					recordId: operation.desired.record.id,
					destinationId: outcome.destinationId,
					fields,
				}),
			);
		}
	}

	/** Whether the destination record may have another key afterwards than before. */
	private sendsKey({ link, desired, properties }: WriteOperation): boolean {
		const { match } = this.object.plan;
		if (link !== undefined && link.matchKey !== desired.keyHash) return true;
		return match !== undefined && properties[match.property] !== undefined;
	}

	/** The old key may be free: whoever was refused for it, or stands in this record's shadow by it, is looked at again. */
	private keyChanged(
		destinationId: string,
		desired: Desired,
		neighbours: Map<string, ScopedLink[]>,
		changes: OutcomeChanges,
	) {
		changes.freed.push({ ...destinationOf(this.object), destinationIds: [destinationId] });
		for (const { role, matchKey, scope, sourceId } of this.others(neighbours, destinationId, desired)) {
			if (role !== 'shadow' || matchKey === desired.keyHash) continue;
			changes.removeLinks.push({ scope, sourceId });
			changes.revisit.push({ scope, sourceId });
		}
	}

	private targetGone(operation: WriteOperation, neighbours: Map<string, ScopedLink[]>, changes: OutcomeChanges) {
		const self = refOf(this.object, operation.desired.record.id);
		changes.removeLinks.push(self);
		if (operation.destinationId !== undefined) {
			this.options.gone.add(operation.destinationId);
			changes.freed.push({ ...destinationOf(this.object), destinationIds: [operation.destinationId] });
		}
		for (const other of this.others(neighbours, operation.destinationId ?? '', operation.desired)) {
			changes.removeLinks.push({ scope: other.scope, sourceId: other.sourceId });
			changes.revisit.push({ scope: other.scope, sourceId: other.sourceId });
		}
		if (this.options.lastPass) changes.revisit.push(self);
		else this.again.push(operation.desired);
	}

	private refuse(
		operation: WriteOperation,
		problem: RecordProblem,
		neighbours: Map<string, ScopedLink[]>,
		changes: OutcomeChanges,
		stamps: WriteOperation[],
		report: Array<() => void>,
	) {
		const { context, object } = this;
		const { desired, link } = operation;
		const recordId = desired.record.id;
		const blocker = problem.category === 'duplicate' ? problem.blockedBy : undefined;
		// Adopting one record, while another one carries our id already: that is the one.
		const hasAnother = link === undefined && problem.field === object.plan.idProperty;
		if ((operation.kind === 'upsert' || hasAnother) && blocker !== undefined && !this.options.lastPass) {
			// It exists although the look-up did not show it: a secondary address, or written a moment ago.
			this.again.push(desired);
			this.hints.set(recordId, blocker);
			return;
		}
		changes.rejections.push(rejectionOf(context, object, desired, problem, now(context)));
		if (link !== undefined && link.fields[object.plan.idProperty] === undefined) stamps.push(operation);
		if (operation.standing !== undefined) {
			changes.links.push({ scope: object.scope, link: operation.standing });
			// Whoever waits for a key that it has knows now whom to ask.
			changes.freed.push({ ...destinationOf(object), destinationIds: [operation.standing.destinationId] });
		}
		const mayClear =
			blocker !== undefined && this.others(neighbours, blocker, desired).some((link) => link.role === 'primary');
		if (problem.retryable || mayClear) changes.revisit.push(refOf(object, recordId));
		report.push(() =>
			context.report.result(object, {
				action: 'rejected',
				recordId,
				destinationId: operation.destinationId,
				...problem,
			}),
		);
	}
}

const asShadow = ({ sourceId, destinationId, matchKey, modifiedAt }: ScopedLink): Link => ({
	sourceId,
	destinationId,
	matchKey,
	modifiedAt,
	role: 'shadow',
	fields: {},
});

function actionOf(operation: WriteOperation, outcome: Written): RecordAction {
	if (outcome.status === 'created') return 'created';
	if (operation.adopted || operation.kind === 'upsert') return 'adopted';
	return operation.changes.length === 0 ? 'unchanged' : 'updated';
}
