import type { ScopedLink, StateStore } from '../state/types';
import { sameScope } from '../sync/context';
import { destinationOf, idsOfLink, linksOf, scopeDestination } from './context';
import type { PreparedPair } from './prepare';
import { stagedOf } from './scan';
import type { KeyGroup, StagedRecord, Staging } from './staging';
import { verdictOf } from './stagingGroups';
import { otherSide, type SideName } from './types';

/** Receives every staged record exactly once. */
export interface Joined {
	/** Between two pages: throws to end it there. */
	check: () => void;
	onPairs(pairs: Array<Record<SideName, StagedRecord>>): Promise<void>;
	onOnly(side: SideName, id: string, reason?: string): void;
	/** It belongs to the sync of another object (a lead's contact): no part of this pair. */
	onElsewhere(side: SideName, id: string, reason: string): void;
	/** Those listed cannot be told apart, or lack a key. */
	onAmbiguous(ids: Record<SideName, string[]>, reason: string): void;
	/** So many more records were read of a side: linked ones that its full read had not shown. */
	onRead(side: SideName, records: number): void;
	signal?: AbortSignal;
}

type Pair = Pick<PreparedPair, 'sides' | 'scope'>;

/**
 * Joins two sides that are staged in full: by their links, by the ids they name, by match key.
 * Reads the state's links, and changes nothing of it.
 */
export async function joinStaged(pair: Pair, state: StateStore, staging: Staging, joined: Joined): Promise<void> {
	for (const side of ['left', 'right'] as const) {
		for await (const ids of staging.ids(side)) {
			joined.check();
			await joinByLinks(pair, state, staging, side, ids, joined);
		}
	}
	await staging.joinByClaims();
	await settleClaims(staging, joined);
	for await (const pairs of staging.pairs()) {
		joined.check();
		const both = pairs.flatMap(({ left, right }) => (left && right ? [{ left, right }] : []));
		await joined.onPairs(both);
		for (const side of ['left', 'right'] as const) {
			const alone = pairs.flatMap((each) => {
				const record = each[otherSide(side)] === undefined ? each[side] : undefined;
				return record === undefined ? [] : [record];
			});
			if (alone.length > 0) await settleAlone(pair, state, side, alone, joined);
		}
	}
	for (const side of ['left', 'right'] as const) {
		for await (const records of staging.keyless(side)) {
			joined.check();
			for (const { id } of records) joined.onAmbiguous({ left: [], right: [], [side]: [id] }, NO_KEY);
		}
	}
	for await (const groups of staging.keyGroups()) {
		joined.check();
		await settleGroups(groups, joined);
	}
}

const LINKED_ELSEWHERE = 'The record that it is linked to is gone, or does not meet the filter.';
const NO_KEY = 'It has no usable match key.';

/** Joins staged records of a side by the links they have; what takes no part is set aside. */
export async function joinByLinks(
	pair: Pair,
	state: StateStore,
	staging: Staging,
	side: SideName,
	ids: string[],
	joined: Pick<Joined, 'onElsewhere'>,
): Promise<void> {
	const context = { scope: pair.scope, state };
	const links = await linksOf(context, side, ids);
	const pairs: Array<{ leftId: string; rightId: string }> = [];
	for (const [id, link] of links) {
		if (link.role === 'primary') {
			const { left: leftId, right: rightId } = idsOfLink(context, link);
			pairs.push({ leftId, rightId });
		} else if (side === pair.scope.source) {
			await staging.setAside(side, [id]);
			joined.onElsewhere(side, id, 'Another record of the same person stands for it on the other side.');
		}
	}
	await staging.join(pairs, 'link');
	if (side !== scopeDestination(context)) return;
	const others = await state.linksByDestination(
		destinationOf(context),
		ids.filter((id) => links.get(id)?.role !== 'primary'),
	);
	for (const [id, scoped] of others) {
		const other = scoped.find((link) => isOfAnotherObject(link, pair));
		if (other === undefined) continue;
		await staging.setAside(side, [id]);
		joined.onElsewhere(side, id, `It is linked to a record of ${other.scope.sourceObject}.`);
	}
}

