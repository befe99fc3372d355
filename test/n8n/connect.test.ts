import { freePort, type N8nRest } from './harness';
import { aWhileAgo, Scene, SOPHIA, workflowAround } from './scene';
import { n8nForTheseTests } from './server';

/** A person who presses Connect and says yes: n8n's address, the vendor's page, and back. */
async function connect(rest: N8nRest, id: string): Promise<void> {
	const address = await rest.request<string>('GET', `/rest/oauth2-credential/auth?id=${id}`);
	const page = await fetch(address, { redirect: 'manual' });
	const back = page.headers.get('location');
	if (back === null) throw new Error(`The vendor said ${page.status}: ${await page.text()}`);
	const callback = new URL(back);
	const answer = await rest.page(`${callback.pathname}${callback.search}`);
	expect(answer).not.toMatch(/error/i);
}

describe('Browser sign-in in a real n8n', () => {
	/** n8n's own credential knows Salesforce's addresses alone, unless the operator of this n8n gives others at its start. */
	const overwritten: Record<string, string> = {};
	let ownPort: number;
	beforeAll(async () => {
		ownPort = await freePort();
		const base = `http://127.0.0.1:${ownPort}/services/oauth2`;
		overwritten.CREDENTIALS_OVERWRITE_DATA = JSON.stringify({
			salesforceOAuth2Api: { authUrl: `${base}/authorize`, accessTokenUrl: `${base}/token` },
		});
	});
	const n8n = n8nForTheseTests('connect', overwritten);
	let scene: Scene;

	afterEach(async () => await scene.close());

	const chosen = (id: string) => ({ id, name: id });

	/** Both vendors connected by a person. @returns the node's credentials */
	async function connected(): Promise<Record<string, { id: string; name: string }>> {
		const { rest } = n8n.current;
		const { salesforce, hubspot } = scene;
		const { clientId, clientSecret } = salesforce.settings;
		const salesforceId = (
			await rest.createCredential('Salesforce by browser', 'sophiaSalesforceOAuth2Api', {
				loginUrl: salesforce.url,
				clientId,
				clientSecret,
				apiVersion: '67.0',
			})
		).id;
		const hubspotId = (
			await rest.createCredential('HubSpot by browser', 'sophiaHubspotOAuth2Api', {
				authUrl: `${hubspot.url}/oauth/authorize`,
				apiBaseUrl: hubspot.url,
				clientId: hubspot.oauth.clientId,
				clientSecret: hubspot.oauth.clientSecret,
			})
		).id;
		await connect(rest, salesforceId);
		await connect(rest, hubspotId);
		return { sophiaSalesforceOAuth2Api: chosen(salesforceId), sophiaHubspotOAuth2Api: chosen(hubspotId) };
	}

	const sync = (credentials: object) =>
		workflowAround(SOPHIA, credentials, {
			operation: 'sync',
			objects: ['Account', 'Contact'],
			salesforceAuth: 'oAuth2',
			hubspotAuth: 'oAuth2',
		});

	it('connects both accounts, and a sync goes through tokens that end on the way', async () => {
		const { rest } = n8n.current;
		scene = await Scene.open(rest, { salesforce: { rotateRefreshTokens: true } });
		const { salesforce, hubspot } = scene;
		for (let index = 0; index < 250; index++) salesforce.create('Account', { Name: `Account ${index}` }, aWhileAgo());
		const { id } = await rest.createWorkflow(sync(await connected()));
		expect((await scene.run(id)).json('Rejected')).toEqual([]);
		expect(hubspot.count('companies')).toBe(250);

		// Twice, because the first renewal has used up the first refresh token.
		for (const name of ['Once', 'Twice']) {
			salesforce.create('Account', { Name: name }, aWhileAgo());
			salesforce.expireSessions();
			hubspot.expireOAuthTokens();
			const execution = await scene.run(id);
			expect(execution.status).toBe('success');
			expect(scene.arrived('companies', 'account').size).toBe(hubspot.count('companies'));
		}
		expect(hubspot.count('companies')).toBe(252);
		expect(hubspot.oauth.issued).toHaveLength(3);
	});

	it('that has ended for good says which account to connect again', async () => {
		const { rest } = n8n.current;
		scene = await Scene.open(rest);
		scene.salesforce.create('Account', { Name: 'One' }, aWhileAgo());
		const { id } = await rest.createWorkflow(sync(await connected()));
		scene.salesforce.expireSessions();
		scene.salesforce.grants.revokeAll();
		const execution = await scene.run(id);
		expect(JSON.stringify(execution.json('Failed'))).toMatch(/Salesforce.*connect the account again/);
		expect(scene.hubspot.count('companies')).toBe(0);
	});

	it('with n8n’s own Salesforce credential serves as well, and is renewed', async () => {
		const { rest } = n8n.current;
		scene = await Scene.open(rest, { salesforce: { rotateRefreshTokens: true, port: ownPort } });
		const { salesforce, hubspot } = scene;
		const { clientId, clientSecret } = salesforce.settings;
		const { id: own } = await rest.createCredential('Salesforce of n8n', 'salesforceOAuth2Api', {
			clientId,
			clientSecret,
		});
		await connect(rest, own);
		const { id } = await rest.createWorkflow(
			workflowAround(
				SOPHIA,
				{ ...scene.credentials, salesforceOAuth2Api: chosen(own) },
				{ operation: 'sync', objects: ['Account'], salesforceAuth: 'n8nOAuth2' },
			),
		);
		for (const name of ['First', 'Once', 'Twice']) {
			const account = salesforce.create('Account', { Name: name }, aWhileAgo());
			expect((await scene.run(id)).status).toBe('success');
			expect(scene.arrived('companies', 'account').get(account)).toMatchObject({ name });
			salesforce.expireSessions();
		}
		expect(hubspot.count('companies')).toBe(3);
	});

	it('is asked for where it was never done', async () => {
		const { rest } = n8n.current;
		scene = await Scene.open(rest);
		const { id: credential } = await rest.createCredential('Never connected', 'sophiaSalesforceOAuth2Api', {
			loginUrl: scene.salesforce.url,
			clientId: 'a',
			clientSecret: 'b',
		});
		const credentials = { sophiaSalesforceOAuth2Api: chosen(credential), ...scene.credentials };
		const definition = workflowAround(SOPHIA, credentials, { operation: 'sync', salesforceAuth: 'oAuth2' });
		const { id } = await rest.createWorkflow(definition);
		expect(JSON.stringify((await scene.run(id)).json('Failed'))).toContain('The Salesforce account is not connected');
	});
});
