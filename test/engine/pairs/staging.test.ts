import fc from 'fast-check';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Staging, type JoinedPair, type KeyGroup, type StagedRecord } from '../../../engine/pairs/staging';
import { verdictOf } from '../../../engine/pairs/stagingGroups';
import { schema, statements } from '../../../engine/pairs/stagingSchema';
import type { SideName } from '../../../engine/pairs/types';
import { Temporary } from '../state/temporary';

const temporary = new Temporary();
const open: Staging[] = [];
afterEach(() => open.splice(0).forEach((staging) => staging.close()));

async function stage(directory = temporary.directory()): Promise<Staging> {
	const staging = await Staging.open(directory);
	open.push(staging);
	return staging;
}

const record = (id: string, key: string | null = null, claim: string | null = null): StagedRecord => ({
	id,
	modifiedAt: '2026-03-01T00:00:00.000Z',
	key,
	claim,
	values: JSON.stringify([id]),
});

async function all<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
	const items: T[] = [];
	for await (const page of pages) {
		expect(page.length).toBeGreaterThan(0);
		expect(page.length).toBeLessThanOrEqual(500);
		items.push(...page);
	}
	return items;
}

const ids = (records: StagedRecord[]) => records.map(({ id }) => id);
const shape = (group: KeyGroup) => ({ ...group, left: ids(group.left), right: ids(group.right) });
const names = ({ by, leftId, rightId, left, right }: JoinedPair) =>
	[by, leftId, rightId, left?.id ?? null, right?.id ?? null] as const;

