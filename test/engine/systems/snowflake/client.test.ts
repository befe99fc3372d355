import { generateKeyPairSync } from 'node:crypto';
import { isSophiaError } from '../../../../engine/errors';
import { SnowflakeSql, type SnowflakeCredentials } from '../../../../engine/systems/snowflake';
import { accountOf } from '../../../../engine/systems/snowflake/credentials';
import { createTraffic } from '../../../../engine/traffic';
import { JumpingClock } from '../../../simulators/shared/clock';
import { SnowflakeSimulator, type SnowflakeSimulatorOptions } from '../../../simulators/snowflake';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const privateKey = pair.privateKey
	.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
	.toString();

describe('SnowflakeSql', () => {
	let snowflake: SnowflakeSimulator;
	let clock: JumpingClock;

	const begin = async (options: SnowflakeSimulatorOptions = {}) => {
		clock = new JumpingClock();
		snowflake = await new SnowflakeSimulator({
			clock,
			users: [{ name: 'SOPHIA', publicKey, accessTokens: ['pat'], oauthTokens: ['oauth'] }],
			...options,
		}).start();
	};

	afterEach(async () => {
		expect(snowflake.bugs).toEqual([]);
		await snowflake.stop();
	});

	const sql = (credentials: Partial<SnowflakeCredentials> = {}, retries = 2) =>
		new SnowflakeSql(
			{
				accountUrl: `${snowflake.url}/?account=sophia-test`,
				authMethod: 'token',
				token: 'pat',
				warehouse: 'COMPUTE_WH',
				...credentials,
			},
			createTraffic({ retries }, clock),
		);

	const keyPair: Partial<SnowflakeCredentials> = {
		authMethod: 'keyPair',
		username: 'sophia',
		privateKey,
		privateKeyPassphrase: 'open sesame',
	};

	const failure = async (promise: Promise<unknown>) => {
		const error: unknown = await promise.then(
			() => undefined,
			(reason: unknown) => reason,
		);
		if (!isSophiaError(error)) throw new Error(`not a failure of the engine: ${String(error)}`);
		return { kind: error.kind, status: error.status, code: error.code };
	};

	const numbers = 'SELECT f.value::STRING AS N FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))) f';

	it('runs a statement with what is bound to it', async () => {
		await begin();
		const hostile = "'); DROP TABLE leads; --";
		expect(await sql().run({ statement: 'SELECT ? AS A, ? AS B', binds: [hostile, ''] })).toEqual({
			columns: ['A', 'B'],
			rows: [[hostile, '']],
		});
		expect(snowflake.executed[0]).toMatchObject({ warehouse: 'COMPUTE_WH', binds: [hostile, ''] });
	});

	it('signs in by key pair, and anew before the token ends', async () => {
		await begin();
		const one = sql(keyPair);
		await one.run({ statement: 'SELECT 1', binds: [] });
		clock.advance(52 * 60_000);
		await one.run({ statement: 'SELECT 1', binds: [] });
		clock.advance(30 * 60_000);
		await one.run({ statement: 'SELECT 1', binds: [] });
		expect(snowflake.executed).toHaveLength(3);
		expect(await sql({ token: 'oauth', tokenType: 'OAUTH' }).run({ statement: 'SELECT 1', binds: [] })).toMatchObject({
			rows: [['1']],
		});
	});

	it('finds the account in its address', () => {
		const account = (accountUrl: string) => accountOf({ accountUrl }).account;
		expect(account('https://myorg-acct_1.snowflakecomputing.com')).toBe('MYORG-ACCT_1');
		expect(account('https://xy12345.us-east-1.aws.snowflakecomputing.com/')).toBe('XY12345');
		expect(account('https://proxy.example.com/?account=myorg-acct')).toBe('MYORG-ACCT');
		expect(account('https://proxy.example.com')).toBeUndefined();
	});

	it.each<[string, Partial<SnowflakeCredentials>, RegExp]>([
		['no token', { token: '' }, /access token/],
		['no address', { accountUrl: 'my account' }, /Account URL/],
		['no user', { ...keyPair, username: '' }, /Username/],
		['a passphrase that is wrong', { ...keyPair, privateKeyPassphrase: 'no' }, /decrypted/],
		['no passphrase', { ...keyPair, privateKeyPassphrase: '' }, /encrypted/],
		['no key', { ...keyPair, privateKey: 'x' }, /cannot be read/],
		[
			'a proxy that does not name the account',
			{ ...keyPair, accountUrl: 'https://proxy.example.com' },
			/name a Snowflake account/,
		],
	])('says which setting is wrong: %s', async (_, credentials, words) => {
		await begin();
		expect(() => sql(credentials)).toThrow(expect.objectContaining({ kind: 'credentials' }));
		expect(() => sql(credentials)).toThrow(words);
	});

	it('waits for statements that take their time', async () => {
		await begin({ executionMs: 200_000 });
		expect((await sql().run({ statement: 'SELECT 1', binds: [] })).rows).toEqual([['1']]);
		expect(snowflake.executed).toHaveLength(1);
	});

	it('has Snowflake run a statement once, although its answer was lost', async () => {
		await begin();
		snowflake.faults.add({ kind: 'lost' });
		snowflake.faults.add({ kind: 'reset' });
		let calls = 0;
		expect((await sql().run({ statement: 'SELECT 1', binds: [] }, () => calls++)).rows).toEqual([['1']]);
		expect(snowflake.executed).toHaveLength(1);
		expect(calls).toBe(3);
	});

	it('reads every partition of a result', async () => {
		await begin({ partitionRows: 3 });
		const list = Array.from({ length: 10 }, (_, index) => String(index));
		const { rows } = await sql().run({ statement: numbers, binds: [JSON.stringify(list)] });
		expect(rows.map(([n]) => n)).toEqual(list);
	});

	it('cancels a statement over there when the run is cancelled', async () => {
		await begin({ executionMs: 10 * 60_000 });
		const stop = new AbortController();
		const running = sql().run({ statement: 'SELECT 1', binds: [], signal: stop.signal });
		const polled = (async () => {
			while (!snowflake.requests.some(({ method }) => method === 'GET'))
				await new Promise((next) => setImmediate(next));
			stop.abort();
		})();
		await polled;
		await expect(running).rejects.toThrow();
		while (!snowflake.requests.some(({ url }) => url.endsWith('/cancel')))
			await new Promise((next) => setImmediate(next));
	});

	it('names each failure by what is to be done about it', async () => {
		await begin();
		const run = async (credentials: Partial<SnowflakeCredentials>, statement = 'SELECT 1') =>
			await failure(sql(credentials).run({ statement, binds: [] }));
		expect(await run({ token: 'wrong' })).toMatchObject({ kind: 'credentials', status: 401 });
		expect(await run({ role: 'NOBODY' })).toMatchObject({ kind: 'credentials' });
		expect(await run({ warehouse: '' })).toMatchObject({ kind: 'configuration', code: '000606' });
		expect(await run({ database: 'sales' })).toMatchObject({ kind: 'configuration', code: '002043' });
		expect(await run({}, "SELECT AI_COMPLETE(model => 'none', prompt => 'x')")).toMatchObject({
			kind: 'configuration',
		});
		expect(await run({}, 'SELEKT')).toMatchObject({ kind: 'configuration', code: '001003' });
		snowflake.faults.add({ kind: 'status', status: 503, times: 3 });
		expect(await run({})).toMatchObject({ kind: 'transient', status: 503 });
		snowflake.faults.add({ kind: 'status', status: 200, body: '<html></html>', times: 3 });
		expect(await run({})).toMatchObject({ kind: 'transient' });
	});
});
