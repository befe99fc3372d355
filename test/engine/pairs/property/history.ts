import * as fc from 'fast-check';
import type { ConflictRule, DeletionRule, SideName } from '../../../../engine/pairs';
import type { PlannedFault } from '../../sync/property/history';

/** The two pairs of objects; contacts refer to accounts. */
export type PairName = 'accounts' | 'contacts';

/** Web sites; the second has the first one's domain. */
export const SITES = [
	'https://www.alpha.example.com/about?x=1',
	'alpha.example.com',
	'http://beta.example.org',
	'gamma.example.net',
	'delta.example.net',
	'',
] as const;

/** Few addresses, so that records clash and follow each other. The second is the first in other letters. */
export const EMAILS = [
	'ann@example.com',
	'ANN@Example.com',
	'bob@example.org',
	'cy@example.net',
	'dee@example.com',
	'',
] as const;

/** Values of a field of any kind, by index; the last one is blank. */
export const VALUES = {
	text: ['one', "two's", 'Zoë; "x", 0', ''],
	number: ['0', '12', '3000000', ''],
} as const;

/** Something that happens on one side. Numbers pick from what there is at that moment, so that any history can be carried out. */
export type Change =
	| { do: 'create'; side: SideName; pair: PairName; key: number; value: number; target: number }
	| { do: 'edit'; side: SideName; pair: PairName; pick: number; field: number; value: number }
	/** The same field of both records of a pair, to different values. */
	| { do: 'clash'; pair: PairName; pick: number; field: number; value: number }
	| { do: 'key'; side: SideName; pair: PairName; pick: number; key: number }
	| { do: 'move'; side: SideName; pick: number; target: number }
	| { do: 'remove' | 'restore'; side: SideName; pair: PairName; pick: number }
	| { do: 'merge'; side: SideName; pair: PairName; winner: number; loser: number }
	| { do: 'wait'; seconds: number };

/** One sync of both pairs, and what goes wrong in it. Moments are counted in requests of either system. */
export interface PlannedRun {
	faults: PlannedFault[];
	cancelAt?: number;
	maxRunSeconds?: number;
	during: Array<{ at: number; change: Change }>;
}

export interface History {
	/** By field, in turn. */
	rules: ConflictRule[];
	onDelete: Record<SideName, DeletionRule>;
	/** Milliseconds that every request takes on the clock of both systems. */
	requestMs: number;
	seed: number;
	/** In each: changes, a run that may go wrong, and runs without faults until nothing is written. */
	rounds: Array<{ changes: Change[]; run: PlannedRun; full: boolean }>;
	/** The one-way sync from Salesforce runs on the same records, too: before (true) or after the other, in turn. */
	sixHourFirst?: boolean[];
}

const pick = fc.nat({ max: 11 });
const side = fc.constantFrom<SideName>('left', 'right');
const pair = fc.constantFrom<PairName>('accounts', 'contacts');
const field = fc.nat({ max: 7 });
const value = fc.nat({ max: 3 });
/** None at all comes less often. */
const key = fc.oneof(
	{ weight: 9, arbitrary: fc.nat({ max: SITES.length - 2 }) },
	{ weight: 1, arbitrary: fc.constant(SITES.length - 1) },
);

const change: fc.Arbitrary<Change> = fc.oneof(
	{
		weight: 7,
		arbitrary: fc.record({ do: fc.constant('create' as const), side, pair, key, value, target: pick }),
	},
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('edit' as const), side, pair, pick, field, value }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('clash' as const), pair, pick, field, value }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('key' as const), side, pair, pick, key }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), side, pick, target: pick }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), side, pair, pick }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('restore' as const), side, pair, pick }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), side, pair, winner: pick, loser: pick }) },
	{
		weight: 1,
		arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 700, 8 * 86_400) }),
	},
);

/** Within a run only a little time passes. */
const changeDuring = change.map(
	(one): Change => (one.do === 'wait' ? { do: 'wait', seconds: Math.min(one.seconds, 700) } : one),
);

const fault: fc.Arbitrary<PlannedFault> = fc.record({
	place: fc.constantFrom('salesforce' as const, 'hubspot' as const),
	kind: fc.constantFrom('status' as const, 'reset' as const, 'lost' as const),
	answer: fc.nat({ max: 5 }),
	after: fc.nat({ max: 30 }),
	times: fc.constantFrom(1, 1, 2, 5),
});

const maybe = <T>(arbitrary: fc.Arbitrary<T>, weight: number) =>
	fc.oneof({ weight: 10, arbitrary: fc.constant(undefined) }, { weight, arbitrary });
const moment = fc.nat({ max: 60 });

const run: fc.Arbitrary<PlannedRun> = fc.record({
	faults: fc.oneof(fc.constant<PlannedFault[]>([]), fc.array(fault, { maxLength: 4 })),
	cancelAt: maybe(moment, 4),
	maxRunSeconds: maybe(fc.integer({ min: 1, max: 20 }), 2),
	during: fc.oneof(
		{ weight: 3, arbitrary: fc.constant<PlannedRun['during']>([]) },
		{ weight: 1, arbitrary: fc.array(fc.record({ at: moment, change: changeDuring }), { maxLength: 2 }) },
	),
});

const deletion = fc.constantFrom<DeletionRule>('ignore', 'archive', 'restore');

export const history: fc.Arbitrary<History> = fc.record({
	rules: fc.array(fc.constantFrom<ConflictRule>('leftWins', 'rightWins', 'newestWins', 'fillBlanks'), {
		minLength: 1,
		maxLength: 5,
		size: 'max',
	}),
	onDelete: fc.record({ left: deletion, right: deletion }),
	requestMs: fc.constantFrom(20, 700),
	seed: fc.nat({ max: 1_000_000 }),
	rounds: fc.array(fc.record({ changes: fc.array(change, { maxLength: 10, size: 'max' }), run, full: fc.boolean() }), {
		minLength: 1,
		maxLength: 4,
		size: 'max',
	}),
});

/**
 * Both syncs on one set of records. The one-way sync knows one rule only, and makes what it misses in HubSpot anew:
 * only with the same rules are the two of one mind.
 */
export const interleaved: fc.Arbitrary<History> = fc
	.tuple(history, fc.array(fc.boolean(), { minLength: 1, maxLength: 5, size: 'max' }))
	.map(([one, sixHourFirst]) => ({
		...one,
		rules: ['leftWins'],
		onDelete: { left: 'ignore', right: 'restore' },
		sixHourFirst,
	}));
