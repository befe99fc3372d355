import { countsOf, World, type RunWith } from './world';

describe('records that are deleted in Salesforce', () => {
	let world: World;
	const archive: RunWith = { choices: { onDelete: 'archive' } };
	const detach: RunWith = { choices: { onDelete: 'detach' } };

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.intercom.bugs).toEqual([]);
		await world.stop();
	});

	const contact = (name: string, AccountId: string | null = null) =>
		world.salesforce.create('Contact', { LastName: name, Email: `${name}@example.com`, AccountId });

	it('stay in Intercom as they are by default', async () => {
		const account = world.salesforce.create('Account', { Name: 'Example' });
		const c = contact('ann', account);
		await world.next();
		world.salesforce.remove('Account', account, { cascade: true });
		const report = await world.next();
		expect(countsOf(report, 'Contact')).toMatchObject({ skipped: 1, archived: 0 });
		expect(world.companiesOf(c)).toEqual([account]);
		expect(world.writes.calls).toBe(0);
	});

	it('are archived where that is chosen: contacts at once, companies when Intercom gets to it', async () => {
		const account = world.salesforce.create('Account', { Name: 'Example' });
		const other = world.salesforce.create('Account', { Name: 'Other' });
		const ids = Array.from({ length: 60 }, (_, index) => contact(`c${index}`, account));
		const stays = contact('stays', other);
		await world.next(archive);
		world.salesforce.remove('Account', account, { cascade: true });
		const report = await world.next(archive);
		expect(countsOf(report, 'Contact').archived).toBe(60);
		expect(countsOf(report, 'Account').archived).toBe(1);
		expect(report.calls.intercom.byPurpose.archive).toBe(61);
		world.pass();
		expect([...world.companies.keys()]).toEqual([other]);
		expect([...world.users.keys()]).toEqual([stays]);
		for (const id of ids) expect(world.users.has(id)).toBe(false);
		await world.next(archive);
		expect(world.writes.calls).toBe(0);
	});

	it('are archived although somebody has archived or deleted them already', async () => {
		const ids = [contact('ann'), contact('bob')];
		await world.next(archive);
		const [ann, bob] = world.people;
		world.intercom.archive(ann.id);
		world.intercom.remove(bob.id);
		for (const id of ids) world.salesforce.remove('Contact', id);
		expect((await world.next(archive)).status).toBe('completed');
		expect(world.people).toEqual([]);
	});

	it('are detached where that is chosen: they stay, without their company', async () => {
		const [one, two] = ['One', 'Two'].map((Name) => world.salesforce.create('Account', { Name }));
		const gone = contact('ann', one);
		const stays = contact('bob', one);
		const orphan = contact('cid', two);
		await world.next(detach);
		world.salesforce.remove('Contact', gone);
		const report = await world.next(detach);
		expect(world.companiesOf(gone)).toEqual([]);
		expect(world.companiesOf(stays)).toEqual([one]);
		expect(world.users.has(gone)).toBe(true);
		expect(report.associations[0]).toMatchObject({ dissociated: 1 });
		expect(world.writes).toMatchObject({ calls: 1, detached: 1, archived: 0 });
		world.salesforce.remove('Account', two, { cascade: true });
		await world.next(detach);
		expect(world.companiesOf(orphan)).toEqual([]);
		expect(world.companies.has(two)).toBe(true);
		await world.next(detach);
		expect(world.writes.calls).toBe(0);
	});

	it('and come back are brought back', async () => {
		const account = world.salesforce.create('Account', { Name: 'Example' });
		const c = contact('ann', account);
		await world.next(archive);
		world.salesforce.remove('Account', account, { cascade: true });
		await world.next(archive);
		world.pass();
		expect([world.companies.size, world.users.size]).toEqual([0, 0]);
		world.salesforce.undelete('Account', account);
		world.salesforce.undelete('Contact', c);
		const report = await world.next(archive);
		expect(report.rejectedOpen).toBe(0);
		expect(world.companiesOf(c)).toEqual([account]);
		expect([world.companies.size, world.users.size]).toEqual([1, 1]);
	});

	it('and merged away leave their company to the winner, one of the two', async () => {
		const [winner, loser] = ['Winner', 'Loser'].map((Name) => world.salesforce.create('Account', { Name }));
		const c = contact('ann', loser);
		await world.next(archive);
		world.salesforce.merge('Account', winner, [loser]);
		await world.next(archive);
		world.pass();
		expect([...world.companies.keys()]).toEqual([winner]);
		expect(world.companiesOf(c)).toEqual([winner]);
		await world.next(archive);
		expect(world.writes.calls).toBe(0);
	});

	it('and merged contacts go on as the one that won', async () => {
		const [winner, loser] = [contact('ann'), contact('bob')];
		await world.next(archive);
		world.salesforce.merge('Contact', winner, [loser]);
		await world.next(archive);
		expect([...world.users.keys()]).toEqual([winner]);
		await world.next(archive);
		expect(world.writes.calls).toBe(0);
	});

	it('a new one that wins over an old one inherits its Intercom contact', async () => {
		const loser = contact('bob');
		await world.next(archive);
		const [{ id }] = world.people;
		const winner = contact('ann');
		world.salesforce.merge('Contact', winner, [loser]);
		await world.next(archive);
		expect(world.intercom.contact(id)).toMatchObject({
			external_id: winner,
			email: 'ann@example.com',
			archived: false,
		});
		expect(world.people).toHaveLength(1);
	});

	it('an account that wins a merge before it was ever synced has one company, and keeps its contacts', async () => {
		const loser = world.salesforce.create('Account', { Name: 'Loser' });
		const c = contact('ann', loser);
		await world.next(archive);
		const winner = world.salesforce.create('Account', { Name: 'Winner' });
		world.salesforce.merge('Account', winner, [loser]);
		await world.next(archive);
		await world.next(archive);
		const live = [...world.companies.values()];
		expect(live.map(({ name }) => name)).toEqual(['Winner']);
		expect(world.users.get(c)?.companies).toEqual([live[0].id]);
		await world.next(archive);
		expect(world.writes.calls).toBe(0);
	});
});
