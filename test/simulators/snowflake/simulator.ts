import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { plainestValue, type Json } from '../shared/schema';
import { SimulatorServer, type SimulatorOptions } from '../shared/server';
import { aiComplete, type Completion, type CortexAnswer } from './aiComplete';
import { authenticate, type SnowflakeUser } from './auth';
import { SnowflakeError, sqlError } from './errors';
import { evaluate, type Evaluation } from './evaluate';
import { parseSelect } from './parse';
import { showWarehouses } from './show';
import { readRequest, type Context, type StatementRequest } from './request';

export interface SnowflakeSimulatorOptions extends SimulatorOptions {
	/** The account's name in JWTs. Default 'SOPHIA-TEST'. */
	account?: string;
	users?: SnowflakeUser[];
	context?: Partial<Context>;
	models?: string[];
	/** How long a statement runs, in milliseconds of the simulator's clock; over 45 s answers 202. Default 0. */
	executionMs?: number;
	/** Rows of one partition of a result. Default 10,000. */
	partitionRows?: number;
	/** Statements under way at once; more answer 429. Default 20. */
	maxConcurrent?: number;
	/** What the model says; by default the plainest value its schema admits. */
	model?: (completion: Completion) => CortexAnswer;
}

interface Statement {
	handle: string;
	doneAt: number;
	cancelled: boolean;
	outcome: { evaluation: Evaluation } | { error: SnowflakeError };
}

const SYNCHRONOUS_MS = 45_000;

/** Snowflake's SQL API on loopback, with a model behind AI_COMPLETE. */
export class SnowflakeSimulator extends SimulatorServer {
	readonly account: string;
	/** Errors of the simulator itself; a test may assert that there were none. */
	readonly bugs: unknown[] = [];
	/** Every statement that was carried out, once however often it was asked for. */
	readonly executed: StatementRequest[] = [];
	/** Every question that reached the model. */
	readonly completions: Completion[] = [];
	tokensUsed = 0;
	throttled = 0;
	executionMs: number;
	model: (completion: Completion) => CortexAnswer;
	private readonly users: SnowflakeUser[];
	private readonly context: Context;
	private readonly models: string[];
	private readonly partitionRows: number;
	private readonly maxConcurrent: number;
	private readonly statements = new Map<string, Statement>();
	private readonly byRequest = new Map<string, string>();

	constructor(options: SnowflakeSimulatorOptions = {}) {
		super(options);
		this.account = options.account ?? 'SOPHIA-TEST';
		this.users = options.users ?? [{ name: 'SOPHIA', accessTokens: ['simulator-pat'] }];
		this.context = {
			databases: { SALES: ['PUBLIC'] },
			warehouses: ['COMPUTE_WH'],
			roles: ['SOPHIA_ROLE'],
			...options.context,
		};
		this.models = options.models ?? ['claude-4-sonnet', 'llama3.1-70b', 'mistral-large2'];
		this.executionMs = options.executionMs ?? 0;
		this.partitionRows = options.partitionRows ?? 10_000;
		this.maxConcurrent = options.maxConcurrent ?? 20;
		this.model =
			options.model ??
			(({ schema }) => (schema === undefined ? { text: 'Hello.' } : { value: plainestValue(schema as Json) }));
	}

	protected override routes(): void {
		const { app } = this;
		app.removeAllContentTypeParsers();
		app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
		app.setErrorHandler(async (error, _request, reply) => await this.fail(error, reply));
		app.setNotFoundHandler(
			async (_request, reply) => await this.fail(new SnowflakeError(404, '390404', 'Not found'), reply),
		);
		app.addHook('preHandler', async (request) => this.gate(request));
		app.post('/api/v2/statements', async (request, reply) => await this.submit(request, reply));
		app.get('/api/v2/statements/:handle', async (request, reply) => {
			const { handle } = request.params as { handle: string };
			const { partition } = request.query as { partition?: string };
			return await this.show(this.statement(handle), reply, partition === undefined ? undefined : Number(partition));
		});
		app.post('/api/v2/statements/:handle/cancel', async (request) => {
			const statement = this.statement((request.params as { handle: string }).handle);
			if (this.running(statement)) statement.cancelled = true;
			return {
				code: '000604',
				sqlState: '57014',
				message: 'SQL execution canceled',
				statementHandle: statement.handle,
			};
		});
	}

	private gate(request: FastifyRequest): void {
		const agent = header(request, 'user-agent');
		if (agent === undefined || agent === '')
			throw new SnowflakeError(400, '391911', 'The User-Agent header is missing.');
		if (!/application\/json|\*\/\*/.test(header(request, 'accept') ?? '*/*'))
			throw new SnowflakeError(406, '391903', 'Accept header must include application/json');
		authenticate(
			{
				authorization: header(request, 'authorization'),
				tokenType: header(request, 'x-snowflake-authorization-token-type'),
			},
			{ account: this.account, users: this.users, nowMs: this.clock.now() },
		);
	}

