import fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import { HubSpotSimulator } from '../test/simulators/hubspot';
import { PortkeySimulator } from '../test/simulators/portkey';
import { SnowflakeSimulator } from '../test/simulators/snowflake';
import { serve } from './child';

export interface EnrichmentAddress {
	portkeyUrl: string;
	portkeyKey: string;
	snowflakeUrl: string;
	hubspotUrl: string;
	accessToken: string;
	serviceUrl: string;
}

/** Of one provider, as its own simulator counted. */
export interface Asked {
	calls: number;
	/** Domains that were asked about, and how often the one that was asked about most. */
	domains: number;
	most: number;
}

const UNLIMITED = 1_000_000;

const hubspot = new HubSpotSimulator({
	seed: 1,
	limits: { burst: UNLIMITED, daily: UNLIMITED, searchPerSecond: UNLIMITED },
});
const portkey = new PortkeySimulator({
	requestsPerMinute: UNLIMITED,
	model: ({ schema }) => ({ value: known(schema?.schema) }),
});
const snowflake = new SnowflakeSimulator({ model: ({ schema }) => ({ value: known(schema) }) });
const served: string[] = [];

/** A value for every field that the bench asks a model for. */
const VALUES: Record<string, string | number> = { industry: 'manufacturing', employees: 120 };

function known(schema: unknown) {
	const { properties } = schema as { properties: Record<string, unknown> };
	return Object.fromEntries(
		Object.keys(properties).map((field) => [field, { value: VALUES[field] ?? '', certainty: 'high' }]),
	);
}

/** Every other company is in HubSpot, too. */
async function start({ domains }: { domains: number }): Promise<EnrichmentAddress> {
	for (let n = 0; n < domains; n += 2)
		hubspot.seed('companies', { domain: `company${n}.example.com`, annualrevenue: '1000000' });
	const service = fastify();
	service.get('/v1/companies/:domain', (request) => {
		served.push((request.params as { domain: string }).domain);
		return { founded: 1999 };
	});
	await Promise.all([
		hubspot.start(),
		portkey.start(),
		snowflake.start(),
		service.listen({ port: 0, host: '127.0.0.1' }),
	]);
	return {
		portkeyUrl: `${portkey.url}/v1`,
		portkeyKey: portkey.apiKey,
		snowflakeUrl: snowflake.url,
		hubspotUrl: hubspot.url,
		accessToken: hubspot.accessToken,
		serviceUrl: `http://127.0.0.1:${(service.server.address() as AddressInfo).port}`,
	};
}

const domainIn = (question: string): string =>
	(JSON.parse(question) as { known: { companyDomain: string } }).known.companyDomain;

function tally(calls: number, domains: string[]): Asked {
	const counts = new Map<string, number>();
	for (const domain of domains) counts.set(domain, (counts.get(domain) ?? 0) + 1);
	return { calls, domains: counts.size, most: Math.max(0, ...counts.values()) };
}

/** What each provider was asked so far. */
const asked = (): Record<string, Asked> => ({
	'Portkey AI': tally(
		portkey.completions.length,
		portkey.completions.map(({ messages }) => domainIn(messages[1].content)),
	),
	'Snowflake Cortex': tally(
		snowflake.executed.length,
		snowflake.completions.map(({ prompt }) => domainIn(prompt.split('\n\n').pop() ?? '')),
	),
	HTTP: tally(served.length, served),
	'HubSpot companies': tally(hubspot.requests.filter(({ url }) => url.endsWith('/companies/search')).length, []),
});

serve({ start, asked });
