import type { RecordResult } from '../../../engine/sync/types';
import { countsOf, World, type RunWith } from './world';

describe('a preview', () => {
	let world: World;
	const preview: RunWith = { operation: 'preview' };

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	const account = (Name: string, more = {}) => world.salesforce.create('Account', { Name, ...more });
	const contact = (name: string, more = {}) =>
		world.salesforce.create('Contact', { LastName: name, Email: `${name}@example.com`, ...more });
	const everything = () => ({
		contacts: world.hubspot.records('contacts'),
		companies: world.hubspot.records('companies'),
		associations: world.hubspot.associations(),
		writes: { ...world.hubspot.writes },
		property: world.hubspot.property('contacts', 'sophia_salesforce_contact_id'),
		industry: world.hubspot.property('companies', 'industry')?.options?.length,
	});
	/** What was decided of each record, and which fields are sent with which values. */
	const decisions = (results: RecordResult[]) =>
		Object.fromEntries(
			results.map(({ recordId, action, category, changes }) => [
				recordId,
				{ action, category, changes: (changes ?? []).map(({ field, to }) => `${field}=${to}`).sort() },
			]),
		);

	/** Runs a preview and then the sync, and compares. */
	async function compare(options: RunWith = {}) {
		const before = everything();
		const foretold = await world.next({ ...preview, ...options });
		expect(everything()).toEqual(before);
		const results = decisions(world.results);
		const report = await world.run(options);
		expect(decisions(world.results)).toEqual(results);
		expect(foretold.objects.map(({ object, counts }) => [object, counts])).toEqual(
			report.objects.map(({ object, counts }) => [object, counts]),
		);
		expect(foretold.associations).toEqual(report.associations);
		const { write = 0, archive = 0, associate = 0 } = report.calls.hubspot.byPurpose;
		expect(foretold.writeCallsNeeded).toEqual({ write, archive, associate });
		return { foretold, report };
	}

	it('needs nothing to be set up, and leaves nothing behind', async () => {
		contact('ann', { AccountId: account('Example') });
		const report = await world.next(preview);
		expect(report).toMatchObject({
			operation: 'preview',
			status: 'completed',
			writeCallsNeeded: { write: 2, archive: 0, associate: 1 },
		});
		expect(world.hubspot.property('contacts', 'sophia_salesforce_contact_id')).toBeUndefined();
		await world.withState(async (state) => {
			expect(await state.getCursor('test', 'Contact')).toBeUndefined();
			expect(await state.listRuns({ limit: 10 })).toEqual([]);
			expect(await state.countRejections('test')).toBe(0);
		});
		expect(await world.next()).toMatchObject({ status: 'completed' });
		expect(world.contacts.size).toBe(1);
	});

	it('of a first run foretells what the sync does', async () => {
		for (let index = 0; index < 250; index++)
			contact(`c${index}`, { AccountId: index % 25 === 0 ? account(`a${index}`) : null });
		world.hubspot.seed('contacts', { email: 'c7@example.com', phone: '1' });
		contact('double', { Email: 'c8@example.com' });
		world.salesforce.create('Lead', { LastName: 'lead', Company: 'Example', Email: 'c9@example.com' });
		const { foretold } = await compare();
		expect(countsOf(foretold, 'Contact')).toMatchObject({ created: 249, adopted: 1, rejected: 1 });
		expect(countsOf(foretold, 'Lead')).toMatchObject({ shadowed: 1 });
	});

	it('foretells the rejections of a Developer Edition org', async () => {
		world.salesforce.loadDeveloperEdition();
		const { foretold } = await compare();
		expect(countsOf(foretold, 'Contact')).toMatchObject({ created: 18, rejected: 2 });
		expect(countsOf(foretold, 'Lead')).toMatchObject({ created: 19, rejected: 1 });
	});

	it('foretells addresses that are taken, swapped and handed on', async () => {
		const ids = ['ann', 'bob', 'cid', 'dan', 'eve'].map((name) => contact(name));
		world.hubspot.seed('contacts', { email: 'stranger@example.com' });
		await world.next();
		world.pass(3_600_000);
		const address = (index: number, Email: string) => world.salesforce.update('Contact', ids[index], { Email });
		address(0, 'bob@example.com');
		address(1, 'ann@example.com');
		address(2, 'stranger@example.com');
		address(3, 'eve@example.com');
		address(4, 'eve.lee@example.com');
		const { foretold } = await compare();
		expect(countsOf(foretold, 'Contact')).toMatchObject({ updated: 4, rejected: 1 });
	});

	it('of a later run does too: changes, deletes, a move to another company', async () => {
		const [one, two] = [account('One'), account('Two')];
		const ids = ['ann', 'bob', 'cid', 'dan'].map((name) => contact(name, { AccountId: one, Phone: '1' }));
		const choices = { onDelete: 'archive' } as const;
		await world.next({ choices });
		world.pass(3_600_000);
		world.salesforce.update('Contact', ids[0], { Title: 'Director', Phone: null });
		world.salesforce.update('Contact', ids[1], { AccountId: two });
		world.salesforce.remove('Contact', ids[2]);
		world.salesforce.touch('Contact', ids[3]);
		const { foretold } = await compare({ choices });
		expect(countsOf(foretold, 'Contact')).toMatchObject({ updated: 2, archived: 1, unchanged: 1 });
		expect(foretold.writeCallsNeeded).toMatchObject({ archive: 1 });
	});

	it('tells the old value of each field and the new one', async () => {
		const id = contact('ann', { Title: 'Manager', Phone: '1' });
		await world.next();
		world.salesforce.update('Contact', id, { Title: 'Director', Phone: null, Fax: '2' });
		await world.next(preview);
		expect(world.result(id)?.changes?.sort((a, b) => a.field.localeCompare(b.field))).toEqual([
			{ field: 'fax', from: null, to: '2' },
			{ field: 'jobtitle', from: 'Manager', to: 'Director' },
			{ field: 'phone', from: '1', to: '' },
		]);
	});

	it('tells what a person has changed in HubSpot meanwhile', async () => {
		const id = contact('ann', { Title: 'Manager' });
		await world.next();
		const [{ id: person }] = world.having('contacts', 'lastname', 'ann');
		world.hubspot.edit('contacts', person, { jobtitle: 'Boss' });
		world.salesforce.update('Contact', id, { Title: 'Director' });
		await world.next(preview);
		expect(world.result(id)?.changes).toEqual([{ field: 'jobtitle', from: 'Boss', to: 'Director' }]);
	});

	it('foretells the rejection of what was refused before', async () => {
		contact('bad', { Email: 'not an address' });
		await world.next();
		await compare();
	});

	it('adds no options', async () => {
		account('Example', { Industry: 'Basket weaving' });
		const fieldMaps = {
			Account: {
				fields: [
					{ to: 'name', from: 'Name' },
					{ to: 'industry', from: 'Industry', unknownOption: 'add' as const },
				],
			},
		};
		const before = everything();
		const report = await world.next({ ...preview, choices: { fieldMaps } });
		expect(everything()).toEqual(before);
		expect(countsOf(report, 'Account').created).toBe(1);
	});

	it('does not disturb the sync that follows: it reads as if there had been none', async () => {
		const id = contact('ann');
		await world.next(preview);
		await world.next(preview);
		const report = await world.next();
		expect(countsOf(report, 'Contact')).toMatchObject({ created: 1 });
		expect(world.contacts.has(id)).toBe(true);
	});
});
