import { checkHealth, type HealthCheck, type HealthProbe, type HealthRules } from '../../../engine/health';
import { hubspotProbe, NEEDED_SCOPES } from '../../../engine/systems/hubspot/health';
import { intercomProbe } from '../../../engine/systems/intercom/health';
import { portkeyProbe } from '../../../engine/systems/portkey/health';
import { salesforceProbe } from '../../../engine/systems/salesforce/health';
import { forgetSessions } from '../../../engine/systems/salesforce/sessions';
import { snowflakeProbe } from '../../../engine/systems/snowflake/health';
import { systemClock, type Clock } from '../../../engine/clock';
import { createTraffic } from '../../../engine/traffic';
import { HubSpotSimulator } from '../../simulators/hubspot';
import { IntercomSimulator } from '../../simulators/intercom';
import { PortkeySimulator } from '../../simulators/portkey';
import { SalesforceSimulator } from '../../simulators/salesforce';
import { JumpingClock } from '../../simulators/shared/clock';
import type { SimulatorServer } from '../../simulators/shared/server';
import { SnowflakeSimulator } from '../../simulators/snowflake';

/** Pauses between tries take no time, unless a test is about time. */
let clock: Clock;
const traffic = () => createTraffic({ retries: 1, timeoutMs: 10_000, dailyShare: 1 }, clock);

const running: SimulatorServer[] = [];
beforeEach(() => {
	forgetSessions();
	clock = new JumpingClock(Date.now());
});
afterEach(async () => {
	await Promise.all(running.splice(0).map(async (simulator) => await simulator.stop()));
});

async function started<S extends SimulatorServer>(simulator: S): Promise<S> {
	running.push(await simulator.start());
	return simulator;
}

async function check(probe: HealthProbe, rules: Partial<HealthRules> = {}): Promise<HealthCheck> {
	const { checks } = await checkHealth([probe], { clock: systemClock, rules });
	return checks[0];
}

const WRONG = 'wrong-secret-4711';

const hubspot = (apiBaseUrl: string, accessToken = 'pat-na1-simulator') =>
	hubspotProbe({ credentials: { apiBaseUrl, accessToken }, traffic: traffic() });
const intercom = (apiBaseUrl: string, accessToken = 'simulator-app') =>
	intercomProbe({
		credentials: { apiBaseUrl, accessToken, region: 'custom', apiVersion: '2.16' },
		traffic: traffic(),
	});
const salesforce = (loginUrl: string, clientSecret = 'simulator-consumer-secret') =>
	salesforceProbe({
		credentials: { authMethod: 'clientCredentials', loginUrl, clientId: 'simulator-consumer-key', clientSecret },
		traffic: traffic(),
	});
const portkey = (url: string, apiKey = 'simulator-portkey-key') =>
	portkeyProbe({
		credentials: { apiBaseUrl: `${url}/v1`, apiKey, provider: '@openai-main', model: 'gpt-4o-mini' },
		traffic: traffic(),
	});
const snowflake = (accountUrl: string, token = 'simulator-pat') =>
	snowflakeProbe({
		credentials: { accountUrl, authMethod: 'token', token, warehouse: 'COMPUTE_WH', role: 'SOPHIA_ROLE' },
		traffic: traffic(),
	});

const VENDORS: Array<
	[label: string, make: () => SimulatorServer, probe: (url: string, secret?: string) => HealthProbe, first: RegExp]
> = [
	['Salesforce', () => new SalesforceSimulator(), salesforce, /limits/],
	['HubSpot', () => new HubSpotSimulator(), hubspot, /details/],
	['Intercom', () => new IntercomSimulator(), intercom, /me/],
	['Portkey', () => new PortkeySimulator(), portkey, /models/],
	['Snowflake', () => new SnowflakeSimulator(), snowflake, /statements/],
];

describe.each(VENDORS)('the check of %s', (label, make, probe, first) => {
	it('finds it healthy', async () => {
		const { url } = await started(make());
		expect(await check(probe(url))).toMatchObject({
			label,
			status: 'healthy',
			reachable: true,
			authorised: true,
			latencyMs: expect.any(Number),
			problems: [],
		});
	});

	it('says that the credential is refused, and nothing of it', async () => {
		const { url } = await started(make());
		const found = await check(probe(url, WRONG));
		expect(found).toMatchObject({
			status: 'unhealthy',
			reachable: true,
			authorised: false,
			problems: [{ status: 'unhealthy', message: expect.stringContaining(label), remedy: expect.any(String) }],
		});
		expect(JSON.stringify(found)).not.toContain(WRONG);
	});

	it('says that nobody is there', async () => {
		const simulator = make();
		const { url } = await started(simulator);
		await simulator.stop();
		const found = await check(probe(url));
		expect(found).toMatchObject({ status: 'unhealthy', reachable: false, problems: [{ status: 'unhealthy' }] });
		expect(found).not.toHaveProperty('authorised');
	});

	it('gives up on an answer that does not come', async () => {
		const simulator = await started(make());
		simulator.faults.add({ kind: 'hang', path: first });
		expect(await check(probe(simulator.url), { timeoutMs: 300 })).toMatchObject({
			status: 'unhealthy',
			reachable: false,
			problems: [{ code: 'TIMEOUT', message: `${label} did not answer within 0.3 s.` }],
		});
	});

	it('finds a slow one degraded', async () => {
		clock = systemClock;
		const simulator = await started(make());
		simulator.latencyMs = 30;
		expect(await check(probe(simulator.url), { slowMs: 10 })).toMatchObject({
			status: 'degraded',
			reachable: true,
			problems: [{ status: 'degraded', code: 'SLOW' }],
		});
	});

	it('is not upset by one fault that passes', async () => {
		const simulator = await started(make());
		simulator.faults.add({ kind: 'reset', path: first });
		expect(await check(probe(simulator.url))).toMatchObject({ status: 'healthy' });
	});

	it('takes a gateway that answers for it for what it is', async () => {
		const simulator = await started(make());
		simulator.faults.add({ kind: 'status', times: 9, path: first, status: 503, body: '<html>Bad gateway</html>' });
		expect(await check(probe(simulator.url))).toMatchObject({ status: 'unhealthy', reachable: true });
	});
});