/**
 * Linked records whose counterparts were not met. Those are asked for by id: not every list is complete (one
 * may leave out companies that have no contact), and what was changed during the read may have slipped through it.
 */
async function settleAlone(
	pair: Pair,
	state: StateStore,
	side: SideName,
	alone: StagedRecord[],
	joined: Joined,
): Promise<void> {
	const context = { scope: pair.scope, state };
	const other = pair.sides[otherSide(side)];
	const { source, object, filter } = other.side;
	const ids = alone.map(({ id }) => id);
	const counterparts = new Map(
		[...(await linksOf(context, side, ids))].map(([id, link]) => [id, idsOfLink(context, link)[other.name]]),
	);
	const { records } = await source.readByIds({
		object,
		fields: other.readFields,
		...(filter === undefined ? {} : { filter }),
		ids: [...counterparts.values()],
		signal: joined.signal,
	});
	joined.onRead(other.name, records.length);
	const found = new Map(records.map((record) => [record.id, stagedOf(other, other.record(record))]));
	const pairs: Array<Record<SideName, StagedRecord>> = [];
	for (const record of alone) {
		const counterpart = found.get(counterparts.get(record.id) ?? '');
		if (counterpart === undefined) joined.onOnly(side, record.id, LINKED_ELSEWHERE);
		else pairs.push(side === 'left' ? { left: record, right: counterpart } : { left: counterpart, right: record });
	}
	await joined.onPairs(pairs);
}

const isOfAnotherObject = ({ role, scope }: ScopedLink, { scope: own }: Pair): boolean =>
	role === 'primary' && scope.sourceOrganisation === own.scope.sourceOrganisation && !sameScope(scope, own.scope);

/** Records that name one which cannot be theirs alone. Those that name one which is not there are left to their keys. */
async function settleClaims(staging: Staging, joined: Joined): Promise<void> {
	for (const side of ['left', 'right'] as const) {
		for await (const claims of staging.claims(side)) {
			joined.check();
			for (const { record, target } of claims) {
				if (target === 'absent' || record.claim === null) continue;
				const named = record.claim;
				const ids = side === 'left' ? { left: [record.id], right: [named] } : { left: [named], right: [record.id] };
				joined.onAmbiguous(
					ids,
					target === 'taken'
						? 'It names a record that is linked to another one.'
						: 'Several records name the same one, or two name each other differently.',
				);
				await staging.setAside(side, [record.id]);
				if (target === 'contested') await staging.setAside(otherSide(side), [named]);
			}
		}
	}
}

async function settleGroups(groups: KeyGroup[], joined: Joined): Promise<void> {
	const pairs: Array<Record<SideName, StagedRecord>> = [];
	for (const group of groups) {
		const [left] = group.left;
		const [right] = group.right;
		switch (verdictOf(group)) {
			case 'pair':
				pairs.push({ left, right });
				break;
			case 'only': {
				const side = group.open.left === 1 ? 'left' : 'right';
				const { id, claim } = group[side][0];
				joined.onOnly(side, id, claim === null ? undefined : 'It names a record of the other side that is not there.');
				break;
			}
			case 'ambiguous':
				if (group.first) joined.onAmbiguous(idsOfGroup(group), reasonFor(group));
		}
	}
	await joined.onPairs(pairs);
}

const idsOfGroup = ({ left, right }: KeyGroup): Record<SideName, string[]> => ({
	left: left.map(({ id }) => id),
	right: right.map(({ id }) => id),
});

function reasonFor({ open, taken }: KeyGroup): string {
	const linked = taken.left + taken.right > 0 ? ', beside records that are linked already' : '';
	return `The same match key: ${open.left} on the left and ${open.right} on the right${linked}.`;
}
