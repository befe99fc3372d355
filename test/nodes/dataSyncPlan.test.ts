import type { IDataObject } from 'n8n-workflow';
import { choicesOf, type RunOperation } from '../../nodes/SophiaDataSync/plan';
import { contextOf } from './dataSyncContext';

const READY = { pair: 'salesforceAccounts-hubspotCompanies' };
const CUSTOM = {
	pair: 'postgres-hubspot',
	leftObject: 'public.customers',
	rightObject: 'companies',
	keys: { key: [{ left: 'domain', right: 'domain', normalise: 'domain', region: 'DE' }] },
	fields: {
		field: [
			{ left: 'name', right: 'name', direction: 'both', rule: '', nullPolicy: 'clear', unknownOption: 'skip' },
			{
				left: 'city',
				right: 'city',
				direction: 'toLeft',
				rule: 'newestWins',
				toLeft: ['trim'],
				toRight: ['lowercase'],
			},
		],
	},
};

const read = (operation: RunOperation, parameters: IDataObject, items?: IDataObject[]) =>
	choicesOf(contextOf(parameters, items), operation);
const plan = (operation: RunOperation, parameters: IDataObject) => read(operation, parameters).plan;

describe('a ready pair', () => {
	it('asks for nothing: objects, key, fields and the field for the id are there, and defaults are the careful ones', () => {
		const { objects, plan, preview } = read('syncBothWays', { ...READY, create: ['left', 'right'] });
		expect(objects).toEqual({ left: 'Account', right: 'companies' });
		expect(plan).toMatchObject({
			syncKey: 'w1/Sophia Data Sync',
			direction: 'both',
			mode: 'upsert',
			keys: [{ left: 'Website', right: 'domain', normalise: 'domain' }],
			create: { left: true, right: true },
			onDelete: { left: 'ignore', right: 'ignore' },
			ownId: { right: { field: 'sophia_salesforce_account_id' } },
			fullCompareDays: 7,
			overlapMs: 300_000,
			retryRejected: false,
		});
		expect(plan.fields.every(({ rule }) => rule === 'leftWins')).toBe(true);
		expect(preview).toBe(false);
		expect(plan).not.toHaveProperty('approval');
	});

	it('turned round has HubSpot on the left: what Salesforce computes is read only from the right', () => {
		const { objects, plan } = read('syncBothWays', {
			pair: 'hubspotContacts-salesforceContacts',
			rule: 'rightWins',
			create: [],
		});
		expect(objects).toEqual({ left: 'contacts', right: 'Contact' });
		expect(plan.keys).toEqual([{ left: 'email', right: 'Email', normalise: 'email' }]);
		expect(plan.ownId).toEqual({ left: { field: 'sophia_salesforce_contact_id', label: expect.any(String) } });
		const company = plan.fields.find(({ left }) => left === 'company');
		expect(company).toMatchObject({ right: 'Account.Name', direction: 'toLeft', rule: 'rightWins' });
		const email = plan.fields.find(({ left }) => left === 'email');
		expect(email).toMatchObject({ toRight: { nullPolicy: 'keep' }, toLeft: { nullPolicy: 'keep' } });
		expect(plan.references).toEqual([
			{
				left: '@companies',
				right: 'AccountId',
				leftObject: 'companies',
				rightObject: 'Account',
				direction: 'both',
				rule: 'rightWins',
			},
		]);
	});

	it('one way leaves out what goes the other way only', () => {
		const fields = plan('syncOneWay', { pair: 'hubspotCompanies-salesforceAccounts', mode: 'upsert' }).fields;
		expect(fields.map(({ right }) => right)).toContain('Industry');
		expect(fields.map(({ right }) => right)).not.toContain('Owner.Email');
		expect(fields.filter(({ right }) => right === 'Website').map(({ left }) => left)).toEqual(['website']);
		expect(fields.every(({ direction }) => direction === 'toRight')).toBe(true);
	});
});

