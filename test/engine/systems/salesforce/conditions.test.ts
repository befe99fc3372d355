import fc from 'fast-check';
import type { FilterCondition, FilterConditions, Source } from '../../../../engine/systems/types';
import * as field from '../../../simulators/salesforce/schema/fields';
import { allRecords, failure, startOrg, type TestOrg } from './org';

const OBJECT = 'Widget__c';
const OPTIONS = ['Red', 'Green', 'Blue', 'Off-white', "O'Range"];
const TEXTS = [
	"O'Neil",
	'50%',
	'a_b',
	'aXb',
	'back\\slash',
	'%',
	'_',
	'straße',
	'null',
	'"',
	'red',
	"') OR (Id != null",
	'\\%',
];
const DAY = 86_400_000;

interface Widget {
	id: string;
	Text__c: string | null;
	Number__c: number | null;
	Flag__c: boolean;
	Day__c: string | null;
	Moment__c: string | null;
	Pick__c: string | null;
	Multi__c: string | null;
	Account__c: string | null;
}

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 });

describe('conditions built from fields', () => {
	let org: TestOrg;
	let source: Source;
	let accounts: string[];

	beforeAll(async () => {
		org = await startOrg();
		org.simulator.addObject({
			name: OBJECT,
			fields: [
				field.text('Text__c', 'Text'),
				field.longText('Long__c', 'Long Text'),
				field.double('Number__c', 'Number', { scale: 2 }),
				field.bool('Flag__c', 'Flag'),
				field.date('Day__c', 'Day'),
				field.datetime('Moment__c', 'Moment'),
				field.picklist('Pick__c', 'Pick', OPTIONS),
				field.picklist('Multi__c', 'Multi', OPTIONS, { type: 'multipicklist' }),
				field.reference('Account__c', 'Account', ['Account'], 'Account__r'),
			],
		});
		source = org.source();
		accounts = ['One', 'Two'].map((Name) => org.simulator.create('Account', { Name }));
	});
	afterAll(async () => await org.stop());

	const today = () => Math.floor(org.clock.now() / DAY) * DAY;
	const iso = (day: number) => new Date(day).toISOString().slice(0, 10);
	const days = fc.integer({ min: -40, max: 40 });
	const seconds = fc.integer({ min: 0, max: 86_399 });

	const widgets = (): fc.Arbitrary<Omit<Widget, 'id'>> =>
		fc.record({
			Text__c: orNull(fc.constantFrom(...TEXTS)),
			Number__c: orNull(fc.integer({ min: -500, max: 500 }).map((cents) => cents / 100)),
			Flag__c: fc.boolean(),
			Day__c: orNull(days.map((offset) => iso(today() + offset * DAY))),
			Moment__c: orNull(
				fc
					.tuple(days, seconds)
					.map(([offset, second]) => new Date(today() + offset * DAY + second * 1000).toISOString()),
			),
			Pick__c: orNull(fc.constantFrom(...OPTIONS)),
			Multi__c: orNull(fc.subarray(OPTIONS, { minLength: 1 }).map((options) => options.join(';'))),
			Account__c: orNull(fc.constantFrom(...accounts)),
		});

	type Judge = (widget: Widget) => boolean;
	type Rule = { condition: FilterCondition; meets: Judge };

	const fold = (value: string | null) => value?.toLowerCase() ?? null;
	const empty = (name: keyof Widget): fc.Arbitrary<Rule> =>
		fc.boolean().map((is) => ({
			condition: { field: name, operator: is ? 'isEmpty' : 'isNotEmpty' },
			meets: (widget) => (widget[name] === null) === is,
		}));

	const texts = (name: 'Text__c' | 'Pick__c', pool: string[], operators: string[]): fc.Arbitrary<Rule> =>
		fc.tuple(fc.constantFrom(...operators), fc.constantFrom(...pool)).map(([operator, value]) => ({
			condition: { field: name, operator, value },
			meets: (widget) => {
				const [has, wanted] = [fold(widget[name]), value.toLowerCase()];
				if (operator === 'equals') return has === wanted;
				if (operator === 'notEquals') return has !== wanted;
				if (operator === 'contains') return has !== null && has.includes(wanted);
				if (operator === 'notContains') return has === null || !has.includes(wanted);
				if (operator === 'startsWith') return has !== null && has.startsWith(wanted);
				return has !== null && has.endsWith(wanted);
			},
		}));

	const lists = (name: 'Text__c' | 'Pick__c', pool: string[]): fc.Arbitrary<Rule> =>
		fc
			.tuple(fc.constantFrom('oneOf', 'noneOf'), fc.subarray(pool, { minLength: 1 }), fc.boolean())
			.map(([operator, values, asText]) => ({
				condition: { field: name, operator, value: asText ? values.join(' ;\n') : values },
				meets: (widget) =>
					values.some((value) => fold(widget[name]) === value.toLowerCase()) === (operator === 'oneOf'),
			}));

	const multi: fc.Arbitrary<Rule> = fc
		.tuple(fc.constantFrom('includesAny', 'includesAll', 'excludes'), fc.subarray(OPTIONS, { minLength: 1 }))
		.map(([operator, values]) => ({
			condition: { field: 'Multi__c', operator, value: values.join(';') },
			meets: ({ Multi__c }) => {
				const chosen = new Set(Multi__c?.split(';') ?? []);
				if (operator === 'includesAll') return values.every((value) => chosen.has(value));
				return values.some((value) => chosen.has(value)) === (operator === 'includesAny');
			},
		}));

	const compare = (operator: string, has: number | null, start: number, end: number): boolean => {
		if (has === null) return operator === 'notEquals';
		switch (operator) {
			case 'equals':
				return has >= start && has < end;
			case 'notEquals':
				return has < start || has >= end;
			case 'greater':
				return has >= end;
			case 'greaterOrEqual':
				return has >= start;
			case 'less':
				return has < start;
			default:
				return has < end;
		}
	};
	const ordered = fc.constantFrom('equals', 'notEquals', 'greater', 'greaterOrEqual', 'less', 'lessOrEqual');

	const numbers: fc.Arbitrary<Rule> = fc
		.tuple(ordered, fc.integer({ min: -500, max: 500 }), fc.boolean())
		.map(([operator, cents, asText]) => ({
			condition: { field: 'Number__c', operator, value: asText ? (cents / 100).toFixed(2) : cents / 100 },
			meets: ({ Number__c }) =>
				compare(operator, Number__c === null ? null : Math.round(Number__c * 100), cents, cents + 1),
		}));

	const flags: fc.Arbitrary<Rule> = fc.tuple(fc.boolean(), fc.boolean()).map(([is, wanted]) => ({
		condition: { field: 'Flag__c', operator: is ? 'equals' : 'notEquals', value: wanted },
		meets: ({ Flag__c }) => (Flag__c === wanted) === is,
	}));

	const dates = (name: 'Day__c' | 'Moment__c'): fc.Arbitrary<Rule> =>
		fc.tuple(ordered, days, fc.constantFrom('day', 'today', 'lastDays', 'moment')).map(([operator, offset, how]) => {
			const start = today() + offset * DAY;
			const at = (widget: Widget) => (widget[name] === null ? null : Date.parse(widget[name]));
			const rule = (value: string, from: number, to: number): Rule => ({
				condition: { field: name, operator, value },
				meets: (widget) => compare(operator, at(widget), from, to),
			});
			if (how === 'today') return rule('today', today(), today() + DAY);
			if (how === 'lastDays')
				return rule(`LAST_N_DAYS:${Math.abs(offset)}`, today() - Math.abs(offset) * DAY, today() + DAY);
			if (how === 'moment' && name === 'Moment__c') {
				const moment = start + 7 * 3_600_000;
				return rule(new Date(moment + 3_600_000).toISOString().replace('.000Z', '+01:00'), moment, moment + 1);
			}
			return rule(iso(start), start, start + DAY);
		});

	const references: fc.Arbitrary<Rule> = fc
		.tuple(fc.constantFrom('equals', 'notEquals'), fc.constantFrom(0, 1), fc.boolean())
		.map(([operator, index, short]) => ({
			condition: { field: 'Account__c', operator, value: short ? accounts[index].slice(0, 15) : accounts[index] },
			meets: ({ Account__c }) => (Account__c === accounts[index]) === (operator === 'equals'),
		}));

	const rules = () =>
		fc.oneof(
			empty('Text__c'),
			empty('Multi__c'),
			empty('Moment__c'),
			texts('Text__c', TEXTS, ['equals', 'notEquals', 'contains', 'notContains', 'startsWith', 'endsWith']),
			texts('Pick__c', OPTIONS, ['equals', 'notEquals']),
			lists(
				'Text__c',
				TEXTS.filter((text) => text.trim() === text),
			),
			lists('Pick__c', OPTIONS),
			multi,
			numbers,
			flags,
			dates('Day__c'),
			dates('Moment__c'),
			references,
		);

	it('let exactly those records through that meet them', async () => {
		const stored: Widget[] = fc.sample(widgets(), { numRuns: 120, seed: 7 }).map((fields) => ({
			...fields,
			id: org.simulator.create(OBJECT, fields),
		}));
		org.clock.advance(60_000);
		const until = await source.now();
		await fc.assert(
			fc.asyncProperty(
				fc.array(rules(), { minLength: 1, maxLength: 4 }),
				fc.constantFrom('all' as const, 'any' as const),
				async (chosen, match) => {
					const filter = await source.compileConditions?.(OBJECT, {
						match,
						conditions: chosen.map(({ condition }) => condition),
					});
					await source.validateFilter(OBJECT, filter!);
					const found = await allRecords(source.changes({ object: OBJECT, fields: ['Name'], filter, until }));
					const wanted = stored.filter((widget) =>
						match === 'all' ? chosen.every(({ meets }) => meets(widget)) : chosen.some(({ meets }) => meets(widget)),
					);
					expect(found.map(({ id }) => id).sort()).toEqual(wanted.map(({ id }) => id).sort());
				},
			),
			{ numRuns: 250 },
		);
	});

	it('record types: those chosen, and the master for records without one', async () => {
		const [retail, trade] = ['Retail', 'Trade'].map((name) =>
			org.simulator.addRecordType('Contact', { name, developerName: `${name}_Type` }),
		);
		const ids = [retail, trade, null].map((RecordTypeId, index) =>
			org.simulator.create('Contact', { LastName: `Person ${index}`, RecordTypeId }),
		);
		org.clock.advance(60_000);
		const fresh = org.source();
		const until = await fresh.now();
		const ofTypes = async (...recordTypes: string[]) => {
			const filter = await fresh.compileConditions?.('Contact', { match: 'any', conditions: [], recordTypes });
			const found = await allRecords(fresh.changes({ object: 'Contact', fields: ['LastName'], filter, until }));
			return found.map(({ id }) => id).sort();
		};
		expect(await ofTypes('Retail_Type')).toEqual([ids[0]]);
		expect(await ofTypes('Retail_Type', 'Master')).toEqual([ids[0], ids[2]].sort());
		expect(await ofTypes('Master')).toEqual([ids[2]]);
		expect(await ofTypes()).toEqual([...ids].sort());
		const both = await fresh.compileConditions?.('Contact', {
			match: 'any',
			conditions: [
				{ field: 'LastName', operator: 'equals', value: 'Person 0' },
				{ field: 'LastName', operator: 'equals', value: 'Person 1' },
			],
			recordTypes: ['Trade_Type'],
		});
		expect(
			(await allRecords(fresh.changes({ object: 'Contact', fields: [], filter: both, until }))).map(({ id }) => id),
		).toEqual([ids[1]]);
		expect(
			(await failure(fresh.compileConditions!('Contact', { match: 'all', conditions: [], recordTypes: ['Gone'] })))
				.message,
		).toMatch(/no record type Gone/);
	});

	it.each<[string, FilterCondition, RegExp]>([
		[
			'no field',
			{ field: '', operator: 'equals', value: 'x' },
			/Condition 2 of the filter for Widget__c names no field/,
		],
		['no value', { field: 'Text__c', operator: 'equals', value: ' ' }, /Condition 2 .*\(Text__c\): it has no value/],
		['no number', { field: 'Number__c', operator: 'less', value: '1,5' }, /is no number/],
		['an exponent', { field: 'Number__c', operator: 'less', value: '1e9' }, /is no number/],
		['no day', { field: 'Day__c', operator: 'less', value: '2026-02-30' }, /is no date/],
		['a moment for a day', { field: 'Day__c', operator: 'less', value: '2026-02-03T00:00:00Z' }, /is no date/],
		[
			'a moment without a zone',
			{ field: 'Moment__c', operator: 'less', value: '2026-02-03T00:00:00' },
			/neither a date nor a moment/,
		],
		[
			'a period that is none',
			{ field: 'Moment__c', operator: 'less', value: 'LAST_N_DAYS:1) OR (Id != null' },
			/neither/,
		],
		['no id', { field: 'Account__c', operator: 'equals', value: 'Acme' }, /is no Salesforce ID/],
		['no yes or no', { field: 'Flag__c', operator: 'equals', value: 'maybe' }, /neither true nor false/],
		['an operator of another type', { field: 'Flag__c', operator: 'contains', value: 'x' }, /operator does not fit/],
		['an unknown operator', { field: 'Text__c', operator: '= null OR Id !=', value: 'x' }, /operator does not fit/],
		[
			'a field that cannot be compared',
			{ field: 'Long__c', operator: 'equals', value: 'x' },
			/cannot filter by this field/,
		],
		['a field that is gone', { field: 'Gone__c', operator: 'equals', value: 'x' }, /Widget__c.Gone__c does not exist/],
	])('%s: told with the row, never the value', async (_name, wrong, message) => {
		const conditions: FilterConditions = {
			match: 'all',
			conditions: [{ field: 'Name', operator: 'isNotEmpty' }, wrong],
		};
		const error = await failure(source.compileConditions!(OBJECT, conditions));
		expect(error).toMatchObject({ kind: 'configuration' });
		expect(error.message).toMatch(message);
		expect(error.remedy).toBeTruthy();
		const { value } = wrong;
		if (typeof value === 'string' && value.length > 3) expect(error.message).not.toContain(value);
	});
});
