import { deletionsOf, failureOf, FAR, idsOf, pagesOf, PostgresWorld, recordsOf } from './helpers';

const at = PostgresWorld.forThisFile();
const { sql } = {
	sql: async (text: string, values?: unknown[]) => await at.world.server.sql(text, values),
};

const range = (count: number, first = 1) => Array.from({ length: count }, (_, index) => String(first + index));

describe('a full read', () => {
	beforeEach(async () => {
		await sql('CREATE TABLE people (id int PRIMARY KEY, name text, changed timestamptz, gone timestamptz)');
	});

	it('gives every row once, a page at a time, in the order of the ids', async () => {
		await sql("INSERT INTO people SELECT n, 'name ' || n FROM generate_series(1, 25) n ORDER BY random()");
		const pages = await pagesOf(at.world.source({ pageSize: 10 }), {});
		expect(pages.map(({ records }) => records.length)).toEqual([10, 10, 5]);
		expect(pages.flatMap(({ records }) => records.map(({ id }) => id))).toEqual(range(25));
		expect(pages[0].records[0]).toEqual({
			id: '1',
			modifiedAt: '1970-01-01T00:00:00.000Z',
			fields: { name: 'name 1' },
		});
	});

	it('of an empty table has no page', async () => {
		expect(await pagesOf(at.world.source(), {})).toEqual([]);
	});

	it('goes on behind the page whose token is handed back, and from the start with a token that is none', async () => {
		await sql("INSERT INTO people SELECT n, 'x' FROM generate_series(1, 25) n");
		const source = at.world.source({ pageSize: 10 });
		const [first] = await pagesOf(source, {});
		expect(await idsOf(source, { resume: first.resume })).toEqual(range(15, 11));
		expect(await idsOf(source, { resume: 'nonsense' })).toEqual(range(25));
	});

	it('includes rows with a stamp in the future, at infinity and without one', async () => {
		await sql(
			"INSERT INTO people VALUES (1, 'a', 'infinity'), (2, 'b', NULL), (3, 'c', '8000-01-01'), (4, 'd', '-infinity')",
		);
		const records = await recordsOf(at.world.source({ modifiedColumn: 'changed' }), { until: new Date() });
		expect(records.map(({ id, modifiedAt }) => [id, modifiedAt])).toEqual([
			['1', '1970-01-01T00:00:00.000Z'],
			['2', '1970-01-01T00:00:00.000Z'],
			['3', '8000-01-01T00:00:00.000Z'],
			['4', '1970-01-01T00:00:00.000Z'],
		]);
	});

	it('leaves out rows that are softly deleted, and those that do not meet the filter', async () => {
		await sql("INSERT INTO people VALUES (1, 'a', now(), NULL), (2, 'b', now(), now()), (3, 'c', now(), NULL)");
		const source = at.world.source({ deletedColumn: 'gone' });
		expect(await idsOf(source)).toEqual(['1', '3']);
		expect(await idsOf(source, { filter: "name = 'c' OR name = 'b'" })).toEqual(['3']);
	});

	it('goes on when the connection is killed between two pages', async () => {
		await sql("INSERT INTO people SELECT n, 'x' FROM generate_series(1, 60) n");
		const seen: string[] = [];
		const source = at.world.source({ pageSize: 10 });
		for await (const { records } of source.changes({ object: 'people', fields: [], until: FAR })) {
			seen.push(...records.map(({ id }) => id));
			await at.world.server.killConnections();
		}
		expect(seen).toEqual(range(60));
	});

	it('misses nothing and doubles nothing while rows are changed, added and taken away', async () => {
		await sql("INSERT INTO people SELECT n, 'x', now() FROM generate_series(1, 60) n");
		const seen: string[] = [];
		const source = at.world.source({ pageSize: 10, modifiedColumn: 'changed' });
		for await (const { records } of source.changes({ object: 'people', fields: ['name'], until: FAR })) {
			seen.push(...records.map(({ id }) => id));
			await sql('UPDATE people SET changed = clock_timestamp(), name = name WHERE id % 2 = 0');
			await at.world.server.killConnections();
		}
		expect(seen).toEqual(range(60));
	});

	it('gives its connection back when the reader stops early', async () => {
		await sql("INSERT INTO people SELECT n, 'x' FROM generate_series(1, 100) n");
		const source = at.world.source({ pageSize: 10 });
		for (let round = 0; round < 8; round++) {
			for await (const page of source.changes({ object: 'people', fields: [], until: FAR })) {
				expect(page.records).toHaveLength(10);
				break;
			}
		}
		expect(await idsOf(source)).toHaveLength(100);
	});

	it('of 100,000 rows holds one page at a time and the next', async () => {
		await sql("INSERT INTO people SELECT n, repeat('x', 500) FROM generate_series(1, 100000) n");
		const source = at.world.source({ pageSize: 1_000 });
		let count = 0;
		let most = 0;
		for await (const { records } of source.changes({ object: 'people', fields: ['name'], until: FAR })) {
			count += records.length;
			most = Math.max(most, records.length);
			// What is open in the server is a cursor: it has handed out no more than was asked for.
			if (count === 50_000) {
				const [{ query }] = await at.world.server.sql<{ query: string }>(
					"SELECT query FROM pg_stat_activity WHERE query LIKE 'FETCH 1000 FROM%' LIMIT 1",
				);
				expect(query).toContain('sophia_changes');
			}
		}
		expect([count, most]).toEqual([100_000, 1_000]);
	});
});

