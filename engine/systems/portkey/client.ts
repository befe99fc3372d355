import { createHash } from 'node:crypto';
import type { CallPurpose, Traffic } from '../../traffic';
import { readAnswer, type Answer } from '../shared/answer';
import { exchange, headOf } from '../shared/exchange';
import { asObject, asObjects, asText } from '../shared/json';
import { completionOf, type Completion, type TokenUsage } from './completion';
import { routeOf, type PortkeyCredentials, type PortkeyRoute } from './credentials';
import { failureOf, isFiltered, unreadable, unsupportedParameter } from './errors';

export interface CompletionRequest {
	/** What the model is to do. */
	instructions: string;
	/** What it works on: data, handed over apart from the instructions. */
	content: string;
	/** JSON schema in OpenAI's strict form: closed objects, every property required. */
	schema: { name: string; schema: Record<string, unknown> };
	/** Most tokens of the answer. */
	maxTokens: number;
	/** For Portkey's logs; no values of records. */
	metadata?: Record<string, string>;
	signal?: AbortSignal;
}

export interface PortkeyOptions {
	/** Requests a minute, at most. Default 300. */
	requestsPerMinute?: number;
}

/** One request; without a body it is a GET. */
interface Sending extends Pick<CompletionRequest, 'metadata' | 'signal'> {
	purpose: CallPurpose;
	body?: unknown;
	onCall?: () => void;
}

const NOTHING: TokenUsage = { promptTokens: 0, completionTokens: 0 };
const GUARDRAIL_DENIED = 446;
const DISPENSABLE = new Set(['max_tokens', 'temperature']);

/** Portkey's gateway, in front of whichever model the credential names. Every call goes through the traffic controller. */
export class PortkeyGateway {
	/** A hash of the settings: names the account's limits without giving the key away. */
	readonly account: string;
	private readonly route: PortkeyRoute;
	/** Parameters that the model does not take. */
	private readonly refused = new Set<string>();

	/** @throws SophiaError `credentials` that names the setting to mend */
	constructor(
		credentials: PortkeyCredentials,
		private readonly traffic: Traffic,
		options: PortkeyOptions = {},
	) {
		this.route = routeOf(credentials);
		this.account = createHash('sha256').update(JSON.stringify(this.route)).digest('hex').slice(0, 16);
		traffic.define('portkey', this.account, [
			{ name: 'minute', calls: options.requestsPerMinute ?? 300, windowMs: 60_000 },
		]);
	}

	/**
	 * One structured completion, temperature 0.
	 * @param onCall called before every attempt, also one that fails: it may be charged for
	 * @throws SophiaError `limit` (budget used up), `credentials`, `configuration` (no such model, a schema it cannot take), `transient`
	 */
	async complete(request: CompletionRequest, onCall?: () => void): Promise<Completion> {
		let answer: Answer;
		let sent: Record<string, number>;
		do {
			sent = this.sampling(request.maxTokens);
			const body = {
				...(this.route.model === undefined ? {} : { model: this.route.model }),
				messages: [
					{ role: 'system', content: request.instructions },
					{ role: 'user', content: request.content },
				],
				response_format: {
					type: 'json_schema',
					json_schema: { name: request.schema.name, strict: true, schema: request.schema.schema },
				},
				...sent,
			};
			answer = await this.send('/chat/completions', { ...request, purpose: 'lookup', body, onCall });
		} while (this.learnsFrom(answer, sent));
		if (answer.status === GUARDRAIL_DENIED) return { kind: 'guardrail', usage: NOTHING };
		if (isFiltered(answer)) return { kind: 'filtered', usage: NOTHING };
		return completionOf(answer);
	}

	/**
	 * The models that the key sees, by id; nothing is asked of them.
	 * @throws SophiaError `credentials` (403: the key may not list models), `transient`
	 */
	async models(signal?: AbortSignal): Promise<string[]> {
		const { body } = await this.send('/models', { purpose: 'meta', signal });
		return asObjects(asObject(body).data).flatMap(({ id }) => asText(id) ?? []);
	}

	/** Reasoning models take no temperature, and count their answers under another name. */
	private sampling(maxTokens: number): Record<string, number> {
		return {
			...(this.refused.has('temperature') ? {} : { temperature: 0 }),
			[this.refused.has('max_tokens') ? 'max_completion_tokens' : 'max_tokens']: maxTokens,
		};
	}

	/** True when the model does not take something that was sent and can be left out from now on. */
	private learnsFrom(answer: Answer, sent: Record<string, number>): boolean {
		const parameter = unsupportedParameter(answer);
		if (parameter === undefined) return false;
		if (!DISPENSABLE.has(parameter) || !Object.hasOwn(sent, parameter)) throw failureOf(answer, this.traffic.clock);
		this.refused.add(parameter);
		return true;
	}

	private async send(path: string, { purpose, body, metadata, signal, onCall }: Sending): Promise<Answer> {
		return await this.traffic.call(
			{ system: 'portkey', account: this.account, limits: ['minute'], purpose, signal, beforeAttempt: onCall },
			async ({ signal: own }) => {
				const response = await exchange(
					{
						method: body === undefined ? 'GET' : 'POST',
						url: `${this.route.baseUrl}${path}`,
						headers: {
							...this.route.headers,
							...(body === undefined ? {} : { 'content-type': 'application/json' }),
							accept: 'application/json',
							...(metadata === undefined ? {} : { 'x-portkey-metadata': JSON.stringify(metadata) }),
						},
						body: body === undefined ? undefined : JSON.stringify(body),
					},
					own,
				);
				const head = headOf(response);
				const answer = readAnswer(head.status, head.headers, await response.text());
				const settled =
					(head.status >= 200 && head.status < 300) ||
					head.status === GUARDRAIL_DENIED ||
					isFiltered(answer) ||
					unsupportedParameter(answer) !== undefined;
				if (!settled) throw failureOf(answer, this.traffic.clock);
				if (answer.body === undefined) throw unreadable(answer);
				return answer;
			},
		);
	}
}
