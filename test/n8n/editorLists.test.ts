import { Scene, SOPHIA } from './scene';
import { n8nForTheseTests } from './server';

interface MapperField {
	id: string;
	displayName: string;
	type: string;
	removed: boolean;
	defaultValue?: string | null;
	options?: Array<{ name: string; value: string }>;
}

describe('What the editor asks the node for', () => {
	const n8n = n8nForTheseTests('lists');
	let scene: Scene;

	beforeAll(async () => {
		scene = await Scene.open(n8n.current.rest);
	});

	afterAll(async () => await scene.close());

	/** As the editor asks: parameters as they stand in the panel. */
	const ask = async <T>(
		what: 'options' | 'resource-mapper-fields',
		methodName: string,
		parameters: object,
		credentials: object = scene.credentials,
	) =>
		await n8n.current.rest.request<T>('POST', `/rest/dynamic-node-parameters/${what}`, {
			path: 'parameters.anything',
			methodName,
			nodeTypeAndVersion: { name: SOPHIA, version: 1 },
			currentNodeParameters: parameters,
			credentials,
		});

	const fieldsOf = async (method: string, parameters: object) =>
		(await ask<{ fields: MapperField[] }>('resource-mapper-fields', method, parameters)).fields;

	it.each([
		['mapAccountFields', 'domain', 'Website', 'Annual Revenue (AnnualRevenue)'],
		['mapContactFields', 'jobtitle', 'Title', 'Mailing City (MailingCity)'],
		['mapLeadFields', 'hs_lead_status', 'Status', 'Lead Source (LeadSource)'],
	])(
		'%s: rows are HubSpot’s properties, values Salesforce’s fields, the preset filled in',
		async (method, property, field, option) => {
			const fields = await fieldsOf(method, { operation: 'sync', source: 'salesforce', mapping: 'custom' });
			const row = fields.find(({ id }) => id === property);
			expect(row).toMatchObject({ type: 'options', removed: false, defaultValue: field });
			expect(row?.options?.map(({ name }) => name)).toContain(option);
			expect(row?.options?.map(({ value }) => value)).toContain(field);
			expect(fields.find(({ id }) => id === 'hs_object_id')).toBeUndefined();
			expect(fields.filter(({ id }) => id.startsWith('sophia_'))).toEqual([]);
			expect(fields.filter(({ removed }) => removed).length).toBeGreaterThan(0);
			// A default that is none of the options would show as an error in the panel.
			for (const { defaultValue, options } of fields) {
				if (typeof defaultValue === 'string') expect(options?.map(({ value }) => value)).toContain(defaultValue);
			}
		},
	);

	it('for input items: rows with the types of HubSpot’s properties', async () => {
		const fields = await fieldsOf('mapItemFields', {
			operation: 'sync',
			source: 'items',
			mapping: 'custom',
			itemObject: 'Account',
		});
		expect(fields.find(({ id }) => id === 'numberofemployees')).toMatchObject({ type: 'number', removed: false });
		expect(fields.find(({ id }) => id === 'name')).toMatchObject({ type: 'string' });
	});

	it('the properties of the object that a setting is for', async () => {
		const setting = {
			operation: 'sync',
			source: 'salesforce',
			fieldSettings: { setting: [{ object: 'Lead', property: '' }] },
		};
		const properties = await n8n.current.rest.request<Array<{ value: string; name: string }>>(
			'POST',
			'/rest/dynamic-node-parameters/options',
			{
				path: 'parameters.fieldSettings.setting[0].property',
				methodName: 'getHubspotProperties',
				nodeTypeAndVersion: { name: SOPHIA, version: 1 },
				currentNodeParameters: setting,
				credentials: scene.credentials,
			},
		);
		expect(properties.map(({ value }) => value)).toEqual(expect.arrayContaining(['email', 'hs_lead_status']));
		expect(properties.map(({ value }) => value)).not.toContain('numberofemployees');
	});

	it('the transforms', async () => {
		const transforms = await ask<Array<{ value: string }>>('options', 'getTransforms', {});
		expect(transforms.map(({ value }) => value)).toEqual(expect.arrayContaining(['trim', 'domainFromUrl']));
	});

	it('with a wrong credential: a message that says what to mend', async () => {
		const { id } = await n8n.current.rest.createCredential('Wrong', 'sophiaHubspotApi', {
			accessToken: 'pat-wrong',
			apiBaseUrl: scene.hubspot.url,
		});
		const asked = ask(
			'options',
			'getHubspotProperties',
			{ operation: 'sync' },
			{ ...scene.credentials, sophiaHubspotApi: { id, name: 'Wrong' } },
		);
		await expect(asked).rejects.toThrow(/HubSpot.*token/i);
	});

	it('AI agents are offered the node as a tool', async () => {
		const types = await n8n.current.rest.types('nodes');
		const tool = types.find(({ name }) => name === `${SOPHIA}Tool`);
		expect(tool).toMatchObject({ outputs: ['ai_tool'], inputs: [] });
	});
});
