import { createHash } from 'node:crypto';
import type { Agent } from 'node:http';
import type { Client } from '@hubspot/api-client';
import { nodeAgent, type AttemptContext, type CallPurpose, type Traffic } from '../../traffic';
import { abortableAgent } from './abortableAgent';
import { readAnswer, type Answer } from '../shared/answer';
import { checkedBaseUrl, checkedToken } from '../shared/credentials';
import { DEFAULT_BASE_URL, HUBSPOT, type HubspotCredentials } from './credentials';
import { failureOf, unreadable } from './errors';
import { plainRequest } from './plainRequest';
import { BURST, observeLimits, SEARCH } from './rateHeaders';

/** How a call is to be made. */
export interface HubspotCall {
	purpose: CallPurpose;
	/** Counts against the search window too. */
	search?: boolean;
	/** False: not sent again when the answer was lost. Default true. */
	repeatable?: boolean;
	signal?: AbortSignal;
	/** Called before every attempt (the lease check). */
	beforeCall?: () => void;
}

/** The part of the client's request and response classes that is used; each API has classes of its own. */
interface RequestLike {
	setAgent(agent: Agent): void;
}
interface ResponseLike {
	httpStatusCode: number;
	headers: Record<string, string>;
	body: { text(): Promise<string> };
}

/** Handed to every `…WithHttpInfo` method of the client as its last argument. */
export interface CallOptions {
	middleware: Array<{
		pre<C extends RequestLike>(context: C): Promise<C>;
		post<R extends ResponseLike>(response: R): Promise<R>;
	}>;
	middlewareMergeStrategy: 'append';
}

export type Crm = Client['crm'];

/** One HubSpot account, seen through one token. Every call goes through the traffic controller. */
export class HubspotClient {
	/** A hash of the token: names the account's limits without giving the token away. */
	readonly account: string;
	/** The account's time zone once it is known: its midnight ends HubSpot's day. */
	timeZone: string | undefined;
	private token: string;
	private readonly renew: HubspotCredentials['renew'];
	private renewing: Promise<void> | undefined;
	private readonly baseUrl: string;
	private loaded: Promise<Crm> | undefined;
	private agent: Agent | undefined;

	/** @throws SophiaError `credentials` when the token or the base URL cannot be one */
	constructor(
		credentials: HubspotCredentials,
		readonly traffic: Traffic,
		/** How many calls of one operation may be under way at once. */
		readonly concurrency: number,
		callsPer10Seconds = BURST.calls,
	) {
		this.token = checkedToken(HUBSPOT, credentials.accessToken);
		this.baseUrl = checkedBaseUrl(HUBSPOT, credentials.apiBaseUrl, DEFAULT_BASE_URL);
		this.renew = credentials.renew;
		const name = credentials.accountKey ?? this.token;
		this.account = createHash('sha256').update(`${this.baseUrl}\n${name}`).digest('hex').slice(0, 16);
		traffic.define('hubspot', this.account, [{ ...BURST, calls: callsPer10Seconds }, SEARCH]);
	}

	/**
	 * One call through HubSpot's own client, repeated as the traffic controller sees fit.
	 *
	 * @param send makes the request with one of the client's `…WithHttpInfo` methods and the options given
	 * @returns the answer as it came, any 2xx
	 * @throws HubspotRefusal when HubSpot understood the request and refuses it
	 * @throws SophiaError see {@link failureOf}
	 */
	async call(call: HubspotCall, send: (crm: Crm, options: CallOptions) => Promise<unknown>): Promise<Answer> {
		return await this.throughTraffic(
			call,
			async ({ signal }) => await this.sendWithClient(await this.crm(), signal, send),
		);
	}

	/** One call to a path that HubSpot's client lacks. Same errors as {@link call}. */
	async request(call: HubspotCall, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
		const url = new URL(this.baseUrl + path);
		return await this.throughTraffic(
			call,
			async ({ signal }) =>
				await plainRequest({ url, method, token: this.token, body, agent: this.connections(), signal }),
		);
	}

