import { JumpingClock } from './shared/clock';
import { PortkeySimulator, type PortkeySimulatorOptions } from './portkey';

describe('the Portkey simulator', () => {
	let portkey: PortkeySimulator;
	const clock = new JumpingClock();

	const begin = async (options: PortkeySimulatorOptions = {}) => {
		portkey = await new PortkeySimulator({ clock, ...options }).start();
	};

	afterEach(async () => {
		expect(portkey.bugs).toEqual([]);
		await portkey.stop();
	});

	const ask = async (body: unknown, headers: Record<string, string | undefined> = {}) => {
		const all = {
			'content-type': 'application/json',
			'x-portkey-api-key': portkey.apiKey,
			'x-portkey-provider': '@openai-main',
			...headers,
		};
		const answer = await fetch(`${portkey.url}/v1/chat/completions`, {
			method: 'POST',
			headers: Object.fromEntries(
				Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
			),
			body: typeof body === 'string' ? body : JSON.stringify(body),
		});
		const parsed = (await answer.json()) as {
			message?: string;
			error?: { message: string; type: string; code: string | null };
			choices?: Array<{ message: { content: string | null; refusal: string | null }; finish_reason: string }>;
			usage?: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
			hook_results?: unknown;
		};
		return { ...parsed, status: answer.status, headers: answer.headers };
	};

	const question = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] };

	const withSchema = (schema: unknown, strict = true) => ({
		...question,
		response_format: { type: 'json_schema', json_schema: { name: 'answer', strict, schema } },
	});

	const closed = {
		type: 'object',
		properties: { industry: { type: ['string', 'null'] }, size: { type: 'integer' } },
		required: ['industry', 'size'],
		additionalProperties: false,
	};

	it('answers in the shape of a chat completion, with what it has used', async () => {
		await begin({ model: () => ({ value: { industry: 'Steel', size: 3 } }) });
		const { status, choices, usage } = await ask(withSchema(closed));
		expect(status).toBe(200);
		expect(JSON.parse(choices?.[0].message.content ?? '')).toEqual({ industry: 'Steel', size: 3 });
		expect(choices?.[0].finish_reason).toBe('stop');
		expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
		expect(portkey.tokensUsed).toBe(usage?.total_tokens);
	});

	it('knows its callers', async () => {
		await begin();
		expect(await ask(question, { 'x-portkey-api-key': undefined })).toMatchObject({ status: 401 });
		expect(await ask(question, { 'x-portkey-api-key': 'wrong' })).toMatchObject({
			status: 401,
			message: 'Invalid API Key. Error Code: 03',
		});
		expect(portkey.completions).toEqual([]);
	});

	it('finds the model by provider, by config and by name, and nowhere else', async () => {
		await begin({ configs: { 'pc-leads': { provider: 'openai-main', model: 'gpt-4o' } } });
		const nowhere = { 'x-portkey-provider': undefined };
		expect(await ask(question, nowhere)).toMatchObject({
			status: 400,
			message: 'Either x-portkey-config or x-portkey-provider header is required',
		});
		expect((await ask({ ...question, model: '@openai-main/gpt-4o' }, nowhere)).status).toBe(200);
		expect((await ask({ messages: question.messages }, { ...nowhere, 'x-portkey-config': 'pc-leads' })).status).toBe(
			200,
		);
		const given = JSON.stringify({ provider: '@openai-main', override_params: { model: 'gpt-4o' } });
		expect((await ask({ messages: question.messages }, { ...nowhere, 'x-portkey-config': given })).status).toBe(200);
		expect((await ask(question, { ...nowhere, 'x-portkey-config': 'pc-none' })).status).toBe(400);
		expect((await ask(question, { 'x-portkey-provider': '@nobody' })).message).toBe('Invalid provider passed');
		expect((await ask({ ...question, model: 'gpt-9' })).error).toMatchObject({ code: 'model_not_found' });
		expect(portkey.completions.map(({ model }) => model)).toEqual(['gpt-4o', 'gpt-4o', 'gpt-4o']);
	});

	it('takes a strict schema only when it is closed and everything is required', async () => {
		await begin();
		expect((await ask(withSchema(closed))).status).toBe(200);
		const open = await ask(withSchema({ ...closed, additionalProperties: undefined }));
		expect(open).toMatchObject({ status: 400 });
		expect(open.error?.message).toContain("'additionalProperties' is required to be supplied and to be false");
		expect((await ask(withSchema({ ...closed, required: ['size'] }))).error?.message).toContain("Missing 'industry'");
		expect((await ask(withSchema({ ...closed, required: ['size'] }, false))).status).toBe(200);
		const deep = { ...closed, properties: { ...closed.properties, size: { type: 'object', properties: {} } } };
		expect((await ask(withSchema(deep))).error?.message).toContain("In context=('properties', 'size')");
		expect((await ask(withSchema({ type: 'array', items: closed }))).status).toBe(400);
		expect(
			(await ask(withSchema({ ...closed, properties: { a: { type: 'string', default: '' } }, required: ['a'] }))).error
				?.message,
		).toContain("'default' is not permitted");
	});

	it('refuses bodies that it cannot read, and members that it does not know', async () => {
		await begin();
		expect((await ask('{')).status).toBe(400);
		expect((await ask([])).status).toBe(400);
		expect((await ask({ ...question, messages: [] })).status).toBe(400);
		expect((await ask({ ...question, messages: [{ role: 'robot', content: 'x' }] })).status).toBe(400);
		expect((await ask({ ...question, system: 'x' })).error?.message).toContain('Unrecognized request argument');
		expect((await ask(question, { 'content-type': 'text/plain' })).status).toBe(400);
		expect((await ask(question, { 'x-portkey-metadata': '{"a":1}' })).status).toBe(400);
	});

	it('tells of refusals, cuts and filters as models do', async () => {
		await begin({ model: () => ({ refusal: 'I cannot help with that.' }) });
		expect((await ask(question)).choices?.[0].message).toMatchObject({
			content: null,
			refusal: 'I cannot help with that.',
		});
		portkey.model = () => ({ text: '{"industry":', finishReason: 'content_filter' });
		expect((await ask(question)).choices?.[0].finish_reason).toBe('content_filter');
		portkey.model = () => ({ text: 'x'.repeat(100) });
		const cut = (await ask({ ...question, max_tokens: 5 })).choices?.[0];
		expect(cut).toMatchObject({ finish_reason: 'length', message: { content: 'x'.repeat(20) } });
	});

	it('answers 246 when a guardrail fails and 446 when it denies', async () => {
		await begin({
			configs: {
				warn: { provider: 'openai-main', model: 'gpt-4o', guardrail: 'fail' },
				deny: { provider: 'openai-main', model: 'gpt-4o', guardrail: 'deny' },
			},
		});
		const by = (config: string) => ({ 'x-portkey-provider': undefined, 'x-portkey-config': config });
		const failed = await ask(question, by('warn'));
		expect(failed.status).toBe(246);
		expect(failed.choices).toHaveLength(1);
		expect(failed.hook_results).toBeDefined();
		const denied = await ask(question, by('deny'));
		expect(denied).toMatchObject({ status: 446, error: { type: 'hooks_failed' } });
		expect(portkey.completions).toHaveLength(1);
	});

	it('keeps to its limits: requests a minute, and the budget', async () => {
		await begin({ requestsPerMinute: 2, tokenBudget: 60 });
		expect((await ask(question)).status).toBe(200);
		expect((await ask(question)).status).toBe(200);
		const throttled = await ask(question);
		expect(throttled).toMatchObject({ status: 429, error: { code: 'rate_limit_exceeded' } });
		expect(throttled.headers.get('retry-after')).toBe('60');
		clock.advance(60_000);
		const statuses = [];
		for (let i = 0; i < 6; i++) {
			statuses.push((await ask(question)).status);
			clock.advance(60_000);
		}
		expect(statuses).toContain(412);
		expect(statuses[5]).toBe(412);
	});
});
