import type { Connection } from 'jsforce/lib/connection';
import type { HttpMethods } from 'jsforce/lib/types';
import type { Response } from 'undici';
import type { Clock } from '../../clock';
import { SophiaError } from '../../errors';
import type { AttemptContext, CallPurpose, Traffic } from '../../traffic';
import { openSession, tokenSession, type Session } from './auth';
import {
	apiVersionOf,
	credentialHash,
	isTokenCredentials,
	settingError,
	type SalesforceCredentials,
} from './credentials';
import { faultOf, isExpiredSession, readFault, salesforceError, unreadableAnswer, withDoubt } from './errors';
import { sharedSession } from './sessions';
import { exchange, headOf, type AnswerHead } from '../shared/exchange';
import { jsforceTransport } from './wire';

export interface ApiRequest {
	/** Default GET. */
	method?: HttpMethods;
	/** Below `/services/data/vNN.0`, or from `/services/` on. Already encoded. */
	path: string;
	/** Sent as JSON. */
	body?: unknown;
	/** Sent as it is, by `raw` only. */
	text?: { type: string; content: string };
	headers?: Record<string, string>;
	/** Default 'read'. */
	purpose?: CallPurpose;
	signal?: AbortSignal;
	/** False for what must not be sent again when its answer was lost. Default true. */
	repeatable?: boolean;
	/** Checked right before every attempt; throws when the run's lease is lost. */
	beforeCall?: () => void;
}

/** @returns undefined when Salesforce refused the session; every other failure is thrown */
const settledUnlessExpired = async <T>(call: Promise<T>): Promise<{ value: T } | undefined> =>
	await call.then(
		(value) => ({ value }),
		async (error: unknown) => (isExpiredSession(error) ? undefined : await Promise.reject(error)),
	);

/** jsforce hands over what it cannot read as text, and redirections as if they were data. */
function jsonAnswer<T>(answer: T | string, head: AnswerHead | undefined, clock: Clock): T {
	if (head !== undefined && head.status >= 300) throw salesforceError(head, readFault(head.status, ''), clock);
	if (typeof answer === 'string') throw unreadableAnswer(head?.status);
	return answer;
}

/** What jsforce threw, in the engine's terms; a broken connection stays as it is for the traffic controller. */
function jsforceFailure(error: unknown, head: AnswerHead | undefined, clock: Clock): unknown {
	if (error instanceof SophiaError || head === undefined || head.status < 400 || !('errorCode' in (error as object)))
		return error;
	const { data, errorCode, message } = error as { data?: unknown; errorCode: string; message: string };
	return salesforceError(head, faultOf(data) ?? { code: errorCode, message }, clock);
}

/**
 * Salesforce's REST API for one credential: signed in when first needed, within the limits, with one
 * renewal of an expired session per call. All errors are SophiaErrors.
 */
export class SalesforceClient {
	readonly apiVersion: string;
	private readonly key: string;
	private readonly connections = new WeakMap<Session, Connection>();
	/** What Salesforce said last of the calls of the last 24 hours. */
	usage?: { used: number; max: number };

	constructor(
		private readonly credentials: SalesforceCredentials,
		readonly traffic: Traffic,
	) {
		this.apiVersion = apiVersionOf(credentials);
		this.key = credentialHash(credentials);
	}

	/** The session in use; signs in when there is none. */
	async session(signal?: AbortSignal): Promise<Session> {
		return await sharedSession(this.key, undefined, async (own) => await this.open(undefined, own), signal);
	}

	/** One call that answers JSON (`undefined` for 204). Built and read by jsforce. */
	async json<T>(request: ApiRequest): Promise<T> {
		return await this.call(request, async (session, { signal }) => {
			let head: AnswerHead | undefined;
			const transport = await jsforceTransport(signal, (answer) => (head = answer));
			const connection = await this.connection(session);
			const { method = 'GET', path, body, headers } = request;
			try {
				const answer = await connection.request<T | string>(
					{
						method,
						url: path,
						headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
						body: body === undefined ? undefined : JSON.stringify(body),
					},
					{ transport },
				);
				return jsonAnswer(answer, head, this.traffic.clock);
			} catch (error) {
				throw jsforceFailure(error, head, this.traffic.clock);
			} finally {
				if (head !== undefined) this.observe(session, head);
			}
		});
	}