	private async submit(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
		const query = request.query as { requestId?: string; async?: string; retry?: string };
		if (!/^application\/json\b/.test(header(request, 'content-type') ?? ''))
			throw new SnowflakeError(415, '391904', 'Content-Type must be application/json');
		if (query.requestId !== undefined && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(query.requestId))
			throw new SnowflakeError(400, '391909', 'requestId must be a UUID');
		const known = query.requestId === undefined ? undefined : this.byRequest.get(query.requestId);
		if (known !== undefined && query.retry === 'true')
			return await this.answer(this.statement(known), reply, query.async === 'true');
		const running = [...this.statements.values()].filter((statement) => this.running(statement)).length;
		if (running >= this.maxConcurrent) {
			this.throttled++;
			throw new SnowflakeError(429, '391908', 'Too many requests.');
		}
		const asked = readRequest(typeof request.body === 'string' ? request.body : '', this.context);
		const statement = this.execute(asked);
		if (query.requestId !== undefined) this.byRequest.set(query.requestId, statement.handle);
		return await this.answer(statement, reply, query.async === 'true');
	}

	private execute(asked: StatementRequest): Statement {
		this.executed.push(asked);
		const statement: Statement = {
			handle: randomUUID(),
			doneAt: this.clock.now() + this.executionMs,
			cancelled: false,
			outcome: this.outcomeOf(asked),
		};
		const limit = asked.timeout === undefined || asked.timeout === 0 ? Infinity : asked.timeout * 1000;
		if (this.executionMs > limit) {
			statement.doneAt = this.clock.now() + limit;
			statement.outcome = {
				error: new SnowflakeError(
					408,
					'000630',
					'Statement reached its statement or warehouse timeout and was canceled.',
					{
						sqlState: '57014',
					},
				),
			};
		}
		this.statements.set(statement.handle, statement);
		return statement;
	}

	private outcomeOf(asked: StatementRequest): Statement['outcome'] {
		try {
			const shown = showWarehouses(asked, this.context);
			if (shown !== undefined) return { evaluation: shown };
			const select = parseSelect(asked.statement);
			if (select.binds !== asked.binds.length)
				throw sqlError(
					'002049',
					'42601',
					'SQL compilation error: error line 1 at position 0\nBind variable ? not set.',
				);
			if (asked.warehouse === undefined)
				throw sqlError(
					'000606',
					'57P03',
					"No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.",
				);
			const evaluation = evaluate(select, asked.binds, {
				aiComplete: (given) => {
					const { value, tokens } = aiComplete(given, this.models, (completion) => {
						this.completions.push(completion);
						return this.model(completion);
					});
					this.tokensUsed += tokens;
					return value;
				},
			});
			return { evaluation };
		} catch (error) {
			if (error instanceof SnowflakeError) return { error };
			this.bugs.push(error);
			return { error: new SnowflakeError(500, '390000', 'Internal error') };
		}
	}

	private async answer(statement: Statement, reply: FastifyReply, asynchronous: boolean): Promise<unknown> {
		const left = statement.doneAt - this.clock.now();
		if (!asynchronous && left > 0) await this.clock.sleep(Math.min(left, SYNCHRONOUS_MS));
		return await this.show(statement, reply);
	}

	private running(statement: Statement): boolean {
		return !statement.cancelled && statement.doneAt > this.clock.now();
	}

	private async show(statement: Statement, reply: FastifyReply, partition = 0): Promise<unknown> {
		const { handle, outcome } = statement;
		const url = `/api/v2/statements/${handle}`;
		if (this.running(statement)) {
			return await reply.code(202).send({
				code: '333334',
				message:
					'Asynchronous execution in progress. Use provided query id to perform query monitoring and management.',
				statementHandle: handle,
				statementStatusUrl: url,
			});
		}
		if (statement.cancelled)
			throw new SnowflakeError(422, '000604', 'SQL execution canceled', { sqlState: '57014', statementHandle: handle });
		if ('error' in outcome) throw outcome.error;
		const { columns, rows } = outcome.evaluation;
		const parts = Math.max(1, Math.ceil(rows.length / this.partitionRows));
		if (!Number.isInteger(partition) || partition < 0 || partition >= parts)
			throw new SnowflakeError(400, '391910', 'partition is out of range');
		const data = rows.slice(partition * this.partitionRows, (partition + 1) * this.partitionRows);
		if (partition > 0)
			return await reply
				.header('content-type', 'application/json')
				.header('content-encoding', 'gzip')
				.send(gzipSync(JSON.stringify({ data })));
		return await reply.code(200).send({
			code: '090001',
			sqlState: '00000',
			message: 'Statement executed successfully.',
			statementHandle: handle,
			statementStatusUrl: `${url}?requestId=${randomUUID()}`,
			createdOn: this.clock.now(),
			resultSetMetaData: {
				numRows: rows.length,
				format: 'jsonv2',
				rowType: columns.map(({ name, type }) => ({ name, type, nullable: true })),
				partitionInfo: Array.from({ length: parts }, (_, index) => ({
					rowCount: Math.min(this.partitionRows, rows.length - index * this.partitionRows),
					uncompressedSize: 0,
				})),
			},
			data,
		});
	}

	private statement(handle: string): Statement {
		const found = this.statements.get(handle);
		if (found === undefined) throw new SnowflakeError(404, '390142', `Statement handle ${handle} was not found.`);
		return found;
	}

	private async fail(error: unknown, reply: FastifyReply): Promise<void> {
		if (error instanceof SnowflakeError) {
			await reply
				.code(error.status)
				.headers(error.details.headers ?? {})
				.send(error.toBody());
			return;
		}
		const status = (error as { statusCode?: number }).statusCode ?? 500;
		if (status >= 500) this.bugs.push(error);
		await reply.code(status).send({ code: '390000', message: 'Internal error' });
	}
}

const header = (request: FastifyRequest, name: string): string | undefined => {
	const value = request.headers[name];
	return Array.isArray(value) ? value[0] : value;
};
