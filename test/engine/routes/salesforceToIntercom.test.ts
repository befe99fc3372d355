import {
	INTERCOM_ROUTES,
	salesforceToIntercomPlan,
	type SalesforceToIntercomChoices,
} from '../../../engine/routes/salesforceToIntercom';
import { givenRecord, givenSource } from '../../../engine/sync/givenSource';
import { World } from '../sync/intercom/world';

describe('the plan', () => {
	it('writes companies by company_id, users by external_id, leads by an attribute; only people are matched, by e-mail', () => {
		const { objects, priorities } = salesforceToIntercomPlan({ syncKey: 'k', objects: ['Lead', 'Contact', 'Account'] });
		expect(
			objects.map(({ sourceObject, destinationObject, idProperty, match }) => [
				sourceObject,
				destinationObject,
				idProperty,
				match,
			]),
		).toEqual([
			['Account', 'companies', 'company_id', undefined],
			['Contact', 'contacts', 'external_id', { property: 'email', unique: true }],
			['Lead', 'contacts', 'custom_attributes.salesforce_lead_id', { property: 'email', unique: true }],
		]);
		expect(priorities.Contact).toBeLessThan(priorities.Lead);
	});

	it('attaches contacts only to companies that are synced; no company is primary', () => {
		const associations = (objects: SalesforceToIntercomChoices['objects']) =>
			salesforceToIntercomPlan({ syncKey: 'k', objects }).associations;
		expect(associations(['Contact', 'Lead'])).toEqual([]);
		expect(associations(['Account', 'Contact'])).toEqual([
			expect.objectContaining({ field: 'AccountId', kind: expect.objectContaining({ primary: false }) }),
		]);
	});

	it('makes leads of leads whatever their mapping says of other things', () => {
		const roleIn = (Lead: NonNullable<SalesforceToIntercomChoices['fieldMaps']>['Lead']) =>
			salesforceToIntercomPlan({
				syncKey: 'k',
				objects: ['Lead'],
				fieldMaps: { Lead },
			}).objects[0].fieldMap.fields.filter(({ to }) => to === 'role');
		const name = { to: 'name', from: 'Name' };
		expect(roleIn({ fields: [name] })).toEqual([{ to: 'role', constant: 'lead', rule: 'onlyIfBlank' }]);
		expect(roleIn({ fields: [name, { to: 'role', constant: 'user' }] })).toEqual([{ to: 'role', constant: 'user' }]);
		expect(roleIn(INTERCOM_ROUTES.Lead.fieldMap)).toHaveLength(1);
	});
});

describe('a sync', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.intercom.bugs).toEqual([]);
		await world.stop();
	});

	const everything: SalesforceToIntercomChoices['objects'] = ['Account', 'Contact', 'Lead'];

	it('of input items creates a numeric attribute for numbers', async () => {
		const item = givenRecord({
			Id: '001000000000001AAA',
			Name: 'Given',
			AnnualRevenue: 5_600_000_000,
			Description: null,
		});
		const report = await world.next({
			choices: { objects: ['Account'], reading: 'given' },
			source: givenSource({ object: 'Account', records: [item] }, 'elsewhere'),
		});
		expect(report).toMatchObject({ status: 'completed', objects: [{ counts: { created: 1 } }] });
		expect(world.intercom.attribute('company', 'annual_revenue')).toMatchObject({ data_type: 'float' });
		expect(world.intercom.companies()).toMatchObject([
			{ name: 'Given', custom_attributes: { annual_revenue: 5_600_000_000 } },
		]);
	});

	it('makes companies, users and leads with the attributes of the ready mappings, and then nothing more', async () => {
		const account = world.salesforce.create('Account', {
			Name: 'Example Ltd',
			Website: ' www.example.com ',
			NumberOfEmployees: 12,
			AnnualRevenue: 3e9,
			Type: 'Other',
			Description: 'x'.repeat(300),
		});
		const contact = world.salesforce.create('Contact', {
			FirstName: 'Ann',
			LastName: 'Lee',
			Email: 'ann@example.com',
			Department: 'Sales',
			AccountId: account,
		});
		const lead = world.salesforce.create('Lead', {
			LastName: 'Ray',
			Email: 'ray@example.org',
			Company: 'Ray Inc',
			Status: 'Open - Not Contacted',
		});
		const first = await world.next({ choices: { objects: everything } });
		expect(first.status).toBe('completed');
		expect(first.objects.map(({ counts }) => counts.created)).toEqual([1, 1, 1]);
		expect(first.objects[0].warnings.map(({ field, code }) => [field, code])).toEqual([
			['custom_attributes.description', 'tooLong'],
		]);
		const company = world.intercom.companies().find(({ company_id: id }) => id === account);
		expect(company).toMatchObject({
			name: 'Example Ltd',
			website: 'www.example.com',
			size: 12,
			visible: true,
			custom_attributes: {
				annual_revenue: 3e9,
				account_type: 'Other',
				description: 'x'.repeat(255),
				account_owner_email: world.salesforce.settings.username,
			},
		});
		expect(company?.monthly_spend ?? null).toBeFalsy();
		const people = world.intercom.contacts();
		expect(people.find(({ external_id: id }) => id === contact)).toMatchObject({
			role: 'user',
			name: 'Ann Lee',
			companies: [company?.id],
			custom_attributes: { department: 'Sales' },
		});
		expect(people.find(({ role }) => role === 'lead')).toMatchObject({
			name: 'Ray',
			custom_attributes: { salesforce_lead_id: lead, lead_company: 'Ray Inc', lead_status: 'Open - Not Contacted' },
		});

		const second = await world.next({ choices: { objects: everything, forceFullRead: true } });
		expect(second.objects.map(({ counts }) => counts.unchanged)).toEqual([1, 1, 1]);
		expect(world.writes.calls).toBe(0);
	});
});
