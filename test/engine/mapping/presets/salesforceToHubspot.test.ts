import sample from '../../../simulators/data/developer-edition.json';
import { companyProperties } from '../../../simulators/hubspot/catalogue/companies';
import { contactProperties } from '../../../simulators/hubspot/catalogue/contacts';
import { STAGES } from '../../../simulators/salesforce/schema/picklists';
import { compileFieldMap } from '../../../../engine/mapping/compile';
import { sourceFields } from '../../../../engine/mapping/fieldMap';
import { ACCOUNT_TYPE_TO_HUBSPOT } from '../../../../engine/mapping/presets/accountTypes';
import { HUBSPOT_INDUSTRIES } from '../../../../engine/mapping/presets/hubspotIndustries';
import { offlineFieldMap, standardDescription } from '../../../../engine/mapping/presets/hubspotStandardProperties';
import { INDUSTRY_TO_HUBSPOT } from '../../../../engine/mapping/presets/industries';
import { LEAD_STATUS_TO_HUBSPOT } from '../../../../engine/mapping/presets/leadStatuses';
import { OPPORTUNITY_STAGES } from '../../../../engine/mapping/presets/opportunityStages';
import { OPPORTUNITY_TYPE_TO_HUBSPOT } from '../../../../engine/mapping/presets/opportunityTypes';
import type { MappingPreset } from '../../../../engine/mapping/presets/preset';
import {
	accountToCompany,
	contactToContact,
	leadToContact,
	SALESFORCE_TO_HUBSPOT_PRESETS,
} from '../../../../engine/mapping/presets/salesforceToHubspot';
import { parseFieldMap } from '../../../../engine/mapping/schema';
import type { FieldValue, ObjectDescription, SourceRecord } from '../../../../engine/systems/types';
import { field } from '../describe';

const record = (fields: Record<string, FieldValue>): SourceRecord => ({
	id: '001',
	modifiedAt: '2026-01-01T00:00:00.000Z',
	fields,
});

/** HubSpot as it is described online: with the account's owners. */
function online(object: string): ObjectDescription {
	const described = standardDescription(object);
	described.fields.set(
		'hubspot_owner_id',
		field('hubspot_owner_id', 'enumeration', { options: [{ value: '77', label: 'pat@example.com' }] }),
	);
	return described;
}

const compiled = (preset: MappingPreset) =>
	compileFieldMap(preset.fieldMap, { destination: online(preset.destinationObject) });

const options = (object: string, name: string): string[] =>
	(standardDescription(object).fields.get(name)?.options ?? []).map(({ value }) => value);

describe('tables', () => {
	it('knows all 32 standard industries of Salesforce', () => {
		const standard =
			'Agriculture|Apparel|Banking|Biotechnology|Chemicals|Communications|Construction|Consulting|Education|Electronics|Energy|Engineering|Entertainment|Environmental|Finance|Food & Beverage|Government|Healthcare|Hospitality|Insurance|Machinery|Manufacturing|Media|Not For Profit|Other|Recreation|Retail|Shipping|Technology|Telecommunications|Transportation|Utilities';
		expect(Object.keys(INDUSTRY_TO_HUBSPOT).sort()).toEqual(standard.split('|'));
		for (const [label, code] of Object.entries(INDUSTRY_TO_HUBSPOT)) {
			if (label === 'Other') expect(code).toBe('');
			else expect(options('companies', 'industry')).toContain(code);
		}
	});

	it('has HubSpot’s industries, each with a label of its own', () => {
		expect(Object.keys(HUBSPOT_INDUSTRIES)).toHaveLength(148);
		expect(new Set(Object.values(HUBSPOT_INDUSTRIES)).size).toBe(148);
		for (const code of Object.keys(HUBSPOT_INDUSTRIES)) expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
	});

	it('names options that HubSpot has', () => {
		for (const type of Object.values(ACCOUNT_TYPE_TO_HUBSPOT)) expect(options('companies', 'type')).toContain(type);
		for (const status of Object.values(LEAD_STATUS_TO_HUBSPOT))
			expect(options('contacts', 'hs_lead_status')).toContain(status);
		for (const stage of Object.values(OPPORTUNITY_STAGES)) expect(options('deals', 'dealstage')).toContain(stage);
		for (const type of Object.values(OPPORTUNITY_TYPE_TO_HUBSPOT)) expect(options('deals', 'dealtype')).toContain(type);
	});

	it('knows every stage of a new organisation', () => {
		for (const stage of STAGES) expect(Object.keys(OPPORTUNITY_STAGES)).toContain(stage);
	});

	it.each(['companies', 'contacts'] as const)('describes %s as a new portal has them', (object) => {
		const portal = new Map(
			(object === 'companies' ? companyProperties() : contactProperties()).map((property) => [property.name, property]),
		);
		for (const { name, type, options: own = [] } of standardDescription(object).fields.values()) {
			const real = portal.get(name);
			expect(real).toBeDefined();
			expect(real?.type).toBe(type === 'phone' || type === 'email' ? 'string' : type);
			expect(own.map(({ value }) => value).sort()).toEqual((real?.options ?? []).map(({ value }) => value).sort());
		}
	});
});

