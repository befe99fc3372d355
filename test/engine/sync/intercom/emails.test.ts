import { countsOf, World } from './world';

describe('e-mail addresses', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.intercom.bugs).toEqual([]);
		const addresses = world.people.flatMap(({ role, email }) => (role === 'user' && email !== null ? [email] : []));
		expect(new Set(addresses).size).toBe(addresses.length);
		await world.stop();
	});

	const contact = (LastName: string, Email: string | null) => world.salesforce.create('Contact', { LastName, Email });
	const emailOf = (id: string) => world.users.get(id)?.email;

	it('that change follow the link, not the address', async () => {
		const c = contact('Lee', 'ann@example.com');
		await world.next();
		const { id } = world.people[0];
		world.salesforce.update('Contact', c, { Email: 'Ann.Lee@Example.com' });
		await world.next();
		expect(world.intercom.contact(id)).toMatchObject({ external_id: c, email: 'ann.lee@example.com' });
		expect(world.intercom.count('contact')).toBe(1);
		expect(world.writes).toMatchObject({ updated: 1, created: 0 });
	});

	it('that are swapped between two and passed around three arrive in one run', async () => {
		const ids = ['ann', 'bob', 'cid', 'dan', 'eve'].map((name) => contact(name, `${name}@example.com`));
		await world.next();
		const next = ['bob', 'ann', 'dan', 'eve', 'cid'];
		for (const [index, id] of ids.entries())
			world.salesforce.update('Contact', id, { Email: `${next[index]}@example.com` });
		const report = await world.next();
		expect(ids.map(emailOf)).toEqual(next.map((name) => `${name}@example.com`));
		expect(countsOf(report, 'Contact')).toMatchObject({ updated: 5, rejected: 0 });
		expect(report.rejectedOpen).toBe(0);
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	it('that are handed on arrive in one run', async () => {
		const ids = ['ann', 'bob'].map((name) => contact(name, `${name}@example.com`));
		await world.next();
		world.salesforce.update('Contact', ids[0], { Email: 'bob@example.com' });
		world.salesforce.update('Contact', ids[1], { Email: 'new@example.com' });
		await world.next();
		expect(ids.map(emailOf)).toEqual(['bob@example.com', 'new@example.com']);
	});

	it('that two contacts share go to the first; the other is told, and comes when it has one of its own', async () => {
		const [first, second] = [contact('Lee', 'ann@example.com'), contact('Low', 'ANN@example.com')];
		const report = await world.next();
		expect(countsOf(report, 'Contact')).toMatchObject({ created: 1, rejected: 1 });
		expect(world.result(second)).toMatchObject({ action: 'rejected', category: 'duplicate', field: 'email' });
		expect(world.users.has(first)).toBe(true);
		world.salesforce.update('Contact', second, { Email: 'low@example.com' });
		const after = await world.next();
		expect(emailOf(second)).toBe('low@example.com');
		expect(after.rejectedOpen).toBe(0);
	});

	it('that become free let in who waited for them', async () => {
		const [first, second] = [contact('Lee', 'ann@example.com'), contact('Low', 'ann@example.com')];
		await world.next();
		world.salesforce.update('Contact', first, { Email: 'lee@example.com' });
		const report = await world.next();
		expect([emailOf(first), emailOf(second)]).toEqual(['lee@example.com', 'ann@example.com']);
		expect(report.rejectedOpen).toBe(0);
	});

	it('that are none reject their record alone, naming the field', async () => {
		const ids = [
			contact('Lee', 'ann@example.com'),
			contact('Low', 'no address'),
			contact('Lou', 'a@b'),
			contact('Law', null),
		];
		await world.next();
		expect([...world.users.keys()].sort()).toEqual([ids[0], ids[3]].sort());
		for (const id of [ids[1], ids[2]])
			expect(world.result(id)).toMatchObject({ action: 'rejected', category: 'invalidEmail', field: 'email' });
	});

	it('of an archived contact that a linked one wants are told, not taken', async () => {
		const c = contact('Lee', 'ann@example.com');
		await world.next();
		const archived = world.intercom.seedContact({ email: 'old@example.com', name: 'Old' });
		world.intercom.archive(archived);
		world.salesforce.update('Contact', c, { Email: 'old@example.com' });
		const report = await world.next();
		expect(world.result(c)).toMatchObject({ action: 'rejected', category: 'duplicate' });
		expect(world.intercom.contact(archived)).toMatchObject({ archived: true, name: 'Old' });
		expect(report.rejectedOpen).toBe(1);
	});
});
