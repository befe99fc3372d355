import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openSqliteState } from '../../engine/state';
import { importWorkflow } from './harness';
import { ask, IntakeScene, isOpen, SECRETS, signed, TRIGGER_TYPE, type SceneOptions } from './intakeScene';
import { n8nForTheseTests } from './server';
import { bundledWorkflow, TRIGGER } from './vendors';

const APP = 'n8n-nodes-sophia.';

/** Headers as HubSpot signs an address and a body. */
function hubspotSigned(url: string, body: string, at = Date.now()): Record<string, string> {
	const signature = createHmac('sha256', SECRETS.hubspotClientSecret).update(`POST${url}${body}${at}`).digest('base64');
	return { 'x-hubspot-request-timestamp': String(at), 'x-hubspot-signature-v3': signature };
}

const intercomSigned = (body: string): Record<string, string> => ({
	'x-hub-signature': `sha1=${createHmac('sha1', SECRETS.intercomClientSecret).update(body).digest('hex')}`,
});

describe('Sophia Trigger in a real n8n', () => {
	const n8n = n8nForTheseTests('intake');
	let scene: IntakeScene | undefined;

	const open = async (parameters: Record<string, unknown>, more?: SceneOptions) => {
		scene = await IntakeScene.open(n8n.current.rest, parameters, more);
		return scene;
	};

	afterEach(async () => {
		await scene?.close();
		scene = undefined;
	});

	describe('bodies', () => {
		it('of Sophia 2.1 come out on the output of their type', async () => {
			const { post, items } = bound(await open({ bodies: 'sophia21' }));
			const salesforce_data = { Id: '001A', AccountName: 'Example', contacts: [{ FirstName: 'Ada' }] };
			const bodies = [
				{ workflow_type: 'salesforce_to_hubspot', salesforce_data },
				{ workflow_type: 'salesforce_to_intercom', salesforce_data },
				{ workflow_type: 'data_sync', source_data: [{ a: null }], timestamp: '2026-05-05T10:00:00Z' },
				{ workflow_type: 'lead_enrichment', lead_data: { email: 'ada@example.com' } },
			];
			for (const body of bodies)
				expect(await post(body)).toMatchObject({ status: 200, json: { status: 'accepted', accepted: 1 } });
			expect(await post({ source_data: 'x' })).toMatchObject({ status: 200 });
			for (const [output, body] of bodies.entries())
				expect((await items(output))[0]).toEqual({ ...body, sophiaInboxId: expect.stringMatching(/./) });
			expect(await items(2)).toMatchObject([{}, { workflow_type: 'data_sync', source_data: 'x' }]);
			expect(await post(bodies[2])).toMatchObject({ status: 200, json: { status: 'duplicate' } });
			expect(await items(2)).toHaveLength(2);
		});

		it('of Estuary come out changed or deleted, each document once, all or none', async () => {
			const { post, items } = bound(await open({ bodies: 'estuary', keyFields: 'id' }, { outputs: 2 }));
			const document = (id: number, op = 'u') => ({ id, _meta: { uuid: `uuid ${id}`, op } });
			expect(await post([document(1), document(2, 'd')])).toMatchObject({ status: 200, json: { accepted: 2 } });
			expect(await post([document(3), { _meta: { uuid: 'x' } }])).toMatchObject({
				status: 400,
				json: { field: '[1].id' },
			});
			expect(await post([document(2, 'd'), document(3), document(4)])).toMatchObject({
				status: 200,
				json: { accepted: 2, duplicates: 1 },
			});
			expect((await items(0)).map(({ id }) => id)).toEqual([1, 3, 4]);
			expect((await items(1)).map(({ id }) => id)).toEqual([2]);
		});

		it('of HubSpot with its signature, of the public address and the query, once each', async () => {
			const {
				send,
				items,
				publicUrl: url,
			} = bound(await open({ bodies: 'hubspot', authentication: 'hubspot' }, { outputs: 3 }));
			const event = (eventId: number, subscriptionType: string) => ({ eventId, subscriptionType, objectId: 7 });
			const body = JSON.stringify([event(1, 'contact.creation'), event(2, 'contact.deletion'), event(3, 'deal.merge')]);
			const query = '?portal=a%3Ab%20c';
			for (const signedUrl of [url + query, `${url}?portal=a:b%20c`])
				expect(await send(body, { query, headers: hubspotSigned(signedUrl, body) })).toMatchObject({ status: 200 });
			expect(await send(body, { headers: hubspotSigned(`${url}?more`, body) })).toMatchObject({ status: 401 });
			expect(await send(body, { headers: hubspotSigned(url, body, Date.now() - 301_000) })).toMatchObject({
				status: 401,
			});
			expect(await send(`${body} `, { headers: hubspotSigned(url, body) })).toMatchObject({ status: 401 });
			for (const [output, eventId] of [1, 2, 3].entries())
				expect(await items(output)).toEqual([expect.objectContaining({ eventId, objectId: 7 })]);
		});

		it('of HubSpot may be signed for another public address', async () => {
			const publicUrl = 'https://hooks.example.com/n8n/webhook/sophia';
			const settings = { requestsPerMinute: 0, publicUrl };
			const { send, url } = bound(
				await open({ bodies: 'hubspot', authentication: 'hubspot', settings }, { outputs: 3 }),
			);
			const body = JSON.stringify([{ eventId: 1, subscriptionType: 'contact.creation' }]);
			expect(await send(body, { headers: hubspotSigned(url, body) })).toMatchObject({ status: 401 });
			expect(await send(body, { headers: hubspotSigned(publicUrl, body) })).toMatchObject({ status: 200 });
		});

		it('of Intercom with its signature; a HEAD and a ping are answered and start nothing', async () => {
			const { send, items, executions } = bound(
				await open({ bodies: 'intercom', authentication: 'intercom' }, { outputs: 3 }),
			);
			const post = async (body: object) => {
				const text = JSON.stringify(body);
				return await send(text, { headers: intercomSigned(text) });
			};
			const notification = (topic: string, id = topic) => ({
				type: 'notification_event',
				topic,
				id,
				data: { item: {} },
			});
			expect(await send(undefined, { method: 'HEAD' })).toMatchObject({ status: 200 });
			expect(await post(notification('ping'))).toMatchObject({ status: 200 });
			expect(await executions()).toEqual([]);
			for (const topic of ['contact.user.created', 'contact.deleted', 'conversation.user.created'])
				expect(await post(notification(topic))).toMatchObject({ status: 200, json: { accepted: 1 } });
			expect(await post(notification('contact.deleted'))).toMatchObject({ json: { status: 'duplicate' } });
			const text = JSON.stringify(notification('contact.deleted', 'forged'));
			expect(await send(text, { headers: intercomSigned(`${text} `) })).toMatchObject({ status: 401 });
			for (const output of [0, 1, 2]) expect(await items(output)).toHaveLength(1);
		});

		it('of any JSON, in the encodings and character sets that there are', async () => {
			const { post, items } = bound(await open({ bodies: 'json', idField: 'key' }, { outputs: 1 }));
			const json = (charset: string) => ({ 'content-type': `application/json; charset=${charset}` });
			const gzip = gzipSync('{"n":4}');
			for (const [body, headers] of [
				[{ n: 1, name: 'Zoë', key: 'a' }, {}],
				[Buffer.from('{"n":2,"name":"Zoë"}', 'latin1'), json('iso-8859-1')],
				[Buffer.from('{"n":3,"name":"Zoë"}', 'utf16le'), json('utf-16le')],
				[gzip, { 'content-encoding': 'gzip' }],
				['[{"n":5},6]', { 'content-type': 'text/plain' }],
			] as Array<[unknown, Record<string, string>]>)
				expect(await post(body, headers)).toMatchObject({ status: 200, json: { accepted: 1 } });
			expect(await post({ key: 'a' })).toMatchObject({ json: { status: 'duplicate' } });
			const out = (await items()).map(({ sophiaInboxId, ...item }) => [typeof sophiaInboxId, item]);
			expect(out.map(([type]) => type)).toEqual(out.map(() => 'string'));
			expect(out.map(([, item]) => item)).toEqual([
				{ n: 1, name: 'Zoë', key: 'a' },
				{ n: 2, name: 'Zoë' },
				{ n: 3, name: 'Zoë' },
				{ n: 4 },
				{ n: 5 },
				{ value: 6 },
			]);
		});

		it('that are wrong are refused with the field, by 4xx, and start nothing', async () => {
			const settings = { requestsPerMinute: 0, maxBodyMb: 1 };
			const { post, send, executions, url } = bound(await open({ bodies: 'sophia21', settings }));
			const type = (name: string) => ({ 'content-type': name });
			const refusals: Array<[unknown, Record<string, string>, number, object?]> = [
				['{"source_data":', {}, 400, { error: 'INVALID_JSON' }],
				['', {}, 400],
				[{ workflow_type: 'other' }, {}, 400, { field: 'workflow_type' }],
				[{ workflow_type: 'lead_enrichment', lead_data: { email: 1 } }, {}, 400, { field: 'lead_data.email' }],
				['{"source_data":{"__proto__":{"a":1}}}', {}, 400, { field: 'source_data.__proto__' }],
				['{"source_data":[1e999]}', {}, 400, { field: 'source_data[0]' }],
				['['.repeat(100_000) + ']'.repeat(100_000), {}, 400],
				['<a/>', type('text/xml'), 415],
				['source_data=1', type('application/x-www-form-urlencoded'), 415],
				[
					'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
					type('multipart/form-data; boundary=x'),
					415,
				],
				['{}', type('application/json; charset=klingon'), 415],
				[Buffer.from([0x22, 0xff, 0x22]), {}, 400],
				['{}', { 'content-encoding': 'gzip' }, 400],
				['{}', { 'content-encoding': 'br' }, 415],
				[{ source_data: 'x'.repeat(1024 * 1024) }, {}, 413, { error: 'TOO_LARGE' }],
				[gzipSync(JSON.stringify({ source_data: 'x'.repeat(30_000_000) })), { 'content-encoding': 'gzip' }, 413],
			];
			for (const [body, headers, status, json = {}] of refusals)
				expect(await post(body, headers)).toMatchObject({ status, json: { status: 'error', ...json } });
			// n8n knows no other method at this address, and says so itself.
			expect((await send({}, { method: 'PUT' })).status).toBe(404);
			// A caller who goes away in the middle of its body.
			const { host, port, hostname, pathname } = new URL(url);
			const socket = connect(Number(port), hostname);
			socket.write(
				`POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nX-API-Key: ${SECRETS.apiKey}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a`,
			);
			await new Promise((resolve) => socket.once('connect', resolve));
			socket.destroy();
			expect((await send(undefined, { method: 'GET' })).status).toBe(200);
			expect(await executions()).toEqual([]);
		});
	});

	describe('authentication', () => {
		it('by key: a wrong one, none, or the key as something else is refused', async () => {
			const { post, send, executions } = bound(await open({ bodies: 'json' }, { outputs: 1 }));
			expect((await post({})).status).toBe(200);
			for (const headers of [
				{},
				{ 'x-api-key': '' },
				{ 'x-api-key': `${SECRETS.apiKey}x` },
				{ authorization: `Bearer ${SECRETS.apiKey}` },
			] as Array<Record<string, string>>) {
				const answer = await send({}, { headers });
				expect(answer).toMatchObject({ status: 401, json: { error: 'UNAUTHORIZED' } });
				expect(answer.headers.get('www-authenticate')).toMatch(/ApiKey/);
				expect(answer.text).not.toContain(SECRETS.apiKey);
			}
			expect((await send({}, { query: `?x-api-key=${SECRETS.apiKey}` })).status).toBe(401);
			expect(await executions()).toHaveLength(1);
		});

		it('by HMAC: what is tampered with is refused, what is replayed starts nothing again', async () => {
			const { send, items } = bound(await open({ bodies: 'json', authentication: 'hmac' }, { outputs: 1 }));
			const body = '{"amount":10}';
			const headers = signed(body);
			expect(await send(body, { headers })).toMatchObject({ status: 200, json: { accepted: 1 } });
			expect(await send(body, { headers })).toMatchObject({ status: 200, json: { status: 'duplicate' } });
			expect(await send(body, { headers: { ...headers, 'idempotency-key': 'x' } })).toMatchObject({
				json: { status: 'duplicate' },
			});
			const now = Math.floor(Date.now() / 1000);
			for (const [sent, wrong] of [
				['{"amount":19}', headers],
				[body, { ...headers, 'x-sophia-timestamp': String(now + 1) }],
				[body, signed(body, now - 400)],
				[body, signed(body, now + 400)],
				[body, signed(body, now, 'another secret')],
				[body, { 'x-api-key': SECRETS.apiKey }],
			] as Array<[string, Record<string, string>]>)
				expect(await send(sent, { headers: wrong })).toMatchObject({ status: 401 });
			expect(await items()).toMatchObject([{ amount: 10 }]);
		});

		it('an address whose credential lacks the secret cannot be published', async () => {
			await open({ bodies: 'json' }, { credential: { apiKey: '' }, live: false });
			await until(async () => n8n.current.log().includes('The credential has no API Key'));
		});
	});

	it('GET says without a key that it is ready, and what for, but no secret', async () => {
		const { send, executions } = bound(await open({ bodies: 'sophia21' }));
		const answer = await send(undefined, { method: 'GET' });
		expect(answer.json).toEqual({
			status: 'ready',
			supported_types: ['salesforce_to_hubspot', 'salesforce_to_intercom', 'data_sync', 'lead_enrichment'],
		});
		expect(await executions()).toEqual([]);
	});

	it('callers that are too fast get 429 with Retry-After; a header does not make them others', async () => {
		const { post } = bound(
			await open({ bodies: 'json', settings: { requestsPerMinute: 6, burst: 3 } }, { outputs: 1 }),
		);
		const answers = [];
		for (let count = 0; count < 5; count++) answers.push(await post({}, { 'x-forwarded-for': `192.0.2.${count}` }));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
		expect(Number(answers[3].headers.get('retry-after'))).toBeGreaterThan(0);
	});

	it('a full inbox is answered 503 with Retry-After, and starts nothing', async () => {
		const settings = { requestsPerMinute: 0, maxPending: 2 };
		const { post, send, executions } = bound(await open({ bodies: 'json', settings }, { outputs: 1 }));
		expect([(await post(1)).status, (await post(2)).status]).toEqual([200, 200]);
		const full = await post(3);
		expect(full).toMatchObject({ status: 503, json: { error: 'INBOX_FULL' } });
		expect(full.headers.get('retry-after')).toBe('60');
		expect((await send(undefined, { method: 'GET' })).status).toBe(503);
		expect(await executions()).toHaveLength(2);
	});

	it('when the last node answers, its body is done with; one that failed may be sent again', async () => {
		let status = 200;
		const server = createServer((_request, response) => {
			response.writeHead(status, { 'content-type': 'application/json' }).end('{"done":true}');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const answerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const settings = { requestsPerMinute: 0, maxPending: 1 };
		const current = await open({ bodies: 'json', responseMode: 'lastNode', settings }, { outputs: 1, answerUrl });
		const { post, executions } = bound(current);
		const isReady = async () => (await current.send(undefined, { method: 'GET' })).status === 200;
		for (const n of [1, 2, 3]) {
			expect(await post({ n })).toMatchObject({ status: 200, json: { done: true } });
			await until(isReady);
		}
		const key = { 'idempotency-key': 'order 1' };
		status = 400;
		expect((await post({ n: 4 }, key)).status).toBe(500);
		expect(await isReady()).toBe(false);
		status = 200;
		expect(await post({ n: 4 }, key)).toMatchObject({ status: 200, json: { done: true } });
		await until(isReady);
		expect(await post({ n: 4 }, key)).toMatchObject({ status: 200, json: { status: 'duplicate' } });
		expect(await executions()).toHaveLength(5);
		server.close();
	});

	it('a test in the editor brings its items and leaves nothing in the inbox', async () => {
		const settings = { requestsPerMinute: 0, maxPending: 1 };
		const current = await open({ bodies: 'json', settings }, { outputs: 1 });
		const { rest } = n8n.current;
		for (const n of [1, 2]) {
			await rest.request('POST', `/rest/workflows/${current.workflowId}/run`, {
				destinationNode: { nodeName: 'Out 0', mode: 'inclusive' },
			});
			const answer = await ask(current.url.replace('/webhook/', '/webhook-test/'), {
				method: 'POST',
				body: JSON.stringify({ n }),
				headers: { 'x-api-key': SECRETS.apiKey, 'content-type': 'application/json' },
			});
			expect(answer).toMatchObject({ status: 200, json: { accepted: 1 } });
		}
		expect(await current.items()).toMatchObject([
			{ n: 1, sophiaInboxId: 'test' },
			{ n: 2, sophiaInboxId: 'test' },
		]);
		expect((await current.send(undefined, { method: 'GET' })).status).toBe(200);
	});

	it('the bundled workflow answers the callers of 2.1 as they know it, for all four types', async () => {
		const { rest, userFolder, url } = n8n.current;
		const workflow = bundledWorkflow('intake');
		await importWorkflow(userFolder, workflow);
		const saved = await rest.workflow(workflow.id);
		expect({ nodes: saved.nodes, connections: saved.connections }).toEqual({
			nodes: workflow.nodes,
			connections: workflow.connections,
		});
		const types = await rest.types('nodes');
		for (const node of workflow.nodes.filter(({ type }) => type.startsWith(APP))) {
			const known = types.find(({ name }) => name === node.type)?.properties as Array<{ name: string }>;
			expect(known.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(node.parameters as object)));
		}
		const { id } = await rest.createCredential('Callers of 2.1', 'sophiaWebhookApi', SECRETS);
		const nodes = workflow.nodes.map((node) =>
			node.type === TRIGGER_TYPE
				? { ...node, credentials: { sophiaWebhookApi: { id, name: 'Callers of 2.1' } } }
				: node,
		);
		const ready = await rest.createWorkflow({ ...workflow, nodes, id: undefined });
		await rest.activate(ready.id);
		await isOpen(`${url}/webhook/sophia`);
		const post = async (body: object) =>
			await ask(`${url}/webhook/sophia`, {
				method: 'POST',
				body: JSON.stringify(body),
				headers: { 'content-type': 'application/json', 'x-api-key': SECRETS.apiKey },
			});
		const salesforce_data = {
			Id: '001A',
			AccountName: 'Example',
			contacts: [{ FirstName: 'Ada', LastName: 'Example' }],
		};
		expect(await post({ workflow_type: 'salesforce_to_hubspot', salesforce_data })).toMatchObject({
			status: 200,
			json: {
				status: 'success',
				transformation_type: 'salesforce_to_hubspot',
				transformed_data: {
					properties: { company: 'Example', salesforce_id: '001A', annual_revenue: 0 },
					contacts: [{ properties: { firstname: 'Ada', email: '' } }],
				},
			},
		});
		expect(await post({ workflow_type: 'salesforce_to_intercom', salesforce_data })).toMatchObject({
			status: 200,
			json: {
				transformation_type: 'salesforce_to_intercom',
				transformed_data: { company: { name: 'Example', size: 0 }, contacts: [{ name: 'Ada Example' }] },
			},
		});
		expect(await post({ source_data: [{ a: ' x ', b: null }], sync_type: 'accounts' })).toMatchObject({
			status: 200,
			json: {
				status: 'success',
				sync_type: 'accounts',
				target_format: 'json',
				processed_data: [{ a: 'x' }],
				record_count: 1,
			},
		});
		expect(
			await post({
				workflow_type: 'lead_enrichment',
				lead_data: { email: 'a@example.com', company: 'E', title: 'CTO' },
			}),
		).toMatchObject({
			status: 200,
			json: {
				transformation_type: 'lead_enrichment',
				enriched_lead: { email_domain: 'example.com', seniority_level: 'executive', enrichment_status: 'completed' },
			},
		});
		expect((await post({ workflow_type: 'salesforce_to_hubspot' })).status).toBe(400);
		const directory = join(userFolder, '.n8n', 'sophia');
		await until(async () => {
			const state = await openSqliteState({ directory });
			const { pending } = await state.inboxStatus('sophia-intake').finally(async () => await state.close());
			return pending === 0;
		});
		const drained = await rest.run(ready.id, TRIGGER);
		expect(drained.error()).toBeUndefined();
		expect(drained.nodesThatRan()).not.toContain('Data Sync');
		await rest.deactivate(ready.id);
	});

	it('no secret is in the log', () => {
		for (const secret of Object.values(SECRETS)) expect(n8n.current.log()).not.toContain(secret);
	});
});

/** A scene's own functions, to be taken out of it. */
const bound = (scene: IntakeScene) => ({
	url: scene.url,
	publicUrl: scene.publicUrl,
	send: scene.send.bind(scene),
	post: scene.post.bind(scene),
	items: scene.items.bind(scene),
	executions: scene.executions.bind(scene),
});

/** Asks again until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
	while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
