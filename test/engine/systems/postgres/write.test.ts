import type { WriteRecord } from '../../../../engine/systems/types';
import { byId, failureOf, fates, PostgresWorld } from './helpers';

const at = PostgresWorld.forThisFile();
const sql = async (text: string, values?: unknown[]) => await at.world.server.sql(text, values);

const OBJECT = 'public.people';
const record = (id: string, properties: Record<string, string>, destinationId?: string): WriteRecord => ({
	id,
	properties,
	...(destinationId === undefined ? {} : { destinationId }),
});

beforeEach(async () => {
	await sql(`CREATE TYPE mood AS ENUM ('glad', 'sad')`);
	await sql('CREATE TABLE firms (id int PRIMARY KEY, name text)');
	await sql("INSERT INTO firms VALUES (1, 'one')");
	await sql(`CREATE TABLE people (
		id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sophia_id text UNIQUE, name varchar(20) NOT NULL, email text UNIQUE,
		age smallint CONSTRAINT grown CHECK (age >= 18), balance numeric(6,2), active boolean NOT NULL DEFAULT true, born date,
		seen timestamptz, plain timestamp, feeling mood, tags text[], extra jsonb, firm int REFERENCES firms, price money,
		note text NOT NULL DEFAULT 'none', size real, loud text GENERATED ALWAYS AS (upper(name)) STORED, gone timestamptz)`);
});

