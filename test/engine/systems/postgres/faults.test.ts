import type { WriteRecord } from '../../../../engine/systems/types';
import { TcpProxy, type Verdict } from '../../../shared/tcpProxy';
import { failureOf, fates, idsOf, PostgresWorld } from './helpers';

const at = PostgresWorld.forThisFile();
const sql = async (text: string, values?: unknown[]) => await at.world.server.sql(text, values);

const OBJECT = 'people';
/** With the end of its message: transactions begin as READ COMMITTED. */
const COMMIT = 'COMMIT\0';
const records = (count: number): WriteRecord[] =>
	Array.from({ length: count }, (_, index) => ({ id: `r${index}`, properties: { name: `N ${index}` } }));

/** Both sides through a proxy that, once armed, breaks the next few connections on which the text is sent. */
async function through(text: string, verdict: Verdict) {
	let left = 0;
	const { host, port } = at.world.server.credentials;
	const proxy = await TcpProxy.start({ host, port }, (sent) => {
		if (left === 0 || !sent.includes(text)) return 'pass';
		left--;
		return verdict;
	});
	at.world.closers.push(async () => await proxy.stop());
	const sides = at.world.connect({}, {}, { host: '127.0.0.1', port: proxy.port });
	await sides.destination.describe(OBJECT);
	return {
		...sides,
		arm: (times: number) => (left = times),
		get left() {
			return left;
		},
	};
}

const names = async () => await sql('SELECT count(*)::int, count(DISTINCT name)::int AS names FROM people');

beforeEach(async () => {
	await sql('CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sophia_id text UNIQUE, name text)');
});

describe('an insert', () => {
	it.each(['lose', 'cut'] as const)(
		'whose statement is hit (%s) has not happened, and is made again',
		async (verdict) => {
			const world = await through('INSERT INTO', verdict);
			world.arm(2);
			const outcomes = await world.destination.insert?.({ object: OBJECT, records: records(3) });
			expect(fates(outcomes ?? [])).toEqual({ r0: 'created', r1: 'created', r2: 'created' });
			expect([world.left, await names()]).toEqual([0, [{ count: 3, names: 3 }]]);
		},
	);

	it.each([
		['lose', 3],
		['cut', 0],
	] as const)('whose commit is hit (%s) may have happened: it is not repeated, and says so', async (verdict, count) => {
		const world = await through(COMMIT, verdict);
		world.arm(1);
		const failure = await failureOf(
			world.destination.insert?.({ object: OBJECT, records: records(3) }) ?? Promise.resolve(),
		);
		expect(failure).toMatchObject({ kind: 'transient', mayHaveHappened: true });
		expect(await names()).toEqual([{ count, names: count }]);
	});

	it('of several batches says of a failure that earlier ones may have happened', async () => {
		await sql(`CREATE FUNCTION breakdown() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF NEW.name = 'N 250' THEN RAISE EXCEPTION USING ERRCODE = '53100'; END IF; RETURN NEW; END $$`);
		await sql('CREATE TRIGGER breakdown BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION breakdown()');
		const { destination } = at.world.connect({}, { retries: 1 });
		const failure = await failureOf(
			destination.insert?.({ object: OBJECT, records: records(300) }) ?? Promise.resolve(),
		);
		expect(failure).toMatchObject({ kind: 'transient', code: '53100', mayHaveHappened: true });
	});
});

describe('an upsert', () => {
	it.each(['lose', 'cut'] as const)('whose commit is hit (%s) is repeated and doubles nothing', async (verdict) => {
		const world = await through(COMMIT, verdict);
		world.arm(3);
		const outcomes = await world.destination.upsert({ object: OBJECT, idProperty: 'sophia_id', records: records(250) });
		expect(outcomes).toHaveLength(250);
		expect(outcomes.every(({ status }) => status === 'created' || status === 'updated')).toBe(true);
		expect(await names()).toEqual([{ count: 250, names: 250 }]);
	});

	it('while connections are killed again and again ends as one that was left alone', async () => {
		const { destination } = at.world.connect({}, { retries: 10 });
		let writing = true;
		const killing = (async () => {
			let killed = 0;
			while (writing && killed < 10) killed += await at.world.server.killConnections();
		})();
		const outcomes = await destination.upsert({ object: OBJECT, idProperty: 'sophia_id', records: records(1_000) });
		writing = false;
		await killing;
		expect(outcomes).toHaveLength(1_000);
		expect(await names()).toEqual([{ count: 1_000, names: 1_000 }]);
	});
});

describe('a connection', () => {
	it('that is killed while nobody uses it harms nothing', async () => {
		const { destination, source } = at.world.connect();
		await destination.ping();
		await at.world.server.killConnections();
		await destination.insert?.({ object: OBJECT, records: records(1) });
		await at.world.server.killConnections();
		expect(await idsOf(source)).toHaveLength(1);
	});

	it('is made again when the server refuses it for a while', async () => {
		await sql('ALTER DATABASE postgres CONNECTION LIMIT 0');
		await sql("CREATE ROLE guest LOGIN PASSWORD 'guest'");
		const failure = await failureOf(
			at.world.connect({}, { retries: 1 }, { user: 'guest', password: 'guest' }).source.now(),
		);
		await sql('ALTER DATABASE postgres CONNECTION LIMIT -1');
		await sql('DROP ROLE guest');
		expect(failure).toMatchObject({ kind: 'transient', code: '53300', mayHaveHappened: false });
	});

	it('that breaks while a page is read is made anew behind the last row', async () => {
		await sql("INSERT INTO people (name) SELECT 'x' FROM generate_series(1, 5000)");
		const world = await through('FETCH', 'lose');
		world.arm(2);
		const ids = await idsOf(world.source);
		expect([ids.length, new Set(ids).size, world.left]).toEqual([5_000, 5_000, 0]);
	});

	it('counts every exchange in the statistics of the run', async () => {
		const traffic = at.world.traffic();
		const { destination, source } = at.world.connectWith(traffic);
		await destination.upsert({ object: OBJECT, idProperty: 'sophia_id', records: records(250) });
		await idsOf(source);
		await destination.archive({ object: OBJECT, ids: ['1'] });
		expect(traffic.stats().postgres.byPurpose).toEqual({ meta: 1, write: 3, read: 1, archive: 1 });
	});
});

describe('cancelling', () => {
	it('ends a write in the server, and nothing of it remains', async () => {
		await sql(
			'CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1000); RETURN NEW; END $$',
		);
		await sql('CREATE TRIGGER slow BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION slow()');
		const stop = new AbortController();
		const { destination } = at.world.connect();
		const failure = failureOf(
			destination.insert?.({ object: OBJECT, records: records(1), signal: stop.signal }) ?? Promise.resolve(),
		);
		const sleeping = async () => (await sql("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")).length;
		while ((await sleeping()) === 0);
		stop.abort();
		expect((await failure).kind).toBe('cancelled');
		while ((await sleeping()) > 0);
		expect(await names()).toEqual([{ count: 0, names: 0 }]);
	});
});
