import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { hubspotRoute } from '../../nodes/SophiaSalesforceToHubspot/route';
import { SophiaSalesforceToHubspot } from '../../nodes/SophiaSalesforceToHubspot/SophiaSalesforceToHubspot.node';
import { invisibleCompanies } from '../../nodes/SophiaSalesforceToIntercom/notes';
import { intercomRoute } from '../../nodes/SophiaSalesforceToIntercom/route';
import { SophiaSalesforceToIntercom } from '../../nodes/SophiaSalesforceToIntercom/SophiaSalesforceToIntercom.node';
import { mapItems } from '../../nodes/shared/sync/operations/mapItems';
import { setUp } from '../../nodes/shared/sync/operations/setUp';
import type { RunReport } from '../../engine/sync/types';
import { IntercomSimulator } from '../simulators/intercom';

const { description } = new SophiaSalesforceToIntercom();
const hubspot = new SophiaSalesforceToHubspot().description;

const context = (parameters: IDataObject, json: IDataObject[] = [{}], credentials?: object) =>
	({
		getInputData: () => json.map((item) => ({ json: item })),
		getNodeParameter: (name: string) => parameters[name],
		getExecutionCancelSignal: () => undefined,
		getCredentials: async () => credentials,
		getNode: () => ({ name: 'Sophia' }),
		continueOnFail: () => false,
		helpers: {},
	}) as unknown as IExecuteFunctions;

describe('the parameters', () => {
	it('are those of the HubSpot node, by the same names and values, but for what only HubSpot has', () => {
		const own = new Set([...(hubspotRoute.own?.properties ?? []).map(({ name }) => name), 'hubspotAuth']);
		const common = (name: string) => !own.has(name) && !/(?:Opportunity|CallTask|NoteTask|Event)$/.test(name);
		const shape = ({ properties }: typeof description) =>
			properties
				.filter(({ name }) => common(name))
				.map(({ name, type, displayOptions }) => ({ name, type, displayOptions }));
		expect(shape(description)).toEqual(shape(hubspot));
		expect(description.outputNames).toEqual(hubspot.outputNames);
		const optionNames = ({ properties }: typeof description) =>
			properties
				.find(({ name }) => name === 'options')
				?.options?.map(({ name }) => name)
				.filter(common);
		expect(optionNames(description)).toEqual(
			optionNames(hubspot)?.map((name) => (name === 'hubspotBurst' ? 'intercomBurst' : name)),
		);
	});

	it('name no other vendor', () => {
		expect(JSON.stringify(description)).not.toMatch(/hubspot/i);
		expect(JSON.stringify(hubspot)).not.toMatch(/intercom/i);
	});

	it('leave leads out unless they are chosen, and know three ways with deleted records', () => {
		const named = (name: string) => description.properties.find((property) => property.name === name);
		expect(named('objects')?.default).toEqual(['Account', 'Contact']);
		expect(named('onDelete')?.options?.map((option) => 'value' in option && option.value)).toEqual([
			'archive',
			'detach',
			'ignore',
		]);
	});

	it('name methods that the node has', () => {
		const { methods } = new SophiaSalesforceToIntercom();
		const text = JSON.stringify(description.properties);
		const wanted = [...text.matchAll(/"(?:loadOptionsMethod|resourceMapperMethod)":"(\w+)"/g)].map(([, name]) => name);
		expect([...Object.keys(methods.loadOptions), ...Object.keys(methods.resourceMapping)]).toEqual(
			expect.arrayContaining(wanted),
		);
		expect(wanted).toContain('getIntercomAttributes');
	});
});

