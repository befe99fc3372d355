import { otherSide, type ConflictRule, type DeletionRule, type SideName } from '../../../../engine/pairs';
import type { Facts, RecordFacts } from './facts';
import { domainOf, FIELDS, same, type FieldPair } from './fields';
import type { PairName } from './history';

/** What the judgement of one pair of objects goes by, at the end of a round. */
export interface Evidence {
	pair: PairName;
	/** Before the round's first run, and now. */
	before: Facts;
	after: Facts;
	/** Left id → right id, as the syncs remember it. */
	links: Map<string, string>;
	/** Those of accounts and companies. */
	accounts: Map<string, string>;
	/** The ids of accounts and companies that are there. */
	liveAccounts: ReadonlySet<string>;
	/** Records that people changed while runs were under way: '<side> <id>'. Of them only agreement is asked. */
	touched: ReadonlySet<string>;
	/** Merged records → what they have become. */
	became: ReadonlyMap<string, string>;
	/** Ids of records that are kept as rejected → why. */
	rejected: ReadonlyMap<string, string>;
}

export interface Rules {
	field(index: number): ConflictRule;
	onDelete: Record<SideName, DeletionRule>;
	/** The one-way sync is at work, too: what it adopts it writes as the left side has it, blanks included. */
	beside: boolean;
}

interface Values {
	left: string;
	right: string;
}

const sides = ['left', 'right'] as const;

/**
 * The rules of a both-ways sync told once more, apart from the engine: what the two systems must hold when everything
 * has come to rest, given what people did and what the two last agreed on.
 */
export class Oracle {
	/** By pair of records: what each field last agreed on. */
	private readonly agreed: Record<PairName, Map<string, Array<Values | undefined>>> = {
		accounts: new Map(),
		contacts: new Map(),
	};
	/** '<side> <id>' → the record that it was last linked to. */
	private readonly partners: Record<PairName, Map<string, string>> = { accounts: new Map(), contacts: new Map() };

	constructor(private readonly rules: Rules) {}

	/** @returns what is wrong; empty when everything is as it should be */
	judge(evidence: Evidence): string[] {
		const problems = [...this.fields(evidence), ...this.records(evidence)];
		this.remember(evidence);
		return problems.map((problem) => `${evidence.pair}: ${problem}`);
	}

	private remember({ pair, after, links }: Evidence) {
		for (const [left, right] of links) {
			if (!after.left.has(left) || !after.right.has(right)) continue;
			this.partners[pair].set(`left ${left}`, right);
			this.partners[pair].set(`right ${right}`, left);
		}
	}

	/** Every pair's fields hold what the rules say. */
	private fields(evidence: Evidence): string[] {
		const { pair, before, after, links, rejected, touched, became } = evidence;
		const problems: string[] = [];
		const merged = new Set([...became].flat());
		for (const [left, right] of links) {
			const now = { left: after.left.get(left), right: after.right.get(right) };
			if (now.left === undefined || now.right === undefined) continue;
			const key = `${left} ${right}`;
			const known = this.agreed[pair].get(key) ?? [];
			const asked = { left: before.left.get(left), right: before.right.get(right) };
			const refused = rejected.has(left) || rejected.has(right);
			const loose =
				touched.has(`left ${left}`) || touched.has(`right ${right}`) || merged.has(left) || merged.has(right);
			const next = FIELDS[pair].map((field, index) => {
				const values = { left: now.left!.values[field.left], right: now.right!.values[field.right] };
				const prepared = translated(field, evidence);
				const rule = this.rules.field(index);
				const adopted = this.rules.beside && known[index] === undefined;
				const allowed =
					loose || (adopted && pairUp(prepared, values))
						? undefined
						: outcomes(prepared, rule, known[index], asked, values, evidence);
				const good =
					refused ||
					(allowed === undefined
						? mayStand(prepared, rule, values)
						: allowed.some((one) => same(field, one.left, values.left) && same(field, one.right, values.right)));
				if (!good)
					problems.push(
						`${field.left}/${field.right} of ${key} is ${JSON.stringify(values)}, not ${JSON.stringify(allowed ?? 'in agreement')} ` +
							`(agreed ${JSON.stringify(known[index])}, asked ${JSON.stringify([asked.left?.values[field.left], asked.right?.values[field.right]])}, ${rule})`,
					);
				return agree(prepared, values.left, values.right) ? values : known[index];
			});
			this.agreed[pair].set(key, next);
		}
		return problems;
	}

