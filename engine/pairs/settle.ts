import { optionForLabel } from '../mapping/options';
import type { Rejection } from '../state/types';
import { slices } from '../sync/context';
import { goneSide } from './agreement';
import { audited } from './audit';
import { compareRecords, differsFromAgreed, newRecord, writableUnread, type Comparison } from './compare';
import { destinationFor, readScope, scopeDestination, type Pair, type PairContext } from './context';
import type { Departures } from './departures';
import { noChanges, operationFor, readSide, remember, takeConflicts, type Operation } from './operations';
import { freeByKey, idsByKeys, readRecords } from './lookup';
import type { SideRecord } from './values';
import { writtenSides } from './prepare';
import { isPreviewed } from './preview';
import { findGoneTargets, referencedBy } from './referenced';
import { otherSide, type FieldConflict, type SideName } from './types';
import { idsToTell, rejectionOf, reportRejected, resolve, waitFor } from './rejections';
import { PairWriter } from './writer';

/** How often pairs that came to nothing (the target is gone, the record exists after all) are looked at anew. */
const MAX_PASSES = 3;
/** Pairs that are worked on together. */
const CHUNK = 500;

/**
 * Brings pairs into agreement: reads what is not known of them, decides, writes and remembers. When it returns, every
 * one is written, known to agree, skipped or kept as rejected, and that is committed.
 */
export async function settlePairs(context: PairContext, departures: Departures, pairs: Pair[]): Promise<void> {
	for (const chunk of slices(pairs, CHUNK)) {
		let todo = chunk;
		for (let pass = 1; todo.length > 0 && pass <= MAX_PASSES; pass++) {
			context.stop.check();
			todo = await onePass(context, departures, todo);
		}
	}
}

interface Compared {
	pair: Pair;
	comparison: Comparison;
	conflicts: FieldConflict[];
}

async function onePass(context: PairContext, departures: Departures, pairs: Pair[]): Promise<Pair[]> {
	const { known, unchanged } = await withCounterparts(context, departures, await withRemade(context, pairs));
	await settleUnchanged(context, unchanged);
	const translations = await referencedBy(
		known.map(({ records }) => records),
		context.fields,
		context.state,
	);
	await findGoneTargets(
		context,
		known.map(({ records }) => records),
		translations,
	);
	const compare = (pair: Pair): Compared => {
		const { left, right } = pair.records;
		const lacking = pair.ids.left === undefined ? 'left' : pair.ids.right === undefined ? 'right' : undefined;
		const one = left ?? right;
		const comparison =
			lacking !== undefined && one !== undefined
				? newRecord(context, one, lacking, translations)
				: compareRecords(context, pair, translations);
		return { pair, comparison, conflicts: comparison.conflicts };
	};
	let compared = known.map(compare);
	if (await addOptions(context, compared)) compared = known.map(compare);
	const rejections = await rejectionsOf(context, known);
	const changes = noChanges();
	const tell: Array<() => void> = [];
	const operations: Record<SideName, Operation[]> = { left: [], right: [] };
	const conflictsOf = new Map(compared.map(({ pair, conflicts }) => [pair, conflicts]));
	for (const { pair, comparison, conflicts } of compared) {
		const linkable = pair.ids.left !== undefined && pair.ids.right !== undefined;
		const wasLinked = pair.link !== undefined;
		let busy = false;
		for (const to of writtenSides(context.plan)) {
			const before = rejections[to].get(pair.ids[otherSide(to)] ?? '');
			const operation = operationFor(context, pair, to, comparison);
			const problem = comparison.problems[to] ?? refusedBefore(context, operation, before);
			if (problem !== undefined) {
				busy = true;
				if (problem !== before) changes.rejections.push(...rejectionOf(context, pair, to, problem));
				tell.push(() => reportRejected(context, pair, to, problem, conflicts));
			} else if (operation !== undefined) {
				busy = true;
				operations[to].push(operation);
			} else if (before !== undefined) resolve(context, pair, to, changes);
		}
		if (!linkable) continue;
		remember(context, pair, comparison.entries, changes);
		// Also what a run has made that was killed before it could say so: found again, it needs no write.
		if (!wasLinked && !busy) changes.audit.push(...audited(context, scopeDestination(context), 'adopted', pair.ids));
		if (comparison.waiting) waitFor(context, pair, changes);
		if (!busy) tell.push(() => reportQuiet(context, pair, wasLinked, conflicts));
	}
	await context.state.commit(changes, context.lease.leases);
	for (const say of tell) say();
	const waiting = new Set(compared.filter(({ comparison }) => comparison.waiting).map(({ pair }) => pair));
	const writer = new PairWriter(context, departures, {
		entries: new Map(compared.map(({ pair, comparison }) => [pair, comparison.entries])),
		conflicts: conflictsOf,
		rejections,
		waiting,
	});
	for (const to of ['right', 'left'] as const) await writer.write(to, operations[to]);
	await writer.stampNew();
	return writer.again;
}

/**
 * Records that are to be made anew and have been already: a run before was killed before it could remember. Where
 * they are made by the other record's id, making them again is harmless.
 */
