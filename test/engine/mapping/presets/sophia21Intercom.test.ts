import fc from 'fast-check';
import { SophiaError } from '../../../../engine/errors';
import { sophia21IntercomPayload } from '../../../../engine/mapping/presets/sophia21Intercom';

const now = new Date('2026-03-04T05:06:07.890Z');

describe('sophia21IntercomPayload', () => {
	it('makes the payload of a whole account with contacts', () => {
		const item = {
			salesforce_data: {
				Id: '001000000000001AAA',
				AccountName: 'Acme',
				Industry: 'Technology',
				Website: 'https://example.com',
				Phone: '555-0100',
				BillingCity: 'Springfield',
				BillingState: 'IL',
				BillingCountry: 'USA',
				AnnualRevenue: 5000000.5,
				NumberOfEmployees: 120,
				Description: 'Makes things',
				LastModifiedDate: '2026-01-02T00:00:00.000+0000',
				CreatedDate: '2025-01-02T00:00:00.000+0000',
				contacts: [
					{
						Id: '003000000000001AAA',
						FirstName: 'Pat',
						LastName: 'Lee',
						Email: 'pat@example.com',
						Phone: '555-0101',
						Title: 'CEO',
						LeadSource: 'Web',
						Department: 'Board',
					},
					{ LastName: 'Kim' },
					{ FirstName: ' Ann ' },
					{},
				],
			},
		};
		const empty = { job_title: '', salesforce_contact_id: '', lead_source: '', department: '' };
		expect(sophia21IntercomPayload(item, now)).toStrictEqual({
			status: 'success',
			transformed_data: {
				company: {
					name: 'Acme',
					website: 'https://example.com',
					industry: 'Technology',
					size: 120,
					custom_attributes: {
						salesforce_id: '001000000000001AAA',
						annual_revenue: 5000000.5,
						billing_city: 'Springfield',
						billing_state: 'IL',
						billing_country: 'USA',
						description: 'Makes things',
						last_modified_date: '2026-01-02T00:00:00.000+0000',
						created_date: '2025-01-02T00:00:00.000+0000',
					},
				},
				contacts: [
					{
						email: 'pat@example.com',
						name: 'Pat Lee',
						phone: '555-0101',
						custom_attributes: {
							job_title: 'CEO',
							salesforce_contact_id: '003000000000001AAA',
							lead_source: 'Web',
							department: 'Board',
						},
					},
					{ email: '', name: 'Kim', phone: '', custom_attributes: empty },
					{ email: '', name: 'Ann', phone: '', custom_attributes: empty },
					{ email: '', name: '', phone: '', custom_attributes: empty },
				],
			},
			transformation_type: 'salesforce_to_intercom',
			timestamp: '2026-03-04T05:06:07.890Z',
		});
	});

	it.each([{}, { AnnualRevenue: null, NumberOfEmployees: null, contacts: null }, { NumberOfEmployees: 0 }])(
		'fills what is absent: %j',
		(data) => {
			expect(sophia21IntercomPayload({ salesforce_data: data }, now).transformed_data).toStrictEqual({
				company: {
					name: '',
					website: '',
					industry: '',
					size: 0,
					custom_attributes: {
						salesforce_id: '',
						annual_revenue: 0,
						billing_city: '',
						billing_state: '',
						billing_country: '',
						description: '',
						last_modified_date: '',
						created_date: '',
					},
				},
			});
		},
	);

	it('has contacts when they were given, even none', () => {
		expect(sophia21IntercomPayload({ salesforce_data: { contacts: [] } }, now).transformed_data.contacts).toEqual([]);
	});

	it.each<[string, unknown]>([
		['the item', null],
		['salesforce_data', {}],
		['salesforce_data', Object.create({ salesforce_data: {} })],
		['salesforce_data.Website', { salesforce_data: { Website: {} } }],
		['salesforce_data.BillingCity', { salesforce_data: { BillingCity: ['x'] } }],
		['salesforce_data.contacts', { salesforce_data: { contacts: 'x' } }],
		['salesforce_data.contacts[1]', { salesforce_data: { contacts: [{}, null] } }],
		['salesforce_data.contacts[0].FirstName', { salesforce_data: { contacts: [{ FirstName: ['secret'] }] } }],
	])('names %s when its shape is wrong', (where, item) => {
		expect(() => sophia21IntercomPayload(item, now)).toThrow(
			expect.objectContaining({ kind: 'configuration', message: expect.stringContaining(`${where} is not`) }),
		);
		expect(() => sophia21IntercomPayload(item, now)).not.toThrow(/secret/);
	});

	it('makes a payload or says what is wrong, whatever comes', () => {
		const data = fc.dictionary(
			fc.constantFrom('Id', 'Website', 'contacts', 'FirstName', '__proto__', 'x'),
			fc.oneof(fc.jsonValue(), fc.string()),
		);
		fc.assert(
			fc.property(fc.oneof(fc.anything(), fc.record({ salesforce_data: data })), (item) => {
				try {
					expect(Object.keys(sophia21IntercomPayload(item, now).transformed_data.company)).toHaveLength(5);
				} catch (error) {
					expect(error).toBeInstanceOf(SophiaError);
				}
			}),
		);
	});
});