	/** Every record has its counterpart, or a reason to have none; none came or went without one. */
	private records(evidence: Evidence): string[] {
		const { pair, before, after, links, rejected, touched } = evidence;
		const problems: string[] = [];
		const partner: Record<SideName, Map<string, string>> = {
			left: links,
			right: new Map([...links].map(([left, right]) => [right, left])),
		};
		if (partner.right.size !== links.size) problems.push('a right record is linked twice');
		const rivals = keysOf(pair, after);
		for (const side of sides) {
			const other = otherSide(side);
			for (const [id, record] of after[side]) {
				const now = partner[side].get(id);
				const paired = now !== undefined && after[other].has(now);
				const isNew = !before[side].has(id) && !touched.has(`${side} ${id}`);
				// Of one that is gone again the link may be forgotten.
				const from = now ?? record.claim;
				const source = before[other].has(from) || touched.has(`${other} ${from}`);
				if (isNew && !(source && (paired || touched.has(`${other} ${from}`))))
					problems.push(`${side} ${id} was made of nothing`);
				const last = this.partners[pair].get(`${side} ${id}`);
				if (paired) {
					// A record that people made may take the place of the one that is gone.
					const made = !before[other].has(now) && !touched.has(`${other} ${now}`);
					const widow = made && last !== undefined && last !== now && !before[other].has(last);
					if (widow && this.rules.onDelete[other] === 'ignore') problems.push(`${side} ${id} was copied back`);
					continue;
				}
				if (rejected.has(id)) continue;
				const reason = this.reasonToBeAlone(evidence, side, id, record, rivals);
				if (reason !== undefined) problems.push(`${side} ${id} is alone: ${reason}`);
			}
			for (const id of before[side].keys())
				if (!after[side].has(id) && !touched.has(`${side} ${id}`) && !this.mayHaveGone(evidence, side, id))
					problems.push(`${side} ${id} was archived`);
		}
		return problems;
	}

	/** Undefined: it may be. */
	private reasonToBeAlone(
		{ pair, after, touched }: Evidence,
		side: SideName,
		id: string,
		{ values, claim }: RecordFacts,
		rivals: Map<string, number>,
	): string | undefined {
		const other = otherSide(side);
		const last = this.partners[pair].get(`${side} ${id}`);
		if (last !== undefined && !after[other].has(last)) {
			const rule = this.rules.onDelete[other];
			if (rule === 'ignore' || touched.has(`${side} ${id}`) || touched.has(`${other} ${last}`)) return undefined;
			return `its counterpart ${last} is gone, and the rule is ${rule}`;
		}
		const key = keyOf(pair, side, values);
		if (key === '') return undefined;
		if ((rivals.get(key) ?? 0) > 1) return undefined;
		if (claim !== '' && !after.left.has(claim)) return undefined;
		return `nobody else has its key ${key}`;
	}

	/** Its counterpart was gone, and by the rule it goes, too; contacts go with their account. */
	private mayHaveGone({ pair, before, after, liveAccounts }: Evidence, side: SideName, id: string): boolean {
		const last = this.partners[pair].get(`${side} ${id}`);
		const account = before[side].get(id)?.values.AccountId ?? '';
		if (account !== '' && !liveAccounts.has(account)) return true;
		return (
			last !== undefined &&
			(!before[otherSide(side)].has(last) || !after[otherSide(side)].has(last)) &&
			this.rules.onDelete[otherSide(side)] === 'archive'
		);
	}
}

/** How many records of either side have a match key. */
function keysOf(pair: PairName, facts: Facts): Map<string, number> {
	const counts = new Map<string, number>();
	for (const side of sides)
		for (const { values } of facts[side].values()) {
			const key = keyOf(pair, side, values);
			counts.set(key, (counts.get(key) ?? 0) + 1);
		}
	return counts;
}

const keyOf = (pair: PairName, side: SideName, values: Record<string, string>): string =>
	pair === 'accounts'
		? domainOf(values[side === 'left' ? 'Website' : 'domain'])
		: values[side === 'left' ? 'Email' : 'email'].toLowerCase();

/** A reference becomes the id of its target's counterpart, as long as that is there. */
function translated(field: FieldPair, { accounts, liveAccounts }: Evidence): FieldPair {
	if (field.kind !== 'reference') return field;
	const back = new Map([...accounts].map(([left, right]) => [right, left]));
	const live = (id: string | undefined) => (id !== undefined && liveAccounts.has(id) ? id : undefined);
	return {
		...field,
		toRight: (id) => (id === '' ? '' : live(accounts.get(id))),
		toLeft: (id) => (id === '' ? '' : live(back.get(id))),
	};
}

const arrives = (field: FieldPair, sent: string | undefined, there: string): boolean =>
	sent !== undefined && same(field, sent, there);