describe('inserting', () => {
	it('makes a row of each record and tells its id, whatever fields each has', async () => {
		const outcomes = await at.world.destination().insert?.({
			object: OBJECT,
			records: [
				record('a', { name: 'Ann', age: '44' }),
				record('b', { email: 'bob@example.com', name: 'Bob' }),
				record('c', { name: 'Cid', tags: 'x;y', active: 'false' }),
			],
		});
		const rows = await sql('SELECT id, name, age, email, tags, active, note FROM people ORDER BY name');
		expect(rows).toEqual([
			{ id: expect.any(String), name: 'Ann', age: 44, email: null, tags: null, active: true, note: 'none' },
			{
				id: expect.any(String),
				name: 'Bob',
				age: null,
				email: 'bob@example.com',
				tags: null,
				active: true,
				note: 'none',
			},
			{ id: expect.any(String), name: 'Cid', age: null, email: null, tags: ['x', 'y'], active: false, note: 'none' },
		]);
		const ids = byId(outcomes ?? []);
		expect(['a', 'b', 'c'].map((id) => ids[id])).toEqual(
			rows.map(({ id }, index) => ({ id: 'abc'[index], status: 'created', destinationId: id })),
		);
	});

	it('writes every type as it is spelled, and nothing as NULL', async () => {
		await at.world.destination().insert?.({
			object: OBJECT,
			records: [
				record('a', {
					name: 'Zoë 💡 O\'Hara "x"',
					email: "'; DROP TABLE people; --",
					age: '18',
					balance: '1234.5',
					active: 'true',
					born: '1980-02-29',
					seen: '2026-03-01T10:00:00.123Z',
					plain: '2026-03-01T10:00:00.000Z',
					feeling: 'sad',
					tags: 'a b;{c};"d"',
					extra: '{"k": [1, null, "\\u00e9"]}',
					firm: '1',
					price: '12.34',
					size: '0.1',
				}),
				record('b', {
					name: 'B',
					email: '',
					age: '',
					born: '',
					feeling: '',
					tags: '',
					extra: '',
					note: '',
					active: '',
				}),
			],
		});
		const [full, blank] = await sql(
			`SELECT name, email, age, balance::text, born::text, seen, plain::text, feeling, tags, extra, firm, price::numeric::text AS price,
			size::text, note, active, loud FROM people ORDER BY name DESC`,
		);
		expect(full).toEqual({
			name: 'Zoë 💡 O\'Hara "x"',
			email: "'; DROP TABLE people; --",
			age: 18,
			balance: '1234.50',
			born: '1980-02-29',
			seen: new Date('2026-03-01T10:00:00.123Z'),
			plain: '2026-03-01 10:00:00',
			feeling: 'sad',
			tags: ['a b', '{c}', '"d"'],
			extra: { k: [1, null, 'é'] },
			firm: 1,
			price: '12.34',
			size: '0.1',
			note: 'none',
			active: true,
			loud: 'ZOË 💡 O\'HARA "X"',
		});
		expect(blank).toMatchObject({ email: null, age: null, born: null, feeling: null, tags: null, extra: null });
		expect(blank).toMatchObject({ note: 'none', active: true });
	});

	it('rejects the bad ones, each with its reason and no value of it, and writes the others', async () => {
		await sql("INSERT INTO people (name, email) VALUES ('Old', 'taken@example.com')");
		const secret = 'secret-value';
		const outcomes = await at.world.destination().insert?.({
			object: OBJECT,
			records: [
				...Array.from({ length: 60 }, (_, index) => record(`good${index}`, { name: `Good ${index}` })),
				record('unique', { name: 'U', email: 'taken@example.com' }),
				record('twin', { name: 'T', email: 'twin@example.com' }),
				record('null', { email: 'x@example.com' }),
				record('check', { name: 'C', age: '17' }),
				record('long', { name: secret.repeat(3) }),
				record('integer', { name: 'I', age: secret }),
				record('range', { name: 'R', age: '40000' }),
				record('overflow', { name: 'O', balance: '12345678.9' }),
				record('enum', { name: 'E', feeling: secret }),
				record('json', { name: 'J', extra: `{${secret}` }),
				record('key', { name: 'F', firm: '77' }),
				record('nul', { name: `N${'\0'}${secret}` }),
				record('date', { name: 'D', born: '2026-02-30' }),
				record('last', { name: 'Last' }),
			],
		});
		const fate = fates(outcomes ?? []);
		expect(fate).toMatchObject({
			unique: 'duplicate',
			twin: 'created',
			null: 'requiredField',
			check: 'refused',
			long: 'invalidValue',
			integer: 'invalidValue',
			range: 'invalidValue',
			overflow: 'invalidValue',
			enum: 'invalidValue',
			json: 'invalidValue',
			key: 'notFound',
			nul: 'invalidValue',
			date: 'invalidValue',
			last: 'created',
		});
		expect(Object.values(fate).filter((each) => each === 'created')).toHaveLength(62);
		expect(await sql('SELECT count(*)::int FROM people')).toEqual([{ count: 63 }]);
		expect(JSON.stringify(outcomes)).not.toContain(secret);
		expect(JSON.stringify(outcomes)).not.toContain('taken@');
		const all = byId(outcomes ?? []);
		const fieldOf = (id: string) => {
			const outcome = all[id];
			return outcome.status === 'rejected' ? outcome.problem.field : undefined;
		};
		expect(['unique', 'null', 'check', 'long', 'range', 'enum', 'json', 'key', 'nul'].map(fieldOf)).toEqual([
			'email',
			'name',
			'age',
			'name',
			'age',
			'feeling',
			'extra',
			'firm',
			'name',
		]);
		expect(all.check).toMatchObject({ problem: { reason: expect.stringContaining('grown'), retryable: false } });
	});

	it('in one batch with itself makes one of two rows with one unique value', async () => {
		const outcomes = await at.world.destination().insert?.({
			object: OBJECT,
			records: [
				record('a', { name: 'A', email: 'same@example.com' }),
				record('b', { name: 'B', email: 'same@example.com' }),
			],
		});
		expect(Object.values(fates(outcomes ?? [])).sort()).toEqual(['created', 'duplicate']);
		expect(await sql('SELECT count(*)::int FROM people')).toEqual([{ count: 1 }]);
	});

	it('that a trigger refuses or swallows is told so', async () => {
		await sql(`CREATE FUNCTION judge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF NEW.name = 'bad' THEN RAISE EXCEPTION 'no %', NEW.email; END IF;
			IF NEW.name = 'lost' THEN RETURN NULL; END IF; RETURN NEW; END $$`);
		await sql('CREATE TRIGGER judge BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION judge()');
		const outcomes = await at.world.destination().insert?.({
			object: OBJECT,
			records: [
				record('a', { name: 'bad', email: 'private@example.com' }),
				record('b', { name: 'lost' }),
				record('c', { name: 'good' }),
			],
		});
		expect(fates(outcomes ?? [])).toEqual({ a: 'refused', b: 'refused', c: 'created' });
		expect(JSON.stringify(outcomes)).not.toContain('private@');
	});

	it('is refused for all when a column does not exist', async () => {
		const failure = await failureOf(
			at.world.destination().insert?.({ object: OBJECT, records: [record('a', { nothere: 'x' })] }) ??
				Promise.resolve(),
		);
		expect(failure).toMatchObject({ kind: 'configuration', message: expect.stringContaining('nothere') });
	});

	it('by a user without the privilege is a matter of the credential', async () => {
		await sql("CREATE ROLE reader LOGIN PASSWORD 'reader'");
		await sql('GRANT USAGE ON SCHEMA public TO reader; GRANT SELECT ON people TO reader');
		const { destination } = at.world.connect({}, {}, { user: 'reader', password: 'reader' });
		const described = await destination.describe(OBJECT);
		const failure = await failureOf(
			destination.insert?.({ object: OBJECT, records: [record('a', { name: 'A' })] }) ?? Promise.resolve(),
		);
		await sql('DROP OWNED BY reader; DROP ROLE reader');
		expect(described.fields.get('name')?.writable).toBe(false);
		expect(failure.kind).toBe('credentials');
		expect(failure.remedy).toContain('GRANT');
	});

	it('against a row policy rejects the record', async () => {
		await sql("CREATE ROLE clerk LOGIN PASSWORD 'clerk'");
		await sql(
			'GRANT USAGE ON SCHEMA public TO clerk; GRANT SELECT, INSERT ON people TO clerk; ALTER TABLE people ENABLE ROW LEVEL SECURITY',
		);
		await sql("CREATE POLICY own ON people TO clerk USING (true) WITH CHECK (name LIKE 'My %')");
		const { destination } = at.world.connect({}, {}, { user: 'clerk', password: 'clerk' });
		const outcomes = await destination.insert?.({
			object: OBJECT,
			records: [record('a', { name: 'My own' }), record('b', { name: 'Other' })],
		});
		await sql('DROP OWNED BY clerk; DROP ROLE clerk');
		expect(fates(outcomes ?? [])).toEqual({ a: 'created', b: 'permission' });
	});
});

