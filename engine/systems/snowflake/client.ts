import { createHash, randomUUID } from 'node:crypto';
import type { CallPurpose, Traffic } from '../../traffic';
import { readAnswer, type Answer } from '../shared/answer';
import { exchange, headOf } from '../shared/exchange';
import { asObject, asObjects, asText } from '../shared/json';
import {
	accountOf,
	authorizer,
	contextOf,
	type Authorize,
	type SessionContext,
	type SnowflakeCredentials,
} from './credentials';
import { failureOf, unreadable } from './errors';

export interface StatementRequest {
	/** SQL with a question mark for every value. */
	statement: string;
	/** The values, in their order: bound, never part of the text. */
	binds: string[];
	/** Snowflake cancels the statement after so many seconds. Default 600. */
	timeoutSeconds?: number;
	signal?: AbortSignal;
}

export interface StatementResult {
	/** Names of the columns, as Snowflake spells them. */
	columns: string[];
	/** Cells as text; null for NULL. */
	rows: Array<Array<string | null>>;
}

export interface SnowflakeOptions {
	/** Calls in 10 seconds, at most. Default 50. */
	callsPer10Seconds?: number;
}

interface Call {
	method: 'GET' | 'POST';
	path: string;
	body?: string;
	purpose: CallPurpose;
	signal?: AbortSignal;
}

const WINDOW = { name: 'burst', calls: 50, windowMs: 10_000 };
const FIRST_POLL_MS = 1000;
const LONGEST_POLL_MS = 10_000;
const RUNNING = 202;

/** Snowflake's SQL API, one account and user. Every call goes through the traffic controller. */
export class SnowflakeSql {
	/** A hash of the settings: names the account's limits without giving them away. */
	readonly account: string;
	private readonly origin: string;
	private readonly context: SessionContext;
	private readonly authorize: Authorize;

	/** @throws SophiaError `credentials` that names the setting to mend */
	constructor(
		credentials: SnowflakeCredentials,
		private readonly traffic: Traffic,
		options: SnowflakeOptions = {},
	) {
		this.origin = accountOf(credentials).origin;
		this.context = contextOf(credentials);
		this.authorize = authorizer(credentials);
		const { token, username } = credentials;
		this.account = createHash('sha256')
			.update(JSON.stringify([this.origin, token, username, this.context]))
			.digest('hex')
			.slice(0, 16);
		traffic.define('snowflake', this.account, [{ ...WINDOW, calls: options.callsPer10Seconds ?? WINDOW.calls }]);
	}

	/**
	 * Runs one statement and reads all of its result. A repeated submission carries the same request id, so that
	 * Snowflake runs the statement once; a cancelled one is cancelled there too.
	 * @param onCall called before every attempt to submit
	 * @throws SophiaError `credentials`, `configuration` (no such warehouse or model), `transient`, `cancelled`
	 */
	async run(request: StatementRequest, onCall?: () => void): Promise<StatementResult> {
		const first = await this.submit(request, onCall);
		const done = first.status === RUNNING ? await this.wait(handleOf(first), request.signal) : first;
		return await this.result(done, request.signal);
	}

	private async submit(
		{ statement, binds, timeoutSeconds = 600, signal }: StatementRequest,
		onCall?: () => void,
	): Promise<Answer> {
		const requestId = randomUUID();
		const body = JSON.stringify({
			statement,
			timeout: timeoutSeconds,
			...this.context,
			bindings: Object.fromEntries(binds.map((value, index) => [String(index + 1), { type: 'TEXT', value }])),
			parameters: { query_tag: 'n8n-nodes-sophia' },
		});
		let attempts = 0;
		return await this.traffic.call(
			this.traffics('lookup', signal, onCall),
			async ({ signal: own }) =>
				await this.send(
					{
						method: 'POST',
						path: `/api/v2/statements?requestId=${requestId}${attempts++ === 0 ? '' : '&retry=true'}`,
						body,
					},
					own,
				),
		);
	}

	/** Asks until the statement is done. */
	private async wait(handle: string, signal?: AbortSignal): Promise<Answer> {
		const path = `/api/v2/statements/${handle}`;
		const cancel = () =>
			void this.call({ method: 'POST', path: `${path}/cancel`, body: '{}', purpose: 'meta' }).catch(() => undefined);
		signal?.addEventListener('abort', cancel, { once: true });
		try {
			for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 2, LONGEST_POLL_MS)) {
				await this.traffic.clock.sleep(pause, signal);
				const answer = await this.call({ method: 'GET', path, purpose: 'lookup', signal });
				if (answer.status !== RUNNING) return answer;
			}
		} finally {
			signal?.removeEventListener('abort', cancel);
		}
	}

	/** The result's first partition is in the answer, the others are fetched one by one. */
	private async result(answer: Answer, signal?: AbortSignal): Promise<StatementResult> {
		const body = asObject(answer.body);
		const meta = asObject(body.resultSetMetaData);
		if (!Array.isArray(body.data)) throw unreadable(answer);
		const rows = rowsOf(body.data);
		const partitions = asObjects(meta.partitionInfo).length;
		for (let partition = 1; partition < partitions; partition++) {
			const path = `/api/v2/statements/${handleOf(answer)}?partition=${partition}`;
			const part = await this.call({ method: 'GET', path, purpose: 'lookup', signal });
			const { data } = asObject(part.body);
			if (!Array.isArray(data)) throw unreadable(part);
			rows.push(...rowsOf(data));
		}
		return { columns: asObjects(meta.rowType).map(({ name }) => asText(name) ?? ''), rows };
	}

	private async call(call: Call): Promise<Answer> {
		return await this.traffic.call(
			this.traffics(call.purpose, call.signal),
			async ({ signal }) => await this.send(call, signal),
		);
	}

	private traffics(purpose: CallPurpose, signal?: AbortSignal, beforeAttempt?: () => void) {
		return { system: 'snowflake', account: this.account, limits: [WINDOW.name], purpose, signal, beforeAttempt };
	}

	private async send(
		{ method, path, body }: Pick<Call, 'method' | 'path' | 'body'>,
		signal: AbortSignal,
	): Promise<Answer> {
		const response = await exchange(
			{
				method,
				url: `${this.origin}${path}`,
				headers: {
					...this.authorize(this.traffic.clock.now()),
					accept: 'application/json',
					'user-agent': 'n8n-nodes-sophia',
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
				},
				body,
			},
			signal,
		);
		const head = headOf(response);
		const answer = readAnswer(head.status, head.headers, await response.text());
		if (head.status !== 200 && head.status !== RUNNING) throw failureOf(answer, this.traffic.clock);
		if (answer.body === undefined) throw unreadable(answer);
		return answer;
	}
}

function handleOf(answer: Answer): string {
	const handle = asText(asObject(answer.body).statementHandle);
	// It becomes part of an address.
	if (handle === undefined || !/^[\w-]{1,100}$/.test(handle)) throw unreadable(answer);
	return handle;
}

const rowsOf = (data: unknown[]): StatementResult['rows'] =>
	data.map((row) => (Array.isArray(row) ? row.map((cell) => (typeof cell === 'string' ? cell : null)) : []));
