import { countsOf, LEAD_ID, World, type RunWith } from './world';

describe('leads, by choice', () => {
	let world: World;
	const all: RunWith = { choices: { objects: ['Account', 'Contact', 'Lead'] } };

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.intercom.bugs).toEqual([]);
		await world.stop();
	});

	const lead = (LastName: string, Email: string | null, more = {}) =>
		world.salesforce.create('Lead', { LastName, Email, Company: 'Example', ...more });
	const contact = (LastName: string, Email: string | null, more = {}) =>
		world.salesforce.create('Contact', { LastName, Email, ...more });

	it('stay in Salesforce unless asked for', async () => {
		lead('Low', 'bob@example.com');
		await world.next();
		expect(world.intercom.contacts()).toEqual([]);
		expect(world.intercom.attribute('contact', LEAD_ID)).toBeUndefined();
	});

	it('become leads that carry their Salesforce id in an attribute', async () => {
		const id = lead('Low', 'bob@example.com', { Status: 'Working - Contacted' });
		const none = lead('Nobody', null);
		const report = await world.next(all);
		expect(countsOf(report, 'Lead')).toMatchObject({ created: 2 });
		expect(world.leads.get(id)).toMatchObject({
			role: 'lead',
			email: 'bob@example.com',
			name: 'Low',
			custom_attributes: { lead_company: 'Example', lead_status: 'Working - Contacted' },
		});
		expect(world.leads.get(none)).toMatchObject({ role: 'lead', email: null });
		await world.next(all);
		expect(world.writes.calls).toBe(0);
	});

	it('are not doubled when the state is lost', async () => {
		for (let index = 0; index < 30; index++) lead(`Low ${index}`, index % 3 === 0 ? null : `l${index}@example.com`);
		await world.next(all);
		const before = world.intercom.contacts().map(({ id, custom_attributes }) => [id, custom_attributes]);
		await world.next({ ...all, directory: `${world.directory}/lost` });
		expect(world.intercom.contacts().map(({ id, custom_attributes }) => [id, custom_attributes])).toEqual(before);
		expect(world.writes.created).toBe(0);
	});

	it('adopt a lead that Intercom has, and leave a user of their address one', async () => {
		const theirs = world.intercom.seedContact({ role: 'lead', email: 'ann@example.com', name: 'Old' });
		const user = world.intercom.seedContact({ role: 'user', email: 'bob@example.com', name: 'Old' });
		const [ann, bob] = [lead('Lee', 'ann@example.com'), lead('Low', 'bob@example.com')];
		const report = await world.next(all);
		expect(countsOf(report, 'Lead')).toMatchObject({ adopted: 2 });
		expect(world.intercom.contact(theirs)).toMatchObject({
			role: 'lead',
			name: 'Lee',
			custom_attributes: { [LEAD_ID]: ann },
		});
		expect(world.intercom.contact(user)).toMatchObject({
			role: 'user',
			name: 'Low',
			custom_attributes: { [LEAD_ID]: bob },
		});
		expect(world.intercom.count('contact')).toBe(2);
		await world.next(all);
		expect(world.writes.calls).toBe(0);
	});

	it('stand in the shadow of the contact with their address', async () => {
		const c = contact('Of contact', 'ann@example.com');
		const l = lead('Of lead', 'ann@example.com');
		const report = await world.next(all);
		expect(countsOf(report, 'Lead')).toMatchObject({ shadowed: 1 });
		expect(world.users.get(c)?.name).toBe('Of contact');
		expect(world.leads.has(l)).toBe(false);
		expect(world.intercom.count('contact')).toBe(1);
	});

	it('give their Intercom contact to a contact that comes later: it becomes a user', async () => {
		const l = lead('Of lead', 'ann@example.com');
		await world.next(all);
		const [{ id }] = world.people;
		const account = world.salesforce.create('Account', { Name: 'Example' });
		const c = contact('Of contact', 'ann@example.com', { AccountId: account });
		await world.next(all);
		expect(world.intercom.contact(id)).toMatchObject({ role: 'user', external_id: c, name: 'Of contact' });
		expect(world.leads.has(l)).toBe(false);
		expect(world.companiesOf(c)).toEqual([account]);
		expect(world.intercom.count('contact')).toBe(1);
		await world.next(all);
		expect(world.writes.calls).toBe(0);
	});

	it('that are converted go on as the contact they have become', async () => {
		const l = lead('Lee', 'ann@example.com');
		await world.next(all);
		const [{ id }] = world.people;
		const { contactId, accountId } = world.salesforce.convertLead(l);
		await world.next(all);
		expect(world.intercom.contact(id)).toMatchObject({
			role: 'user',
			external_id: contactId,
			email: 'ann@example.com',
		});
		expect(world.companiesOf(contactId)).toEqual([accountId]);
		expect(world.intercom.count('contact')).toBe(1);
		await world.next(all);
		expect(world.writes.calls).toBe(0);
	});

	it('whose creation was answered to nobody are found again, not doubled', async () => {
		const ids = Array.from({ length: 5 }, (_, index) => lead(`Low ${index}`, null));
		world.intercom.faults.add({ kind: 'lost', method: 'POST', path: /^\/contacts$/, times: 2 });
		await world.next(all);
		for (let run = 0; run < 2; run++) await world.next(all);
		expect([...world.leads.keys()].sort()).toEqual([...ids].sort());
		expect(world.intercom.count('contact')).toBe(5);
		expect((await world.rejections()).size).toBe(0);
		await world.next(all);
		expect(world.writes.calls).toBe(0);
	});

	it('with one address among themselves are one in Intercom, the second is told', async () => {
		const [first, second] = [lead('Low', 'bob@example.com'), lead('Lower', 'bob@example.com')];
		await world.next(all);
		expect(world.leads.get(first)?.name).toBe('Low');
		expect(world.result(second)).toMatchObject({ action: 'rejected', category: 'duplicate' });
		expect(world.intercom.count('contact')).toBe(1);
	});
});
