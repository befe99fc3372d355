import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SimulatorServer, type SimulatorOptions } from '../shared/server';
import { gatewayError, PortkeyError, providerError } from './errors';
import { checkReasoning, parseCompletion, type CompletionRequest } from './request';
import { plainestValue, type Json } from '../shared/schema';

/** What the model says. A value becomes JSON; text is sent as it is. */
export type ModelAnswer =
	| { value: Json }
	| { text: string }
	/** The model declines: content is null. */
	| { refusal: string }
	/** Cut off, by length or by the provider's filter: what there is of the text. */
	| { text: string; finishReason: 'length' | 'content_filter' };

export interface PortkeySimulatorOptions extends SimulatorOptions {
	apiKey?: string;
	/** Providers of the model catalogue and their models. Default: '@openai-main' with 'gpt-4o-mini' and 'gpt-4o'. */
	catalogue?: Record<string, string[]>;
	/** Saved configs: what they stand for. `guardrail`: 'fail' answers 246, 'deny' 446. */
	configs?: Record<string, { provider: string; model?: string; guardrail?: 'fail' | 'deny' }>;
	/** Models of the catalogue that take `max_completion_tokens` only, and no temperature but their own. Default: none. */
	reasoningModels?: string[];
	/** Requests a minute and provider. Default 500. */
	requestsPerMinute?: number;
	/** Spent by tokens; a used-up budget answers 412. Default: none. */
	tokenBudget?: number;
	/** What the model answers; by default the plainest value its schema admits. */
	model?: (request: CompletionRequest) => ModelAnswer;
}

const MINUTE_MS = 60_000;

/** Text in tokens, roughly as a tokenizer of OpenAI's counts English. */
const tokensOf = (text: string): number => Math.ceil(text.length / 4);

/** Portkey's gateway on loopback, in front of a model that answers as a test says. */
export class PortkeySimulator extends SimulatorServer {
	readonly apiKey: string;
	/** Errors of the simulator itself; a test may assert that there were none. */
	readonly bugs: unknown[] = [];
	/** Every request that reached the model. */
	readonly completions: CompletionRequest[] = [];
	/** The most requests that were under way at once. */
	maxConcurrent = 0;
	throttled = 0;
	tokensUsed = 0;
	model: (request: CompletionRequest) => ModelAnswer;
	private concurrent = 0;
	private readonly catalogue: Record<string, string[]>;
	private readonly configs: NonNullable<PortkeySimulatorOptions['configs']>;
	private readonly reasoningModels: string[];
	private readonly requestsPerMinute: number;
	private readonly tokenBudget: number;
	private readonly windows = new Map<string, number[]>();

	constructor(options: PortkeySimulatorOptions = {}) {
		super(options);
		this.apiKey = options.apiKey ?? 'simulator-portkey-key';
		this.catalogue = options.catalogue ?? { 'openai-main': ['gpt-4o-mini', 'gpt-4o'] };
		this.configs = options.configs ?? {};
		this.reasoningModels = options.reasoningModels ?? [];
		this.requestsPerMinute = options.requestsPerMinute ?? 500;
		this.tokenBudget = options.tokenBudget ?? Infinity;
		this.model = options.model ?? plainAnswer;
	}

	protected override routes(): void {
		const { app } = this;
		app.removeAllContentTypeParsers();
		app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
		app.setErrorHandler(async (error, _request, reply) => await this.fail(error, reply));
		app.setNotFoundHandler(async (_request, reply) => await this.fail(gatewayError(404, 'Not Found'), reply));
		app.get('/v1/models', async (request) => {
			this.authenticate(request);
			const data = Object.entries(this.catalogue).flatMap(([provider, models]) =>
				models.map((slug) => ({ id: `@${provider}/${slug}`, slug, object: 'model', canonical_slug: slug })),
			);
			return { object: 'list', total: data.length, data };
		});
		app.post('/v1/chat/completions', async (request, reply) => await this.complete(request, reply));
	}

	private authenticate(request: FastifyRequest): void {
		const key = header(request, 'x-portkey-api-key');
		if (key === undefined) throw gatewayError(401, 'Missing x-portkey-api-key header');
		if (key !== this.apiKey) throw gatewayError(401, 'Invalid API Key. Error Code: 03');
	}

