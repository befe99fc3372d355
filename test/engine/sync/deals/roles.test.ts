import { DealWorld, EVERYTHING } from './dealWorld';

describe('the contacts of a deal', () => {
	let w: DealWorld;

	beforeEach(async () => {
		w = await DealWorld.start();
	});

	afterEach(async () => {
		await w.settle();
		await w.stop();
	});

	it('are those with a role, the primary one like the others', async () => {
		const [ann, bob] = [w.contact('ann'), w.contact('bob')];
		w.contact('cid');
		const deal = w.opportunity('Deal');
		w.role(deal, ann, { IsPrimary: true });
		w.role(deal, bob, { Role: 'Decision Maker' });
		const report = await w.next();
		expect(w.people).toEqual(['Deal → ann', 'Deal → bob']);
		expect(report.associations.find(({ kind }) => kind === 'dealToContact')).toMatchObject({
			associated: 2,
			waiting: 0,
		});
	});

	it('come and go with roles alone, the opportunity untouched', async () => {
		const [ann, bob] = [w.contact('ann'), w.contact('bob')];
		const deal = w.opportunity('Deal');
		const role = w.role(deal, ann);
		await w.next();
		w.role(deal, bob);
		await w.next();
		expect(w.people).toEqual(['Deal → ann', 'Deal → bob']);
		w.salesforce.remove('OpportunityContactRole', role);
		await w.next();
		expect(w.people).toEqual(['Deal → bob']);
		expect(w.world.writes).toMatchObject({ records: 0, associations: 1 });
		w.salesforce.undelete('OpportunityContactRole', role);
		await w.next();
		expect(w.people).toEqual(['Deal → ann', 'Deal → bob']);
	});

	it('follow a role that is pointed at another contact, or another opportunity', async () => {
		const [ann, bob] = [w.contact('ann'), w.contact('bob')];
		const [one, two] = [w.opportunity('One'), w.opportunity('Two')];
		const role = w.role(one, ann);
		await w.next();
		w.salesforce.update('OpportunityContactRole', role, { ContactId: bob });
		await w.next();
		expect(w.people).toEqual(['One → bob']);
		w.salesforce.update('OpportunityContactRole', role, { OpportunityId: two });
		await w.next();
		expect(w.people).toEqual(['Two → bob']);
	});

	it('stay until the last of their roles is gone', async () => {
		const ann = w.contact('ann');
		const deal = w.opportunity('Deal');
		const roles = [w.role(deal, ann, { Role: 'Evaluator' }), w.role(deal, ann, { Role: 'Influencer' })];
		await w.next();
		expect(w.people).toEqual(['Deal → ann']);
		expect(w.world.writes.associations).toBe(1);
		w.salesforce.remove('OpportunityContactRole', roles[0]);
		await w.next();
		expect(w.people).toEqual(['Deal → ann']);
		expect(w.world.writes.calls).toBe(0);
		w.salesforce.remove('OpportunityContactRole', roles[1]);
		await w.next();
		expect(w.people).toEqual([]);
	});

	it('wait until they are synced', async () => {
		const ann = w.contact('ann', { Email: 'not an address' });
		const deal = w.opportunity('Deal');
		w.role(deal, ann);
		const first = await w.next();
		expect(w.people).toEqual([]);
		expect(first.associations.find(({ kind }) => kind === 'dealToContact')).toMatchObject({ waiting: 1 });
		w.salesforce.update('Contact', ann, { Email: 'ann@example.com' });
		await w.next();
		expect(w.people).toEqual(['Deal → ann']);
	});

	it('are those that the merged and the converted have become', async () => {
		const [ann, anna] = [w.contact('ann'), w.contact('anna')];
		const [one, two] = [w.opportunity('One'), w.opportunity('Two')];
		w.role(one, ann);
		w.role(one, anna);
		w.role(two, anna);
		const lead = w.salesforce.create('Lead', { LastName: 'leo', Company: 'Leo', Email: 'leo@example.com' });
		await w.next();
		w.salesforce.merge('Contact', ann, [anna]);
		w.salesforce.convertLead(lead, { opportunityName: 'Three' });
		await w.next();
		expect(w.people).toEqual(['One → ann', 'Three → leo', 'Two → ann']);
	});

	it('leave a deal to which nobody has a role alone, and pairs that a person has made', async () => {
		const ann = w.contact('ann');
		const deal = w.opportunity('Deal');
		await w.next();
		const dealId = w.hubspot.records('deals')[0].id;
		const annId = w.hubspot.records('contacts')[0].id;
		w.hubspot.associate('deals', dealId, 'contacts', annId);
		w.salesforce.update('Opportunity', deal, { Amount: 1 });
		await w.next();
		expect(w.people).toEqual(['Deal → ann']);
		expect(ann).toBeDefined();
	});

	it('lose a contact that is deleted, and have it again when it is back', async () => {
		const ann = w.contact('ann');
		const deal = w.opportunity('Deal');
		w.role(deal, ann);
		await w.next();
		w.salesforce.remove('Contact', ann);
		await w.next({ choices: { onDelete: 'archive' } });
		expect(w.people).toEqual([]);
		w.salesforce.undelete('Contact', ann);
		await w.next();
		expect(w.people).toEqual(['Deal → ann']);
	});

	it('are with their deal again when the opportunity comes back from the recycle bin', async () => {
		const ann = w.contact('ann');
		const deal = w.opportunity('Deal');
		w.role(deal, ann);
		await w.next();
		w.salesforce.remove('Opportunity', deal);
		await w.next({ choices: { onDelete: 'archive' } });
		expect(w.hubspot.count('deals')).toBe(0);
		w.salesforce.undelete('Opportunity', deal);
		await w.next();
		expect(w.people).toEqual(['Deal → ann']);
	});

	it('are found out by a full read when a role was purged unseen', async () => {
		const ann = w.contact('ann');
		const role = w.role(w.opportunity('Deal'), ann);
		await w.next();
		w.salesforce.remove('OpportunityContactRole', role);
		w.salesforce.purge('OpportunityContactRole', role);
		await w.next();
		expect(w.people).toEqual(['Deal → ann']);
		await w.next({ choices: { forceFullRead: true } });
		expect(w.people).toEqual([]);
	});

	it('are left out with a warning where the user may not see roles', async () => {
		w.salesforce.removeField('OpportunityContactRole', 'ContactId');
		w.opportunity('Deal');
		const report = await w.next();
		expect(report.status).toBe('completed');
		expect(report.warnings.join()).toMatch(/OpportunityContactRole cannot be read/);
		expect(w.hubspot.count('deals')).toBe(1);
	});

	it('are nobody where contacts are not synced, and come when they are', async () => {
		w.role(w.opportunity('Deal'), w.contact('ann'));
		await w.next({ choices: { objects: ['Opportunity'] } });
		expect(w.hubspot.count('deals')).toBe(1);
		await w.next({ choices: { objects: EVERYTHING } });
		expect(w.people).toEqual(['Deal → ann']);
	});

	it('are shown by a preview, which writes nothing', async () => {
		w.role(w.opportunity('Deal', { AccountId: w.account('Example') }), w.contact('ann'));
		const report = await w.next({ operation: 'preview' });
		expect(report.associations).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ kind: 'dealToCompany', associated: 1 }),
				expect.objectContaining({ kind: 'dealToContact', associated: 1 }),
			]),
		);
		expect(w.hubspot.count('deals')).toBe(0);
		await w.next();
		expect(w.people).toEqual(['Deal → ann']);
	});

	it('come after a run that was cut off between the opportunities and their roles', async () => {
		w.role(w.opportunity('Deal'), w.contact('ann'));
		w.salesforce.faults.add({ kind: 'status', path: /query\?q=.*OpportunityContactRole/, status: 500, times: 20 });
		await expect(w.next()).rejects.toThrow();
		expect(w.hubspot.count('deals')).toBe(1);
		w.salesforce.faults.clear();
		await w.next();
		expect(w.people).toEqual(['Deal → ann']);
	});
});