	/** One call whose answer is read by the caller as it comes in: for streams, and where headers count. */
	async raw<T>(request: ApiRequest, read: (response: Response, signal: AbortSignal) => Promise<T>): Promise<T> {
		return await this.call(request, async (session, { signal }) => {
			const { method = 'GET', path, headers, text } = request;
			const response = await exchange(
				{
					method,
					url: this.url(session, path),
					headers: {
						authorization: `Bearer ${session.accessToken}`,
						...(text === undefined ? {} : { 'content-type': text.type }),
						...headers,
					},
					body: text?.content,
				},
				signal,
			);
			const head = headOf(response);
			this.observe(session, head);
			if (head.status >= 300) {
				throw salesforceError(head, readFault(head.status, await response.text()), this.traffic.clock);
			}
			return await read(response, signal);
		});
	}

	private async call<T>(
		request: ApiRequest,
		attempt: (session: Session, context: AttemptContext) => Promise<T>,
	): Promise<T> {
		const session = await this.session(request.signal);
		const first = await settledUnlessExpired(this.within(session, request, attempt));
		if (first !== undefined) return first.value;
		const renewed = await sharedSession(
			this.key,
			session,
			async (own) => await this.open(session, own),
			request.signal,
		);
		const second = await settledUnlessExpired(this.within(renewed, request, attempt));
		if (second !== undefined) return second.value;
		throw settingError(
			'Salesforce refuses even a new session.',
			'Give the app the scope "Manage user data via APIs (api)", and check the user\'s login hours and the IP restrictions of its profile and of the app.',
			{ code: 'INVALID_SESSION_ID', status: 401 },
		);
	}

	private async within<T>(
		session: Session,
		{ purpose = 'read', signal, repeatable = true, beforeCall }: ApiRequest,
		attempt: (session: Session, context: AttemptContext) => Promise<T>,
	): Promise<T> {
		return await this.traffic.call(
			{
				system: 'salesforce',
				account: session.account,
				limits: [],
				purpose,
				signal,
				repeatable,
				beforeAttempt: beforeCall,
			},
			async (context) =>
				await attempt(session, context).catch(
					async (error: unknown) => await Promise.reject(repeatable ? error : withDoubt(error)),
				),
		);
	}

	/** Opens the first session or, after `stale`, the next. Signing in is not counted by Salesforce's day. */
	private async open(stale: Session | undefined, signal: AbortSignal): Promise<Session> {
		const { credentials } = this;
		return await this.traffic.call(
			{ system: 'salesforce', account: `sign-in:${this.key}`, limits: [], purpose: 'auth', signal },
			async (context) => {
				if (stale === undefined || !isTokenCredentials(credentials)) {
					return await openSession(credentials, { signal: context.signal, now: this.traffic.clock.now() });
				}
				if (credentials.renew === undefined) {
					throw settingError('The Salesforce session has ended.', 'Connect the Salesforce account again.', {
						code: 'INVALID_SESSION_ID',
					});
				}
				return tokenSession(credentials.instanceUrl, await credentials.renew(context.signal, stale.accessToken));
			},
		);
	}

	/** jsforce for one session. It gets no way to renew it, because it would try without end. */
	private async connection(session: Session): Promise<Connection> {
		const known = this.connections.get(session);
		if (known !== undefined) return known;
		const { Connection: JsforceConnection } = await import('jsforce/lib/connection.js');
		const connection = new JsforceConnection({
			instanceUrl: session.instanceUrl,
			accessToken: session.accessToken,
			version: this.apiVersion,
			logLevel: 'NONE',
		});
		this.connections.set(session, connection);
		return connection;
	}

	private url(session: Session, path: string): string {
		return `${session.instanceUrl}${path.startsWith('/services/') ? '' : `/services/data/v${this.apiVersion}`}${path}`;
	}

	private observe(session: Session, { headers }: AnswerHead): void {
		const counts = /api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '');
		if (counts === null) return;
		this.usage = { used: Number(counts[1]), max: Number(counts[2]) };
		this.traffic.observeDay('salesforce', session.account, this.usage);
	}
}
