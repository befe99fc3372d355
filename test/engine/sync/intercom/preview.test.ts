import type { RecordResult } from '../../../../engine/sync/types';
import { countsOf, World, type RunWith } from './world';

describe('a preview of Salesforce to Intercom', () => {
	let world: World;
	const preview: RunWith = { operation: 'preview' };
	const all = { objects: ['Account' as const, 'Contact' as const, 'Lead' as const] };

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.intercom.bugs).toEqual([]);
		await world.stop();
	});

	const account = (Name: string, more = {}) => world.salesforce.create('Account', { Name, ...more });
	const contact = (name: string, more = {}) =>
		world.salesforce.create('Contact', { LastName: name, Email: `${name}@example.com`, ...more });
	const everything = () => ({
		contacts: world.intercom.contacts(),
		companies: world.intercom.companies(),
		attachments: world.intercom.attachments(),
		attributes: [world.intercom.attributes('company'), world.intercom.attributes('contact')],
		writes: world.intercom.writes,
	});
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
		const { write = 0, archive = 0, associate = 0 } = report.calls.intercom.byPurpose;
		expect(foretold.writeCallsNeeded).toEqual({ write, archive, associate });
		return { foretold, report };
	}

	it('of a first run foretells what the sync does, and creates no attribute', async () => {
		const accounts = Array.from({ length: 10 }, (_, index) => account(`a${index}`, { AnnualRevenue: index * 1e9 }));
		for (let index = 0; index < 120; index++) contact(`c${index}`, { AccountId: accounts[index % 10] });
		world.intercom.seedContact({ email: 'c7@example.com', phone: '1' });
		contact('double', { Email: 'c8@example.com' });
		const { foretold } = await compare();
		expect(countsOf(foretold, 'Contact')).toMatchObject({ created: 119, adopted: 1, rejected: 1 });
		expect(foretold.writeCallsNeeded).toEqual({ write: 130, archive: 0, associate: 120 });
	});

	it('foretells leads: new ones, adopted ones, those in a shadow', async () => {
		contact('ann');
		for (const name of ['ann', 'bob', 'cid'])
			world.salesforce.create('Lead', { LastName: name, Email: `${name}@example.com`, Company: 'Example' });
		world.intercom.seedContact({ role: 'lead', email: 'cid@example.com' });
		const { foretold } = await compare({ choices: all });
		expect(countsOf(foretold, 'Lead')).toMatchObject({ created: 1, adopted: 1, shadowed: 1 });
	});

	it('foretells changes, deletes and a move to another company', async () => {
		const [one, two] = [account('One'), account('Two')];
		const ids = ['ann', 'bob', 'cid', 'dan'].map((name) => contact(name, { AccountId: one, Phone: '1' }));
		const choices = { onDelete: 'archive' } as const;
		await world.next({ choices });
		world.salesforce.update('Account', one, { Industry: 'Banking' });
		world.salesforce.update('Contact', ids[0], { Title: 'Director', Phone: null });
		world.salesforce.update('Contact', ids[1], { AccountId: two });
		world.salesforce.remove('Contact', ids[2]);
		world.salesforce.touch('Contact', ids[3]);
		const { foretold } = await compare({ choices });
		expect(countsOf(foretold, 'Contact')).toMatchObject({ updated: 1, archived: 1, unchanged: 2 });
		expect(foretold.writeCallsNeeded).toEqual({ write: 2, archive: 1, associate: 2 });
	});

	it('foretells the detaching of what was deleted', async () => {
		const one = account('One');
		const ids = ['ann', 'bob'].map((name) => contact(name, { AccountId: one }));
		const choices = { onDelete: 'detach' } as const;
		await world.next({ choices });
		world.salesforce.remove('Contact', ids[0]);
		const { foretold } = await compare({ choices });
		expect(foretold.writeCallsNeeded).toEqual({ write: 0, archive: 0, associate: 1 });
	});

	it('foretells addresses that are taken, handed on and swapped', async () => {
		const ids = ['ann', 'bob', 'cid', 'dan', 'eve'].map((name) => contact(name));
		world.intercom.seedContact({ email: 'stranger@example.com' });
		await world.next();
		const address = (index: number, Email: string) => world.salesforce.update('Contact', ids[index], { Email });
		address(0, 'bob@example.com');
		address(1, 'ann@example.com');
		address(2, 'stranger@example.com');
		address(3, 'eve@example.com');
		address(4, 'eve.lee@example.com');
		const before = everything();
		const foretold = await world.next(preview);
		expect(everything()).toEqual(before);
		const report = await world.run();
		expect(foretold.objects.map(({ object, counts }) => [object, counts])).toEqual(
			report.objects.map(({ object, counts }) => [object, counts]),
		);
		expect(countsOf(foretold, 'Contact')).toMatchObject({ updated: 4, rejected: 1 });
	});

	it('foretells what Intercom is sure to refuse of a company', async () => {
		account('Bad', { NumberOfEmployees: 3_000_000_000 });
		account('Good');
		const { foretold } = await compare();
		expect(countsOf(foretold, 'Account')).toMatchObject({ created: 1, rejected: 1 });
	});

	it('of a Developer Edition org foretells its rejections', async () => {
		world.salesforce.loadDeveloperEdition();
		await compare({ choices: all });
	});

	it('tells the old value of each field and the new one', async () => {
		const id = contact('ann', { Title: 'Manager', Phone: '1' });
		await world.next();
		world.salesforce.update('Contact', id, { Title: 'Director', Phone: null });
		await world.next(preview);
		expect(world.result(id)?.changes?.sort((a, b) => a.field.localeCompare(b.field))).toEqual([
			{ field: 'custom_attributes.job_title', from: 'Manager', to: 'Director' },
			{ field: 'phone', from: '1', to: '' },
		]);
	});
});