describe('a pair of one’s own', () => {
	it('becomes keys, fields with their rules, and transforms by direction', () => {
		const { objects, plan } = read('syncBothWays', { ...CUSTOM, rule: 'fillBlanks', create: ['right'] });
		expect(objects).toEqual({ left: 'public.customers', right: 'companies' });
		expect(plan.keys).toEqual([{ left: 'domain', right: 'domain', normalise: 'domain' }]);
		expect(plan.fields).toEqual([
			{
				left: 'name',
				right: 'name',
				direction: 'both',
				rule: 'fillBlanks',
				toRight: { transforms: [], nullPolicy: 'clear', unknownOption: 'skip' },
				toLeft: { transforms: [], nullPolicy: 'clear', unknownOption: 'skip' },
			},
			{
				left: 'city',
				right: 'city',
				direction: 'toLeft',
				rule: 'newestWins',
				toRight: { transforms: ['lowercase'], nullPolicy: 'clear', unknownOption: 'skip' },
				toLeft: { transforms: ['trim'], nullPolicy: 'clear', unknownOption: 'skip' },
			},
		]);
		expect(plan.create).toEqual({ left: false, right: true });
	});

	it('a region counts for phone numbers alone', () => {
		const keys = (normalise: string) =>
			plan('reconcile', { ...CUSTOM, keys: { key: [{ left: 'a', right: 'b', normalise, region: ' de ' }] } }).keys;
		expect(keys('phone')).toEqual([{ left: 'a', right: 'b', normalise: 'phone', region: 'DE' }]);
		expect(keys('email')).toEqual([{ left: 'a', right: 'b', normalise: 'email' }]);
	});

	it('references and fields for the ids are taken over', () => {
		const made = plan('syncBothWays', {
			...CUSTOM,
			create: [],
			references: {
				reference: [
					{ left: 'parent_id', leftObject: 'public.groups', right: '@companies', rightObject: 'companies', rule: '' },
				],
			},
			options: { ownIdRight: ' pg_id ', ownIdLeft: ' ' },
		});
		expect(made.references).toEqual([
			{
				left: 'parent_id',
				leftObject: 'public.groups',
				right: '@companies',
				rightObject: 'companies',
				direction: 'both',
				rule: 'leftWins',
			},
		]);
		expect(made.ownId).toEqual({ right: { field: 'pg_id', label: 'PostgreSQL public.customers ID (Sophia)' } });
	});

	it.each([
		['no left field', { keys: { key: [{ left: ' ', right: 'b' }] } }, /"Match Keys", row 1 names no left field/],
		['no key', { keys: {} }, /"Match Keys" is empty/],
		['no fields', { fields: {} }, /"Fields" is empty/],
		[
			'a row without a right field',
			{ fields: { field: [{ left: 'a', right: '' }] } },
			/"Fields", row 1 names no right field/,
		],
		['no object', { leftObject: '' }, /Nothing is chosen for the left side/],
		['no such pair', { pair: 'abacus-hubspot' }, /names no pair/],
	])('%s is said so', (_, wrong, message) => {
		expect(() => plan('syncBothWays', { ...CUSTOM, create: [], ...wrong })).toThrow(
			expect.objectContaining({
				kind: 'configuration',
				message: expect.stringMatching(message),
				remedy: expect.any(String),
			}),
		);
	});
});