	private async complete(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
		this.concurrent++;
		this.maxConcurrent = Math.max(this.maxConcurrent, this.concurrent);
		reply.raw.once('close', () => this.concurrent--);
		this.authenticate(request);
		if (!/^application\/json\b/.test(header(request, 'content-type') ?? ''))
			throw gatewayError(400, 'Invalid content-type header: it must be application/json');
		const route = this.route(request, typeof request.body === 'string' ? request.body : '');
		const metadata = metadataOf(header(request, 'x-portkey-metadata'));
		if (this.tokensUsed >= this.tokenBudget)
			throw gatewayError(412, 'Budget limit exceeded: the usage limit of this integration has been exhausted');
		this.countRequest(route.completion.provider);
		if (this.reasoningModels.includes(route.completion.model))
			checkReasoning(typeof request.body === 'string' ? request.body : '', route.completion.provider);
		const completion: CompletionRequest = {
			...route.completion,
			metadata,
			...(header(request, 'x-portkey-trace-id') === undefined
				? {}
				: { traceId: header(request, 'x-portkey-trace-id') }),
		};
		if (route.guardrail === 'deny') {
			throw new PortkeyError(446, {
				error: {
					message:
						'The guardrail checks defined in the config failed. You can find more information in the `hook_results` object.',
					type: 'hooks_failed',
					param: null,
					code: null,
				},
				hook_results: { before_request_hooks: [hookResult(false)], after_request_hooks: [] },
			});
		}
		this.completions.push(completion);
		const body = this.answerOf(completion);
		await reply
			.code(route.guardrail === 'fail' ? 246 : 200)
			.header('x-portkey-trace-id', completion.traceId ?? randomUUID())
			.send(
				route.guardrail === 'fail'
					? { ...body, hook_results: { before_request_hooks: [], after_request_hooks: [hookResult(false)] } }
					: body,
			);
		return reply;
	}

	/** Which provider and model a request goes to: by config, by provider header, or by the model's own '@provider/model'. */
	private route(request: FastifyRequest, text: string) {
		const configHeader = header(request, 'x-portkey-config');
		const providerHeader = header(request, 'x-portkey-provider');
		if (configHeader !== undefined) {
			const config = this.configNamed(configHeader);
			const completion = { ...parseCompletion(text, config.provider, config.model), provider: config.provider };
			return { completion: this.known(completion), guardrail: config.guardrail };
		}
		if (providerHeader !== undefined) {
			const provider = providerHeader.replace(/^@/, '');
			if (this.catalogue[provider] === undefined) throw gatewayError(400, 'Invalid provider passed');
			return {
				completion: this.known({ ...parseCompletion(text, provider, undefined), provider }),
				guardrail: undefined,
			};
		}
		const parsed = parseCompletion(text, 'portkey', undefined);
		const named = /^@([^/]+)\/(.+)$/.exec(parsed.model);
		if (named === null) throw gatewayError(400, 'Either x-portkey-config or x-portkey-provider header is required');
		if (this.catalogue[named[1]] === undefined) throw gatewayError(400, 'Invalid provider passed');
		return { completion: this.known({ ...parsed, provider: named[1], model: named[2] }), guardrail: undefined };
	}

	private configNamed(value: string) {
		const saved = Object.hasOwn(this.configs, value) ? this.configs[value] : undefined;
		if (saved !== undefined) return saved;
		if (!value.startsWith('{')) throw gatewayError(400, 'Invalid config id passed');
		const given = parsed(value);
		if (given === undefined) throw gatewayError(400, 'Invalid config passed. You need to pass a valid json');
		const provider = String(given.provider ?? '').replace(/^@/, '');
		if (this.catalogue[provider] === undefined) throw gatewayError(400, 'Invalid provider passed in the config');
		return { provider, model: given.override_params?.model, guardrail: undefined };
	}

	private known<Completion extends { provider: string; model: string }>(completion: Completion): Completion {
		const { provider, model } = completion;
		if (this.catalogue[provider]?.includes(model)) return completion;
		throw providerError(provider, 404, `The model \`${model}\` does not exist or you do not have access to it.`, {
			code: 'model_not_found',
		});
	}