describe.each(SALESFORCE_TO_HUBSPOT_PRESETS.map((preset) => [preset.name, preset] as const))('%s', (_, preset) => {
	it('is a valid field map whose every row works', () => {
		expect(parseFieldMap(preset.fieldMap)).toEqual(preset.fieldMap);
		const { warnings, rows } = compiled(preset);
		expect(warnings).toEqual([]);
		// A currency is described only where an account has several, and results of calls only by the account itself.
		const { fields } = standardDescription(preset.destinationObject);
		const there = preset.fieldMap.fields.filter(({ to, optional }) => optional !== true || fields.has(to));
		expect(rows).toHaveLength(there.length);
	});

	it('works without a network', () => {
		const destination = standardDescription(preset.destinationObject);
		expect(compileFieldMap(offlineFieldMap(preset.fieldMap), { destination }).warnings).toEqual([]);
	});

	it('reads plain fields of Salesforce', () => {
		for (const name of sourceFields(preset.fieldMap)) expect(name).toMatch(/^([A-Z][A-Za-z]+\.)?[A-Z][A-Za-z]+$/);
	});
});

describe('the sample records', () => {
	const accounts = new Map(
		sample.Account.map((account) => [account.Name, compiled(accountToCompany).map(record(account))]),
	);

	it('become companies', () => {
		expect(accounts.get('United Oil & Gas Corp.')?.properties).toEqual({
			name: 'United Oil & Gas Corp.',
			domain: 'uos.com',
			website: 'http://www.uos.com',
			phone: '(212) 842-5500',
			address: '1301 Avenue of the Americas',
			city: 'New York',
			state: 'NY',
			country: 'USA',
			industry: 'OIL_ENERGY',
			annualrevenue: '5600000000',
			numberofemployees: '145000',
			description: "World's third largest oil and gas company.",
			type: 'OTHER',
		});
		expect(accounts.get('United Oil & Gas, UK')?.properties.address).toBe(
			'Kings Park, 17th Avenue, Team Valley Trading Estate, Gateshead, Tyne and Wear NE26 3HS',
		);
		expect(accounts.get('sForce')?.properties).toMatchObject({ domain: 'sforce.com' });
	});

	it('warn only of the web site that is none', () => {
		const warned = [...accounts].filter(([, { warnings }]) => warnings.length > 0);
		expect(
			warned.map(([name, { warnings }]) => [name, warnings.map(({ field: property, code }) => [property, code])]),
		).toEqual([['Express Logistics and Transport', [['domain', 'unusableValue']]]]);
		expect(accounts.get('Express Logistics and Transport')?.properties).toMatchObject({
			website: 'www.expressl&t.net',
			industry: 'TRANSPORTATION_TRUCKING_RAILROAD',
		});
		expect(accounts.get('Express Logistics and Transport')?.properties).not.toHaveProperty('domain');
	});

	it('become contacts', () => {
		for (const contact of sample.Contact) {
			const { warnings, problem, properties } = compiled(contactToContact).map(record(contact));
			expect(warnings).toEqual([]);
			expect(problem).toBeUndefined();
			expect(properties).toMatchObject({
				lastname: contact.LastName,
				company: contact['Account.Name'] ?? '',
				jobtitle: contact.Title ?? '',
			});
			if (contact.Email === null) expect(properties).not.toHaveProperty('email');
			else expect(properties.email).toBe(contact.Email);
		}
	});

	it('become contacts as leads, with their status', () => {
		for (const lead of sample.Lead) {
			const { warnings, problem, properties, onlyIfBlank } = compiled(leadToContact).map(record(lead));
			expect(warnings).toEqual([]);
			expect(problem).toBeUndefined();
			expect(properties).toMatchObject({ company: lead.Company, lifecyclestage: 'lead' });
			expect(['OPEN', 'IN_PROGRESS', 'UNQUALIFIED', 'NEW', 'CONNECTED']).toContain(properties.hs_lead_status);
			expect([...onlyIfBlank]).toEqual(['lifecyclestage']);
		}
	});
});

describe('owners', () => {
	it('are found by e-mail; an unknown one is left alone', () => {
		const owned = (email: string | null) =>
			compiled(accountToCompany).map(record({ Name: 'Acme', 'Owner.Email': email }));
		expect(owned('PAT@example.com').properties.hubspot_owner_id).toBe('77');
		expect(owned('kim@example.com').properties).not.toHaveProperty('hubspot_owner_id');
		expect(owned('kim@example.com').warnings.map(({ code }) => code)).toEqual(['unknownOption']);
		expect(JSON.stringify(owned('kim@example.com').warnings)).not.toContain('kim');
	});
});

it('takes properties of the user’s own account as text', () => {
	const described = standardDescription('companies', ['our_field', 'industry']);
	expect(described.fields.get('our_field')).toMatchObject({ type: 'string', writable: true });
	expect(described.fields.get('industry')?.type).toBe('enumeration');
});