describe('upserting by the id of the other side', () => {
	const upsert = async (records: WriteRecord[], options = {}) =>
		await at.world.destination(options).upsert({ object: OBJECT, idProperty: 'sophia_id', records });

	it('creates once and updates from then on, uses no number of the sequence and needs no column twice', async () => {
		expect(fates(await upsert([record('x', { name: 'X', email: 'x@example.com' })]))).toEqual({ x: 'created' });
		expect(fates(await upsert([record('x', { email: 'x2@example.com' }), record('y', { name: 'Y' })]))).toEqual({
			x: 'updated',
			y: 'created',
		});
		expect(fates(await upsert([record('x', {}), record('y', { name: 'Y2' })]))).toEqual({ x: 'updated', y: 'updated' });
		expect(await sql('SELECT id, sophia_id, name, email FROM people ORDER BY id')).toEqual([
			{ id: '1', sophia_id: 'x', name: 'X', email: 'x2@example.com' },
			{ id: '2', sophia_id: 'y', name: 'Y2', email: null },
		]);
	});

	it('that is repeated at the same moment by many makes one row', async () => {
		const sides = Array.from({ length: 4 }, () => at.world.destination());
		const records = Array.from({ length: 50 }, (_, index) => record(`k${index}`, { name: `N ${index}` }));
		await Promise.all(
			sides.map(
				async (side, turn) =>
					await side.upsert({
						object: OBJECT,
						idProperty: 'sophia_id',
						records: turn % 2 === 0 ? records : [...records].reverse(),
					}),
			),
		);
		expect(await sql('SELECT count(*)::int, count(DISTINCT sophia_id)::int AS keys FROM people')).toEqual([
			{ count: 50, keys: 50 },
		]);
	});

	it('writes a record that comes twice in the order in which it comes', async () => {
		await upsert([record('x', { name: 'first' }), record('x', { name: 'second' })]);
		expect(await sql('SELECT name FROM people')).toEqual([{ name: 'second' }]);
	});

	it('revives a row that was softly deleted', async () => {
		await sql("INSERT INTO people (name, sophia_id, gone) VALUES ('X', 'x', now())");
		expect(fates(await upsert([record('x', { name: 'Y' })], { deletedColumn: 'gone' }))).toEqual({ x: 'updated' });
		expect(await sql('SELECT name, gone FROM people')).toEqual([{ name: 'Y', gone: null }]);
	});

	it('needs a column that is there, unique and writable, and says by which SQL to make it so', async () => {
		const destination = at.world.destination();
		const provision = async (idProperty: string) =>
			await failureOf(destination.provision([{ object: OBJECT, idProperty, idPropertyLabel: '' }], { dryRun: false }));
		expect((await provision('absent')).remedy).toContain('ADD COLUMN "absent" text UNIQUE');
		expect((await provision('name')).remedy).toContain('ADD UNIQUE ("name")');
		expect((await provision('id')).message).toContain('cannot be written');
		expect(
			await destination.provision([{ object: OBJECT, idProperty: 'sophia_id', idPropertyLabel: '' }], { dryRun: true }),
		).toEqual([{ object: OBJECT, property: 'sophia_id', status: 'exists' }]);
		expect((await sql("SELECT 1 FROM information_schema.columns WHERE column_name = 'absent'")).length).toBe(0);
	});
});

