import { countsOf, World } from './world';

describe('one person in Salesforce', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping({ salesforce: { personAccounts: true } });
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		expect(world.hubspot.duplicates('contacts', 'email').size).toBe(0);
		await settled();
		await world.stop();
	});

	/** Whatever has happened: the next run finds nothing to do. */
	async function settled() {
		await world.next();
		await world.next();
		expect(world.writes).toMatchObject({ calls: 0, records: 0 });
	}

	const { create, update } = {
		create: (object: 'Contact' | 'Lead', LastName: string, Email: string | null, more = {}) =>
			world.salesforce.create(object, {
				LastName,
				Email,
				...(object === 'Lead' ? { Company: 'Example' } : {}),
				...more,
			}),
		update: (object: string, id: string, fields: Record<string, string | null>) =>
			world.salesforce.update(object, id, fields),
	};
	const emailOf = (contactId: string) => world.contacts.get(contactId)?.email;

	describe('as a lead and as a contact', () => {
		it('is the contact where both come in one run', async () => {
			const lead = create('Lead', 'Of lead', 'ann@example.com');
			const contact = create('Contact', 'Of contact', 'ann@example.com');
			await world.next();
			expect(world.hubspot.count('contacts')).toBe(1);
			expect(world.contacts.get(contact)?.lastname).toBe('Of contact');
			expect(world.result(lead)).toMatchObject({ action: 'shadowed' });
		});

		it('is the contact where the lead comes later', async () => {
			const contact = create('Contact', 'Of contact', 'ann@example.com');
			await world.next();
			const lead = create('Lead', 'Of lead', 'Ann@Example.com');
			const report = await world.next();
			expect(countsOf(report, 'Lead')).toMatchObject({ shadowed: 1, created: 0 });
			expect(world.writes.calls).toBe(0);
			expect(world.contacts.get(contact)?.lastname).toBe('Of contact');
			expect(world.leads.has(lead)).toBe(false);
		});

		it('is the contact where the lead came first', async () => {
			const lead = create('Lead', 'Of lead', 'ann@example.com');
			await world.next();
			expect(world.leads.get(lead)?.lastname).toBe('Of lead');
			const contact = create('Contact', 'Of contact', 'ann@example.com');
			await world.next();
			expect(world.hubspot.count('contacts')).toBe(1);
			expect(world.contacts.get(contact)?.lastname).toBe('Of contact');
			update('Lead', lead, { LastName: 'Of lead again' });
			await world.next();
			expect(world.contacts.get(contact)?.lastname).toBe('Of contact');
		});

		it('becomes two where the contact gets another address', async () => {
			const lead = create('Lead', 'Of lead', 'ann@example.com');
			const contact = create('Contact', 'Of contact', 'ann@example.com');
			await world.next();
			update('Contact', contact, { Email: 'ann.lee@example.com' });
			await world.next();
			await world.next();
			expect(emailOf(contact)).toBe('ann.lee@example.com');
			expect(world.leads.get(lead)).toMatchObject({ email: 'ann@example.com', lastname: 'Of lead' });
			expect(world.hubspot.count('contacts')).toBe(2);
		});

		it('becomes two where the lead gets another address', async () => {
			const lead = create('Lead', 'Of lead', 'ann@example.com');
			const contact = create('Contact', 'Of contact', 'ann@example.com');
			await world.next();
			update('Lead', lead, { Email: 'ann.lead@example.com' });
			await world.next();
			expect(emailOf(contact)).toBe('ann@example.com');
			expect(world.leads.get(lead)?.email).toBe('ann.lead@example.com');
		});
	});

	describe('whose lead is converted', () => {
		it('keeps the HubSpot record: the link moves to the new contact', async () => {
			const lead = create('Lead', 'Lee', 'ann@example.com');
			await world.next();
			const [{ id }] = world.having('contacts', 'email', 'ann@example.com');
			const { contactId } = world.salesforce.convertLead(lead);
			await world.next();
			expect(world.hubspot.count('contacts')).toBe(1);
			expect(world.hubspot.record('contacts', id)?.properties.sophia_salesforce_contact_id).toBe(contactId);
			expect(world.hubspot.associations()).toEqual([expect.objectContaining({ fromId: id, primary: true })]);
		});

		it('keeps it without an address too', async () => {
			const lead = create('Lead', 'Lee', null);
			await world.next();
			const { contactId } = world.salesforce.convertLead(lead);
			await world.next();
			expect(world.hubspot.count('contacts')).toBe(1);
			expect(world.contacts.get(contactId)?.lastname).toBe('Lee');
		});

		it('goes on as the contact it had already; the record of the lead is never archived', async () => {
			const lead = create('Lead', 'Lee', 'ann.private@example.com');
			const contact = create('Contact', 'Lee', 'ann@example.com');
			await world.next();
			expect(world.hubspot.count('contacts')).toBe(2);
			world.salesforce.convertLead(lead, { contactId: contact });
			await world.next({ choices: { onDelete: 'archive' } });
			expect(world.hubspot.count('contacts')).toBe(2);
			expect(world.writes).toMatchObject({ archived: 0, updated: 0 });
			expect(emailOf(contact)).toBe('ann@example.com');
		});
	});

	describe('whose contacts are merged', () => {
		it("keeps the loser's record where the winner has none", async () => {
			const filters = { Contact: "LastName != 'Hidden'" };
			const winner = create('Contact', 'Hidden', 'win@example.com');
			const loser = create('Contact', 'Lee', 'ann@example.com');
			await world.next({ choices: { filters } });
			const [{ id }] = world.having('contacts', 'email', 'ann@example.com');
			world.salesforce.merge('Contact', winner, [loser]);
			update('Contact', winner, { LastName: 'Lee' });
			await world.next({ choices: { filters } });
			expect(world.hubspot.count('contacts')).toBe(1);
			expect(world.hubspot.record('contacts', id)?.properties).toMatchObject({
				sophia_salesforce_contact_id: winner,
				email: 'win@example.com',
			});
		});

		it("has the winner's record alone where both had one, if deletes are archived", async () => {
			const [winner, loser] = [
				create('Contact', 'Lee', 'ann@example.com'),
				create('Contact', 'Lee', 'ann.lee@example.com'),
			];
			await world.next();
			world.salesforce.merge('Contact', winner, [loser]);
			const report = await world.next({ choices: { onDelete: 'archive' } });
			expect(countsOf(report, 'Contact')).toMatchObject({ archived: 1 });
			expect(world.hubspot.count('contacts')).toBe(1);
			expect(emailOf(winner)).toBe('ann@example.com');
		});

		it("gets the loser's address where the winner takes it over", async () => {
			const [winner, loser] = [
				create('Contact', 'Lee', 'ann@example.com'),
				create('Contact', 'Lee', 'ann.lee@example.com'),
			];
			await world.next({ choices: { onDelete: 'archive' } });
			world.salesforce.merge('Contact', winner, [loser]);
			update('Contact', winner, { Email: 'ann.lee@example.com' });
			await world.next({ choices: { onDelete: 'archive' } });
			expect(world.hubspot.count('contacts')).toBe(1);
			expect(emailOf(winner)).toBe('ann.lee@example.com');
		});
	});

	it('with a person account is a contact and no company', async () => {
		const id = world.salesforce.create('Account', {
			IsPersonAccount: true,
			FirstName: 'Ann',
			LastName: 'Lee',
			PersonEmail: 'ann@example.com',
		});
		const contactId = String(world.salesforce.row('Account', id).PersonContactId);
		const report = await world.next();
		expect(world.hubspot.count('companies')).toBe(0);
		expect(world.contacts.get(contactId)).toMatchObject({
			firstname: 'Ann',
			lastname: 'Lee',
			email: 'ann@example.com',
		});
		expect(report.associations[0]).toMatchObject({ associated: 0, waiting: 0 });
	});

	describe('deleted and undeleted', () => {
		it('comes back as the same HubSpot contact where deletes are ignored', async () => {
			const contact = create('Contact', 'Lee', 'ann@example.com');
			await world.next();
			world.salesforce.remove('Contact', contact);
			await world.next();
			world.salesforce.undelete('Contact', contact);
			update('Contact', contact, { LastName: 'Low' });
			await world.next();
			expect(world.hubspot.count('contacts')).toBe(1);
			expect(world.contacts.get(contact)?.lastname).toBe('Low');
		});

		it('comes back as a live HubSpot contact where deletes are archived', async () => {
			const choices = { onDelete: 'archive' } as const;
			const contact = create('Contact', 'Lee', 'ann@example.com');
			await world.next({ choices });
			world.salesforce.remove('Contact', contact);
			await world.next({ choices });
			expect(world.hubspot.count('contacts')).toBe(0);
			world.salesforce.undelete('Contact', contact);
			await world.next({ choices });
			expect(world.hubspot.count('contacts')).toBe(1);
			expect(emailOf(contact)).toBe('ann@example.com');
		});
	});
});
