import { countsOf, World } from './world';

/** HubSpot's own. */
const OWN = ['hs_object_id', 'createdate', 'hs_lastmodifieddate', 'lastmodifieddate'];

/** What HubSpot holds, whatever its own ids and times. */
function stateOf(world: World) {
	const properties = ([id, values]: [string, Readonly<Record<string, string>>]) => [
		id,
		Object.fromEntries(Object.entries(values).filter(([name]) => !OWN.includes(name))),
	];
	const keyOf = new Map(
		(['companies', 'contacts'] as const).flatMap((object) =>
			world.hubspot
				.records(object)
				.filter(({ archived }) => !archived)
				.map((record) => [
					record.id,
					Object.entries(record.properties).find(([name]) => name.startsWith('sophia_'))?.[1],
				]),
		),
	);
	return {
		companies: Object.fromEntries([...world.companies].map(properties)),
		contacts: Object.fromEntries([...world.contacts].map(properties)),
		leads: Object.fromEntries([...world.leads].map(properties)),
		associated: [...world.contacts.keys()]
			.map((id) => [id, keyOf.get(companyOf(world, id) ?? '')])
			.sort(([a], [b]) => (a! < b! ? -1 : 1)),
	};
}

function companyOf(world: World, contactId: string): string | undefined {
	const [record] = world.having('contacts', 'sophia_salesforce_contact_id', contactId);
	return world.hubspot.associations('contacts', 'companies').find(({ fromId }) => fromId === record.id)?.toId;
}

describe('A trial of the first records', () => {
	let world: World;
	let ids: Record<'Account' | 'Contact' | 'Lead', string[]>;

	const load = async () => {
		const made = await World.jumping();
		ids = made.salesforce.loadDeveloperEdition();
		return made;
	};

	beforeEach(async () => {
		world = await load();
	});
	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	it('writes so many of each object, says so, and reads no more than it needs', async () => {
		const report = await world.next({ choices: { recordLimit: 3 } });
		expect(report).toMatchObject({ status: 'completed', recordLimit: 3 });
		expect(report.warnings.join()).toMatch(/A trial: only the first 3 records of each object/);
		for (const object of ['Account', 'Contact', 'Lead']) expect(countsOf(report, object).read).toBe(3);
		expect(world.companies.size).toBe(3);
		expect(world.contacts.size + world.leads.size).toBeLessThanOrEqual(6);
		const cursors = await world.withState(async (state) => await state.listCursors());
		expect(cursors).toEqual([]);
	});

	it('again, it writes nothing; without the limit it ends as a run that never was one', async () => {
		await world.next({ choices: { recordLimit: 4 } });
		await world.next({ choices: { recordLimit: 4 } });
		expect(world.writes.calls).toBe(0);
		await world.next({ choices: { recordLimit: 7 } });
		await world.next();
		const tried = stateOf(world);
		const triedRejections = [...(await world.rejections()).keys()].sort();
		await world.next();
		expect(world.writes.calls).toBe(0);
		await world.stop();
		world = await load();
		await world.next();
		expect(tried).toEqual(stateOf(world));
		expect(triedRejections).toEqual([...(await world.rejections()).keys()].sort());
		expect(tried.companies).not.toEqual({});
	});

	it('after normal runs it takes nothing for gone and leaves the watermark', async () => {
		await world.next();
		const before = await world.withState(async (state) => await state.listCursors());
		world.salesforce.remove('Contact', ids.Contact[0]);
		world.salesforce.update('Account', ids.Account[0], { Name: 'Renamed' });
		world.salesforce.update('Account', ids.Account[1], { Name: 'Renamed too' });
		const choices = { recordLimit: 1, onDelete: 'archive' } as const;
		await world.next({ choices: { ...choices, forceFullRead: true } });
		expect(world.writes).toMatchObject({ archived: 0 });
		expect(world.contacts.has(ids.Contact[0])).toBe(true);
		expect(await world.withState(async (state) => await state.listCursors())).toEqual(before);
		await world.next({ choices: { onDelete: 'archive' } });
		expect(world.contacts.has(ids.Contact[0])).toBe(false);
		expect(world.companies.get(ids.Account[1])).toMatchObject({ name: 'Renamed too' });
	});

	it('associates the records that it takes, and no others', async () => {
		await world.next({ choices: { objects: ['Contact'], recordLimit: 2 } });
		await world.next({ choices: { objects: ['Account'] } });
		// The two contacts wait for their companies; the trial of another sync takes one contact only.
		const report = await world.next({ choices: { objects: ['Account', 'Contact'], recordLimit: 1 } });
		expect(report.associations[0]).toMatchObject({ associated: 1 });
		await world.next();
		expect(stateOf(world).associated.filter(([, company]) => company === undefined)).toEqual(
			stateOf(world).associated.filter(([id]) => world.salesforce.row('Contact', id!).AccountId === null),
		);
	});

	it('takes the contacts of its deals, and no roles of others', async () => {
		const make = (Name: string) =>
			world.salesforce.create('Opportunity', { Name, StageName: 'Qualification', CloseDate: '2026-12-31' });
		const [first, second] = [make('First'), make('Second')];
		for (const OpportunityId of [second, first])
			world.salesforce.create('OpportunityContactRole', { OpportunityId, ContactId: ids.Contact[0] });
		const objects = ['Contact', 'Opportunity'] as const;
		await world.next({ choices: { objects: [...objects], recordLimit: 1 } });
		expect(world.hubspot.count('deals')).toBe(1);
		expect(world.hubspot.associations('deals', 'contacts')).toHaveLength(1);
		await world.next({ choices: { objects: [...objects] } });
		expect(world.hubspot.associations('deals', 'contacts')).toHaveLength(2);
		await world.next({ choices: { objects: [...objects] } });
		expect(world.writes.calls).toBe(0);
	});

	it('is looked at first by Preview', async () => {
		const report = await world.next({ operation: 'preview', choices: { recordLimit: 2 } });
		expect(report).toMatchObject({ operation: 'preview', recordLimit: 2 });
		expect(countsOf(report, 'Account')).toMatchObject({ read: 2, created: 2 });
		expect(world.companies.size).toBe(0);
	});

	it('never asks for a bulk job, and takes several pages where one is not enough', async () => {
		await world.stop();
		world = await World.jumping({ source: { bulkThreshold: 5, pageSize: 2 } });
		for (let i = 0; i < 9; i++) world.salesforce.create('Account', { Name: `Company ${i}` });
		const report = await world.next({ choices: { objects: ['Account'], recordLimit: 5 } });
		expect(countsOf(report, 'Account')).toMatchObject({ read: 5, created: 5 });
		expect(world.salesforce.requests.filter(({ url }) => url.includes('/jobs/'))).toEqual([]);
	});
});
