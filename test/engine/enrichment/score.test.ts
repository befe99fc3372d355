import fc from 'fast-check';
import {
	DEFAULT_SCORE_MODEL,
	LEAD_FIELD_NAMES,
	describeReason,
	parseScoreModel,
	scoreLead,
	type LeadFields,
	type ScoreCriterion,
} from '../../../engine/enrichment';

const best: LeadFields = {
	seniority: 'cLevel',
	buyingRole: 'decisionMaker',
	employees: 5_000,
	revenue: 1e9,
	companyDomain: 'acme.example',
	industry: 'software',
	emailValid: true,
	phoneE164: '+14155550100',
	countryCode: 'US',
	disposable: false,
	freeMail: false,
	roleAddress: false,
};

describe('the default score', () => {
	it('is 100 for the best lead and 0 for one of which nothing is known', () => {
		expect(scoreLead(best).score).toBe(100);
		expect(scoreLead({}).score).toBe(0);
		expect(DEFAULT_SCORE_MODEL.reduce((sum, { weight }) => sum + Math.max(0, weight), 0)).toBe(100);
	});

	it.each<[string, LeadFields, number]>([
		['a director', { seniority: 'director' }, 20],
		['a manager of 120 people’s company', { seniority: 'manager', employees: 120 }, 25],
		['0 employees: a value like any other', { employees: 0 }, 0],
		['no word for it', { seniority: 'emperor' }, 0],
		['a disposable address', { ...best, disposable: true }, 60],
		['a private address', { ...best, freeMail: true }, 90],
		['an address that is not valid', { ...best, emailValid: false }, 70],
		['a duplicate of no worth', { seniority: 'director', duplicateOf: '1' }, 0],
	])('of %s', (_, fields, expected) => {
		expect(scoreLead(fields).score).toBe(expected);
	});

	it('says why', () => {
		const { reasons } = scoreLead({ seniority: 'director', freeMail: true });
		expect(reasons.map(describeReason)).toEqual(
			expect.arrayContaining([
				'Seniority director: +20 of 25',
				'Employees unknown: 0 of 20',
				'Free Mail true: -10 of -10',
			]),
		);
	});
});

describe('a score of own weights', () => {
	it('is in percent of what could be earned', () => {
		const model: ScoreCriterion[] = [
			{ field: 'industry', weight: 3, shares: { software: 1, media: 0.5 } },
			{ field: 'existingCustomer', weight: 1, shares: { true: 1 } },
		];
		expect(scoreLead({ industry: 'software', existingCustomer: true }, model).score).toBe(100);
		expect(scoreLead({ industry: 'media', existingCustomer: false }, model)).toMatchObject({
			score: 38,
			reasons: [
				{ points: 37.5, of: 75 },
				{ points: 0, of: 25 },
			],
		});
	});

	it('is between 0 and 100 and the sum of its reasons, whatever the lead holds', () => {
		const value = fc.oneof(fc.string(), fc.double(), fc.boolean());
		const lead = fc.dictionary(fc.constantFrom(...LEAD_FIELD_NAMES, '__proto__', 'constructor'), value);
		fc.assert(
			fc.property(lead, (fields) => {
				const { score, reasons } = scoreLead(fields);
				const sum = reasons.reduce((total, { points }) => total + points, 0);
				expect(score).toBeGreaterThanOrEqual(0);
				expect(score).toBeLessThanOrEqual(100);
				expect(Math.abs(Math.max(0, sum) - score)).toBeLessThanOrEqual(0.5 + 0.05 * reasons.length);
			}),
		);
	});

	it('is read from JSON', () => {
		const edited = JSON.parse(JSON.stringify(DEFAULT_SCORE_MODEL)) as unknown;
		expect(parseScoreModel(edited)).toEqual(DEFAULT_SCORE_MODEL);
	});

	it.each([
		[{}, /The list/],
		[[], /above 0/],
		[[{ field: 'disposable', weight: -1 }], /above 0/],
		[
			[
				{ field: 'industry', weight: 1 },
				{ field: 'colour', weight: 1 },
			],
			/Criterion 2 \(field\)/,
		],
		[[{ field: 'industry', weight: '1' }], /Criterion 1 \(weight\)/],
		[[{ field: 'industry', weight: 1, shares: { software: 2 } }], /Criterion 1 \(shares.software\)/],
		[
			[
				{
					field: 'employees',
					weight: 1,
					steps: [
						{ from: 5, share: 1 },
						{ from: 5, share: 1 },
					],
				},
			],
			/must ascend/,
		],
		[[{ field: 'employees', weight: 1, steps: [{ from: 5, share: 1 }], shares: {} }], /not both/],
		[[{ field: 'employees', weight: 1, formula: '=1+1' }], /Criterion 1/],
	])('is refused by name: %j', (input, message) => {
		expect(() => parseScoreModel(input)).toThrow(message);
	});
});