describe('an increment', () => {
	const stamp = (ms: number) => new Date(Date.parse('2026-03-01T10:00:00Z') + ms);

	beforeEach(async () => {
		await sql(
			'CREATE TABLE people (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text, changed timestamptz, gone timestamptz)',
		);
	});

	it('reads [since, until) in the order of change', async () => {
		await sql(
			"INSERT INTO people (name, changed) SELECT n, '2026-03-01 10:00+00'::timestamptz + n * interval '1 ms' FROM generate_series(0, 9) n",
		);
		const source = at.world.source({ modifiedColumn: 'changed', pageSize: 2 });
		const records = await recordsOf(source, { since: stamp(3), until: stamp(7) });
		expect(records.map(({ fields }) => fields.name)).toEqual(['3', '4', '5', '6']);
		expect(records[0].modifiedAt).toBe(stamp(3).toISOString());
	});

	it('loses nothing among rows with one and the same stamp, to the microsecond, when the connection breaks', async () => {
		await sql(
			"INSERT INTO people (name, changed) SELECT n, '2026-03-01 10:00:00.123456+00' FROM generate_series(1, 57) n",
		);
		const source = at.world.source({ modifiedColumn: 'changed', pageSize: 5 });
		const names = new Set<unknown>();
		let count = 0;
		for await (const { records } of source.changes({
			object: 'people',
			fields: ['name'],
			since: stamp(0),
			until: FAR,
		})) {
			for (const { fields } of records) names.add(fields.name);
			count += records.length;
			await at.world.server.killConnections();
		}
		expect([names.size, count]).toEqual([57, 57]);
	});

	it('takes a timestamp without a time zone for UTC, wherever the server is', async () => {
		await sql("ALTER DATABASE postgres SET timezone = 'Asia/Tokyo'");
		await sql('CREATE TABLE plain (id int PRIMARY KEY, changed timestamp)');
		await sql(
			"INSERT INTO plain VALUES (1, '2026-03-01 09:59:59'), (2, '2026-03-01 10:00:00'), (3, '2026-03-01 10:00:01')",
		);
		const source = at.world.source({ modifiedColumn: 'changed' });
		const records = await recordsOf(source, {
			object: 'plain',
			fields: ['changed'],
			since: stamp(0),
			until: stamp(1_000),
		});
		await sql('ALTER DATABASE postgres RESET timezone');
		expect(records).toEqual([
			{ id: '2', modifiedAt: '2026-03-01T10:00:00.000Z', fields: { changed: '2026-03-01T10:00:00.000Z' } },
		]);
	});

	it('without a modified column is a full read', async () => {
		await sql("INSERT INTO people (name, changed) VALUES ('old', '2001-01-01')");
		const source = at.world.source();
		expect(source.tellsChanges).toBe(false);
		expect(await idsOf(source, { since: stamp(0) })).toHaveLength(1);
		expect(at.world.source({ modifiedColumn: 'changed' }).tellsChanges).toBe(true);
	});

	it('of what was deleted softly tells each deletion once', async () => {
		await sql(
			"INSERT INTO people (name, gone) SELECT n, '2026-03-01 10:00:00.000001+00' FROM generate_series(1, 11) n",
		);
		await sql(
			"INSERT INTO people (name, gone) VALUES ('before', '2026-03-01 09:00+00'), ('there', NULL), ('after', '2026-03-01 11:00+00')",
		);
		const source = at.world.source({ deletedColumn: 'gone', pageSize: 4 });
		const window = { since: stamp(0), until: stamp(1_000) };
		const found = await deletionsOf(source, window);
		expect(new Set(found.map(({ id }) => id)).size).toBe(11);
		expect(found).toHaveLength(11);
		expect(found[0]).toMatchObject({
			object: 'public.people',
			kind: 'deleted',
			modifiedAt: '2026-03-01T10:00:00.000Z',
		});
		expect(source.tellsDeletions).toBe(true);
		const without = at.world.source();
		expect([without.tellsDeletions, await deletionsOf(without, window)]).toEqual([false, []]);
	});
});

describe('the clock', () => {
	it('stands still while a transaction that has written is open, so that its stamps are not passed by', async () => {
		await sql('CREATE TABLE people (id int PRIMARY KEY, name text, changed timestamptz DEFAULT now())');
		const source = at.world.source({ modifiedColumn: 'changed' });
		const writer = await at.world.server.connect();
		await writer.query('BEGIN');
		await writer.query("INSERT INTO people VALUES (1, 'late')");
		const first = await source.now();
		expect(await idsOf(source, { since: new Date(0), until: first })).toEqual([]);
		await writer.query('COMMIT');
		await writer.end();
		const second = await source.now();
		expect(await idsOf(source, { since: first, until: new Date(second.getTime() + 1) })).toEqual(['1']);
	});
});

describe('cancelling', () => {
	it('ends the statement in the server too', async () => {
		await sql('CREATE TABLE people (id int PRIMARY KEY, name text)');
		await sql("INSERT INTO people VALUES (1, 'a')");
		const stop = new AbortController();
		const source = at.world.source();
		const reading = idsOf(source, { filter: 'pg_sleep(1000) IS NOT NULL', signal: stop.signal });
		const failure = failureOf(reading);
		const sleeping = async () =>
			(await sql("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND state = 'active'")).length;
		while ((await sleeping()) === 0);
		stop.abort();
		expect((await failure).kind).toBe('cancelled');
		while ((await sleeping()) > 0);
	});

	it('happens by itself when a statement takes too long, as a failure that may pass', async () => {
		await sql('CREATE TABLE people (id int PRIMARY KEY, name text)');
		await sql("INSERT INTO people VALUES (1, 'a')");
		const source = at.world.source({}, { timeoutMs: 1_500, retries: 0 });
		const failure = await failureOf(idsOf(source, { filter: 'pg_sleep(1000) IS NOT NULL' }));
		expect(failure.kind).toBe('transient');
		while ((await sql("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND state = 'active'")).length > 0);
	});
});