describe('what HubSpot tells', () => {
	it('is the portal, the scopes and the calls of the day', async () => {
		const { url, portalId } = await started(new HubSpotSimulator());
		const found = await check(hubspot(url));
		expect(found.account).toEqual({ portalId: String(portalId), timeZone: 'America/New_York' });
		expect(found.scopes).toEqual({ granted: expect.arrayContaining(NEEDED_SCOPES), missing: [] });
		expect(found.limits).toEqual([
			{
				name: 'HubSpot API calls of the day',
				used: 2,
				max: 625_000,
				left: 624_998,
				resetsAt: expect.stringMatching(/^\d{4}-.*Z$/),
			},
		]);
	});

	it('is which scopes the token lacks', async () => {
		const scopes = NEEDED_SCOPES.filter((scope) => !scope.startsWith('crm.objects.contacts'));
		const { url } = await started(new HubSpotSimulator({ tokens: [{ token: 'pat-narrow', scopes }] }));
		expect(await check(hubspot(url, 'pat-narrow'))).toMatchObject({
			status: 'degraded',
			authorised: true,
			scopes: { missing: ['crm.objects.contacts.read', 'crm.objects.contacts.write'] },
			problems: [
				{ code: 'MISSING_SCOPES', message: expect.stringContaining('crm.objects.contacts.write'), status: 'degraded' },
			],
		});
	});

	it('is held against the scopes that are asked for', async () => {
		const scopes = ['crm.objects.deals.read'];
		const { url } = await started(new HubSpotSimulator({ tokens: [{ token: 'pat-narrow', scopes }] }));
		const asked = (neededScopes: string[]) =>
			hubspotProbe({ credentials: { apiBaseUrl: url, accessToken: 'pat-narrow' }, traffic: traffic(), neededScopes });
		expect(await check(asked(scopes))).toMatchObject({ status: 'healthy' });
		expect(await check(asked(['crm.objects.deals.write']))).toMatchObject({
			scopes: { missing: ['crm.objects.deals.write'] },
		});
	});

	it('is that the day is nearly used up', async () => {
		const { url } = await started(new HubSpotSimulator({ limits: { daily: 10 } }));
		expect(await check(hubspot(url), { limitShare: 0.2 })).toMatchObject({
			status: 'degraded',
			problems: [{ code: 'LIMIT_NEARLY_USED', message: 'HubSpot API calls of the day: 2 of 10 are used.' }],
		});
	});

	it('is, once the day is used up, when it can go on', async () => {
		const { url } = await started(new HubSpotSimulator({ limits: { daily: 2 } }));
		expect(await check(hubspot(url))).toMatchObject({
			status: 'unhealthy',
			reachable: true,
			authorised: true,
			problems: [{ remedy: expect.stringMatching(/It can go on after \d{4}-/) }],
		});
	});

	it('cannot be told while runs use up the limit', async () => {
		clock = systemClock;
		const { url } = await started(new HubSpotSimulator({ limits: { burst: 1 } }));
		expect(await check(hubspot(url), { timeoutMs: 400 })).toMatchObject({
			status: 'degraded',
			reachable: true,
			problems: [{ status: 'degraded', code: 'BUSY' }],
		});
	});
});

