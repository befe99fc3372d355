import { INDUSTRY_TO_HUBSPOT } from '../../../engine/mapping/presets/industries';
import { exchanged, salesforceAndHubspot, type ReadyPair } from '../../../engine/routes/salesforceAndHubspot';
import { ROUTES } from '../../../engine/routes/salesforceToHubspot';

const pairs: Array<[ReadyPair, 'Account' | 'Contact']> = [
	['accounts', 'Account'],
	['contacts', 'Contact'],
];

describe.each(pairs)('the ready pair of %s', (pair, object) => {
	const records = salesforceAndHubspot(pair, 'newestWins');
	const { fieldMap, destinationObject, idProperty, match } = ROUTES[object];

	it('has the rows of the one-way preset, each converted to HubSpot as that does', () => {
		expect([records.leftObject, records.rightObject]).toEqual([object, destinationObject]);
		expect(records.fields.map(({ left, right, toRight }) => ({ from: left, to: right, ...toRight }))).toEqual(
			fieldMap.fields.map(({ from, to, transforms, options, nullPolicy, unknownOption }) => ({
				from,
				to,
				transforms,
				options,
				nullPolicy,
				unknownOption,
			})),
		);
		expect(records.ownId.right?.field).toBe(idProperty);
		expect(records.keys.map(({ right }) => right)).toEqual([match?.property]);
	});

	it('writes to Salesforce no field of a parent, none twice, and clears none that it requires', () => {
		const written = records.fields.filter(({ direction }) => direction === 'both');
		expect(written.filter(({ left }) => left.includes('.'))).toEqual([]);
		expect(new Set(written.map(({ left }) => left)).size).toBe(written.length);
		const required = written.filter(({ left }) => ['Name', 'LastName'].includes(left));
		expect(required.map(({ toLeft }) => toLeft?.nullPolicy)).toEqual(['keep']);
		// What matches new records is written on either side.
		for (const { left } of records.keys) expect(written.map((field) => field.left)).toContain(left);
	});

	it('has one rule everywhere', () => {
		expect(new Set([...records.fields, ...records.references].map(({ rule }) => rule))).toEqual(
			new Set(['newestWins']),
		);
	});

	it('turned round twice is itself', () => {
		const turned = exchanged(records);
		expect(turned.leftObject).toBe(destinationObject);
		expect(turned.ownId).toEqual({ left: records.ownId.right });
		expect(turned.fields.find(({ direction }) => direction === 'toLeft')?.toLeft).toBeDefined();
		expect(exchanged(turned)).toEqual(records);
	});
});

describe('industries', () => {
	const industry = salesforceAndHubspot('accounts', 'leftWins').fields.find(({ right }) => right === 'industry');
	const back = industry?.toLeft?.options ?? {};

	it('go back to one that becomes the same again in HubSpot', () => {
		for (const hubspot of Object.values(INDUSTRY_TO_HUBSPOT).filter((code) => code !== ''))
			expect([hubspot, INDUSTRY_TO_HUBSPOT[back[hubspot]]]).toEqual([hubspot, hubspot]);
	});

	it('of several the one with HubSpot’s own name', () => {
		expect(back.TELECOMMUNICATIONS).toBe('Telecommunications');
		expect(back.MACHINERY).toBe('Machinery');
		expect(back).not.toHaveProperty('');
	});
});
