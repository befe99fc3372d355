import { createHash } from 'node:crypto';
import type { IntercomClient as Sdk } from 'intercom-client';
import type { CallPurpose, Traffic } from '../../traffic';
import { readAnswer, type Answer } from '../shared/answer';
import { checkedToken } from '../shared/credentials';
import { exchange, headOf } from '../shared/exchange';
import { baseUrlOf, INTERCOM, versionOf, type IntercomCredentials } from './credentials';
import { failureOf, unreadable } from './errors';
import { Lanes } from './lanes';
import { observeLimits, SLICE } from './rateHeaders';

/** How a call is to be made. */
export interface IntercomCall {
	purpose: CallPurpose;
	signal?: AbortSignal;
	/** Called before every attempt (the lease check). */
	beforeCall?: () => void;
	/** False for what would be doubled if it were repeated after a lost answer. Default true. */
	repeatable?: boolean;
}

export interface IntercomLimits {
	/** Calls under way at once: adapts up to this many. Absent: starts with 10 and may grow to 40. */
	concurrency?: number;
	/** Calls in 10 seconds, at most; a lower figure of Intercom's wins. Default 1,667. */
	callsPer10Seconds?: number;
}

/** Enough for some 50 calls a second at Intercom's usual 200 ms. */
const FIRST_LANES = 10;
/** Enough to use up Intercom's 167 calls a second at that latency. */
const MOST_LANES = 40;

type SdkClass = typeof Sdk;

/** One Intercom app, seen through its token. Every call goes through the traffic controller. */
export class IntercomApi {
	/** A hash of the token: names the app's limits without giving the token away. */
	readonly account: string;
	private readonly token: string;
	private readonly baseUrl: string;
	private readonly version: string;
	private readonly lanes: Lanes;
	private loaded: Promise<SdkClass> | undefined;

	/** @throws SophiaError `credentials` when the token, the base URL or the version cannot be one */
	constructor(
		credentials: IntercomCredentials,
		readonly traffic: Traffic,
		limits: IntercomLimits = {},
	) {
		this.token = checkedToken(INTERCOM, credentials.accessToken);
		this.baseUrl = baseUrlOf(credentials);
		this.version = versionOf(credentials);
		this.account = createHash('sha256').update(`${this.baseUrl}\n${this.token}`).digest('hex').slice(0, 16);
		const widest = limits.concurrency ?? MOST_LANES;
		this.lanes = new Lanes(Math.min(FIRST_LANES, widest), widest);
		traffic.define('intercom', this.account, [{ ...SLICE, calls: limits.callsPer10Seconds ?? SLICE.calls }]);
	}

	/**
	 * One call through Intercom's own client, repeated as the traffic controller sees fit.
	 *
	 * @param send makes the request with one of the client's methods
	 * @returns the answer as it came, any 2xx
	 * @throws IntercomRefusal when Intercom understood the request and refuses it
	 * @throws SophiaError see {@link failureOf}
	 */
	async call(call: IntercomCall, send: (sdk: Sdk) => Promise<unknown>): Promise<Answer> {
		const { traffic, account, lanes } = this;
		const sdkClass = await (this.loaded ??= loadSdk());
		return await lanes.run(
			async () =>
				await traffic.call(
					{
						system: 'intercom',
						account,
						limits: [SLICE.name],
						purpose: call.purpose,
						signal: call.signal,
						repeatable: call.repeatable,
						beforeAttempt: call.beforeCall,
					},
					async ({ signal }) => await lanes.watch(async () => await this.attempt(sdkClass, signal, send)),
				),
		);
	}

	private async attempt(
		sdkClass: SdkClass,
		signal: AbortSignal,
		send: (sdk: Sdk) => Promise<unknown>,
	): Promise<Answer> {
		const answer = await this.sendWithSdk(sdkClass, signal, send);
		observeLimits(this.traffic, this.account, answer.headers);
		if (answer.status < 200 || answer.status > 299) throw failureOf(answer, this.traffic.clock);
		if (answer.body === undefined && answer.status !== 204) throw unreadable(answer);
		return answer;
	}

	/**
	 * The answer is taken in the client's `fetch`, which then sees an empty success: the client hides the
	 * headers of errors, throws away what went wrong with the connection, and leaves its timer behind when
	 * `fetch` fails. A client is made per attempt, as its `fetch` cannot be set per request.
	 */
	private async sendWithSdk(
		sdkClass: SdkClass,
		signal: AbortSignal,
		send: (sdk: Sdk) => Promise<unknown>,
	): Promise<Answer> {
		let outcome: { answer: Answer } | { error: unknown } | undefined;
		const sdk = new sdkClass({
			token: this.token,
			baseUrl: this.baseUrl,
			headers: { 'Intercom-Version': this.version },
			maxRetries: 0,
			fetch: async (url, init) => {
				outcome = await this.exchange(String(url), init ?? {}, signal).then(
					(answer) => ({ answer }),
					(error: unknown) => ({ error }),
				);
				return new Response('{}', { headers: { 'content-type': 'application/json' } });
			},
		});
		await send(sdk).catch((error: unknown) => {
			if (outcome === undefined) throw error;
		});
		if (outcome === undefined) throw new Error("Intercom's client returned without an answer");
		if ('error' in outcome) throw outcome.error;
		return outcome.answer;
	}

	private async exchange(url: string, { method, headers, body }: RequestInit, signal: AbortSignal): Promise<Answer> {
		const response = await exchange(
			{
				method: method ?? 'GET',
				url,
				headers: Object.fromEntries(new Headers(headers)),
				body: typeof body === 'string' ? body : undefined,
			},
			signal,
		);
		const head = headOf(response);
		return readAnswer(head.status, head.headers, await response.text());
	}
}

async function loadSdk(): Promise<SdkClass> {
	return (await import('intercom-client')).IntercomClient;
}
