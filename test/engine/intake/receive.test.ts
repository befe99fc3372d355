import { createHmac } from 'node:crypto';
import { SophiaError } from '../../../engine/errors';
import type { IntakeAnswer } from '../../../engine/intake';
import { HandClock, Temporary } from '../state/temporary';
import { API_KEY, NOW, TestIntake } from './testIntake';

const temporary = new Temporary();

/** An intake on a state of its own. */
async function intake(settings: ConstructorParameters<typeof TestIntake>[1] = {}) {
	const clock = new HandClock(NOW);
	const state = await temporary.open({ directory: temporary.directory(), clock });
	return { state, desk: new TestIntake(state, settings, clock) };
}

const bodiesOf = ({ emitted }: IntakeAnswer) => emitted.map(({ body }) => body);

describe('a request that is accepted', () => {
	it('is in the inbox, whole, before it is answered', async () => {
		const { state, desk } = await intake();
		const answer = await desk.call({ name: 'Zoë', n: 1 });
		expect(answer).toMatchObject({ status: 200, body: { status: 'accepted', accepted: 1, duplicates: 0 } });
		expect(bodiesOf(answer)).toEqual([{ name: 'Zoë', n: 1 }]);
		expect(await state.inboxStatus('tests')).toMatchObject({
			pending: 1,
			oldestReceivedAt: new Date(NOW).toISOString(),
		});
		const [entry] = await state.claimInbox({ holder: 'other:1:1:x', visibilityMs: 0, maxAttempts: 5, limit: 10 });
		expect(entry).toMatchObject({ id: answer.emitted[0].id, kind: 'json', body: '{"name":"Zoë","n":1}' });
	});

	it('of several records has an entry for each, and those that came before are not emitted again', async () => {
		const { state, desk } = await intake({ kind: 'estuary' });
		const document = (uuid: string) => ({ _meta: { uuid } });
		await desk.call([document('a'), document('b')]);
		const answer = await desk.call([document('b'), document('c'), document('c')]);
		expect(answer.body).toEqual({ status: 'accepted', accepted: 1, duplicates: 2 });
		expect(bodiesOf(answer)).toEqual([document('c')]);
		expect(await state.inboxStatus()).toMatchObject({ pending: 3 });
		expect(await desk.call([document('a')])).toMatchObject({ status: 200, body: { status: 'duplicate' }, emitted: [] });
	});

	it('with nothing in it is answered and kept nowhere', async () => {
		const { state, desk } = await intake({ kind: 'estuary' });
		expect(await desk.call([])).toMatchObject({ status: 200, emitted: [] });
		expect(await state.inboxStatus()).toMatchObject({ pending: 0 });
	});
});