describe('what Salesforce tells', () => {
	it('is the organisation and the limits that syncs come up against', async () => {
		const simulator = await started(new SalesforceSimulator({ dailyLimit: 1000 }));
		const found = await check(salesforce(simulator.url));
		expect(found.account).toEqual({ organisationId: simulator.organisationId, instanceUrl: simulator.url });
		expect(found.limits.map(({ name }) => name)).toEqual([
			'Salesforce API calls of 24 hours',
			'Salesforce Bulk API batches of 24 hours',
			'Salesforce Bulk API query jobs of 24 hours',
			'Salesforce data storage (MB)',
		]);
		expect(found.limits[0]).toMatchObject({ used: 1, max: 1000, left: 999 });
		expect(found.details).toEqual({ limitsVisible: true, apiVersion: '67.0' });
	});

	it('is the API calls alone where the user may not see limits', async () => {
		const { url } = await started(new SalesforceSimulator({ viewSetup: false, dailyLimit: 1000 }));
		expect(await check(salesforce(url))).toMatchObject({
			status: 'healthy',
			authorised: true,
			limits: [{ name: 'Salesforce API calls of 24 hours', used: 2, max: 1000, left: 998 }],
			details: { limitsVisible: false },
		});
	});

	it.each([
		[4, 'degraded', 'LIMIT_NEARLY_USED'],
		[1, 'unhealthy', 'LIMIT_USED_UP'],
	])('counts: of %d calls a day the first makes it %s', async (dailyLimit, status, code) => {
		const { url } = await started(new SalesforceSimulator({ dailyLimit }));
		expect(await check(salesforce(url), { limitShare: 0.25 })).toMatchObject({ status, problems: [{ code }] });
	});

	it('is, once the day is used up, when it can go on', async () => {
		const simulator = await started(new SalesforceSimulator({ dailyLimit: 1 }));
		await check(salesforce(simulator.url));
		expect(await check(salesforce(simulator.url))).toMatchObject({
			status: 'unhealthy',
			reachable: true,
			authorised: true,
			problems: [{ remedy: expect.stringMatching(/It can go on after \d{4}-/) }],
		});
	});
});

describe('what the others tell', () => {
	it('Intercom: the workspace and the slice of ten seconds', async () => {
		const { url, appId } = await started(new IntercomSimulator());
		const found = await check(intercom(url));
		expect(found.account).toMatchObject({ workspaceId: appId, workspaceName: 'Example workspace' });
		expect(found.limits).toEqual([
			{ name: 'Intercom API calls of ten seconds', used: expect.any(Number), max: 1667, left: expect.any(Number) },
		]);
	});

	it('Intercom: that it may not read people', async () => {
		const simulator = await started(new IntercomSimulator());
		const body = { type: 'error.list', request_id: 'r', errors: [{ code: 'token_unauthorized', message: 'No' }] };
		simulator.faults.add({ kind: 'status', path: /^\/contacts/, status: 403, body });
		expect(await check(intercom(simulator.url))).toMatchObject({
			status: 'degraded',
			authorised: true,
			scopes: { missing: ['Read and list users and companies'] },
			problems: [{ code: 'MISSING_SCOPES' }],
		});
	});

	it('Portkey: how many models the key sees, and asks none', async () => {
		const simulator = await started(new PortkeySimulator());
		expect(await check(portkey(simulator.url))).toMatchObject({ details: { models: 2 } });
		expect(simulator.requests.map(({ url }) => url)).toEqual(['/v1/models']);
	});

	it('Portkey: that the key may not list models', async () => {
		const simulator = await started(new PortkeySimulator());
		simulator.faults.add({ kind: 'status', path: /models/, status: 403, body: { status: 'failure' } });
		expect(await check(portkey(simulator.url))).toMatchObject({
			status: 'degraded',
			authorised: true,
			problems: [{ code: 'MISSING_SCOPES' }],
		});
	});

	it('Snowflake: the state of the warehouse, which stays as it is', async () => {
		const simulator = await started(new SnowflakeSimulator());
		expect(await check(snowflake(simulator.url))).toMatchObject({
			account: { warehouse: 'COMPUTE_WH', role: 'SOPHIA_ROLE' },
			details: { warehouses: 1, warehouseState: 'SUSPENDED' },
		});
		expect(simulator.executed.map(({ statement }) => statement)).toEqual(['SHOW WAREHOUSES']);
	});

	it('Snowflake: that the role does not see the warehouse', async () => {
		const simulator = await started(
			new SnowflakeSimulator({ context: { warehouses: ['COMPUTE_WH', 'OTHER_WH'], hidden: ['COMPUTE_WH'] } }),
		);
		expect(await check(snowflake(simulator.url))).toMatchObject({
			status: 'degraded',
			details: { warehouses: 1 },
			problems: [{ code: 'MISSING_SCOPES', message: expect.stringContaining('COMPUTE_WH') }],
		});
	});
});

it('one that is down does not keep the others waiting, and the worst counts', async () => {
	const [good, bad] = [await started(new HubSpotSimulator()), await started(new IntercomSimulator())];
	bad.faults.add({ kind: 'hang', path: /me/ });
	const report = await checkHealth([intercom(bad.url), hubspot(good.url)], {
		clock: systemClock,
		rules: { timeoutMs: 300 },
	});
	expect(report.status).toBe('unhealthy');
	expect(report.checks.map(({ check: name, status }) => [name, status])).toEqual([
		['intercom', 'unhealthy'],
		['hubspot', 'healthy'],
	]);
});

it('a caller who no longer wants to know gets an error, not a verdict', async () => {
	const { url } = await started(new HubSpotSimulator());
	const signal = AbortSignal.abort();
	await expect(checkHealth([hubspot(url)], { clock: systemClock, signal })).rejects.toMatchObject({
		kind: 'cancelled',
	});
});