describe('updating and archiving', () => {
	beforeEach(async () => {
		await sql(
			"INSERT INTO people (name, email, note) SELECT 'N ' || n, n || '@example.com', 'full' FROM generate_series(1, 5) n",
		);
	});

	it('changes the fields that are given, clears with nothing, and tells what is gone', async () => {
		const outcomes = await at.world.destination({ deletedColumn: 'gone' }).update({
			object: OBJECT,
			idProperty: 'sophia_id',
			records: [
				record('a', { name: 'New', email: '', note: '' }, '1'),
				record('b', { name: 'x' }, '99'),
				record('c', { name: 'x' }, 'no number'),
				record('d', {}, '2'),
				record('e', { active: '' }, '3'),
			],
		});
		expect(fates(outcomes)).toEqual({ a: 'updated', b: 'gone', c: 'gone', d: 'updated', e: 'requiredField' });
		expect(await sql('SELECT name, email, note FROM people WHERE id = 1')).toEqual([
			{ name: 'New', email: null, note: '' },
		]);
	});

	it('does not touch a row that was softly deleted', async () => {
		const destination = at.world.destination({ deletedColumn: 'gone' });
		await destination.archive({ object: OBJECT, ids: ['1', '2', '99', 'x'] });
		await destination.archive({ object: OBJECT, ids: ['1'] });
		expect(await sql('SELECT id FROM people WHERE gone IS NOT NULL ORDER BY id')).toEqual([{ id: '1' }, { id: '2' }]);
		const outcomes = await destination.update({
			object: OBJECT,
			idProperty: '',
			records: [record('a', { name: 'x' }, '1')],
		});
		expect(fates(outcomes)).toEqual({ a: 'gone' });
		expect([...(await destination.read({ object: OBJECT, ids: ['1', '3'], properties: ['name'] })).keys()]).toEqual([
			'3',
		]);
	});

	it('deletes without a deleted column, all but what others refer to', async () => {
		await sql('CREATE TABLE pets (owner bigint CONSTRAINT owned REFERENCES people)');
		await sql('INSERT INTO pets VALUES (3)');
		const failure = await failureOf(at.world.destination().archive({ object: OBJECT, ids: ['1', '2', '3', '4'] }));
		expect(failure).toMatchObject({ kind: 'configuration', message: expect.stringContaining('owned') });
		expect(await sql('SELECT id FROM people ORDER BY id')).toEqual([{ id: '3' }, { id: '5' }]);
	});

	it('waits for nobody: a row that another transaction holds is rejected for now, the others are written', async () => {
		const other = await at.world.server.connect();
		await other.query('BEGIN');
		await other.query('UPDATE people SET age = 30 WHERE id = 2');
		const outcomes = await at.world.destination({}, { retries: 0, timeoutMs: 5_000 }).update({
			object: OBJECT,
			idProperty: '',
			records: ['1', '2'].map((id) => record(id, { name: 'changed' }, id)),
		});
		await other.query('ROLLBACK');
		await other.end();
		expect(fates(outcomes)).toEqual({ 1: 'updated', 2: 'unavailable' });
	});

	it('comes through deadlocks with others', async () => {
		const ids = ['1', '2', '3', '4', '5'];
		const update = async (order: string[], name: string) => {
			const destination = at.world.destination();
			return await destination.update({
				object: OBJECT,
				idProperty: '',
				records: order.map((id) => record(id, { name }, id)),
			});
		};
		const runs = await Promise.all(
			Array.from(
				{ length: 8 },
				async (_, turn) => await update(turn % 2 === 0 ? ids : [...ids].reverse(), `turn ${turn}`),
			),
		);
		expect(runs.flat().every(({ status }) => status === 'updated')).toBe(true);
	});

	it('checks the lease before every call', async () => {
		const lost = new Error('lost');
		await expect(
			at.world.destination().update({
				object: OBJECT,
				idProperty: '',
				records: [record('a', { name: 'x' }, '1')],
				beforeCall: () => {
					throw lost;
				},
			}),
		).rejects.toBe(lost);
		expect(await sql("SELECT 1 FROM people WHERE name = 'x'")).toEqual([]);
	});

	it('has no associations', async () => {
		const kind = { name: 'k', fromObject: 'a', toObject: 'b', primary: false };
		expect((await failureOf(at.world.destination().associate({ kind, pairs: [] }))).kind).toBe('configuration');
	});
});
