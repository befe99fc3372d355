import { byStamp, type Row } from '../store/row';
import { sortValue, type Plan, type SortKey } from './plan';

export interface RunOptions {
	/** queryAll: deleted records and archived activities too. */
	includeDeleted: boolean;
	random: () => number;
}

/**
 * The rows a plan selects, in its order. Rows that the order does not tell apart (all of them, without
 * ORDER BY) come in another order every time, because Salesforce promises none.
 */
export function run(plan: Plan, options: RunOptions): Row[] {
	const passes = (row: Row) => (options.includeDeleted || isCurrent(row)) && plan.matches(row);
	const wanted = plan.offset + plan.limit;
	const [first, second] = plan.order;
	const leading = rootField(first);
	if (leading === 'Id') return cut(plan, take(byNumber(plan, first.descending), passes, wanted));
	if (leading === 'SystemModstamp') {
		const rows = byStampIndex(plan, first.descending);
		if (rootField(second) === 'Id' && second.descending === first.descending)
			return cut(plan, take(rows, passes, wanted));
		if (second === undefined) return cut(plan, takeWithTies(rows, passes, wanted, options.random));
	}
	const rows = shuffle(take(byStampIndex(plan, false), passes, Infinity), options.random);
	return cut(plan, plan.order.length === 0 ? rows : sorted(rows, plan.order));
}

/** How many rows a plan selects; their order does not matter. */
export function count(plan: Plan, options: Pick<RunOptions, 'includeDeleted'>): number {
	const passes = (row: Row) => (options.includeDeleted || isCurrent(row)) && plan.matches(row);
	let found = 0;
	for (const row of byStampIndex(plan, false)) if (passes(row)) found++;
	return Math.min(Math.max(0, found - plan.offset), plan.limit);
}

/** Neither in the recycle bin nor archived: Salesforce archives activities when they are a year old. */
const isCurrent = (row: Row): boolean => !row.deleted && row.values.IsArchived !== true;

/** The name of the object's own field that a key sorts by; undefined for a parent's. */
const rootField = (key: SortKey | undefined): string | undefined =>
	key?.path.steps.length === 0 ? key.path.field.name : undefined;

const cut = (plan: Plan, rows: Row[]): Row[] =>
	plan.offset === 0 && rows.length <= plan.limit ? rows : rows.slice(plan.offset, plan.offset + plan.limit);

function idRows(plan: Plan): Row[] | undefined {
	return plan.idSet?.map((number) => plan.table.byNumber(number)).filter((row) => row !== undefined);
}

function* byNumber(plan: Plan, descending: boolean): IterableIterator<Row> {
	const named = idRows(plan);
	if (named !== undefined) {
		yield* named.sort((a, b) => (descending ? b.number - a.number : a.number - b.number));
		return;
	}
	const from = Math.max(1, plan.ids.from);
	const to = Math.min(plan.table.nextNumber - 1, plan.ids.to);
	for (let i = 0; i <= to - from; i++) {
		const row = plan.table.byNumber(descending ? to - i : from + i);
		if (row !== undefined) yield row;
	}
}

function* byStampIndex(plan: Plan, descending: boolean): IterableIterator<Row> {
	const named = idRows(plan);
	if (named !== undefined) {
		yield* named.sort((a, b) => (descending ? byStamp(b, a) : byStamp(a, b)));
		return;
	}
	const { rows, start, end } = plan.table.between(plan.stamps.from, plan.stamps.to);
	for (let i = 0; i < end - start; i++) yield rows[descending ? end - 1 - i : start + i];
}

function take(rows: Iterable<Row>, passes: (row: Row) => boolean, wanted: number): Row[] {
	const taken: Row[] = [];
	if (wanted === 0) return taken;
	for (const row of rows) {
		if (!passes(row)) continue;
		taken.push(row);
		if (taken.length >= wanted) break;
	}
	return taken;
}

/** Rows come by stamp; those of one stamp are shuffled before the result is cut. */
function takeWithTies(rows: Iterable<Row>, passes: (row: Row) => boolean, wanted: number, random: () => number): Row[] {
	const taken: Row[] = [];
	let ties: Row[] = [];
	const flush = () => {
		for (const row of shuffle(ties, random)) taken.push(row);
		ties = [];
	};
	for (const row of rows) {
		if (!passes(row)) continue;
		if (ties.length > 0 && ties[0].stamp !== row.stamp) {
			flush();
			if (taken.length >= wanted) return taken;
		}
		ties.push(row);
	}
	flush();
	return taken;
}

/** Fisher and Yates, in place. */
export function shuffle<T>(items: T[], random: () => number): T[] {
	for (let i = items.length - 1; i > 0; i--) {
		const j = Math.floor(random() * (i + 1));
		[items[i], items[j]] = [items[j], items[i]];
	}
	return items;
}

/** Empty values come first unless NULLS LAST is asked for, whatever the direction. The sort is stable: ties stay shuffled. */
function sorted(rows: Row[], order: SortKey[]): Row[] {
	const keyed = rows.map((row) => ({ row, keys: order.map((key) => sortValue(key.path.read(row))) }));
	keyed.sort((a, b) => {
		for (let i = 0; i < order.length; i++) {
			const x = a.keys[i];
			const y = b.keys[i];
			if (x === y) continue;
			if (x === null) return order[i].nullsLast ? 1 : -1;
			if (y === null) return order[i].nullsLast ? -1 : 1;
			return x < y === order[i].descending ? 1 : -1;
		}
		return 0;
	});
	return keyed.map(({ row }) => row);
}