async function withRemade(context: PairContext, pairs: Pair[]): Promise<Pair[]> {
	const remade = new Map<Pair, SideRecord>();
	for (const side of ['left', 'right'] as const) {
		if (context.sides[side].ownId !== undefined) continue;
		const other = otherSide(side);
		const lacking = pairs.filter(({ link, ids }) => link !== undefined && ids[side] === undefined);
		const records = lacking.flatMap((pair) => pair.records[other] ?? []);
		if (records.length === 0) continue;
		const free = await freeByKey(context, side, await idsByKeys(context, side, other, records));
		for (const pair of lacking) {
			const [one, ...more] = free.get(context.sides[other].keyOf(pair.records[other]?.values ?? {}) ?? '') ?? [];
			if (one !== undefined && more.length === 0) remade.set(pair, one);
		}
	}
	return pairs.map((pair) => {
		const record = remade.get(pair);
		if (record === undefined) return pair;
		const side = pair.ids.left === undefined ? 'left' : 'right';
		return {
			...pair,
			ids: { ...pair.ids, [side]: record.id },
			records: { ...pair.records, [side]: record },
			// It may be somebody else's making: what was agreed on with the one before is none of it.
			...(pair.link === undefined ? {} : { link: { ...pair.link, fields: {} } }),
		};
	});
}

/** Reads the other records of pairs where they are needed; tells those of which nothing needs to be known. */
async function withCounterparts(
	context: PairContext,
	departures: Departures,
	pairs: Pair[],
): Promise<{ known: Pair[]; unchanged: Pair[] }> {
	const needed: Record<SideName, Pair[]> = { left: [], right: [] };
	const known: Pair[] = [];
	const unchanged: Pair[] = [];
	for (const pair of pairs) {
		const { link, ids, records } = pair;
		const side = readSide(pair);
		const other = otherSide(side);
		const record = records[side];
		if (records[other] !== undefined || ids[other] === undefined || record === undefined) known.push(pair);
		else if (link === undefined || goneSide(context, link) !== undefined) needed[other].push(pair);
		else if (!differsFromAgreed(context, side, record, link)) unchanged.push(pair);
		else if (context.plan.direction === 'toRight' && side === 'left' && writableUnread(context, record, link))
			known.push(pair);
		else needed[other].push(pair);
	}
	for (const side of ['left', 'right'] as const)
		known.push(...(await readOthers(context, departures, side, needed[side])));
	return { known, unchanged };
}

/** Records that are as they were when the two last agreed: nothing of them is left to be written, whatever was refused. */
async function settleUnchanged(context: PairContext, pairs: Pair[]) {
	const rejections = await rejectionsOf(context, pairs);
	const changes = noChanges();
	for (const pair of pairs) {
		const to = otherSide(readSide(pair));
		if (rejections[to].has(pair.ids[otherSide(to)] ?? '')) resolve(context, pair, to, changes);
	}
	await context.state.commit(changes, context.lease.leases);
	for (const pair of pairs) context.report.result({ action: 'unchanged', side: readSide(pair), ...idsToTell(pair) });
}

async function readOthers(
	context: PairContext,
	departures: Departures,
	side: SideName,
	pairs: Pair[],
): Promise<Pair[]> {
	if (pairs.length === 0) return [];
	const byId = new Map(pairs.map((pair) => [pair.ids[side] ?? '', pair]));
	const ids = [...byId.keys()].filter((id) => !isPreviewed(id));
	const found = await readRecords(context, side, ids);
	const known: Pair[] = [];
	for (const one of found.records) {
		const pair = byId.get(one.id);
		if (pair !== undefined) known.push({ ...pair, records: { ...pair.records, [side]: one } });
	}
	await departures.take(side, [
		...found.gone,
		...found.missing.map((id) => ({ id, kind: 'deleted' as const })),
		...found.filteredOut.map((id) => ({ id, kind: 'filteredOut' as const })),
	]);
	return known;
}

/** Adds the options that are asked for (policy 'add'). @returns whether there were any */
async function addOptions(context: PairContext, compared: Compared[]): Promise<boolean> {
	let added = false;
	for (const side of writtenSides(context.plan)) {
		const labels = new Map<string, Set<string>>();
		for (const { comparison } of compared) {
			for (const { field, newOptions = [] } of comparison.writes[side]) {
				const known = labels.get(field.name[side]) ?? new Set();
				labels.set(field.name[side], known);
				for (const label of newOptions) known.add(label);
			}
		}
		for (const [field, wanted] of labels) {
			if (wanted.size === 0) continue;
			const options = [...wanted].map(optionForLabel);
			await destinationFor(context, side).addOptions(context.sides[side].side.object, field, options, context.signal);
			for (const prepared of context.fields) if (prepared.name[side] === field) prepared.addOptions?.(side, options);
			added = true;
		}
	}
	return added;
}

async function rejectionsOf(context: PairContext, pairs: Pair[]): Promise<Record<SideName, Map<string, Rejection>>> {
	const of = async (to: SideName) => {
		const from = otherSide(to);
		const ids = pairs.flatMap((pair) => pair.ids[from] ?? []);
		return await context.state.getRejections(context.plan.syncKey, readScope(context, from), ids);
	};
	return { left: await of('left'), right: await of('right') };
}

/** Exactly this was refused before, and nothing says that it would pass now. */
function refusedBefore(
	{ plan }: PairContext,
	operation: Operation | undefined,
	before: Rejection | undefined,
): Rejection | undefined {
	if (operation === undefined || before === undefined || before.retryable || plan.retryRejected) return undefined;
	return before.payloadHash === operation.payloadHash ? before : undefined;
}

function reportQuiet(context: PairContext, pair: Pair, wasLinked: boolean, conflicts: FieldConflict[]) {
	context.report.result({
		action: wasLinked ? 'unchanged' : 'linked',
		side: readSide(pair),
		...idsToTell(pair),
		...takeConflicts(conflicts),
	});
}
