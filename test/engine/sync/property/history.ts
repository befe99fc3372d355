import * as fc from 'fast-check';

/** Few addresses, so that records clash, swap and follow each other. The second is the first in other letters. */
export const EMAILS = [
	'ann@example.com',
	'ANN@Example.com',
	'bob@example.org',
	'cy@example.net',
	'dee@example.com',
	'no address',
	null,
] as const;

/** Web sites and the domains HubSpot knows them by. */
export const SITES = [
	{ site: 'https://www.alpha.example.com/about?x=1', domain: 'alpha.example.com' },
	{ site: 'alpha.example.com', domain: 'alpha.example.com' },
	{ site: 'http://BETA.example.org', domain: 'beta.example.org' },
	{ site: 'gamma.example.net', domain: 'gamma.example.net' },
	{ site: null, domain: null },
] as const;

export const NAMES = ['Ann', "O'Neil", 'Zoë "Z"', 'x;y, z', '0', 'false'] as const;
export const TEXTS = ['one', 'two', "three's", '0', null] as const;
export const INDUSTRIES = ['Banking', 'Technology', 'Nowhere known', null] as const;
export const LEAD_STATUSES = ['Open - Not Contacted', 'Working - Contacted', 'Made up'] as const;
export const NUMBERS = [0, 12, 3_000_000, null] as const;

export type PersonObject = 'Contact' | 'Lead';
export type SalesforceObject = 'Account' | PersonObject;

/** Something that happens on one side. Numbers pick from what there is at that moment, so that any history can be carried out. */
export type Change =
	| { do: 'create'; object: SalesforceObject; name: number; key: number; account: number; late: number }
	| { do: 'set'; object: SalesforceObject; pick: number; field: number; value: number; late: number }
	| { do: 'key'; object: SalesforceObject; pick: number; key: number; late: number }
	| { do: 'swapEmails'; from: number; to: number }
	| { do: 'move'; pick: number; account: number }
	| { do: 'remove' | 'undelete'; object: SalesforceObject; pick: number }
	| { do: 'merge'; object: SalesforceObject; winner: number; loser: number }
	| { do: 'convert'; pick: number; contact: number; account: number }
	| { do: 'wait'; seconds: number }
	| { do: 'userArchives'; object: 'contacts' | 'companies'; pick: number }
	| { do: 'userMerges'; winner: number; loser: number }
	| { do: 'userCreatesContact'; email: number; name: number }
	| { do: 'userCreatesCompany'; site: number; name: number };

export type Place = 'salesforce' | 'hubspot';

export interface PlannedFault {
	place: Place;
	kind: 'status' | 'reset' | 'lost';
	/** Index into the place's list of bad answers, for `status`. */
	answer: number;
	/** How many requests pass first. */
	after: number;
	times: number;
}

/** One run and what goes wrong in it. Moments are counted in requests of either side. */
export interface PlannedRun {
	faults: PlannedFault[];
	cancelAt?: number;
	sessionEndsAt?: number;
	jobsExpireAt?: number;
	maxRunSeconds?: number;
	during: Array<{ at: number; change: Change }>;
	preview: boolean;
}

export interface History {
	onDelete: 'ignore' | 'archive';
	/** Records of a page; and from how many records on Bulk API 2.0 is used. */
	pageSize: number;
	bulkThreshold: number;
	/** Milliseconds that every request takes on the clock of both sides. */
	requestMs: number;
	seed: number;
	rounds: Array<{ changes: Change[]; run: PlannedRun }>;
	/** Whether the regular full compare comes due in the end. Without, increments alone have to lead there. */
	fullCompareAtEnd: boolean;
}

const pick = fc.nat({ max: 11 });
const object = fc.constantFrom<SalesforceObject>('Account', 'Contact', 'Contact', 'Lead');
/** Seconds by which a commit's stamp lies in the past, within the overlap of five minutes. */
const late = fc.oneof(
	{ weight: 4, arbitrary: fc.constant(0) },
	{ weight: 1, arbitrary: fc.integer({ min: 1, max: 280 }) },
);
const index = (list: readonly unknown[]) => fc.nat({ max: list.length - 1 });
/** The invalid address and none at all come less often. */
const key = fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 4 }) }, { weight: 1, arbitrary: fc.constantFrom(5, 6) });

const salesforceChange: fc.Arbitrary<Change> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({ do: fc.constant('create' as const), object, name: index(NAMES), key, account: pick, late }),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('set' as const),
			object,
			pick,
			field: fc.nat({ max: 7 }),
			value: fc.nat({ max: 4 }),
			late,
		}),
	},
	{ weight: 5, arbitrary: fc.record({ do: fc.constant('key' as const), object, pick, key, late }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('swapEmails' as const), from: pick, to: pick }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), pick, account: pick }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), object, pick }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('undelete' as const), object, pick }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), object, winner: pick, loser: pick }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('convert' as const), pick, contact: pick, account: pick }) },
);

const change: fc.Arbitrary<Change> = fc.oneof(
	{ weight: 20, arbitrary: salesforceChange },
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant('wait' as const),
			seconds: fc.constantFrom(1, 40, 700, 21_600, 8 * 86_400, 16 * 86_400),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('userArchives' as const),
			object: fc.constantFrom('contacts' as const, 'companies' as const),
			pick,
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('userMerges' as const), winner: pick, loser: pick }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('userCreatesContact' as const),
			email: fc.nat({ max: 4 }),
			name: index(NAMES),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('userCreatesCompany' as const),
			site: fc.nat({ max: 3 }),
			name: index(NAMES),
		}),
	},
);

/** Within a run only a little time passes. */
const changeDuring = change.map(
	(one): Change => (one.do === 'wait' ? { do: 'wait', seconds: Math.min(one.seconds, 700) } : one),
);

const moment = fc.nat({ max: 45 });
const maybe = <T>(value: fc.Arbitrary<T>, weight: number) =>
	fc.oneof({ weight: 10, arbitrary: fc.constant(undefined) }, { weight, arbitrary: value });

const fault: fc.Arbitrary<PlannedFault> = fc.record({
	place: fc.constantFrom<Place>('salesforce', 'hubspot', 'hubspot'),
	kind: fc.constantFrom('status' as const, 'reset' as const, 'lost' as const),
	answer: fc.nat({ max: 5 }),
	after: fc.nat({ max: 25 }),
	times: fc.constantFrom(1, 1, 2, 5),
});

const run: fc.Arbitrary<PlannedRun> = fc.record({
	faults: fc.oneof(fc.constant<PlannedFault[]>([]), fc.array(fault, { maxLength: 4 })),
	cancelAt: maybe(moment, 3),
	sessionEndsAt: maybe(moment, 2),
	jobsExpireAt: maybe(moment, 2),
	maxRunSeconds: maybe(fc.integer({ min: 1, max: 20 }), 2),
	during: fc.oneof(
		fc.constant<PlannedRun['during']>([]),
		fc.array(fc.record({ at: moment, change: changeDuring }), { maxLength: 2 }),
	),
	preview: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

export const history: fc.Arbitrary<History> = fc.record({
	onDelete: fc.constantFrom('ignore' as const, 'archive' as const),
	pageSize: fc.constantFrom(2_000, 3, 1),
	bulkThreshold: fc.constantFrom(10_000, 10_000, 2),
	requestMs: fc.constantFrom(20, 700),
	seed: fc.nat({ max: 1_000_000 }),
	rounds: fc.array(fc.record({ changes: fc.array(change, { maxLength: 8 }), run }), {
		minLength: 1,
		maxLength: 5,
		size: 'max',
	}),
	fullCompareAtEnd: fc.boolean(),
});
