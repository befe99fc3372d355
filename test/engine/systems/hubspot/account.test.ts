import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@hubspot/api-client';
import { createHubspotDestination } from '../../../../engine/systems/hubspot';
import { createTraffic } from '../../../../engine/traffic';
import { requestsTo, setUp, type Setup } from './helpers';

let setup: Setup;
let stopping: Array<() => unknown> = [];
afterEach(async () => {
	for (const stop of stopping) await stop();
	stopping = [];
});

async function start(...given: Parameters<typeof setUp>): Promise<Setup> {
	setup = await setUp(...given);
	stopping.push(setup.stop);
	return setup;
}

describe('account', () => {
	test('is the portal id, read once', async () => {
		const { hubspot, simulator } = await start({ simulator: { portalId: 4_711 } });
		expect(await hubspot.account()).toBe('4711');
		expect(await hubspot.account()).toBe('4711');
		expect(simulator.requests).toHaveLength(1);
	});

	test('the credential test tells portal, scopes and use', async () => {
		const scopes = ['crm.objects.companies.read'];
		const { hubspot } = await start({ simulator: { portalId: 4_711, tokens: [{ token: 'pat-narrow', scopes }] } });
		expect(await hubspot.checkCredentials()).toEqual({
			portalId: '4711',
			timeZone: 'America/New_York',
			scopes,
			usage: { used: 2, max: 625_000, resetsAt: new Date('2026-03-01T05:00:00Z') },
		});
	});

	test('what HubSpot does not tell is left out', async () => {
		const { hubspot, simulator } = await start();
		simulator.faults.add({ kind: 'status', path: /access-token-info/, status: 404, body: { status: 'error' } });
		simulator.faults.add({
			kind: 'status',
			path: /api-usage/,
			status: 200,
			body: { results: [{ currentUsage: 'a few' }] },
		});
		const access = await hubspot.checkCredentials();
		expect(access.portalId).toBe(String(simulator.portalId));
		expect(access).toMatchObject({ scopes: undefined, usage: undefined });
	});

	test('a wrong token says which setting to mend', async () => {
		const { hubspot, simulator } = await start();
		simulator.revokeToken(simulator.accessToken);
		await expect(hubspot.checkCredentials()).rejects.toMatchObject({
			kind: 'credentials',
			status: 401,
			remedy: expect.stringContaining('Access Token'),
		});
	});

	test('an address where no HubSpot answers', async () => {
		const { hubspot, simulator } = await start({ settings: { retries: 0 } });
		simulator.faults.add({ kind: 'status', path: /details/, status: 200, body: '<html></html>' });
		simulator.faults.add({ kind: 'status', path: /details/, status: 200, body: { hello: 'world' } });
		await expect(hubspot.account()).rejects.toMatchObject({
			kind: 'transient',
			remedy: expect.stringContaining('API Base URL'),
		});
		await expect(hubspot.account()).rejects.toMatchObject({
			kind: 'credentials',
			remedy: expect.stringContaining('API Base URL'),
		});
	});
});

describe('credentials', () => {
	const create = (accessToken: string, apiBaseUrl?: string) =>
		createHubspotDestination({ credentials: { accessToken, apiBaseUrl }, traffic: createTraffic() });

	test.each(['', '   ', 'pat na1', 'pat\u00e4', 'pat\r\nX-Evil: 1'])('%j is no token', (token) => {
		expect(() => create(token)).toThrow(
			expect.objectContaining({ kind: 'credentials', remedy: expect.stringContaining('Access Token') }),
		);
	});

	test.each(['api.hubapi.com', 'ftp://api.hubapi.com', 'http://', 'not a url'])('%j is no base URL', (url) => {
		expect(() => create('pat', url)).toThrow(
			expect.objectContaining({ remedy: expect.stringContaining('API Base URL') }),
		);
	});

	test.each(['', '/', '/proxy/hubspot', '/proxy/hubspot//'])(
		'a base URL that ends in %j keeps its path',
		async (suffix) => {
			const seen: IncomingMessage[] = [];
			const server = createServer((request, response) => {
				seen.push(request);
				request.resume();
				response.setHeader('content-type', 'application/json');
				response.end(JSON.stringify({ portalId: 1, results: [] }));
			});
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			const hubspot = create(' pat-na1 \n', `http://127.0.0.1:${(server.address() as AddressInfo).port}${suffix}`);
			stopping.push(
				() => hubspot.close(),
				() => server.close(),
			);
			await hubspot.account();
			await hubspot.find({ object: 'contacts', key: 'email', values: ['ada@example.com'], properties: [] });
			const path = suffix.replace(/\/+$/, '');
			expect(seen.map(({ url }) => url)).toEqual([
				`${path}/account-info/v3/details`,
				`${path}/crm/v3/objects/contacts/batch/read?archived=false`,
			]);
			expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer pat-na1', 'Bearer pat-na1']);
		},
	);
});

describe("another package's HubSpot client in the process", () => {
	test.each(['before', 'after'])('its retries, set %s ours is made, are not ours', async (when) => {
		const theirs = () => new Client({ accessToken: 'x', numberOfApiCallRetries: 5 });
		if (when === 'before') theirs();
		const { hubspot, simulator } = await start({ settings: { retries: 0 } });
		await hubspot.find({ object: 'contacts', key: 'email', values: ['a@example.com'], properties: [] });
		if (when === 'after') theirs();
		simulator.faults.add({
			kind: 'status',
			status: 502,
			path: /batch\/upsert|properties|owners|associations/,
			times: 20,
		});
		const record = { id: '1', properties: { name: 'One' } };
		const calls = [
			async () => await hubspot.upsert({ object: 'companies', idProperty: 'x', records: [record] }),
			async () => await hubspot.describe('contacts'),
			async () =>
				await hubspot.associate({
					kind: { name: 'k', fromObject: 'contacts', toObject: 'companies', primary: true },
					pairs: [{ fromId: '1', toId: '2' }],
				}),
		];
		for (const call of calls) await expect(call()).rejects.toMatchObject({ kind: 'transient', status: 502 });
		expect(requestsTo(simulator, /upsert|properties|associations/)).toEqual(['POST 502', 'GET 502', 'POST 502']);
	});
});

test('a proxy of the environment is used for every call', async () => {
	const { simulator } = await start();
	const through: string[] = [];
	const proxy = createServer((request, response) => {
		through.push(`${request.method} ${request.url}`);
		response.statusCode = 401;
		response.end('{}');
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	const before = process.env.HTTP_PROXY;
	process.env.HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
	stopping.push(
		() => proxy.close(),
		() => {
			if (before === undefined) delete process.env.HTTP_PROXY;
			else process.env.HTTP_PROXY = before;
		},
	);
	const hubspot = createHubspotDestination({
		credentials: { accessToken: 'pat', apiBaseUrl: 'http://hubspot.example.com' },
		traffic: createTraffic(),
	});
	stopping.push(() => hubspot.close());
	await expect(hubspot.account()).rejects.toMatchObject({ status: 401 });
	await expect(hubspot.describe('contacts')).rejects.toMatchObject({ status: 401 });
	expect(through).toEqual([
		'GET http://hubspot.example.com/account-info/v3/details',
		'GET http://hubspot.example.com/crm/v3/properties/contacts?archived=false',
	]);
	expect(simulator.requests).toEqual([]);
});