describe('duplicates', () => {
	it('are told by Idempotency-Key, for as long as they are remembered', async () => {
		const { state, desk } = await intake();
		const headers = { 'idempotency-key': 'order 7' };
		const first = await desk.call({ n: 1 }, { headers });
		expect(await desk.call({ n: 1 }, { headers })).toMatchObject({ body: { status: 'duplicate' }, emitted: [] });
		await state.finishInbox(first.emitted.map(({ id }) => id));
		expect(await desk.call({ n: 1 }, { headers })).toMatchObject({ emitted: [] });
		expect((await desk.call({ n: 1 }, { headers: { 'idempotency-key': 'order 8' } })).emitted).toHaveLength(1);
		expect((await desk.call({ n: 1 })).emitted).toHaveLength(1);
		expect((await desk.call({ n: 1 })).emitted).toHaveLength(1);
	});

	it('of a run that failed are emitted again under their own id, once for each time they are sent', async () => {
		const { state, desk } = await intake();
		const headers = { 'idempotency-key': 'order 7' };
		const first = await desk.call({ n: 1 }, { headers });
		desk.desk.noteFailed(first.emitted.map(({ id }) => id));
		const again = await desk.call({ n: 1 }, { headers });
		expect(again.emitted).toEqual(first.emitted);
		expect((await desk.call({ n: 1 }, { headers })).emitted).toEqual([]);
		expect(await state.inboxStatus()).toMatchObject({ pending: 1 });
	});

	it('a signed request that is replayed is one, whatever header is added to it', async () => {
		const secret = 'a-secret-for-tests';
		const { desk } = await intake({ authentication: { type: 'hmac', secret, windowMs: 300_000 }, dedupeMs: 0 });
		const body = '{"n":1}';
		const at = String(NOW / 1000);
		const signature = `sha256=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
		const headers = { 'x-sophia-timestamp': at, 'x-sophia-signature': signature };
		expect((await desk.call(body, { headers })).emitted).toHaveLength(1);
		desk.clock.advance(299_000);
		expect((await desk.call(body, { headers })).emitted).toEqual([]);
		expect((await desk.call(body, { headers: { ...headers, 'idempotency-key': 'new' } })).emitted).toEqual([]);
		desk.clock.advance(2000);
		expect((await desk.call(body, { headers })).status).toBe(401);
	});
});

describe('a request that is refused', () => {
	const cases: Array<[string, (desk: TestIntake) => Promise<IntakeAnswer>, number, object?]> = [
		['no key', async (desk) => await desk.call({}, { anonymous: true }), 401],
		['a wrong key', async (desk) => await desk.call({}, { headers: { 'x-api-key': `${API_KEY}x` } }), 401],
		['another method', async (desk) => await desk.call({}, { method: 'PUT' }), 405],
		['too large by its bytes', async (desk) => await desk.call('x'.repeat(1024 * 1024 + 1)), 413],
		['too large by its header', async (desk) => await desk.call({}, { headers: { 'content-length': '9999999' } }), 413],
		['no JSON', async (desk) => await desk.call('{'), 400, { error: 'INVALID_JSON' }],
		['another type', async (desk) => await desk.call('<a/>', { headers: { 'content-type': 'text/xml' } }), 415],
	];

	it.each(cases)('%s', async (_name, call, status, body = {}) => {
		const { state, desk } = await intake();
		expect(await call(desk)).toMatchObject({ status, emitted: [], body: { status: 'error', ...body } });
		expect(await state.inboxStatus()).toMatchObject({ pending: 0 });
	});

	it('for one document of many keeps none of them', async () => {
		const { state, desk } = await intake({ kind: 'estuary' });
		const answer = await desk.call([{ _meta: { uuid: 'a' } }, { _meta: { uuid: 7 } }]);
		expect(answer).toMatchObject({ status: 400, body: { field: '[1]._meta.uuid' }, emitted: [] });
		expect(await state.inboxStatus()).toMatchObject({ pending: 0 });
		expect((await desk.call([{ _meta: { uuid: 'a' } }])).emitted).toHaveLength(1);
	});

	it('an empty secret lets nobody in', async () => {
		const { desk } = await intake({ authentication: { type: 'apiKey', apiKey: '' } });
		for (const key of ['', 'x']) expect((await desk.call({}, { headers: { 'x-api-key': key } })).status).toBe(503);
		expect((await desk.call(undefined, { method: 'GET' })).status).toBe(503);
	});
});

describe('GET', () => {
	it('says that it is ready and for what, without a key', async () => {
		const { desk } = await intake({ kind: 'sophia21' });
		const supported_types = ['salesforce_to_hubspot', 'salesforce_to_intercom', 'data_sync', 'lead_enrichment'];
		for (const method of ['GET', 'HEAD'])
			expect(await desk.call('', { method, anonymous: true })).toMatchObject({
				status: 200,
				body: { status: 'ready', supported_types },
			});
	});

	it('says that it is not ready when the inbox is full, or the state cannot be used', async () => {
		const { desk } = await intake({ limits: { maxPending: 1 } });
		await desk.call({});
		expect(await desk.call('', { method: 'GET' })).toMatchObject({ status: 503, headers: { 'retry-after': '60' } });
	});
});

describe('the rate limit', () => {
	const limits = { perMinute: 60, burst: 2 };

	it('is for each caller, and says when to come again', async () => {
		const { desk } = await intake({ limits });
		expect((await desk.call({})).status).toBe(200);
		expect((await desk.call({})).status).toBe(200);
		expect(await desk.call({})).toMatchObject({
			status: 429,
			headers: { 'retry-after': '1' },
			body: { error: 'TOO_MANY_REQUESTS' },
		});
		expect((await desk.call({}, { ip: '192.0.2.2' })).status).toBe(200);
		desk.clock.advance(1000);
		expect((await desk.call({})).status).toBe(200);
	});

	it('who fails to authenticate is told to wait, and keeps nobody with a key from passing', async () => {
		const { desk } = await intake({ limits });
		const statuses: number[] = [];
		for (let count = 0; count < 4; count++) statuses.push((await desk.call({}, { anonymous: true })).status);
		expect(statuses).toEqual([401, 401, 429, 429]);
		expect((await desk.call({})).status).toBe(200);
	});

	it('claims of a header do not make another caller', async () => {
		const { desk } = await intake({ limits });
		const statuses: number[] = [];
		for (let count = 0; count < 3; count++)
			statuses.push((await desk.call({}, { headers: { 'x-forwarded-for': `192.0.2.${count}` } })).status);
		expect(statuses).toEqual([200, 200, 429]);
	});
});

describe('under overload', () => {
	it('a full inbox is answered 503, all or none, until there is room', async () => {
		const { state, desk } = await intake({ kind: 'estuary', limits: { maxPending: 3 } });
		const documents = (...uuids: string[]) => uuids.map((uuid) => ({ _meta: { uuid } }));
		const first = await desk.call(documents('a', 'b'));
		expect(await desk.call(documents('c', 'd'))).toMatchObject({
			status: 503,
			headers: { 'retry-after': '60' },
			emitted: [],
		});
		expect(await state.inboxStatus()).toMatchObject({ pending: 2 });
		await state.finishInbox(first.emitted.map(({ id }) => id));
		expect((await desk.call(documents('c', 'd'))).emitted).toHaveLength(2);
	});

	it('requests that would have to wait behind too many are answered 503 at once', async () => {
		let open = (): void => undefined;
		const gate = new Promise<void>((resolve) => (open = resolve));
		const state = await temporary.open({ directory: temporary.directory() });
		const opening = async () => {
			await gate;
			return state;
		};
		const desk = new TestIntake(opening, { limits: { maxWaiting: 2 } });
		const waiting = [desk.call({ n: 1 }), desk.call({ n: 2 })];
		const third = await desk.call({ n: 3 });
		expect(third).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
		open();
		expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
		expect((await desk.call({ n: 4 })).status).toBe(200);
		expect(await state.inboxStatus()).toMatchObject({ pending: 3 });
	});

	it.each([
		['transient', 503, '5'],
		['configuration', 503, '60'],
	] as const)('a state that fails (%s) is 503, and its log is told', async (kind, status, after) => {
		const desk = new TestIntake(async () => {
			throw new SophiaError(kind, 'The state is locked.', { system: 'state' });
		});
		for (const method of ['POST', 'GET'])
			expect(await desk.call({}, { method })).toMatchObject({ status, headers: { 'retry-after': after }, emitted: [] });
		expect(desk.problems).toHaveLength(2);
	});

	it('a bug is thrown, not answered', async () => {
		const desk = new TestIntake(async () => {
			throw new TypeError('a bug');
		});
		await expect(desk.call({})).rejects.toThrow('a bug');
	});
});
