import { countsOf, World } from './world';

const NOTHING = { calls: 0, records: 0, attached: 0, detached: 0, attributes: 0 };

describe('Salesforce to Intercom, run by run', () => {
	let world: World;
	let ids: Record<'Account' | 'Contact' | 'Lead', string[]>;

	beforeEach(async () => {
		world = await World.jumping();
		ids = world.salesforce.loadDeveloperEdition();
	});

	afterEach(async () => {
		expect(world.intercom.bugs).toEqual([]);
		expect(world.intercom.throttled).toBe(0);
		await world.stop();
	});

	it('brings accounts over as companies and contacts as users attached to them', async () => {
		const report = await world.next();
		expect(report.status).toBe('completed');
		expect([...world.companies.keys()].sort()).toEqual([...ids.Account].sort());
		const rejected = [...(await world.rejections()).keys()];
		expect([...world.users.keys()].sort()).toEqual(ids.Contact.filter((id) => !rejected.includes(id)).sort());
		for (const id of world.users.keys()) {
			const { AccountId, Email } = world.salesforce.row('Contact', id);
			expect(world.companiesOf(id)).toEqual(AccountId === null ? [] : [AccountId]);
			expect(world.users.get(id)?.email ?? null).toBe(Email === null ? null : String(Email).toLowerCase());
		}
		expect(world.writes).toMatchObject({ created: world.companies.size + world.users.size, updated: 0 });
		expect(world.intercom.count('contact')).toBe(world.users.size);
	});

	it('writes nothing when nothing has changed, not in a full compare either', async () => {
		await world.next();
		const report = await world.next();
		expect(report.status).toBe('completed');
		expect(world.writes).toMatchObject(NOTHING);
		// Only the refused duplicate is looked up again.
		expect(world.searches).toBeLessThanOrEqual(1);
		await world.next({ choices: { forceFullRead: true } });
		expect(world.writes).toMatchObject(NOTHING);
		world.pass(8 * 86_400_000);
		const compare = await world.run();
		expect(compare.objects.every(({ readKind }) => readKind === 'full')).toBe(true);
		expect(world.writes).toMatchObject(NOTHING);
	});

	it('writes what has changed, one call each, and nothing else', async () => {
		await world.next();
		const contact = [...world.users.keys()][0];
		world.salesforce.update('Account', ids.Account[0], { Name: 'New name', AnnualRevenue: 5.5 });
		world.salesforce.update('Contact', contact, { Title: 'Director' });
		world.salesforce.touch('Account', ids.Account[1]);
		const report = await world.next();
		expect(world.writes).toMatchObject({ calls: 2, updated: 2, unchanged: 0 });
		expect(report.calls.intercom.byPurpose.write).toBe(2);
		expect(world.companies.get(ids.Account[0])).toMatchObject({
			name: 'New name',
			custom_attributes: { annual_revenue: 5.5 },
		});
		expect(world.users.get(contact)?.custom_attributes.job_title).toBe('Director');
		expect(countsOf(report, 'Account')).toMatchObject({ updated: 1 });
		expect(countsOf(report, 'Contact')).toMatchObject({ updated: 1 });
	});

	it('clears what has been emptied', async () => {
		const contact = world.salesforce.create('Contact', {
			LastName: 'Lee',
			Email: 'ann@example.com',
			Phone: '1',
			Title: 'Director',
		});
		await world.next();
		expect(world.users.get(contact)).toMatchObject({ phone: '1', custom_attributes: { job_title: 'Director' } });
		world.salesforce.update('Contact', contact, { Phone: null, Title: null });
		await world.next();
		expect(world.users.get(contact)?.phone).toBeNull();
		expect(world.users.get(contact)?.custom_attributes).not.toHaveProperty('job_title');
	});

	it('doubles nothing when the state is lost', async () => {
		await world.next();
		const before = {
			companies: world.intercom.companies(),
			contacts: world.intercom.contacts(),
			attachments: world.intercom.attachments(),
		};
		const values = <T extends { updatedAt: number; revision: number }>(views: T[]) =>
			views.map((view) => ({ ...view, updatedAt: 0, revision: 0 }));
		const report = await world.next({ directory: `${world.directory}/lost` });
		expect(report.status).toBe('completed');
		expect(values(world.intercom.companies())).toEqual(values(before.companies));
		expect(values(world.intercom.contacts())).toEqual(values(before.contacts));
		expect(world.intercom.attachments()).toEqual(before.attachments);
		expect(world.writes).toMatchObject({ created: 0, attached: 0, detached: 0 });
	});

	it('doubles nothing when the state is lost a moment after the writing, although search lags', async () => {
		world.intercom.setSearchLag(3_600_000);
		await world.next();
		const people = world.intercom.contacts().length;
		await world.next({ directory: `${world.directory}/lost` });
		expect(world.intercom.contacts()).toHaveLength(people);
		expect(world.companies.size).toBe(ids.Account.length);
		expect(world.writes).toMatchObject({ created: 0, attached: 0 });
	});

	it('finds what it wrote through its own links however long search lags', async () => {
		world.intercom.setSearchLag(86_400_000);
		await world.next();
		const people = world.intercom.contacts().length;
		for (const id of world.users.keys()) world.salesforce.update('Contact', id, { Title: 'Changed' });
		await world.next();
		expect(world.intercom.contacts()).toHaveLength(people);
		expect(world.writes).toMatchObject({ created: 0, updated: people });
		expect([...world.users.values()].every(({ custom_attributes }) => custom_attributes.job_title === 'Changed')).toBe(
			true,
		);
	});

	it('brings over accounts without contacts, which show in Intercom once they have one', async () => {
		const lonely = world.salesforce.create('Account', { Name: 'Lonely' });
		await world.next();
		expect(world.companies.get(lonely)).toMatchObject({ visible: false });
		const contact = world.salesforce.create('Contact', {
			LastName: 'Lee',
			Email: 'lee@example.com',
			AccountId: lonely,
		});
		await world.next();
		expect(world.companies.get(lonely)).toMatchObject({ visible: true });
		expect(world.companiesOf(contact)).toEqual([lonely]);
	});
});
