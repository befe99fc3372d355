import type { RecordProblem } from '../errors';
import { slices } from '../sync/context';
import { readScope, type Pair, type PairContext } from './context';
import { decideUnlinked, type Counterpart } from './decide';
import type { Departures } from './departures';
import { joinByLinks } from './joinStaged';
import { idsByKeys, lookupPart, readRecords } from './lookup';
import { noChanges } from './operations';
import { rejectionOf, reportRejected } from './rejections';
import { recordOfStaged, scanSides, stagedOf } from './scan';
import { settlePairs } from './settle';
import type { KeyGroup, OpenClaim, StagedRecord } from './staging';
import { verdictOf } from './stagingGroups';
import { otherSide, type SideName } from './types';

const sides = ['left', 'right'] as const;

/** Joins staged records by the links that the state has of them; what is linked to another object takes no part. */
export async function joinLinked(context: PairContext): Promise<void> {
	for (const side of sides) {
		for await (const ids of context.staging.ids(side)) {
			context.stop.check();
			await joinIds(context, side, ids, (id, reason) => skip(context, side, id, reason));
		}
	}
}

async function joinIds(
	context: PairContext,
	side: SideName,
	ids: string[],
	onElsewhere: (id: string, reason: string) => void = () => {},
) {
	await joinByLinks(context, context.state, context.staging, side, ids, {
		onElsewhere: (_, id, reason) => onElsewhere(id, reason),
	});
}

function skip(context: PairContext, side: SideName, id: string, reason: string) {
	if (context.plan.direction === 'toRight' && side === 'right') return;
	context.report.result({ action: 'skipped', side, [`${side}Id`]: id, reason });
}

/**
 * Joins what names each other's ids. In an increment the records named are read where they have not changed
 * themselves.
 */
export async function joinClaimed(context: PairContext, full: boolean): Promise<void> {
	const { staging } = context;
	await staging.joinByClaims();
	if (full) return;
	for (const side of sides) {
		for await (const claims of staging.claims(side)) {
			context.stop.check();
			const ids = claims.flatMap(({ record, target }) => (target === 'absent' ? (record.claim ?? []) : []));
			await stageCounterparts(context, otherSide(side), ids);
		}
	}
	await staging.joinByClaims();
}

/** In an increment: finds on both sides the records that have the keys of those that no link leads from. */
export async function findByKeys(context: PairContext, until: Record<SideName, Date>): Promise<void> {
	for (const side of sides) {
		if (context.plan.direction === 'toRight' && side === 'right') continue;
		let any = false;
		for await (const open of context.staging.open(side)) {
			context.stop.check();
			any = true;
			const records = open.map((record) => recordOfStaged(context.sides[side], record));
			for (const other of sides)
				if (lookupPart(context, other) !== undefined)
					await stageCounterparts(context, other, await idsByKeys(context, other, side, records));
		}
		if (any) await readWhole(context, otherSide(side), until);
	}
}

/** A side that cannot look keys up is read in full to find them. */
async function readWhole(context: PairContext, side: SideName, until: Record<SideName, Date>) {
	if (lookupPart(context, side) !== undefined) return;
	await scanSides(context, context.staging, {
		windows: { [side]: { until: until[side], counterpart: true } },
		signal: context.signal,
		check: () => context.stop.check(),
	});
	for await (const ids of context.staging.ids(side)) await joinIds(context, side, ids);
}

async function stageCounterparts(context: PairContext, side: SideName, ids: string[]) {
	for (const part of slices(ids, 500)) {
		const { records } = await readRecords(context, side, part);
		await context.staging.add(
			side,
			records.map((record) => stagedOf(context.sides[side], record)),
			{ counterpart: true },
		);
		await joinIds(
			context,
			side,
			records.map(({ id }) => id),
		);
	}
}

/** Reports, before anything is sent, the records that cannot be told apart or have no key. */
export async function rejectUnmatchable(context: PairContext): Promise<void> {
	const { staging } = context;
	for (const side of sides) {
		for await (const claims of staging.claims(side)) {
			const settled = claims.filter(({ target }) => target !== 'absent');
			await reject(
				context,
				side,
				'ambiguous',
				settled.map(({ record }) => record),
				CONTESTED,
			);
			await staging.setAside(
				side,
				settled.map(({ record }) => record.id),
			);
			await rejectContested(context, otherSide(side), settled);
		}
		for await (const records of staging.keyless(side)) {
			context.stop.check();
			await reject(context, side, 'noKey', records, noKey(context, side));
		}
	}
	for await (const groups of staging.keyGroups()) {
		context.stop.check();
		for (const group of groups) {
			if (verdictOf(group) !== 'ambiguous') continue;
			const taken = group.taken.left + group.taken.right > 0;
			for (const side of sides)
				await reject(context, side, taken ? 'taken' : 'ambiguous', group[side], sameKey(context, group, side));
		}
	}
}

