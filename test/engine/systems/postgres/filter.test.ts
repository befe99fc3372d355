import { failureOf, idsOf, PostgresWorld } from './helpers';

const at = PostgresWorld.forThisFile();

beforeEach(async () => {
	await at.world.server.sql(`CREATE TABLE people (id int PRIMARY KEY, name text, "e" text, gone timestamptz)`);
	await at.world.server.sql(
		"INSERT INTO people VALUES (1, 'a', NULL, NULL), (2, 'it''s (b', 'x', NULL), (3, NULL, NULL, NULL), (4, 'gone', 'x', now())",
	);
});

describe('a filter', () => {
	it.each([
		["name = 'a'", ['1']],
		["name = 'it''s (b'", ['2']],
		["name LIKE '%(%' OR name = 'a'", ['1', '2']],
		["name = E'it\\'s (b'", ['2']],
		["name = $$it's (b$$ OR name = $t$)$t$", ['2']],
		['people."e" = \'x\'', ['2']],
		['(id IN (1, 2)) AND NOT (name IS NULL)', ['1', '2']],
		['EXISTS (SELECT 1 FROM people p WHERE p.id = people.id AND p.id > 2)', ['3']],
		["e='x'", ['2']],
		["name <> 'a;--'", ['1', '2']],
	])('%s is one', async (filter, ids) => {
		const source = at.world.source({ deletedColumn: 'gone' });
		await source.validateFilter('people', filter);
		expect(await idsOf(source, { filter })).toEqual(ids);
	});

	it.each([
		'',
		'   ',
		'name = ',
		'name',
		'nothere = 1',
		"id = 'x'",
		'true); DROP TABLE people; --',
		'true; SELECT 1',
		'true) OR (true',
		'true) UNION SELECT 1 WHERE (true',
		'(true',
		"name = 'a",
		'name = "a',
		'true -- comment',
		'true /* comment */',
		'id = $1',
		"name = E'\\\\') OR (true",
		'id = 1 ORDER BY id',
		'count(*) > 1',
		'true\0',
		"name = $$a') OR (true",
	])('%s is none', async (filter) => {
		const source = at.world.source({ deletedColumn: 'gone' });
		const failure = await failureOf(source.validateFilter('people', filter));
		expect(failure.kind).toBe('configuration');
		expect(failure.remedy).toContain('WHERE');
	});

	it('is not run when it is validated, and cannot change anything when it is', async () => {
		await at.world.server.sql(
			'CREATE FUNCTION wipe() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN DELETE FROM people; RETURN true; END $$',
		);
		const source = at.world.source({}, { retries: 0 });
		await source.validateFilter('people', 'wipe()');
		expect((await failureOf(idsOf(source, { filter: 'wipe()' }))).kind).toBe('configuration');
		expect(await at.world.server.sql('SELECT count(*)::int FROM people')).toEqual([{ count: 4 }]);
	});
});

describe('reading by ids', () => {
	it('tells of each id what has become of it', async () => {
		const source = at.world.source({ deletedColumn: 'gone' });
		const ids = ['1', '2', '4', '99', 'no number', '1', '99999999999999999999', '1\0'];
		const result = await source.readByIds({ object: 'people', fields: ['name'], filter: "name = 'a'", ids });
		expect(result.records.map(({ id, fields }) => [id, fields.name])).toEqual([['1', 'a']]);
		expect(result.filteredOut).toEqual(['2']);
		expect(result.gone).toEqual([expect.objectContaining({ id: '4', kind: 'deleted', object: 'public.people' })]);
		expect(result.missing).toEqual(['99', 'no number', '99999999999999999999', '1\0']);
	});

	it('takes a filter that is neither true nor false for one that is not met', async () => {
		const result = await at.world
			.source()
			.readByIds({ object: 'people', fields: [], filter: "name <> 'a'", ids: ['3'] });
		expect(result.filteredOut).toEqual(['3']);
	});

	it('knows an id by any spelling that PostgreSQL takes for the same', async () => {
		await at.world.server.sql('CREATE TABLE keyed (id uuid PRIMARY KEY); CREATE TABLE padded (id char(5) PRIMARY KEY)');
		const id = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11';
		await at.world.server.sql(`INSERT INTO keyed VALUES ('${id}'); INSERT INTO padded VALUES ('ab')`);
		const { source, destination } = at.world.connect();
		const read = await source.readByIds({ object: 'keyed', fields: [], ids: [id.toUpperCase(), 'no uuid'] });
		expect([read.records.length, read.missing]).toEqual([1, ['no uuid']]);
		expect([...(await destination.read({ object: 'padded', ids: ['ab', 'cd'], properties: [] })).keys()]).toEqual([
			'ab',
		]);
	});

	it('comes in any number', async () => {
		await at.world.server.sql("INSERT INTO people SELECT n, 'x' FROM generate_series(5, 1204) n");
		const ids = Array.from({ length: 1_200 }, (_, index) => String(index + 5));
		const result = await at.world.source().readByIds({ object: 'people', fields: [], ids });
		expect(result.records).toHaveLength(1_200);
	});
});