describe('the staged table', () => {
	it('hands back what was staged; what is read again replaces what was read before', async () => {
		const staging = await stage();
		await staging.add('left', [record('1', 'a', 'x'), record('2')]);
		await staging.add('right', [record('1', 'b')]);
		await staging.add('left', [{ ...record('2', 'c'), values: '["new"]' }]);
		expect(await staging.get('left', ['1', '2', '3'])).toEqual(
			new Map([
				['1', record('1', 'a', 'x')],
				['2', { ...record('2', 'c'), values: '["new"]' }],
			]),
		);
		expect([staging.count('left'), staging.count('right')]).toEqual([2, 1]);
		expect(await all(staging.ids('left'))).toEqual(['1', '2']);
		expect(ids(await all(staging.keyless('left')))).toEqual([]);
	});

	it('counts a counterpart once it is found changed itself, in either order', async () => {
		const staging = await stage();
		await staging.add('left', [record('1', 'a')], { counterpart: true });
		expect(staging.count('left')).toBe(0);
		await staging.add('left', [record('1', 'a')]);
		await staging.add('left', [record('1', 'a')], { counterpart: true });
		expect(staging.count('left')).toBe(1);
		expect(ids(await all(staging.open('left')))).toEqual(['1']);
	});

	it('joins by links, whether the other record is staged or not; the first link of a record counts', async () => {
		const staging = await stage();
		await staging.add('left', [record('1', 'a'), record('2', 'a'), record('3', 'c')]);
		await staging.add('right', [record('9', 'a'), record('8', 'd')]);
		await staging.add('right', [record('7', 'e')], { counterpart: true });
		const refused = await staging.join(
			[
				{ leftId: '1', rightId: '9' },
				{ leftId: '2', rightId: '9' },
				{ leftId: '5', rightId: '8' },
				{ leftId: '6', rightId: '6' },
				{ leftId: '4', rightId: '7' },
			],
			'link',
		);
		expect(refused).toEqual([{ leftId: '2', rightId: '9' }]);
		expect((await all(staging.pairs())).map(names)).toEqual([
			['link', '1', '9', '1', '9'],
			['link', '5', '8', null, '8'],
		]);
		expect(ids(await all(staging.open('left')))).toEqual(['2', '3']);
		expect(ids(await all(staging.open('right')))).toEqual([]);
	});

	it('joins by claims that nobody contests, and says what is wrong with the others', async () => {
		const staging = await stage();
		await staging.add('left', [
			record('l1'),
			record('l2'),
			record('l3'),
			record('l4', null, 'r4'),
			record('l5'),
			record('l6', null, 'r-other'),
		]);
		await staging.add('right', [
			record('r1', null, 'l1'),
			record('r2a', null, 'l2'),
			record('r2b', null, 'l2'),
			record('r3', null, 'l3'),
			record('r4', null, 'l4'),
			record('r5', null, 'l5'),
			record('r6', null, 'l6'),
			record('r7', null, 'gone'),
		]);
		await staging.join([{ leftId: 'l3', rightId: 'elsewhere' }], 'link');
		await staging.setAside('left', ['l5']);
		await staging.joinByClaims();
		expect((await all(staging.pairs())).map(names)).toEqual([
			['claim', 'l1', 'r1', 'l1', 'r1'],
			['link', 'l3', 'elsewhere', 'l3', null],
			['claim', 'l4', 'r4', 'l4', 'r4'],
		]);
		expect((await all(staging.claims('right'))).map(({ record: { id }, target }) => [id, target])).toEqual([
			['r2a', 'contested'],
			['r2b', 'contested'],
			['r3', 'taken'],
			['r5', 'taken'],
			['r6', 'contested'],
			['r7', 'absent'],
		]);
		expect((await all(staging.claims('left'))).map(({ record: { id }, target }) => [id, target])).toEqual([
			['l6', 'absent'],
		]);
		await staging.add('left', [record('gone')], { counterpart: true });
		await staging.joinByClaims();
		expect((await all(staging.pairs())).map(names)).toContainEqual(['claim', 'gone', 'r7', 'gone', 'r7']);
	});

	it('groups open records by key and tells pairs, lonely ones, doubles and taken keys apart', async () => {
		const staging = await stage();
		await staging.add('left', [
			record('l1', 'both'),
			record('l2', 'only'),
			record('l3', 'twice'),
			record('l4', 'twice'),
			record('l5', 'taken'),
			record('l6', 'taken'),
			record('l7'),
			record('l8', 'linked'),
		]);
		await staging.add('right', [record('r1', 'both'), record('r3', 'twice'), record('r8', 'linked')]);
		await staging.add('right', [record('r9', 'counterpart')], { counterpart: true });
		await staging.join(
			[
				{ leftId: 'l5', rightId: 'r5' },
				{ leftId: 'l8', rightId: 'r8' },
			],
			'link',
		);
		const groups = await all(staging.keyGroups());
		expect(groups.map((group) => [verdictOf(group), shape(group)])).toEqual([
			['pair', groupShape('both', ['l1'], ['r1'])],
			['only', groupShape('only', ['l2'], [])],
			['ambiguous', { ...groupShape('taken', ['l6'], []), taken: { left: 1, right: 0 } }],
			['ambiguous', groupShape('twice', ['l3', 'l4'], ['r3'])],
		]);
		expect(ids(await all(staging.keyless('left')))).toEqual(['l7']);
		await staging.setAside('left', ['l7']);
		expect(ids(await all(staging.keyless('left')))).toEqual([]);
	});

	const groupShape = (key: string, left: string[], right: string[]) => ({
		key,
		left,
		right,
		first: true,
		open: { left: left.length, right: right.length },
		taken: { left: 0, right: 0 },
	});

	it('hands a group that is larger than a page out in parts, each with the counts of the whole', async () => {
		const staging = await stage();
		const many = (prefix: string, count: number) =>
			Array.from({ length: count }, (_, n) => record(`${prefix}${String(n).padStart(4, '0')}`, 'n/a'));
		await staging.add('left', [...many('l', 1_100), record('a', 'a'), record('z', 'z')]);
		await staging.add('right', [...many('r', 700), record('y', 'z')]);
		await staging.setAside('right', ['r0000', 'r0001']);
		const groups = await all(staging.keyGroups());
		const parts = groups.filter(({ key }) => key === 'n/a');
		expect(parts.length).toBeGreaterThan(2);
		expect(parts.map(({ first }) => first)).toEqual(parts.map((_, index) => index === 0));
		for (const { open: counts, taken } of parts) {
			expect([counts, taken]).toEqual([
				{ left: 1_100, right: 698 },
				{ left: 0, right: 2 },
			]);
		}
		expect(new Set(parts.flatMap(({ left }) => ids(left))).size).toBe(1_100);
		expect(new Set(parts.flatMap(({ right }) => ids(right))).size).toBe(698);
		expect(groups.filter(({ key }) => key !== 'n/a').map(verdictOf)).toEqual(['only', 'pair']);
	});

	it('says the same as a plain model, whatever is staged, joined and set aside', async () => {
		const id = fc.integer({ min: 0, max: 12 }).map(String);
		const side = fc.constantFrom<SideName>('left', 'right');
		const key = fc.option(fc.constantFrom('a', 'b', 'c', "it's", 'ä\u0000b', ''), { freq: 5 });
		const staged = fc.tuple(side, id, key, fc.boolean());
		await fc.assert(
			fc.asyncProperty(
				fc.array(staged, { maxLength: 40 }),
				fc.array(fc.tuple(id, id), { maxLength: 6 }),
				fc.array(fc.tuple(side, id), { maxLength: 4 }),
				async (records, links, asides) => {
					const staging = await stage();
					const model = { left: new Map<string, Modelled>(), right: new Map<string, Modelled>() };
					for (const [at, one, ofKey, counterpart] of records) {
						await staging.add(at, [record(one, ofKey)], { counterpart });
						const before = model[at].get(one);
						model[at].set(one, { key: ofKey, counterpart: counterpart && before?.counterpart !== false });
					}
					const joined: Array<[string, string]> = [];
					for (const [leftId, rightId] of links) {
						await staging.join([{ leftId, rightId }], 'link');
						if (!joined.some(([left, right]) => left === leftId || right === rightId)) joined.push([leftId, rightId]);
					}
					for (const [at, one] of asides) await staging.setAside(at, [one]);
					const isTaken = (at: SideName, one: string) =>
						joined.some((pair) => pair[at === 'left' ? 0 : 1] === one) ||
						asides.some(([of, which]) => of === at && which === one);
					const members = (at: SideName, of: string | null, taken: boolean) =>
						[...model[at]].filter(([one, { key: its }]) => its === of && isTaken(at, one) === taken);
					const expected = ['a', 'b', 'c', "it's", 'ä\u0000b', '']
						.map((of) => ({
							key: of,
							left: members('left', of, false),
							right: members('right', of, false),
							taken: { left: members('left', of, true).length, right: members('right', of, true).length },
						}))
						.filter(({ left, right }) => [...left, ...right].some(([, { counterpart }]) => !counterpart))
						.map(({ key: of, left, right, taken }) => ({
							...groupShape(of, left.map(([one]) => one).sort(), right.map(([one]) => one).sort()),
							taken,
						}));
					const found = (await all(staging.keyGroups())).map(shape);
					expect(new Map(found.map((group) => [group.key, group]))).toEqual(
						new Map(expected.map((group) => [group.key, group])),
					);
					for (const at of ['left', 'right'] as const) {
						expect(ids(await all(staging.keyless(at))).sort()).toEqual(
							members(at, null, false)
								.filter(([, { counterpart }]) => !counterpart)
								.map(([one]) => one)
								.sort(),
						);
					}
					expect((await all(staging.pairs())).map(({ leftId, rightId }) => [leftId, rightId])).toEqual(
						joined
							.filter(
								([left, right]) =>
									model.left.get(left)?.counterpart === false || model.right.get(right)?.counterpart === false,
							)
							.sort(([a], [b]) => (a < b ? -1 : 1)),
					);
					staging.close();
				},
			),
		);
	});
});

