import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { hubspotRoute } from '../../nodes/SophiaSalesforceToHubspot/route';
import { suggestMapping } from '../../nodes/shared/sync/operations/suggestMapping';
import { HubSpotSimulator } from '../simulators/hubspot';
import { PortkeySimulator } from '../simulators/portkey';
import { SalesforceSimulator } from '../simulators/salesforce';
import { SnowflakeSimulator } from '../simulators/snowflake';

const PROPOSED = {
	rows: [
		{ to: 'name', from: 'Name', transforms: [], certainty: 'high', reason: 'Both are the name of the company.' },
		{ to: 'domain', from: 'Website', transforms: ['domainFromUrl'], certainty: 'medium', reason: 'The domain of it.' },
		{ to: 'invented', from: 'Name', transforms: [], certainty: 'high', reason: 'No.' },
	],
};

describe('Suggest Mapping', () => {
	let salesforce: SalesforceSimulator;
	let hubspot: HubSpotSimulator;
	let portkey: PortkeySimulator;
	let snowflake: SnowflakeSimulator;

	beforeAll(async () => {
		salesforce = await new SalesforceSimulator({}).start();
		hubspot = await new HubSpotSimulator({}).start();
		portkey = await new PortkeySimulator({ model: () => ({ value: PROPOSED }) }).start();
		snowflake = await new SnowflakeSimulator({ model: () => ({ value: PROPOSED }) }).start();
		salesforce.create('Account', { Name: 'Confidential Corp' });
	});

	afterAll(async () => await Promise.all([salesforce.stop(), hubspot.stop(), portkey.stop(), snowflake.stop()]));

	const context = (parameters: IDataObject) => {
		const credentials: Record<string, object> = {
			sophiaSalesforceApi: {
				authMethod: 'clientCredentials',
				loginUrl: salesforce.url,
				clientId: salesforce.settings.clientId,
				clientSecret: salesforce.settings.clientSecret,
			},
			sophiaHubspotApi: { accessToken: hubspot.accessToken, apiBaseUrl: hubspot.url },
			sophiaPortkeyApi: { apiKey: portkey.apiKey, apiBaseUrl: `${portkey.url}/v1`, model: '@openai-main/gpt-4o' },
			sophiaSnowflakeApi: {
				accountUrl: snowflake.url,
				authMethod: 'token',
				token: 'simulator-pat',
				warehouse: 'COMPUTE_WH',
			},
		};
		return {
			getInputData: () => [{ json: {} }],
			getNodeParameter: (name: string) => parameters[name],
			getExecutionCancelSignal: () => undefined,
			getCredentials: async (name: string) => await Promise.resolve(credentials[name]),
			getNode: () => ({ name: 'Sophia' }),
			helpers: {},
		} as unknown as IExecuteFunctions;
	};

	it.each(['portkey', 'cortex'])('gives rows to accept, by %s, and sends no data', async (suggestWith) => {
		const [items, rejected] = await suggestMapping(
			hubspotRoute,
			context({ suggestObject: 'Account', suggestWith, cortexModel: 'claude-4-sonnet' }),
		);
		expect(rejected).toEqual([]);
		expect(items.map(({ json }) => json)).toMatchObject([
			{ object: 'Account', hubspotObject: 'companies', to: 'name', from: 'Name', confidence: 0.9 },
			{ to: 'domain', from: 'Website', transforms: ['domainFromUrl'], confidence: 0.7 },
			{
				object: 'Suggestion',
				rows: 2,
				dropped: 1,
				fieldMap: {
					fields: [
						{ to: 'name', from: 'Name' },
						{ to: 'domain', from: 'Website', transforms: ['domainFromUrl'] },
					],
				},
			},
		]);
		const asked = suggestWith === 'portkey' ? portkey.completions : snowflake.completions;
		expect(asked).toHaveLength(1);
		expect(JSON.stringify(asked)).toContain('NumberOfEmployees');
		expect(JSON.stringify(asked)).not.toContain('Confidential');
	});
});