	/**
	 * What HubSpot says of the token itself: its app, portal and scopes. The token goes in the body, never
	 * into the address.
	 */
	async tokenInformation(signal?: AbortSignal): Promise<unknown> {
		const path = '/oauth/v2/private-apps/get/access-token-info';
		const { body } = await this.request({ purpose: 'meta', signal }, 'POST', path, { tokenKey: this.token });
		return body;
	}

	/** Closes the connections that are kept open. The client can be used again. */
	close(): void {
		this.agent?.destroy();
		this.agent = undefined;
	}

	private connections(): Agent {
		const protocol = this.baseUrl.startsWith('https:') ? 'https:' : 'http:';
		this.agent ??= nodeAgent(protocol, this.traffic.settings.timeoutMs);
		return this.agent;
	}

	private async throughTraffic(
		call: HubspotCall,
		attempt: (context: AttemptContext) => Promise<Answer>,
	): Promise<Answer> {
		const search = call.search ?? false;
		const { traffic } = this;
		return await traffic.call(
			{
				system: 'hubspot',
				account: this.account,
				// Whether searches count against the burst window too is not documented: they are counted, so that none is too many.
				limits: search ? [SEARCH.name, BURST.name] : [BURST.name],
				purpose: call.purpose,
				repeatable: call.repeatable,
				signal: call.signal,
				beforeAttempt: call.beforeCall,
			},
			async (context) => {
				const answer = await this.withGoodToken(context, attempt);
				observeLimits(traffic, this.account, answer.headers, this.timeZone);
				if (answer.status < 200 || answer.status > 299) {
					throw failureOf(answer, { clock: traffic.clock, timeZone: this.timeZone, search });
				}
				if (answer.body === undefined && answer.status !== 204) throw unreadable(answer);
				return answer;
			},
		);
	}

	/** A refused token is renewed once per attempt, where that is possible, and the attempt made again. */
	private async withGoodToken(
		context: AttemptContext,
		attempt: (context: AttemptContext) => Promise<Answer>,
	): Promise<Answer> {
		const used = this.token;
		const answer = await attempt(context);
		const { renew } = this;
		if (answer.status !== 401 || renew === undefined) return answer;
		if (this.token === used) {
			this.renewing ??= renew(used, context.signal)
				.then((token) => this.useToken(token))
				.finally(() => (this.renewing = undefined));
			await this.renewing;
		}
		return await attempt(context);
	}

	private useToken(token: string): void {
		this.token = checkedToken(HUBSPOT, token);
		this.loaded = undefined;
	}

	/**
	 * The answer is taken in a middleware, before the client turns it into its own classes: those drop
	 * `errors` from a 200, fail on HTML from a gateway, on success codes other than the listed one, and
	 * their exceptions carry whole bodies in their messages.
	 */
	private async sendWithClient(
		crm: Crm,
		signal: AbortSignal,
		send: (crm: Crm, options: CallOptions) => Promise<unknown>,
	): Promise<Answer> {
		let answer: Answer | undefined;
		const agent = abortableAgent(this.connections(), signal);
		const options: CallOptions = {
			middlewareMergeStrategy: 'append',
			middleware: [
				{
					pre: async (context) => {
						context.setAgent(agent);
						return context;
					},
					post: async (response) => {
						answer = readAnswer(response.httpStatusCode, response.headers, await response.body.text());
						throw new Error('the answer has been taken');
					},
				},
			],
		};
		await send(crm, options).catch((error: unknown) => {
			if (answer === undefined) throw error;
		});
		if (answer === undefined) throw new Error("HubSpot's client returned without an answer");
		return answer;
	}

	private async crm(): Promise<Crm> {
		this.loaded ??= this.load();
		return await this.loaded;
	}

	private async load(): Promise<Crm> {
		const { Client } = await import('@hubspot/api-client');
		// No retries and no limiter: the traffic controller does both, and the client's are set for the whole process.
		const { crm } = new Client({ accessToken: this.token, basePath: this.baseUrl });
		// The APIs are built now, while this client's (empty) decorators are in force: another package's
		// client that is made later would otherwise decorate them with its own retries.
		void [crm.objects, crm.properties, crm.owners, crm.schemas, crm.associations.v4.schema];
		return crm;
	}
}
