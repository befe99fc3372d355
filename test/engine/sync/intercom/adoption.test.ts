import { countsOf, World } from './world';

describe('contacts that Intercom has already', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.intercom.bugs).toEqual([]);
		await world.stop();
	});

	const contact = (LastName: string, Email: string | null, more = {}) =>
		world.salesforce.create('Contact', { LastName, Email, ...more });
	const calls = (pattern: RegExp, method = 'GET') =>
		world.intercom.requests.filter((request) => request.method === method && pattern.test(request.url)).length;

	it('are adopted by e-mail whatever its case, found fifty to a search and none one by one', async () => {
		const seeded = Array.from({ length: 120 }, (_, index) =>
			world.intercom.seedContact({ email: `c${index}@example.com`, name: 'Old', phone: '1' }),
		);
		const ids = Array.from({ length: 180 }, (_, index) => contact(`Lee ${index}`, `C${index}@Example.com`));
		const report = await world.next();
		expect(countsOf(report, 'Contact')).toMatchObject({ adopted: 120, created: 60, rejected: 0 });
		expect(world.searches).toBe(4);
		expect(calls(/^\/contacts\/[^/]+$/)).toBe(0);
		expect(report.calls.intercom.byPurpose).toMatchObject({ lookup: 4, write: 180 });
		for (const [index, id] of seeded.entries())
			expect(world.intercom.contact(id)).toMatchObject({ external_id: ids[index], name: `Lee ${index}`, role: 'user' });
		expect(world.intercom.count('contact')).toBe(180);
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	it('are adopted as leads, too: they become users', async () => {
		const lead = world.intercom.seedContact({ role: 'lead', email: 'ann@example.com' });
		const c = contact('Lee', 'ann@example.com');
		await world.next();
		expect(world.intercom.contact(lead)).toMatchObject({ role: 'user', external_id: c, name: 'Lee' });
		expect(world.intercom.count('contact')).toBe(1);
	});

	it('are adopted from the user, who alone can have the address as one, where leads have it beside', async () => {
		const lead = world.intercom.seedContact({ role: 'lead', email: 'ann@example.com' });
		const user = world.intercom.seedContact({ role: 'user', email: 'ann@example.com' });
		const c = contact('Lee', 'ann@example.com');
		await world.next();
		expect(world.intercom.contact(user)).toMatchObject({ external_id: c, name: 'Lee' });
		expect(world.intercom.contact(lead)).toMatchObject({ role: 'lead', name: null });
		expect(world.intercom.count('contact')).toBe(2);
	});

	it('are left to a person where several leads have one address', async () => {
		for (let lead = 0; lead < 2; lead++) world.intercom.seedContact({ role: 'lead', email: 'ann@example.com' });
		const c = contact('Lee', 'ann@example.com');
		await world.next();
		expect(world.result(c)).toMatchObject({ action: 'rejected', category: 'ambiguous' });
		expect(world.intercom.count('contact')).toBe(2);
		expect(world.writes.records).toBe(0);
	});

	it('are adopted through the conflict where search does not show them yet', async () => {
		world.intercom.setSearchLag(3_600_000);
		const made = await createThroughApi({ role: 'user', email: 'ann@example.com', name: 'Old' });
		const c = contact('Lee', 'ann@example.com');
		const report = await world.next();
		expect(world.intercom.contact(made)).toMatchObject({ external_id: c, name: 'Lee' });
		expect(world.intercom.count('contact')).toBe(1);
		expect(countsOf(report, 'Contact')).toMatchObject({ adopted: 1, rejected: 0 });
		expect(report.rejectedOpen).toBe(0);
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	it('and are archived are brought back, then updated', async () => {
		const archived = world.intercom.seedContact({ email: 'ann@example.com', name: 'Old' });
		world.intercom.archive(archived);
		const c = contact('Lee', 'ann@example.com', { Title: 'Director' });
		const report = await world.next();
		expect(world.intercom.contact(archived)).toMatchObject({
			archived: false,
			external_id: c,
			name: 'Lee',
			custom_attributes: { job_title: 'Director' },
		});
		expect(world.intercom.contacts()).toHaveLength(1);
		expect(report.rejectedOpen).toBe(0);
		expect(world.writes).toMatchObject({ unarchived: 1, created: 0 });
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	it('and were archived with our id are brought back when their record changes', async () => {
		const c = contact('Lee', 'ann@example.com');
		await world.next();
		const [{ id }] = world.people;
		world.intercom.archive(id);
		world.salesforce.update('Contact', c, { Title: 'Director' });
		await world.next();
		expect(world.intercom.contact(id)).toMatchObject({
			archived: false,
			external_id: c,
			custom_attributes: { job_title: 'Director' },
		});
		expect(world.intercom.contacts()).toHaveLength(1);
	});

	it('are made again where they were deleted for good, once their record changes', async () => {
		const account = world.salesforce.create('Account', { Name: 'Example' });
		const c = contact('Lee', 'ann@example.com', { AccountId: account });
		await world.next();
		world.intercom.remove(world.people[0].id);
		await world.next();
		expect(world.writes.calls).toBe(0);
		world.salesforce.update('Contact', c, { Title: 'Director' });
		await world.next();
		expect(world.users.get(c)).toMatchObject({ email: 'ann@example.com', name: 'Lee' });
		expect(world.companiesOf(c)).toEqual([account]);
	});

	it('and belong to another record of ours are not taken away from it', async () => {
		const first = contact('Lee', 'ann@example.com');
		await world.next();
		const second = contact('Low', 'ann@example.com');
		const report = await world.next();
		expect(world.result(second)).toMatchObject({ action: 'rejected', category: 'duplicate' });
		expect(world.users.get(first)?.name).toBe('Lee');
		expect(report.rejectedOpen).toBe(1);
		expect(world.intercom.count('contact')).toBe(1);
	});

	it('and carry an id of another scheme are adopted and keep it', async () => {
		const id = world.intercom.seedContact({ email: 'ann@example.com', external_id: 'their own number', name: 'Old' });
		const c = contact('Lee', 'ann@example.com');
		await world.next();
		expect(world.intercom.contact(id)).toMatchObject({ external_id: 'their own number', name: 'Lee' });
		expect(world.result(c)).toMatchObject({ action: 'adopted', destinationId: id });
		expect(world.intercom.count('contact')).toBe(1);
		await world.next();
		expect(world.writes.calls).toBe(0);
		world.salesforce.update('Contact', c, { Title: 'Director' });
		await world.next();
		expect(world.intercom.contact(id)).toMatchObject({
			external_id: 'their own number',
			custom_attributes: { job_title: 'Director' },
		});
	});

	it('and carry the id of a Salesforce contact that is not known are not taken away', async () => {
		const id = world.intercom.seedContact({ email: 'ann@example.com', external_id: '003000000000001AAA', name: 'Old' });
		const c = contact('Lee', 'ann@example.com');
		await world.next();
		expect(world.intercom.contact(id)).toMatchObject({ external_id: '003000000000001AAA', name: 'Old' });
		expect(world.result(c)).toMatchObject({ action: 'rejected', category: 'duplicate' });
	});

	it("with companies of the account's id made by somebody else are filled, not doubled", async () => {
		const account = world.salesforce.create('Account', { Name: 'Example', NumberOfEmployees: 7 });
		const company = world.intercom.seedCompany({
			company_id: account,
			name: 'Old',
			website: 'https://old.example.com',
		});
		await world.next();
		expect(world.intercom.company(company)).toMatchObject({ name: 'Example', size: 7 });
		expect(world.intercom.companies()).toHaveLength(1);
		await world.next();
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	/** As another app does it: search does not see it for a while. */
	async function createThroughApi(fields: Record<string, string>): Promise<string> {
		const answer = await fetch(`${world.intercom.url}/contacts`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${world.intercom.accessToken}`,
				'content-type': 'application/json',
				'intercom-version': '2.16',
			},
			body: JSON.stringify(fields),
		});
		return ((await answer.json()) as { id: string }).id;
	}
});