describe('Map Items', () => {
	it('gives bodies as the API of Intercom takes them', () => {
		const map = (preset: string, json: IDataObject) => mapItems(intercomRoute, context({ preset }, [json]))[0][0].json;
		expect(
			map('Account', {
				Id: '001000000000001AAA',
				Name: 'Acme',
				NumberOfEmployees: 12,
				AnnualRevenue: 5_600_000_000,
				CreatedDate: '2026-01-02T03:04:05.000+0000',
				Description: '',
			}),
		).toEqual({
			company: {
				company_id: '001000000000001AAA',
				name: 'Acme',
				size: 12,
				remote_created_at: Date.parse('2026-01-02T03:04:05Z') / 1000,
				custom_attributes: { annual_revenue: 5_600_000_000 },
			},
		});
		expect(
			map('Contact', {
				Id: '003000000000001AAA',
				Name: 'Ann Lee',
				Email: 'ann@Example.com',
				Owner: { Email: 'pat@example.com' },
			}),
		).toEqual({
			contact: {
				external_id: '003000000000001AAA',
				name: 'Ann Lee',
				email: 'ann@example.com',
				custom_attributes: { owner_email: 'pat@example.com' },
			},
		});
		expect(map('Lead', { Id: '00Q000000000001AAA', Name: 'Ray', Company: 'x'.repeat(300) })).toEqual({
			contact: {
				role: 'lead',
				name: 'Ray',
				custom_attributes: { salesforce_lead_id: '00Q000000000001AAA', lead_company: 'x'.repeat(255) },
			},
			warnings: [{ field: 'custom_attributes.lead_company', message: expect.stringContaining('255') }],
		});
		expect(map('sophia21', { salesforce_data: { AccountName: 'Acme' } })).toMatchObject({
			transformation_type: 'salesforce_to_intercom',
		});
	});

	it('rejects what Intercom is sure to refuse', () => {
		const [results, rejected] = mapItems(
			intercomRoute,
			context({ preset: 'Account' }, [{ Id: '001000000000001AAA', Name: 'Acme', NumberOfEmployees: 3_000_000_000 }]),
		);
		expect(results).toEqual([]);
		expect(rejected[0].json).toMatchObject({
			recordId: '001000000000001AAA',
			object: 'Account',
			category: 'invalidValue',
			field: 'size',
		});
	});
});

describe('Set Up', () => {
	it('creates the attributes that are missing, each told of once, and nothing the second time', async () => {
		const simulator = await new IntercomSimulator().start();
		try {
			simulator.seedAttribute('company', 'Billing_City');
			const credentials = {
				accessToken: simulator.accessToken,
				region: 'custom',
				apiBaseUrl: simulator.url,
				apiVersion: '2.16',
			};
			const run = async () =>
				(await setUp(intercomRoute, context({ objects: ['Account', 'Contact', 'Lead'] }, [{}], credentials)))[0].map(
					({ json }) => json,
				);
			const first = await run();
			const status = (items: IDataObject[], property: string) =>
				items.filter((item) => item.property === property).map((item) => item.status);
			expect(status(first, 'company_id')).toEqual(['exists']);
			expect(status(first, 'custom_attributes.salesforce_lead_id')).toEqual(['created']);
			expect(status(first, 'custom_attributes.billing_city')).toEqual(['exists']);
			expect(status(first, 'custom_attributes.job_title')).toEqual(['created']);
			expect(simulator.attribute('company', 'annual_revenue')).toMatchObject({ data_type: 'float' });
			const second = await run();
			expect(second.map(({ property }) => property)).toEqual(first.map(({ property }) => property));
			expect(second.every((item) => item.status === 'exists')).toBe(true);
			expect(simulator.writes.attributes).toBe(15);
			expect(simulator.bugs).toEqual([]);
		} finally {
			await simulator.stop();
		}
	});
});

describe('the note on companies that nobody sees', () => {
	const report = (created: number, lonelyTargets: number, operation: 'sync' | 'preview' = 'sync') =>
		({
			operation,
			objects: [{ object: 'Account', counts: { created } }],
			associations: [{ lonelyTargets }],
		}) as unknown as RunReport;
	const withContacts = intercomRoute.plan({ syncKey: 'k', objects: ['Account', 'Contact'] });
	const without = intercomRoute.plan({ syncKey: 'k', objects: ['Account'] });

	it.each([
		[0, 0, withContacts, undefined],
		[0, 0, without, undefined],
		[3, 0, withContacts, undefined],
		[0, 3, withContacts, '3 companies of this sync have no contact from it.'],
		[3, 1, withContacts, '1 company of this sync has no contact from it.'],
		[1, 0, without, '1 company was created without contacts, which are not part of this run.'],
		[3, 0, without, '3 companies were created without contacts, which are not part of this run.'],
	])('%i created, %i without a contact: %#', (created, lonely, plan, note) => {
		const notes = invisibleCompanies(report(created, lonely), plan);
		expect(notes).toEqual(note === undefined ? [] : [expect.stringContaining(note)]);
	});

	it('of a preview says what would be', () => {
		expect(invisibleCompanies(report(2, 0, 'preview'), without)[0]).toMatch(/^2 companies would be created/);
	});
});