/** What several records name is nobody's: its key must not give it to one of them, nor to another one. */
async function rejectContested(context: PairContext, side: SideName, claims: OpenClaim[]): Promise<void> {
	const named = claims.flatMap(({ record, target }) =>
		target === 'contested' && record.claim !== null ? [record.claim] : [],
	);
	const records = [...(await context.staging.get(side, [...new Set(named)])).values()];
	await reject(context, side, 'ambiguous', records, NAMED_TWICE);
	await context.staging.setAside(
		side,
		records.map(({ id }) => id),
	);
}

/** Links what a key pairs, and makes what the other side lacks. */
export async function settleUnlinked(context: PairContext, departures: Departures): Promise<void> {
	for await (const groups of context.staging.keyGroups()) {
		const pairs: Pair[] = [];
		for (const group of groups) {
			const verdict = verdictOf(group);
			if (verdict === 'pair') pairs.push(...matched(context, group));
			else if (verdict === 'only') pairs.push(...alone(context, group));
		}
		await settlePairs(context, departures, pairs);
	}
}

function matched(context: PairContext, { left: [left], right: [right] }: KeyGroup): Pair[] {
	if (decideUnlinked('left', 'one', context.plan) !== 'link') {
		skip(context, 'left', left.id, ONLY_CREATES);
		return [];
	}
	const records = {
		left: recordOfStaged(context.sides.left, left),
		right: recordOfStaged(context.sides.right, right),
	};
	return [{ ids: { left: left.id, right: right.id }, records, matched: true }];
}

function alone(context: PairContext, group: KeyGroup): Pair[] {
	const side: SideName = group.open.left === 1 ? 'left' : 'right';
	const [staged] = group[side];
	// What a list lacks and nothing is linked to may never have arrived there.
	const lacked = staged.claim === null || context.sides[otherSide(side)].side.handedOver === true;
	const counterpart: Counterpart = lacked ? 'none' : 'notOurs';
	if (decideUnlinked(side, counterpart, context.plan) === 'create')
		return [{ ids: { [side]: staged.id }, records: { [side]: recordOfStaged(context.sides[side], staged) } }];
	skip(context, side, staged.id, counterpart === 'none' ? NOT_MADE : NAMES_GONE);
	return [];
}

async function reject(
	context: PairContext,
	side: SideName,
	counterpart: Counterpart,
	records: StagedRecord[],
	problem: RecordProblem,
) {
	if (decideUnlinked(side, counterpart, context.plan) !== 'reject') return;
	const changes = noChanges();
	const pairs = records.map(({ id }): Pair => ({ ids: { [side]: id }, records: {} }));
	const before = await context.state.getRejections(
		context.plan.syncKey,
		readScope(context, side),
		records.map(({ id }) => id),
	);
	for (const pair of pairs) {
		const known = before.get(pair.ids[side] ?? '');
		if (known?.reason === problem.reason && known.payloadHash !== '') continue;
		changes.rejections.push(...rejectionOf(context, pair, otherSide(side), problem));
	}
	await context.state.commit(changes, context.lease.leases);
	for (const pair of pairs) reportRejected(context, pair, otherSide(side), problem, []);
}

const keyFields = ({ keys }: PairContext, side: SideName): string => keys.map((part) => part[side]).join(' + ');

const noKey = (context: PairContext, side: SideName): RecordProblem => ({
	category: 'requiredField',
	field: keyFields(context, side),
	reason: `It has no usable match key (${keyFields(context, side)}), so it cannot be known whether the other side has it. Fill it in.`,
	retryable: false,
});

function sameKey(context: PairContext, { open, taken, left, right }: KeyGroup, side: SideName): RecordProblem {
	const field = keyFields(context, side);
	const ids = [...left, ...right].slice(0, 5).map(({ id }) => id);
	const linked = taken.left + taken.right > 0;
	return {
		category: linked ? 'duplicate' : 'ambiguous',
		field,
		reason: linked
			? `A record that is linked already has the same ${field}. Merge the two, or correct one of them.`
			: `${open.left} records of the left side and ${open.right} of the right one have the same ${field} (${ids.join(', ')}${open.left + open.right > ids.length ? ', …' : ''}). Merge them, or correct one of them.`,
		retryable: false,
	};
}

const CONTESTED: RecordProblem = {
	category: 'ambiguous',
	reason:
		'The record of the other side that it names is linked to another one, or named by several. Correct the id it holds.',
	retryable: false,
};

const NAMED_TWICE: RecordProblem = {
	category: 'ambiguous',
	reason: 'Several records of the other side name this one. Correct the ids that they hold.',
	retryable: false,
};

const ONLY_CREATES = 'It exists on the other side, and this sync only creates.';
const NOT_MADE = 'The other side lacks it, and nothing is to be created there.';
const NAMES_GONE = 'It names a record of the other side that is not there, and is not copied back.';