describe('what each operation takes of the parameters', () => {
	it('a mirror: its share and its token', () => {
		expect(plan('syncOneWay', { ...READY, mode: 'mirror', maxArchivePercent: 25, approval: ' t0ken ' })).toMatchObject({
			mode: 'mirror',
			maxArchiveShare: 0.25,
			approval: 't0ken',
			create: { right: true },
		});
	});

	it('both ways: the rules for deleted records; no other operation has them', () => {
		const parameters = { ...READY, create: [], onDeleteLeft: 'archive', onDeleteRight: 'restore', mode: 'mirror' };
		expect(plan('syncBothWays', parameters)).toMatchObject({
			mode: 'upsert',
			onDelete: { left: 'archive', right: 'restore' },
			maxArchiveShare: 1,
		});
		for (const operation of ['syncOneWay', 'reconcile', 'repair'] as const)
			expect(plan(operation, parameters).onDelete).toEqual({ left: 'ignore', right: 'ignore' });
	});

	it('options: minutes and days, filters, full reads', () => {
		const { plan, filters } = read('syncBothWays', {
			...READY,
			create: [],
			options: {
				filterLeft: " Type = 'Customer' ",
				filterRight: ' ',
				overlapMinutes: 0,
				maxRunMinutes: 2,
				forceFullRead: true,
			},
		});
		expect(filters).toEqual({ left: "Type = 'Customer'" });
		expect(plan).toMatchObject({ overlapMs: 0, maxRunMs: 120_000, forceFullRead: true });
	});

	it('input items: named, one way, without references', () => {
		const { objects, plan } = read('syncOneWay', {
			...CUSTOM,
			pair: 'items-hubspot',
			itemsName: 'fair',
			references: { reference: [{ left: '', right: '' }] },
		});
		expect(objects).toEqual({ left: 'fair', right: 'companies' });
		expect(plan.references).toEqual([]);
		expect(plan.direction).toBe('toRight');
	});

	describe('input items that are written', () => {
		const LIST = { ...CUSTOM, pair: 'postgres-items', itemsName: 'fair', create: ['left', 'right'] };
		const items = [
			{ no: 1, domain: 'a.example.com', name: 'A' },
			{ no: 2, owner: { city: 'Bonn' } },
		];

		it('may be given the fields that the plan names', () => {
			for (const operation of ['syncOneWay', 'syncBothWays', 'repair'] as const)
				expect(read(operation, LIST, items)).toMatchObject({
					objects: { left: 'public.customers', right: 'fair' },
					itemFields: ['domain', 'name', 'city'],
				});
			expect(read('reconcile', LIST, items).itemFields).toEqual([]);
			expect(read('syncOneWay', { ...LIST, pair: 'items-hubspot', rightObject: 'x' }, items).itemFields).toEqual([]);
			const own = { ...LIST, options: { ownIdRight: 'pg_id' } };
			expect(read('syncBothWays', own, items).itemFields).toEqual(['domain', 'name', 'city', 'pg_id']);
		});

		it('clear nothing by a field that not one of them has', () => {
			const fields = (more: IDataObject, listed = items as IDataObject[]) =>
				read('syncBothWays', { ...LIST, ...more }, listed).plan.fields.map(({ right, direction }) => [
					right,
					direction,
				]);
			const row = (right: string, direction: string) => ({ left: right, right, direction });
			const rows = {
				fields: { field: [row('name', 'both'), row('zip', 'both'), row('vat', 'toLeft'), row('owner.city', 'toLeft')] },
			};
			expect(fields(rows)).toEqual([
				['name', 'both'],
				['zip', 'toRight'],
				['owner.city', 'toLeft'],
			]);
			expect(fields(rows, [{}])).toHaveLength(4);
		});

		it('must have the match key, for otherwise all of them would pass for new', () => {
			for (const operation of ['syncOneWay', 'syncBothWays', 'repair'] as const)
				expect(() => read(operation, LIST, [{ no: 1, Domain: 'a.example.com' }])).toThrow(
					'No item has the match key "domain".',
				);
		});

		it('have no rule for what they lack', () => {
			const rules = { onDeleteLeft: 'archive', onDeleteRight: 'archive' };
			expect(read('syncBothWays', { ...LIST, ...rules }, items).plan.onDelete).toEqual({
				left: 'archive',
				right: 'ignore',
			});
		});
	});

	it('input items on the left are compared as what is to be on the right', () => {
		const on = (pair: string) => read('reconcile', { ...CUSTOM, pair, itemsName: 'fair' }).plan.fields[0].direction;
		expect([on('items-hubspot'), on('hubspot-items')]).toEqual(['toRight', 'both']);
	});
});
