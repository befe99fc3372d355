import fc from 'fast-check';
import { SophiaError } from '../../../../engine/errors';
import { sophia21HubspotPayload } from '../../../../engine/mapping/presets/sophia21';

const now = new Date('2026-03-04T05:06:07.890Z');

describe('sophia21HubspotPayload', () => {
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
					},
					{},
				],
			},
		};
		expect(sophia21HubspotPayload(item, now)).toStrictEqual({
			status: 'success',
			transformed_data: {
				properties: {
					company: 'Acme',
					industry: 'Technology',
					website: 'https://example.com',
					phone: '555-0100',
					city: 'Springfield',
					state: 'IL',
					country: 'USA',
					annual_revenue: 5000000.5,
					number_of_employees: 120,
					description: 'Makes things',
					salesforce_id: '001000000000001AAA',
					last_modified_date: '2026-01-02T00:00:00.000+0000',
					created_date: '2025-01-02T00:00:00.000+0000',
				},
				contacts: [
					{
						properties: {
							firstname: 'Pat',
							lastname: 'Lee',
							email: 'pat@example.com',
							phone: '555-0101',
							jobtitle: 'CEO',
							salesforce_contact_id: '003000000000001AAA',
						},
					},
					{
						properties: { firstname: '', lastname: '', email: '', phone: '', jobtitle: '', salesforce_contact_id: '' },
					},
				],
			},
			transformation_type: 'salesforce_to_hubspot',
			timestamp: '2026-03-04T05:06:07.890Z',
		});
	});

	it.each([{}, { AnnualRevenue: null, NumberOfEmployees: null, contacts: null }, { AnnualRevenue: 0 }])(
		'fills what is absent: %j',
		(data) => {
			const payload = sophia21HubspotPayload({ salesforce_data: data }, now);
			expect(payload.transformed_data).toStrictEqual({
				properties: {
					company: '',
					industry: '',
					website: '',
					phone: '',
					city: '',
					state: '',
					country: '',
					annual_revenue: 0,
					number_of_employees: 0,
					description: '',
					salesforce_id: '',
					last_modified_date: '',
					created_date: '',
				},
			});
		},
	);

	it('has contacts when they were given, even none', () => {
		expect(sophia21HubspotPayload({ salesforce_data: { contacts: [] } }, now).transformed_data.contacts).toEqual([]);
	});

	it.each<[string, unknown]>([
		['the item', null],
		['the item', 'x'],
		['the item', []],
		['salesforce_data', {}],
		['salesforce_data', { salesforce_data: null }],
		['salesforce_data', { salesforce_data: [] }],
		['salesforce_data', Object.create({ salesforce_data: {} })],
		['salesforce_data.Industry', { salesforce_data: { Industry: { label: 'x' } } }],
		['salesforce_data.AnnualRevenue', { salesforce_data: { AnnualRevenue: [1] } }],
		['salesforce_data.contacts', { salesforce_data: { contacts: {} } }],
		['salesforce_data.contacts', { salesforce_data: { contacts: 'x' } }],
		['salesforce_data.contacts[1]', { salesforce_data: { contacts: [{}, null] } }],
		['salesforce_data.contacts[0].Email', { salesforce_data: { contacts: [{ Email: ['secret@example.com'] }] } }],
	])('names %s when its shape is wrong', (where, item) => {
		expect(() => sophia21HubspotPayload(item, now)).toThrow(
			expect.objectContaining({
				kind: 'configuration',
				message: expect.stringContaining(`${where} is not`),
				remedy: expect.stringContaining('salesforce_data'),
			}),
		);
		expect(() => sophia21HubspotPayload(item, now)).not.toThrow(/secret/);
	});

	it('makes a payload or says what is wrong, whatever comes', () => {
		const data = fc.dictionary(
			fc.constantFrom('Id', 'Phone', 'contacts', '__proto__', 'x'),
			fc.oneof(fc.jsonValue(), fc.string()),
		);
		fc.assert(
			fc.property(fc.oneof(fc.anything(), fc.record({ salesforce_data: data })), (item) => {
				try {
					expect(Object.keys(sophia21HubspotPayload(item, now).transformed_data.properties)).toHaveLength(13);
				} catch (error) {
					expect(error).toBeInstanceOf(SophiaError);
				}
			}),
		);
	});
});
