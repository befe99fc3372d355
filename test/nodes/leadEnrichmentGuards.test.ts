import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { createTraffic } from '../../engine/traffic';
import { Connections } from '../../nodes/SophiaLeadEnrichment/connections';
import { executeLeadEnrichment } from '../../nodes/SophiaLeadEnrichment/execute';
import type { ProviderRow } from '../../nodes/SophiaLeadEnrichment/leadEnrichmentOptions';
import { waterfallOf } from '../../nodes/SophiaLeadEnrichment/providers';
import { contextOf } from './dataSyncContext';

const failed = async (work: Promise<unknown>): Promise<{ message: string; description?: string; remedy?: string }> => {
	const outcome: unknown = await work.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (outcome === undefined) throw new Error('nothing was thrown');
	return outcome as { message: string };
};

describe('an AI agent', () => {
	const WRITING = {
		operation: 'enrich',
		writeTo: ['hubspot'],
		hubspotFields: { field: [{ field: 'industry', name: 'industry' }] },
	};
	const asAgent = (parameters: IDataObject) => executeLeadEnrichment(contextOf(parameters, [{}], true));

	it.each<[string, IDataObject]>([
		['may not write back', WRITING],
		['may not reset', { operation: 'reset' }],
	])('%s unless the node allows it', async (_, parameters) => {
		const refused = await failed(asAgent(parameters));
		expect(refused.message).toContain('not allowed to AI agents');
		expect(refused.description).toContain('Allow AI Agents to Write Back and Reset');
		const allowed = await failed(asAgent({ ...parameters, allowDestructiveFromAgents: true, connections: [] }));
		// It gets as far as the accounts, of which none is ticked.
		expect(allowed.message).toContain('which is not ticked');
	});

	it('may look things up', async () => {
		const outcome = await failed(asAgent({ operation: 'enrich', connections: [] }));
		expect(outcome.message).toContain('"Source" needs Salesforce, which is not ticked');
	});
});

describe('providers by HTTP', () => {
	const HTTP: ProviderRow = {
		type: 'http',
		url: 'https://api.example.com/v1/{companyDomain}',
		authentication: 'httpHeaderAuth',
		send: ['companyDomain'],
		mapping: { row: [{ field: 'industry', path: 'industry' }] },
	};

	const open = async (
		row: Partial<ProviderRow>,
		credential: object = {},
		allowed: (url: string) => boolean = () => true,
	) => {
		const asked: string[] = [];
		const context = {
			...contextOf({}),
			getCredentials: async () => await Promise.resolve({ name: 'x-key', value: 'secret', ...credential }),
			helpers: {
				getSecureEgressFilter: () => ({
					validateUrl: async (url: string) => {
						asked.push(url);
						return await Promise.resolve(allowed(url) ? { ok: true } : { ok: false, error: { message: 'Blocked.' } });
					},
				}),
			},
		} as unknown as IExecuteFunctions;
		const traffic = createTraffic();
		const connections = new Connections(context, traffic, ['httpHeaderAuth', 'httpQueryAuth', 'http']);
		return { asked, waterfall: await waterfallOf([{ ...HTTP, ...row }], connections, traffic) };
	};

	it('meet this n8n’s rules for outgoing calls, with and without a credential', async () => {
		const { asked, waterfall } = await open({});
		expect(asked).toEqual(['https://api.example.com']);
		expect(waterfall.providers.map(({ name }) => name)).toEqual(['derived', 'http:http']);
		const inward = await failed(
			open({ authentication: 'none', url: 'http://169.254.169.254/{companyDomain}' }, {}, () => false),
		);
		expect(inward.message).toContain('does not allow calls to the address in "URL of');
	});

	it('obey the domains that the credential is limited to', async () => {
		const limited = { allowedHttpRequestDomains: 'domains', allowedDomains: 'api.other.example' };
		expect((await failed(open({}, limited))).message).toContain('Domain not allowed');
		await open({}, { ...limited, allowedDomains: '*.example.com' });
		expect((await failed(open({}, { allowedHttpRequestDomains: 'none' }))).message).toContain('prevent use');
	});

	it.each<[string, Partial<ProviderRow>, string]>([
		['without a place for a value', { url: 'https://api.example.com/' }, 'no place for a value'],
		['with an unknown place', { url: 'https://api.example.com/{shoeSize}' }, 'no field of a lead'],
		['with an empty row', { mapping: { row: [{ field: 'industry', path: ' ' }] } }, 'row 1 of its mapping'],
		['that fill nothing', { mapping: {} }, 'fills no field'],
		['that may fill only what they cannot', { fields: ['title'] }, 'can fill none of the fields'],
		['that may be sent other things than they ask with', { send: ['email'] }, 'may be sent nothing'],
	])('%s are refused, each by name', async (_, row, message) => {
		expect((await failed(open({ ...row, name: 'Acme' }))).message).toContain(message);
	});

	it('of one name are refused: their answers would be mixed up', async () => {
		const context = contextOf({});
		const traffic = createTraffic();
		const row: ProviderRow = { ...HTTP, authentication: 'none', name: ' Acme ' };
		const rows = [row, { ...row, name: 'acme' }];
		const connections = new Connections({ ...context, helpers: {} } as unknown as IExecuteFunctions, traffic, ['http']);
		expect((await failed(waterfallOf(rows, connections, traffic))).message).toContain(
			'row 2 (acme) stands in the list twice',
		);
	});
});
