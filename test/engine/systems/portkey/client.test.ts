import { isSophiaError } from '../../../../engine/errors';
import { PortkeyGateway, type PortkeyCredentials } from '../../../../engine/systems/portkey';
import { createTraffic } from '../../../../engine/traffic';
import { PortkeySimulator, type PortkeySimulatorOptions } from '../../../simulators/portkey';
import { JumpingClock } from '../../../simulators/shared/clock';

const schema = {
	name: 'lead',
	schema: {
		type: 'object',
		properties: { industry: { type: ['string', 'null'] } },
		required: ['industry'],
		additionalProperties: false,
	},
};

describe('PortkeyGateway', () => {
	let portkey: PortkeySimulator;
	let clock: JumpingClock;

	const begin = async (options: PortkeySimulatorOptions = {}) => {
		clock = new JumpingClock();
		portkey = await new PortkeySimulator({ clock, ...options }).start();
	};

	afterEach(async () => {
		expect(portkey.bugs).toEqual([]);
		await portkey.stop();
	});

	const gateway = (credentials: Partial<PortkeyCredentials> = {}, retries = 2) =>
		new PortkeyGateway(
			{
				apiKey: portkey.apiKey,
				apiBaseUrl: `${portkey.url}/v1`,
				provider: 'openai-main',
				model: 'gpt-4o-mini',
				...credentials,
			},
			createTraffic({ retries }, clock),
		);

	const request = { instructions: 'Complete the lead.', content: '{"company":"Acme"}', schema, maxTokens: 200 };

	const failure = async (promise: Promise<unknown>) => {
		const error: unknown = await promise.then(
			() => undefined,
			(reason: unknown) => reason,
		);
		if (!isSophiaError(error)) throw new Error(`not a failure of the engine: ${String(error)}`);
		expect(`${error.message} ${error.remedy}`).not.toContain(portkey.apiKey);
		return { kind: error.kind, status: error.status };
	};

	it('hands the question over apart from the instructions, and gives the answer with what it cost', async () => {
		await begin({ model: () => ({ value: { industry: 'Steel' } }) });
		const completion = await gateway().complete({ ...request, metadata: { run: '1' } });
		expect(completion).toMatchObject({ kind: 'answer', value: { industry: 'Steel' }, model: 'gpt-4o-mini' });
		expect(completion.usage.promptTokens + completion.usage.completionTokens).toBe(portkey.tokensUsed);
		expect(portkey.completions).toMatchObject([
			{
				messages: [
					{ role: 'system', content: 'Complete the lead.' },
					{ role: 'user', content: '{"company":"Acme"}' },
				],
				temperature: 0,
				metadata: { run: '1' },
				schema: { strict: true },
			},
		]);
	});

	it('learns once what a reasoning model does not take', async () => {
		await begin({ catalogue: { 'openai-main': ['gpt-5-mini'] }, reasoningModels: ['gpt-5-mini'] });
		const one = gateway({ model: 'gpt-5-mini' });
		let calls = 0;
		const together = await Promise.all([1, 2].map(async () => await one.complete(request, () => void calls++)));
		expect(together.map(({ kind }) => kind)).toEqual(['answer', 'answer']);
		const before = calls;
		expect((await one.complete(request, () => void calls++)).kind).toBe('answer');
		expect(calls - before).toBe(1);
		expect(portkey.completions.map(({ temperature, maxTokens }) => [temperature, maxTokens])).toEqual(
			Array.from({ length: 3 }, () => [undefined, 200]),
		);
	});

	it.each<[string, Partial<PortkeyCredentials>]>([
		['a saved config', { config: 'pc-leads', provider: '', model: '' }],
		[
			'a config as JSON',
			{ config: '{"provider":"@openai-main","override_params":{"model":"gpt-4o"}}', provider: '', model: '' },
		],
		['a provider with an @', { provider: '@openai-main', model: 'gpt-4o' }],
		['a model of the catalogue', { provider: '', model: '@openai-main/gpt-4o' }],
	])('finds the model by %s', async (_, credentials) => {
		await begin({ configs: { 'pc-leads': { provider: 'openai-main', model: 'gpt-4o' } } });
		expect((await gateway(credentials).complete(request)).kind).toBe('answer');
		expect(portkey.completions[0].model).toBe('gpt-4o');
	});

	it.each<[string, Partial<PortkeyCredentials>, string]>([
		['no key', { apiKey: ' ' }, 'API Key'],
		['a key with strange characters', { apiKey: 'k\u2019' }, 'API Key'],
		['no model', { model: '' }, 'Model'],
		['nothing that names a model', { provider: '', model: 'gpt-4o' }, 'Config'],
		['no address', { apiBaseUrl: 'portkey' }, 'API Base URL'],
	])('says which setting is wrong: %s', async (_, credentials, field) => {
		await begin();
		expect(() => gateway(credentials)).toThrow(expect.objectContaining({ kind: 'credentials' }));
		expect(() => gateway(credentials)).toThrow(new RegExp(`${field}|which model`));
	});

	it('tells what is no answer from what is one', async () => {
		await begin({
			configs: {
				warn: { provider: 'openai-main', model: 'gpt-4o', guardrail: 'fail' },
				deny: { provider: 'openai-main', model: 'gpt-4o', guardrail: 'deny' },
			},
		});
		const one = gateway();
		portkey.model = () => ({ refusal: 'No.' });
		expect((await one.complete(request)).kind).toBe('refused');
		portkey.model = () => ({ text: '{"industry":', finishReason: 'content_filter' });
		expect((await one.complete(request)).kind).toBe('filtered');
		portkey.model = () => ({ text: `{"industry":"${'x'.repeat(2000)}"}` });
		expect((await one.complete(request)).kind).toBe('cut');
		portkey.model = () => ({ text: 'Sure! Here it is.' });
		expect((await one.complete(request)).kind).toBe('unreadable');
		portkey.model = () => ({ value: { industry: 'Steel' } });
		expect((await gateway({ config: 'warn' }).complete(request)).kind).toBe('guardrail');
		expect((await gateway({ config: 'deny' }).complete(request)).kind).toBe('guardrail');
		portkey.faults.add({ kind: 'status', status: 400, body: { error: { message: 'x', code: 'content_filter' } } });
		expect((await one.complete(request)).kind).toBe('filtered');
	});

	it('waits as long as it is told, and goes on', async () => {
		await begin({ requestsPerMinute: 1 });
		const one = gateway();
		const began = clock.now();
		await one.complete(request);
		await one.complete(request);
		expect(portkey.completions).toHaveLength(2);
		expect(portkey.throttled).toBe(1);
		expect(clock.now() - began).toBeGreaterThanOrEqual(60_000);
	});

	it('counts every attempt, for each may be charged', async () => {
		await begin();
		portkey.faults.add({ kind: 'status', status: 503 });
		portkey.faults.add({ kind: 'lost' });
		let calls = 0;
		await gateway().complete(request, () => calls++);
		expect(calls).toBe(3);
	});

	it('names each failure by what is to be done about it', async () => {
		await begin({ tokenBudget: 1 });
		expect(await failure(gateway({ apiKey: 'wrong' }).complete(request))).toEqual({ kind: 'credentials', status: 401 });
		expect(await failure(gateway({ model: 'gpt-9' }).complete(request))).toEqual({
			kind: 'configuration',
			status: 404,
		});
		expect(await failure(gateway({ config: 'pc-none' }).complete(request))).toEqual({
			kind: 'configuration',
			status: 400,
		});
		await gateway().complete(request);
		expect(await failure(gateway().complete(request))).toEqual({ kind: 'limit', status: 412 });
		portkey.faults.add({ kind: 'status', status: 200, body: '<html></html>', times: 3 });
		expect(await failure(gateway().complete(request))).toMatchObject({ kind: 'transient' });
		portkey.faults.add({ kind: 'status', status: 429, body: { error: { code: 'insufficient_quota' } } });
		expect(await failure(gateway().complete(request))).toMatchObject({ kind: 'limit' });
	});

	it('ends at once when it is cancelled', async () => {
		await begin();
		portkey.faults.add({ kind: 'hang' });
		const stop = new AbortController();
		const asked = gateway().complete({ ...request, signal: stop.signal });
		setImmediate(() => stop.abort());
		expect(await failure(asked)).toMatchObject({ kind: 'cancelled' });
	});
});