	private countRequest(provider: string): void {
		const now = this.clock.now();
		const recent = (this.windows.get(provider) ?? []).filter((at) => at > now - MINUTE_MS);
		this.windows.set(provider, recent);
		if (recent.length >= this.requestsPerMinute) {
			this.throttled++;
			const seconds = Math.ceil((recent[0] + MINUTE_MS - now) / 1000);
			throw providerError(
				provider,
				429,
				`Rate limit reached on requests per min (RPM): Limit ${this.requestsPerMinute}. Please try again in ${seconds}s.`,
				{ type: 'requests', code: 'rate_limit_exceeded' },
				{ 'retry-after': String(seconds) },
			);
		}
		recent.push(now);
	}

	private answerOf(completion: CompletionRequest): Record<string, unknown> {
		const answer = this.model(completion);
		const refused = 'refusal' in answer;
		const content = refused ? null : 'value' in answer ? JSON.stringify(answer.value) : answer.text;
		const whole = completion.maxTokens === undefined || tokensOf(content ?? '') <= completion.maxTokens;
		const sent = whole ? content : (content ?? '').slice(0, (completion.maxTokens ?? 0) * 4);
		const finishReason = 'finishReason' in answer ? answer.finishReason : whole ? 'stop' : 'length';
		const schemaTokens = completion.schema === undefined ? 0 : tokensOf(JSON.stringify(completion.schema.schema));
		const prompt = completion.messages.reduce((sum, { content: text }) => sum + 4 + tokensOf(text), 3) + schemaTokens;
		const completed = tokensOf(refused ? answer.refusal : (sent ?? ''));
		this.tokensUsed += prompt + completed;
		return {
			id: `chatcmpl-${randomUUID()}`,
			object: 'chat.completion',
			created: Math.floor(this.clock.now() / 1000),
			model: completion.model,
			provider: completion.provider,
			choices: [
				{
					index: 0,
					message: { role: 'assistant', content: sent, refusal: refused ? answer.refusal : null },
					logprobs: null,
					finish_reason: finishReason,
				},
			],
			usage: { prompt_tokens: prompt, completion_tokens: completed, total_tokens: prompt + completed },
		};
	}

	private async fail(error: unknown, reply: FastifyReply): Promise<void> {
		if (error instanceof PortkeyError) {
			await reply.code(error.status).headers(error.headers).send(error.body);
			return;
		}
		const status = (error as { statusCode?: number }).statusCode ?? 500;
		if (status >= 500) this.bugs.push(error);
		await reply
			.code(status)
			.send({ status: 'failure', message: status < 500 ? (error as Error).message : 'Something went wrong' });
	}
}

const plainAnswer = ({ schema }: CompletionRequest): ModelAnswer =>
	schema === undefined ? { text: 'Hello.' } : { value: plainestValue(schema.schema) };

const header = (request: FastifyRequest, name: string): string | undefined => {
	const value = request.headers[name];
	return Array.isArray(value) ? value[0] : value;
};

function parsed(text: string): { provider?: string; override_params?: { model?: string } } | undefined {
	try {
		return JSON.parse(text) as { provider?: string; override_params?: { model?: string } };
	} catch {
		return undefined;
	}
}

/** @throws PortkeyError 400 when it is not an object of strings of at most 128 characters */
function metadataOf(text: string | undefined): Record<string, string> {
	if (text === undefined) return {};
	try {
		const value = JSON.parse(text) as unknown;
		const entries = Object.entries(value as Record<string, unknown>);
		if (entries.every(([, entry]) => typeof entry === 'string' && entry.length <= 128))
			return Object.fromEntries(entries) as Record<string, string>;
	} catch {
		// Told below: what cannot be read is as wrong as what has the wrong shape.
	}
	throw gatewayError(400, 'Invalid metadata passed: it must be a JSON object of strings of at most 128 characters');
}

const hookResult = (verdict: boolean) => ({
	verdict,
	id: 'guardrail-1',
	checks: [{ id: 'default.contains', verdict, error: null, execution_time: 0 }],
});