describe('finding', () => {
	beforeEach(async () => {
		await at.world.server.sql(
			'CREATE TABLE firms (id int PRIMARY KEY, email varchar(60), site text, code int, note char(4), gone timestamptz)',
		);
		await at.world.server
			.sql(`INSERT INTO firms VALUES (1, ' Ann@Example.com', 'https://www.ACME.com/x', 7, 'ab', NULL), (2, 'ann@example.com ', 'acme.com', 7, 'AB', NULL),
			(3, 'bob@example.com', 'notacme.com', NULL, NULL, NULL), (4, 'ann@example.com', 'acme.com', 7, 'ab', now()), (5, 'ÄRA@example.com', '100%_\\.com', 8, 'x', NULL)`);
	});

	const find = async (
		key: string,
		values: string[],
		normalise?: 'exact' | 'caseInsensitive' | 'email' | 'domain' | 'phone',
	) => {
		const found = await at.world
			.destination({ deletedColumn: 'gone' })
			.find({ object: 'firms', key, values, normalise, properties: ['code'] });
		return Object.fromEntries([...found].map(([value, records]) => [value, records.map(({ id }) => id).sort()]));
	};

	it('compares exactly, without case, as e-mail addresses and by domain, among rows that are there', async () => {
		expect(await find('email', ['ann@example.com', 'bob@example.com', 'nobody', ''], 'exact')).toEqual({
			'bob@example.com': ['3'],
		});
		expect(await find('email', ['BOB@example.com', 'ära@example.com'])).toEqual({
			'BOB@example.com': ['3'],
			'ära@example.com': ['5'],
		});
		expect(await find('email', ['ANN@example.com'], 'email')).toEqual({ 'ANN@example.com': ['1', '2'] });
		expect(await find('site', ['acme.com', '100%_\\.com', '%'], 'domain')).toEqual({
			'acme.com': ['1', '2', '3'],
			'100%_\\.com': ['5'],
			'%': ['5'],
		});
	});

	it('by a number takes what can be one, and pads what is padded', async () => {
		expect(await find('code', ['7', '007', 'seven', '8', '99999999999'], 'exact')).toEqual({
			7: ['1', '2'],
			'007': ['1', '2'],
			8: ['5'],
		});
		expect(await find('note', ['ab', 'x'], 'exact')).toEqual({ ab: ['1'], x: ['5'] });
		expect(await find('email', [`a${'\0'}b`], 'email')).toEqual({});
	});

	it('by values that are spelled in several ways finds what is the same', async () => {
		await at.world.server.sql(
			'CREATE TABLE valued (id numeric(12,0) PRIMARY KEY, price numeric(9,2), size real, at timestamptz, day date)',
		);
		await at.world.server.sql("INSERT INTO valued VALUES (42, 5, 0.5, '2026-03-01 12:00:00.5+02', '2026-03-01')");
		const { source, destination } = at.world.connect();
		const finds = async (key: string, values: string[]) => [
			...(await destination.find({ object: 'valued', key, values, normalise: 'exact', properties: [] })).keys(),
		];
		expect((await finds('price', ['5', '5.000', 'five', '1e400', 'NaN'])).sort()).toEqual(['5', '5.000']);
		expect(await finds('size', ['0.5'])).toEqual(['0.5']);
		expect(await finds('at', ['2026-03-01T10:00:00.500Z', '2026-02-30T10:00:00.000Z', 'now'])).toEqual([
			'2026-03-01T10:00:00.500Z',
		]);
		expect(await finds('day', ['2026-03-01', '2026-02-30', 'today', '2026-13-01', '0000-01-01'])).toEqual([
			'2026-03-01',
		]);
		const read = await source.readByIds({ object: 'valued', fields: ['price'], ids: ['42', '4x2'] });
		expect([read.records.map(({ id }) => id), read.missing]).toEqual([['42'], ['4x2']]);
	});

	it('says what it cannot compare', async () => {
		const destination = at.world.destination();
		expect(
			['exact', 'caseInsensitive', 'email', 'domain', 'phone'].map((each) =>
				destination.canFind?.('firms', 'x', each as 'exact'),
			),
		).toEqual([true, true, true, true, false]);
		expect((await failureOf(find('email', ['1'], 'phone'))).kind).toBe('configuration');
		expect((await failureOf(find('absent', ['1']))).message).toContain('absent');
	});

	it('spells values as a destination is given them', async () => {
		await at.world.server.sql(
			'CREATE TABLE spelled (id int PRIMARY KEY, yes bool, at timestamptz, list text[], num numeric(9,2), none int)',
		);
		await at.world.server.sql("INSERT INTO spelled VALUES (1, true, '2026-03-01 10:00+00', '{a,b}', 5)");
		const read = await at.world
			.destination()
			.read({ object: 'spelled', ids: ['1'], properties: ['yes', 'at', 'list', 'num', 'none'] });
		expect(read.get('1')?.properties).toEqual({
			yes: 'true',
			at: '2026-03-01T10:00:00.000Z',
			list: 'a;b',
			num: '5',
			none: null,
		});
	});
});
