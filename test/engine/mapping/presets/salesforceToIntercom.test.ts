import sample from '../../../simulators/data/developer-edition.json';
import { AttributeCatalogue } from '../../../simulators/intercom/attributes';
import { compileFieldMap } from '../../../../engine/mapping/compile';
import type { MappingPreset } from '../../../../engine/mapping/presets/preset';
import {
	accountToCompany,
	attributesOf,
	contactToContact,
	leadToContact,
	SALESFORCE_TO_INTERCOM_PRESETS,
} from '../../../../engine/mapping/presets/salesforceToIntercom';
import { parseFieldMap } from '../../../../engine/mapping/schema';
import { offlineIntercom } from '../../../../engine/routes/salesforceToIntercom';
import type { SalesforceObject } from '../../../../engine/routes/salesforce';
import type { FieldValue, SourceRecord } from '../../../../engine/systems/types';

const record = (fields: Record<string, FieldValue>): SourceRecord => ({
	id: '001',
	modifiedAt: '2026-01-01T00:00:00.000Z',
	fields,
});

const compiled = (preset: MappingPreset) =>
	compileFieldMap(preset.fieldMap, { destination: offlineIntercom(preset.sourceObject as SalesforceObject) });

const attributeNames = (...presets: MappingPreset[]) =>
	presets.flatMap(({ fieldMap }) => attributesOf(fieldMap).map(({ name }) => name.replace('custom_attributes.', '')));

describe('the presets', () => {
	it.each(SALESFORCE_TO_INTERCOM_PRESETS)('$name is a valid field map without a row that cannot work', (preset) => {
		expect(parseFieldMap(preset.fieldMap)).toEqual(preset.fieldMap);
		expect(compiled(preset).warnings).toEqual([]);
	});

	it('use no attribute name for both kinds of record: Intercom refuses it', () => {
		const people = new Set([...attributeNames(contactToContact, leadToContact), 'salesforce_lead_id']);
		expect(attributeNames(accountToCompany).filter((name) => people.has(name))).toEqual([]);
	});

	it('use names that Intercom takes', () => {
		const catalogue = new AttributeCatalogue(() => 0, 250);
		for (const name of attributeNames(accountToCompany))
			catalogue.create({ name, model: 'company', data_type: 'string' });
		for (const name of new Set([...attributeNames(contactToContact, leadToContact), 'salesforce_lead_id']))
			catalogue.create({ name, model: 'contact', data_type: 'string' });
		expect(catalogue.list(undefined, false).filter(({ custom }) => custom)).toHaveLength(16);
	});

	it('put revenue into an attribute and never into the monthly spend', () => {
		const targets = SALESFORCE_TO_INTERCOM_PRESETS.flatMap(({ fieldMap }) => fieldMap.fields.map(({ to }) => to));
		expect(targets).not.toContain('monthly_spend');
		expect(attributesOf(accountToCompany.fieldMap).filter(({ type }) => type !== 'string')).toEqual([
			{ name: 'custom_attributes.annual_revenue', label: 'AnnualRevenue', type: 'number' },
		]);
	});
});

describe('the sample records', () => {
	it('become companies', () => {
		const oil = sample.Account.find(({ Name }) => Name === 'United Oil & Gas Corp.');
		const { properties, warnings } = compiled(accountToCompany).map(
			record({ ...oil, CreatedDate: '2026-01-02T03:04:05.000+0000' } as Record<string, FieldValue>),
		);
		expect(warnings).toEqual([]);
		expect(properties).toMatchObject({
			name: 'United Oil & Gas Corp.',
			website: 'http://www.uos.com',
			size: '145000',
			remote_created_at: '2026-01-02T03:04:05.000Z',
			'custom_attributes.annual_revenue': '5600000000',
			'custom_attributes.billing_city': 'New York',
		});
	});

	it('become users and leads without a warning', () => {
		for (const [preset, people] of [
			[contactToContact, sample.Contact],
			[leadToContact, sample.Lead],
		] as const) {
			for (const person of people) {
				const { warnings, problem, properties } = compiled(preset).map(record(person as Record<string, FieldValue>));
				expect([warnings, problem]).toEqual([[], undefined]);
				expect('role' in properties).toBe(preset === leadToContact);
			}
		}
	});

	it('are cut at 255 characters with a warning that tells no value', () => {
		const { properties, warnings } = compiled(accountToCompany).map(
			record({ Name: 'Acme', Description: 'secret '.repeat(60) }),
		);
		expect(properties['custom_attributes.description']).toHaveLength(255);
		expect(warnings.map(({ field, code }) => [field, code])).toEqual([['custom_attributes.description', 'tooLong']]);
		expect(JSON.stringify(warnings)).not.toContain('secret');
	});

	it('keep the address of a contact that has lost it in Salesforce', () => {
		expect(compiled(contactToContact).map(record({ Email: null, Phone: null })).properties).toEqual({ phone: '' });
	});
});