interface Modelled {
	key: string | null;
	counterpart: boolean;
}

describe('the file of the staged table', () => {
	it("is its owner's alone and gone when it is closed", async () => {
		const directory = temporary.directory();
		const staging = await stage(directory);
		await staging.add('left', [record('1')]);
		const [name, ...others] = readdirSync(directory);
		expect(others).toEqual([]);
		expect((statSync(join(directory, name)).mode & 0o777).toString(8)).toBe('600');
		staging.close();
		staging.close();
		expect(readdirSync(directory)).toEqual([]);
	});

	it('does not disturb another one of the same process; those of dead processes are removed', async () => {
		const directory = temporary.directory();
		const mine = await Staging.open(directory);
		const leftovers = ['staging~here~11~5~x.db', 'staging~here~11~5~x.db-journal', 'staging~there~11~5~x.db'];
		for (const name of leftovers) writeFileSync(join(directory, name), '');
		const second = await Staging.open(directory, {
			process: { host: 'here', pid: 10, start: '100' },
			probe: (pid) => (pid === 10 ? '100' : undefined),
		});
		await mine.add('left', [record('1')]);
		await second.add('left', [record('2')]);
		expect([mine.count('left'), second.count('left')]).toEqual([1, 1]);
		expect(leftovers.map((name) => existsSync(join(directory, name)))).toEqual([false, false, true]);
		mine.close();
		second.close();
		expect(readdirSync(directory)).toEqual([leftovers[2]]);
	});

	it('cannot be where a file is: the message says what to do', async () => {
		const path = join(temporary.directory(), 'file');
		writeFileSync(path, '');
		await expect(Staging.open(path)).rejects.toMatchObject({
			kind: 'configuration',
			code: 'STATE_DIRECTORY',
			remedy: expect.stringContaining('SOPHIA_STATE_DIR'),
		});
	});
});

it('no statement sorts or goes through the whole table for a page', () => {
	const db = new DatabaseSync(':memory:');
	db.exec(schema);
	for (const [name, sql] of Object.entries(statements)) {
		if (name === 'count') continue;
		const steps = db.prepare(`EXPLAIN QUERY PLAN ${sql.replace('?*', '?, ?')}`).all();
		const details = steps.map(({ detail }) => String(detail));
		expect([name, details.filter((detail) => /TEMP B-TREE|^SCAN (?!CONSTANT)/.test(detail))]).toEqual([name, []]);
	}
	db.close();
});
