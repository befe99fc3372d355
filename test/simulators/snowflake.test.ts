import { createHash, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { JumpingClock } from './shared/clock';
import { SnowflakeSimulator, type SnowflakeSimulatorOptions } from './snowflake';

interface Body {
	code: string;
	message: string;
	sqlState?: string;
	statementHandle?: string;
	resultSetMetaData?: { numRows: number; rowType: Array<{ name: string; type: string }>; partitionInfo: unknown[] };
	data?: Array<Array<string | null>>;
}

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe('the Snowflake simulator', () => {
	let snowflake: SnowflakeSimulator;
	let clock: JumpingClock;

	const begin = async (options: SnowflakeSimulatorOptions = {}) => {
		clock = new JumpingClock();
		snowflake = await new SnowflakeSimulator({ clock, ...options }).start();
	};

	afterEach(async () => {
		expect(snowflake.bugs).toEqual([]);
		await snowflake.stop();
	});

	const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
		const answer = await fetch(`${snowflake.url}/api/v2/statements${path}`, {
			method,
			headers: {
				authorization: 'Bearer simulator-pat',
				'x-snowflake-authorization-token-type': 'PROGRAMMATIC_ACCESS_TOKEN',
				'user-agent': 'test/1.0',
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
				...headers,
			},
			...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		});
		return { ...((await answer.json()) as Body), status: answer.status };
	};

	const statement = (sql: string, binds: string[] = [], more: object = {}) => ({
		statement: sql,
		warehouse: 'COMPUTE_WH',
		bindings: Object.fromEntries(binds.map((value, index) => [String(index + 1), { type: 'TEXT', value }])),
		...more,
	});

	const run = async (sql: string, binds: string[] = [], more: object = {}) =>
		await call('POST', '', statement(sql, binds, more));

	const COMPLETE = `SELECT f.value:id::STRING AS ID, AI_COMPLETE(model => 'llama3.1-70b', prompt => 'Tell of ' || f.value:name::STRING,
		model_parameters => {'temperature': 0}, response_format => {'type': 'json', 'schema': {'type': 'object',
		'properties': {'industry': {'type': 'string'}}, 'required': ['industry']}}, show_details => TRUE) AS ANSWER
		FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))) f`;

	it('runs AI_COMPLETE over many rows of one statement', async () => {
		await begin({ model: ({ prompt }) => ({ value: { industry: prompt.replace('Tell of ', 'about ') } }) });
		const answer = await run(COMPLETE, [
			JSON.stringify([
				{ id: 1, name: "O'Neil" },
				{ id: 'b', name: 'Ä\n' },
			]),
		]);
		expect(answer.status).toBe(200);
		expect(answer.resultSetMetaData?.rowType.map(({ name }) => name)).toEqual(['ID', 'ANSWER']);
		expect(answer.data?.map(([id]) => id)).toEqual(['1', 'b']);
		expect(JSON.parse(answer.data?.[0][1] ?? '')).toMatchObject({
			structured_output: [{ raw_message: { industry: "about O'Neil" }, type: 'json' }],
			usage: { total_tokens: expect.any(Number) as number },
		});
		expect(snowflake.completions.map(({ model }) => model)).toEqual(['llama3.1-70b', 'llama3.1-70b']);
	});

	it('treats what is bound as data, and escapes in literals as Snowflake does', async () => {
		await begin();
		const hostile = "'); DROP TABLE x; --";
		expect((await run('SELECT ?, ? AS B', [hostile, '2'])).data).toEqual([[hostile, '2']]);
		expect((await run(String.raw`SELECT 'a''b\'c\\d\n', $$it's$$`)).data).toEqual([["a'b'c\\d\n", "it's"]]);
		expect((await run(`SELECT column1, column2 FROM VALUES (?, 1), ('x', 2)`, ['y'])).data).toEqual([
			['y', '1'],
			['x', '2'],
		]);
		expect((await run(`SELECT ${hostile}`)).status).toBe(422);
	});

	it.each([
		['SELEKT 1', '001003'],
		['SELECT 1 FROM accounts', '001003'],
		['SELECT 1; SELECT 2', '001003'],
		['SELECT nothing', '000904'],
		["SELECT g.value FROM TABLE(FLATTEN(INPUT => PARSE_JSON('[1]'))) f", '000904'],
		["SELECT FETCH_URL('x')", '002140'],
		["SELECT PARSE_JSON('{')", '100069'],
		["SELECT f.value FROM TABLE(FLATTEN(INPUT => '[1]')) f", '001044'],
		['SELECT ?', '002049'],
		["SELECT AI_COMPLETE(model => 'gpt-none', prompt => 'x')", '100351'],
		["SELECT AI_COMPLETE(model => 'llama3.1-70b')", '001015'],
		["SELECT AI_COMPLETE(model => 'llama3.1-70b', prompt => 'x', schema => {})", '001028'],
		["SELECT AI_COMPLETE(model => 'llama3.1-70b', prompt => 'x', response_format => {'type': 'json'})", '100351'],
		["SELECT AI_COMPLETE(model => 'llama3.1-70b', prompt => 'x', model_parameters => {'heat': 1})", '100351'],
	])('refuses %s', async (sql, code) => {
		await begin();
		expect(await run(sql)).toMatchObject({ status: 422, code });
		expect(snowflake.completions).toEqual([]);
	});

	it('knows its callers by token and by key pair', async () => {
		await begin({
			users: [{ name: 'SOPHIA', publicKey: pem, accessTokens: ['simulator-pat'], oauthTokens: ['oauth'] }],
		});
		const as = async (token: string, type?: string) =>
			await call('POST', '', statement('SELECT 1'), {
				authorization: `Bearer ${token}`,
				...(type === undefined ? {} : { 'x-snowflake-authorization-token-type': type }),
			});
		expect((await as('wrong')).status).toBe(401);
		expect((await as('oauth', 'OAUTH')).status).toBe(200);
		expect((await as('oauth')).status).toBe(401);
		const fingerprint = createHash('sha256')
			.update(createPublicKey(pem).export({ type: 'spki', format: 'der' }))
			.digest('base64');
		const now = Math.floor(clock.now() / 1000);
		const jwt = (claims: object) => {
			const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
			const subject = 'SOPHIA-TEST.SOPHIA';
			const body = { iss: `${subject}.SHA256:${fingerprint}`, sub: subject, iat: now, exp: now + 3000, ...claims };
			const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(body)}`;
			return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
		};
		expect((await as(jwt({}), 'KEYPAIR_JWT')).status).toBe(200);
		expect((await as(jwt({ sub: 'sophia-test.sophia' }), 'KEYPAIR_JWT')).status).toBe(401);
		expect((await as(jwt({ iss: 'SOPHIA-TEST.SOPHIA.SHA256:x' }), 'KEYPAIR_JWT')).status).toBe(401);
		expect((await as(jwt({ exp: now - 1 }), 'KEYPAIR_JWT')).status).toBe(401);
		expect((await as(`${jwt({})}x`, 'KEYPAIR_JWT')).status).toBe(401);
		expect((await call('POST', '', statement('SELECT 1'), { 'user-agent': '' })).status).toBe(400);
	});

	it('wants its context in the right case, and a warehouse', async () => {
		await begin();
		expect((await run('SELECT 1', [], { database: 'SALES', schema: 'PUBLIC', role: 'SOPHIA_ROLE' })).status).toBe(200);
		expect(await run('SELECT 1', [], { database: 'sales' })).toMatchObject({ status: 422, code: '002043' });
		expect(await run('SELECT 1', [], { role: 'nobody' })).toMatchObject({ status: 401 });
		expect(await run('SELECT 1', [], { warehouse: undefined })).toMatchObject({ status: 422, code: '000606' });
		expect((await run('SELECT 1', [], { query: 'x' })).status).toBe(400);
		expect(
			(await call('POST', '', { ...statement('SELECT ?'), bindings: { '1': { type: 'TEXT', value: 1 } } })).status,
		).toBe(400);
	});

	it('goes on asynchronously after 45 seconds, and can be cancelled', async () => {
		await begin({ executionMs: 100_000 });
		const started = await run('SELECT 1');
		expect(started).toMatchObject({ status: 202, code: '333334' });
		expect((await call('GET', `/${started.statementHandle}`)).status).toBe(202);
		clock.advance(60_000);
		expect(await call('GET', `/${started.statementHandle}`)).toMatchObject({ status: 200, data: [['1']] });
		const other = await call('POST', '?async=true', statement('SELECT 2'));
		expect(other.status).toBe(202);
		await call('POST', `/${other.statementHandle}/cancel`);
		expect(await call('GET', `/${other.statementHandle}`)).toMatchObject({ status: 422, code: '000604' });
		expect(await run('SELECT 3', [], { timeout: 10 })).toMatchObject({ status: 408 });
	});

	it('carries a repeated request out once', async () => {
		await begin();
		const path = `?requestId=${randomUUID()}`;
		const first = await call('POST', path, statement('SELECT 1'));
		const again = await call('POST', `${path}&retry=true`, statement('SELECT 1'));
		expect(again.statementHandle).toBe(first.statementHandle);
		expect(snowflake.executed).toHaveLength(1);
		expect((await call('POST', '?requestId=x', statement('SELECT 1'))).status).toBe(400);
	});

	it('hands large results over in partitions', async () => {
		await begin({ partitionRows: 2 });
		const answer = await run('SELECT f.value::INT AS N FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))) f', ['[1,2,3,4,5]']);
		expect(answer.resultSetMetaData).toMatchObject({
			numRows: 5,
			partitionInfo: [{ rowCount: 2 }, { rowCount: 2 }, { rowCount: 1 }],
		});
		expect(answer.data).toEqual([['1'], ['2']]);
		expect((await call('GET', `/${answer.statementHandle}?partition=2`)).data).toEqual([['5']]);
		expect((await call('GET', `/${answer.statementHandle}?partition=3`)).status).toBe(400);
	});

	it('answers 429 when too many statements are under way', async () => {
		await begin({ executionMs: 100_000, maxConcurrent: 1 });
		await call('POST', '?async=true', statement('SELECT 1'));
		expect((await call('POST', '?async=true', statement('SELECT 2'))).status).toBe(429);
		expect(snowflake.throttled).toBe(1);
	});
});
