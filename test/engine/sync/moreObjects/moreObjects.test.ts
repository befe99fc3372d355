import type { MoreObject } from '../../../../engine/routes/moreObjects';
import type { SalesforceToHubspotChoices } from '../../../../engine/routes/salesforceToHubspot';
import { isSophiaError } from '../../../../engine/errors';
import { countsOf, World, type RunWith } from '../world';
import { addShips, CHARTERER, ID, labelsOf, OWNER, SHIP, SHIPS } from './ships';

describe('Objects of the user’s own', () => {
	let world: World;
	let accounts: string[];
	let labels: Map<number, string>;

	beforeEach(async () => {
		world = await World.jumping();
		labels = addShips(world);
		accounts = ['One', 'Two', 'Three'].map((Name) => world.salesforce.create('Account', { Name }));
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	const ship = (fields: object) => world.salesforce.create('Ship__c', { Tonnage__c: 100, ...fields });
	const choices: Partial<SalesforceToHubspotChoices> = {
		objects: ['Account'],
		moreObjects: [SHIPS],
		lookups: [OWNER, CHARTERER],
		onDelete: 'archive',
	};
	const next = async (more: Partial<SalesforceToHubspotChoices> = {}, options: RunWith = {}) =>
		await world.next({ choices: { ...choices, ...more }, ...options });

	const live = () =>
		new Map(
			world.hubspot
				.records(SHIP)
				.filter(({ archived }) => !archived)
				.map((record) => [record.properties[ID] ?? record.id, record]),
		);

	/** Salesforce ship → its companies' Salesforce ids, with the labels of each. */
	function associations(): Record<string, Record<string, string[]>> {
		const companies = new Map(
			world.hubspot.records('companies').map(({ id, properties }) => [id, properties.sophia_salesforce_account_id]),
		);
		const ids = new Map(world.hubspot.records(SHIP).map(({ id, properties }) => [id, properties[ID]]));
		const result: Record<string, Record<string, string[]>> = {};
		for (const { fromId, toId, types } of world.hubspot.associations(SHIP, 'companies')) {
			const of = (result[ids.get(fromId) ?? fromId] ??= {});
			of[companies.get(toId) ?? toId] = labelsOf(types, labels);
		}
		return result;
	}

	it('are created with a unique id property, changed, deleted, and cost nothing unchanged', async () => {
		const [a, b] = [ship({ Name: 'Aurora', Imo__c: '111' }), ship({ Name: 'Borea', Imo__c: '222' })];
		const report = await next();
		expect(countsOf(report, 'Ship__c')).toMatchObject({ created: 2, rejected: 0 });
		expect(live().get(a)?.properties).toMatchObject({ ship_name: 'Aurora', imo: '111', tonnage: '100' });
		await next();
		expect(world.writes.calls).toBe(0);
		world.salesforce.update('Ship__c', a, { Tonnage__c: null, Name: 'Aurora II' });
		world.salesforce.remove('Ship__c', b);
		await next();
		expect(live().get(a)?.properties.ship_name).toBe('Aurora II');
		expect(live().get(a)?.properties.tonnage ?? '').toBe('');
		expect(live().has(b)).toBe(false);
		await next({ forceFullRead: true });
		expect(world.writes.calls).toBe(0);
	});

	it('adopt existing records by any property, and are rejected where it is ambiguous', async () => {
		const mine = world.hubspot.seed(SHIP, { ship_name: 'Old name', imo: 'AbC' });
		for (let i = 0; i < 2; i++) world.hubspot.seed(SHIP, { ship_name: 'Twin', imo: '777' });
		const [a, twin] = [ship({ Name: 'Aurora', Imo__c: 'abc' }), ship({ Name: 'Twin', Imo__c: '777' })];
		const report = await next();
		expect(countsOf(report, 'Ship__c')).toMatchObject({ adopted: 1, rejected: 1, created: 0 });
		expect(live().get(a)).toMatchObject({ id: mine, properties: { ship_name: 'Aurora' } });
		expect(world.result(twin)).toMatchObject({ action: 'rejected', category: 'ambiguous' });
	});

	it('reject what HubSpot refuses, one record alone', async () => {
		const good = Array.from({ length: 5 }, (_, index) => ship({ Name: `Ship ${index}`, Imo__c: `${index}` }));
		const bad = ship({ Name: null, Imo__c: '9' });
		const report = await next();
		expect(countsOf(report, 'Ship__c')).toMatchObject({ created: 5, rejected: 1 });
		expect([...live().keys()].sort()).toEqual([...good].sort());
		expect((await world.rejections()).get(bad)).toMatchObject({ category: 'requiredField' });
		world.salesforce.update('Ship__c', bad, { Name: 'Better' });
		await next();
		expect(live().get(bad)?.properties.ship_name).toBe('Better');
	});

	it('are associated through their lookup fields, each with its label; a changed one moves only its own', async () => {
		const [one, two, three] = accounts;
		const a = ship({ Name: 'Aurora', Account__c: one, Charterer__c: one });
		const b = ship({ Name: 'Borea', Account__c: two });
		await next();
		expect(associations()).toEqual({ [a]: { [one]: ['Charterer', 'Owner'] }, [b]: { [two]: ['Owner'] } });
		await next();
		expect(world.writes.calls).toBe(0);
		world.salesforce.update('Ship__c', a, { Charterer__c: three });
		world.salesforce.update('Ship__c', b, { Account__c: null });
		await next();
		expect(associations()).toEqual({ [a]: { [one]: ['Owner'], [three]: ['Charterer'] } });
		world.salesforce.update('Ship__c', a, { Account__c: two, Charterer__c: two });
		await next();
		expect(associations()).toEqual({ [a]: { [two]: ['Charterer', 'Owner'] } });
		await next();
		expect(world.writes.calls).toBe(0);
	});

	it('wait for a target that comes later, and survive a write whose answer is lost', async () => {
		const a = ship({ Name: 'Aurora', Account__c: accounts[0], Charterer__c: accounts[1] });
		world.hubspot.faults.add({ kind: 'lost', path: /associations\/.*batch\/create/ });
		world.hubspot.faults.add({ kind: 'lost', path: new RegExp(`${SHIP}/batch/upsert`) });
		await next();
		expect(associations()).toEqual({ [a]: { [accounts[0]]: ['Owner'], [accounts[1]]: ['Charterer'] } });
		world.salesforce.update('Ship__c', a, { Charterer__c: null });
		world.hubspot.faults.add({ kind: 'lost', path: /labels\/archive/ });
		await next();
		expect(associations()).toEqual({ [a]: { [accounts[0]]: ['Owner'] } });
		expect(live().size).toBe(1);
	});

	it('have their filter, their owners, Preview and the trial as every object has', async () => {
		const user = world.salesforce.create('User', {
			Username: 'x@example.com',
			LastName: 'X',
			Alias: 'x',
			Email: 'x@example.com',
		});
		world.hubspot.addOwner({ email: 'default@example.com', id: '20' });
		const heavy = ship({ Name: 'Heavy', Tonnage__c: 5000, OwnerId: user });
		ship({ Name: 'Light', Tonnage__c: 5 });
		const more = {
			moreObjects: [{ ...SHIPS, filter: 'Tonnage__c > 1000' }],
			owners: { unknown: 'default', defaultOwner: '20' },
		} as const;
		const preview = await next({ ...more, moreObjects: [...more.moreObjects] }, { operation: 'preview' });
		expect(countsOf(preview, 'Ship__c')).toMatchObject({ created: 1 });
		expect(live().size).toBe(0);
		await next({ ...more, moreObjects: [...more.moreObjects] });
		expect([...live().values()].map(({ properties }) => [properties.ship_name, properties.hubspot_owner_id])).toEqual([
			['Heavy', '20'],
		]);
		expect(live().has(heavy)).toBe(true);
		const trial = await next({ recordLimit: 1, forceFullRead: true });
		expect(countsOf(trial, 'Ship__c').read).toBe(1);
	});

	it('standard objects by name, too: cases become tickets of their own', async () => {
		const products: MoreObject = {
			sourceObject: 'Ship__c',
			destinationObject: 'tickets',
			idProperty: 'our_ship_id',
			fieldMap: {
				fields: [
					{ to: 'subject', from: 'Name' },
					{ to: 'hs_pipeline_stage', constant: '1' },
				],
			},
		};
		const a = ship({ Name: 'Aurora', Account__c: accounts[0] });
		await next({ moreObjects: [products], lookups: [{ ...OWNER, label: '' }] });
		const [ticket] = world.hubspot.records('tickets');
		expect(ticket.properties).toMatchObject({ subject: 'Aurora', our_ship_id: a });
		expect(world.hubspot.associations('tickets', 'companies')).toHaveLength(1);
	});

	describe('mistakes are told before anything is written', () => {
		const told = async (more: Partial<SalesforceToHubspotChoices>): Promise<string> => {
			const outcome: unknown = await next(more).then(
				() => undefined,
				(error: unknown) => error,
			);
			if (!isSophiaError(outcome, 'configuration'))
				throw new Error(`Expected a configuration error: ${String(outcome)}`);
			expect(outcome.remedy).toBeTruthy();
			expect(world.hubspot.count(SHIP)).toBe(0);
			expect(world.hubspot.count('companies')).toBe(0);
			return outcome.message;
		};

		it.each<[string, Partial<SalesforceToHubspotChoices>, RegExp]>([
			[
				'twice',
				{ moreObjects: [SHIPS, { ...SHIPS, sourceObject: 'ship__C' }], lookups: [] },
				/ship__C is to be synced twice/i,
			],
			[
				'also a standard one',
				{ moreObjects: [{ ...SHIPS, sourceObject: 'Account' }], lookups: [] },
				/Account is to be synced twice/,
			],
			[
				'no HubSpot object',
				{ moreObjects: [{ ...SHIPS, destinationObject: ' ' }], lookups: [] },
				/Row 1 .* no HubSpot object/,
			],
			[
				'a bad id property',
				{ moreObjects: [{ ...SHIPS, idProperty: 'Ship ID' }], lookups: [] },
				/ID property of Ship__c/,
			],
			[
				'the id property of another object',
				{
					objects: ['Account'],
					moreObjects: [
						{ ...SHIPS, destinationObject: 'companies', idProperty: 'sophia_salesforce_account_id', matchProperty: '' },
					],
					lookups: [],
				},
				/same HubSpot property/,
			],
			[
				'an unknown HubSpot object',
				{ moreObjects: [{ ...SHIPS, destinationObject: '2-99' }], lookups: [] },
				/HubSpot has no object 2-99|2-99/,
			],
			[
				'an unknown Salesforce object',
				{ moreObjects: [{ ...SHIPS, sourceObject: 'Gone__c' }], lookups: [] },
				/no object Gone__c/,
			],
			[
				'an unknown match property',
				{ moreObjects: [{ ...SHIPS, matchProperty: 'gone' }], lookups: [] },
				/match property gone .* does not exist/,
			],
			['an unknown label', { lookups: [{ ...OWNER, label: 'Captain' }] }, /no association label "Captain"/],
			['no lookup', { lookups: [{ ...OWNER, field: 'Imo__c' }] }, /Imo__c is no lookup field|does not lead/],
			[
				'a lookup elsewhere',
				{ objects: ['Account', 'Contact'], lookups: [{ ...OWNER, targetObject: 'Contact' }] },
				/does not lead to Contact/,
			],
			[
				'a target that is not synced',
				{ objects: [], lookups: [OWNER] },
				/leads to Account, which this sync leaves out/,
			],
			['two lookups of one label', { lookups: [OWNER, { ...CHARTERER, label: 'OWNER' }] }, /same association/],
			['a lookup with a label and one without', { lookups: [OWNER, { ...CHARTERER, label: '' }] }, /same association/],
			[
				'an association that begins elsewhere',
				{ lookups: [{ ...OWNER, sourceObject: 'Account', field: 'ParentId' }] },
				/not among the further objects/,
			],
		])('%s', async (_name, more, message) => {
			ship({ Name: 'Aurora' });
			expect(await told(more)).toMatch(message);
		});
	});
});