/** Whether the two values say the same. */
function agree(field: FieldPair, left: string, right: string): boolean {
	if (left === '' && right === '') return true;
	if (arrives(field, field.toRight(left), right)) return true;
	if (field.toLeft === undefined) return left === '' && field.blankSaysNothing.left;
	return arrives(field, field.toLeft(right), left);
}

/** Values of which it is not known when they were set: they agree, or the rules leave such differences alone. */
function mayStand(field: FieldPair, rule: ConflictRule, { left, right }: Values): boolean {
	if (agree(field, left, right)) return true;
	if (rule === 'fillBlanks' || field.toLeft === undefined) return true;
	if (field.kind === 'reference')
		return (left !== '' && field.toRight(left) === undefined) || (right !== '' && field.toLeft(right) === undefined);
	return (left === '' && field.blankSaysNothing.left) || (right === '' && field.blankSaysNothing.right);
}

/** The right side is as the left one has it. */
const pairUp = (field: FieldPair, { left, right }: Values): boolean => arrives(field, field.toRight(left), right);

/** What a field of a pair may hold in the end. */
function outcomes(
	field: FieldPair,
	rule: ConflictRule,
	agreed: Values | undefined,
	asked: Partial<Record<SideName, RecordFacts>>,
	now: Values,
	evidence: Evidence,
): Values[] | undefined {
	const { left: l, right: r } = asked;
	if (l === undefined && r === undefined) return undefined;
	const named = field.kind === 'reference' ? [l?.values[field.left], r?.values[field.right]] : [];
	if (named.some((id) => evidence.touched.has(`left ${id}`) || evidence.touched.has(`right ${id}`))) return undefined;
	// One was made of the other.
	if (l === undefined && field.toLeft === undefined) return undefined;
	if (l === undefined || r === undefined) {
		const there = l === undefined ? r!.values[field.right] : l.values[field.left];
		const made = l === undefined ? (field.toLeft?.(there) ?? '') : (field.toRight(there) ?? '');
		// What is made has its match key, and the two fields agree on it in the end.
		const site = r?.values.domain ?? '';
		if (l === undefined && field.kind === 'site' && made === '' && site !== '') return [{ left: site, right: site }];
		return [l === undefined ? { left: made, right: there } : { left: there, right: made }];
	}
	const right = r.values[field.right];
	// A field of one direction follows the left one, which another pair of fields may write.
	const left = field.toLeft === undefined ? now.left : l.values[field.left];
	const stay: Values = { left, right };
	if (agree(field, left, right)) return [stay];
	if (left !== l.values[field.left]) return undefined;
	const fromLeft = (): Values => ({ left, right: field.toRight(left) ?? right });
	const fromRight = (): Values => ({ left: field.toLeft?.(right) ?? left, right });
	/** The value that stands where both have one to say. */
	const ruled = (): Values[] => {
		if (rule === 'leftWins') return [fromLeft()];
		if (rule === 'rightWins') return [fromRight()];
		// Approximate, by the records' times, which other fields of theirs move as well.
		if (rule === 'newestWins') return [fromLeft(), fromRight()];
		if ((left === '') === (right === '')) return [stay];
		return [left === '' ? fromRight() : fromLeft()];
	};
	if (agreed === undefined) {
		if ((left === '') !== (right === '')) {
			if (left !== '') return [fromLeft()];
			if (field.toLeft !== undefined) return [fromRight()];
		}
		return rule === 'fillBlanks' ? [stay] : ruled();
	}
	const changed = {
		left: !same(field, left, agreed.left) && !(left === '' && field.blankSaysNothing.left),
		right: !same(field, right, agreed.right) && !(right === '' && field.blankSaysNothing.right),
	};
	// What went with its target is no statement: who still names an account goes on doing so.
	if (field.kind === 'reference' && targetsMoved(agreed, evidence)) {
		if (left !== '' && right === '' && left === agreed.left) return [stay, fromLeft()];
		if (right !== '' && left === '' && right === agreed.right) return [stay, fromRight()];
		return undefined;
	}
	if (changed.left && changed.right) return ruled();
	if (changed.left) return [fromLeft()];
	if (changed.right) return [fromRight()];
	return [stay];
}

/** The accounts that the two last agreed on are not the same pair any more, or one of them is gone. */
const targetsMoved = ({ left, right }: Values, { accounts, liveAccounts, touched }: Evidence): boolean =>
	left !== '' &&
	(accounts.get(left) !== right ||
		[left, right].some((id) => !liveAccounts.has(id)) ||
		touched.has(`left ${left}`) ||
		touched.has(`right ${right}`));
