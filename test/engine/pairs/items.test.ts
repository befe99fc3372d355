import { itemsSide, type ItemsSide } from '../../../engine/pairs/itemsSide';
import { runReconcile } from '../../../engine/pairs/reconcile';
import { runRepair } from '../../../engine/pairs/repair';
import type { Finding, PairPlan, PairReport, Side } from '../../../engine/pairs/types';
import type { WrittenItem } from '../../../engine/systems/items';
import { createTraffic } from '../../../engine/traffic';
import { PairWorld, type RunWith } from './pairWorld';

type Item = Record<string, unknown>;

const FIELDS: PairPlan['fields'] = [
	{ left: 'Email', right: 'mail', rule: 'leftWins' },
	{ left: 'Name', right: 'title', rule: 'leftWins' },
	{ left: 'Size', right: 'size', rule: 'leftWins' },
];

/** What a workflow does with what comes out: the list of the next run. */
function applied(list: Item[], written: WrittenItem[]): Item[] {
	const byId = new Map(list.map((item) => [String(item.no), item]));
	for (const { action, id, json } of written) {
		if (action === 'archived') byId.delete(id);
		else byId.set(id, json);
	}
	return [...byId.values()];
}

describe('items as a side', () => {
	let world: PairWorld;
	let list: Item[];

	beforeEach(() => {
		world = new PairWorld();
		world.plan = { ...world.plan, fields: FIELDS };
		list = [];
	});

	afterEach(() => world.end());

	const items = (): ItemsSide =>
		itemsSide(list, { object: 'people', idField: 'no', modifiedField: 'changed', fields: ['mail', 'title', 'size'] });

	/** A run with the list on the right. @returns what came out of it, by action */
	async function toList(options: RunWith = {}): Promise<{ written: WrittenItem[]; report: PairReport }> {
		const side = items();
		const report = await world.next({ ...options, sides: { right: side.side } });
		expect(report.status).toBe('completed');
		const written = side.written().toSorted((one, other) => one.action.localeCompare(other.action));
		return { written, report };
	}

	const ONE_WAY: RunWith = { plan: { direction: 'toRight' } };

	const actions = (written: WrittenItem[]) => written.map(({ action, json }) => [action, json.title]);

	describe('written one way', () => {
		it('come out made, changed and archived, with all that they have, until the list shows it', async () => {
			list = [{ no: 1, mail: 'ann@example.com', title: 'Old', note: 'kept' }];
			const ann = world.customer({ Email: 'ann@example.com', Name: 'Ann', Size: '3' });
			const bob = world.customer({ Email: 'bob@example.com', Name: 'Bob' });
			const first = await toList(ONE_WAY);
			expect(first.written).toEqual([
				{
					action: 'created',
					id: expect.any(String),
					json: { no: first.written[0].id, mail: 'bob@example.com', title: 'Bob' },
					indexes: [],
				},
				{
					action: 'updated',
					id: '1',
					json: { no: 1, mail: 'ann@example.com', title: 'Ann', size: '3', note: 'kept' },
					indexes: [0],
				},
			]);

			// Nobody has taken it over: it comes out again, and the new item with the same id.
			expect((await toList(ONE_WAY)).written).toEqual(first.written);

			list = applied(list, first.written);
			expect((await toList(ONE_WAY)).written).toEqual([]);

			world.left.update('customers', ann, { Name: 'Anna' });
			world.left.delete('customers', bob);
			const mirror: RunWith = { plan: { direction: 'toRight', mode: 'mirror' } };
			const third = await toList(mirror);
			expect(actions(third.written)).toEqual([
				['archived', 'Bob'],
				['updated', 'Anna'],
			]);
			expect((await toList(mirror)).written).toEqual(third.written);
			list = applied(list, third.written);
			expect((await toList(mirror)).written).toEqual([]);
			expect(list).toEqual([expect.objectContaining({ no: 1, title: 'Anna' })]);
		});

		it('are made anew when a later list lacks them, and never by a sync that only updates', async () => {
			world.customer({ Email: 'ann@example.com', Name: 'Ann' });
			list = applied([], (await toList(ONE_WAY)).written);
			await toList(ONE_WAY);
			const whole = list;
			list = [];
			expect((await toList({ plan: { direction: 'toRight', mode: 'updateOnly' } })).written).toEqual([]);
			const anew = await toList(ONE_WAY);
			expect(actions(anew.written)).toEqual([['created', 'Ann']]);
			list = whole;
			expect((await toList(ONE_WAY)).written).toEqual([]);
		});

		it('a preview shows it and hands nothing out', async () => {
			world.customer({ Email: 'ann@example.com', Name: 'Ann' });
			const { written, report } = await toList({ ...ONE_WAY, preview: true });
			expect(written).toEqual([]);
			expect(report.right.counts.created).toBe(1);
			expect(world.resultsOf('created')[0].changes).toContainEqual({ field: 'title', to: 'Ann' });
		});
	});

	describe.each(['left', 'right'] as const)('both ways, on the %s', (at) => {
		const other = at === 'left' ? 'right' : 'left';
		const store = () => (at === 'left' ? world.right : world.left);
		const object = at === 'left' ? 'clients' : 'customers';
		const spelled = (values: { mail: string; title: string }) =>
			at === 'left' ? values : { Email: values.mail, Name: values.title };
		const name = at === 'left' ? 'title' : 'Name';
		const stored = () => [...store().records(object).values()].map((values) => values[name]).toSorted();

		async function both(plan: Partial<PairPlan> = {}): Promise<WrittenItem[]> {
			const side = items();
			const fields = FIELDS.map((field) => ({ ...field, left: at === 'left' ? field.right : field.left }));
			const keys: PairPlan['keys'] = [{ left: fields[0].left, right: fields[0].right, normalise: 'email' }];
			const report = await world.next({ plan: { fields, keys, ...plan }, sides: { [at]: side.side } });
			expect(report.status).toBe('completed');
			return side.written();
		}

		/** Ann in the list, Bob in the store, and each of the two on both sides. */
		async function agreed(plan: Partial<PairPlan> = {}): Promise<string> {
			const bob = store().create(object, spelled({ mail: 'bob@example.com', title: 'Bob' }));
			list = [{ no: 'a', mail: 'ann@example.com', title: 'Ann' }];
			const written = await both(plan);
			expect(actions(written)).toEqual([['created', 'Bob']]);
			expect(stored()).toEqual(['Ann', 'Bob']);
			list = applied(list, written);
			expect(await both(plan)).toEqual([]);
			return bob;
		}

		it('changes of the store come out, changes of the items are written to the store', async () => {
			const bob = await agreed();
			const touched = store().written;
			expect(await both()).toEqual([]);
			expect(store().written).toBe(touched);
			store().update(object, bob, spelled({ mail: 'bob@example.com', title: 'Robert' }));
			list = list.map((item) => (item.no === 'a' ? { ...item, title: 'Anna' } : item));
			const written = await both();
			expect(actions(written)).toEqual([['updated', 'Robert']]);
			expect(stored()).toEqual(['Anna', 'Robert']);
			list = applied(list, written);
			expect(await both()).toEqual([]);
		});

		it('what came out and was not taken over is no change of the list: the store keeps its value', async () => {
			const bob = await agreed();
			store().update(object, bob, spelled({ mail: 'bob@example.com', title: 'Robert' }));
			const lost = await both();
			const again = await both();
			expect(actions(again)).toEqual([['updated', 'Robert']]);
			expect(again).toEqual(lost);
			expect(stored()).toEqual(['Ann', 'Robert']);
		});

		it('an item that the list lacks is not told as deleted, whatever the rule and whatever else is gone', async () => {
			const plan: Partial<PairPlan> = { onDelete: { left: 'archive', right: 'archive' } };
			const bob = await agreed(plan);
			const whole = list;
			list = list.filter((item) => item.no === 'a');
			expect(await both(plan)).toEqual([]);
			expect(stored()).toEqual(['Ann', 'Bob']);
			store().update(object, bob, spelled({ mail: 'bob@example.com', title: 'Robert' }));
			expect(await both(plan)).toEqual([]);
			list = whole;
			expect(actions(await both(plan))).toEqual([['updated', 'Robert']]);
		});

		it('a record that is deleted in the store stays so, though the list lacked it at that time', async () => {
			const bob = await agreed();
			const whole = list;
			list = list.filter((item) => item.no === 'a');
			store().delete(object, bob);
			expect(await both()).toEqual([]);
			list = whole;
			expect(await both()).toEqual([]);
			expect(stored()).toEqual(['Ann']);
		});

		it('what is deleted in the store is archived in the list by the rule, and is not made anew of it', async () => {
			const plan: Partial<PairPlan> = {
				onDelete: { left: 'ignore', right: 'ignore', [other]: 'archive' } as PairPlan['onDelete'],
			};
			const bob = await agreed(plan);
			store().delete(object, bob);
			const written = await both(plan);
			expect(actions(written)).toEqual([['archived', 'Bob']]);
			expect(await both(plan)).toEqual(written);
			list = applied(list, written);
			expect(await both(plan)).toEqual([]);
			expect(stored()).toEqual(['Ann']);
		});

		it('the newest wins by the field of the items that holds when they were changed', async () => {
			const newest = FIELDS.map((field) => ({
				...field,
				left: at === 'left' ? field.right : field.left,
				rule: 'newestWins' as const,
			}));
			const bob = await agreed({ fields: newest });
			const soon = new Date(world.clock.now() + 3_600_000).toISOString();
			store().update(object, bob, spelled({ mail: 'bob@example.com', title: 'Robert' }));
			list = list.map((item) => ({ ...item, title: `${String(item.title)}!`, changed: soon }));
			expect(await both({ fields: newest })).toEqual([]);
			expect(stored()).toEqual(['Ann!', 'Bob!']);
		});
	});

	it('fields that hold the other id: the new item has it at once, the record of the store when a list shows the item', async () => {
		const ownId: PairPlan['ownId'] = {
			left: { field: 'ClientId', label: 'Item' },
			right: { field: 'crm', label: 'CRM' },
		};
		const ann = world.customer({ Email: 'ann@example.com', Name: 'Ann' });
		const first = (await toList({ plan: { ownId } })).written;
		expect(first).toEqual([
			expect.objectContaining({ action: 'created', json: expect.objectContaining({ crm: ann }) }),
		]);
		expect(world.customers.get(ann)?.ClientId).toBeUndefined();
		expect((await toList({ plan: { ownId } })).written).toEqual(first);
		list = applied(list, first);
		expect((await toList({ plan: { ownId } })).written).toEqual([]);
		expect(world.customers.get(ann)?.ClientId).toBe(first[0].id);
		const { written } = world.left;
		expect((await toList({ plan: { ownId } })).written).toEqual([]);
		list = [];
		expect((await toList({ plan: { ownId } })).written).toEqual([]);
		expect(world.left.written).toBe(written);
		const anew = await toList({ plan: { ownId, direction: 'toRight' } });
		expect(anew.written).toEqual(first);
		expect((await toList({ plan: { ownId, direction: 'toRight' } })).written).toEqual(first);
	});

	it('a run that is stopped has handed out what it wrote, and the next one does the rest', async () => {
		for (let at = 0; at < 1_200; at++) world.customer({ Email: `p${at}@example.com`, Name: `P ${at}` });
		const side = items();
		const stop = new AbortController();
		const report = await world.next({
			...ONE_WAY,
			sides: { right: side.side },
			signal: stop.signal,
			onResult: ({ action }) => {
				if (action === 'created') stop.abort();
			},
		});
		expect(report.status).toBe('stopped');
		expect(side.written().length).toBeGreaterThan(0);
		expect(side.written().length).toBeLessThan(1_200);
		list = applied(list, side.written());
		list = applied(list, (await toList(ONE_WAY)).written);
		expect(list).toHaveLength(1_200);
		expect((await toList(ONE_WAY)).written).toEqual([]);
	});

	it('one way from a list: only a mirror archives what the list lacks', async () => {
		list = [
			{ no: 1, mail: 'ann@example.com', title: 'Ann' },
			{ no: 2, mail: 'bob@example.com', title: 'Bob' },
		];
		const plan: Partial<PairPlan> = {
			direction: 'toRight',
			fields: [{ left: 'title', right: 'title', rule: 'leftWins' }].concat([
				{ left: 'mail', right: 'mail', rule: 'leftWins' },
			]) as PairPlan['fields'],
			keys: [{ left: 'mail', right: 'mail', normalise: 'email' }],
		};
		const run = async (more: Partial<PairPlan> = {}) =>
			await world.next({ plan: { ...plan, ...more }, sides: { left: items().side } });
		await run();
		const whole = list;
		list = list.slice(1);
		expect((await run()).right.counts).toMatchObject({ archived: 0, updated: 0, created: 0 });
		list = whole;
		expect((await run()).right.counts).toMatchObject({ archived: 0, updated: 0, created: 0 });
		list = list.slice(1);
		expect((await run({ mode: 'mirror' })).right.counts.archived).toBe(1);
		expect([...world.clients.values()].map(({ title }) => title)).toEqual(['Bob']);
	});

	describe('compared and repaired', () => {
		async function within<T>(
			work: (systems: Parameters<typeof runRepair>[1], side: ItemsSide) => Promise<T>,
		): Promise<T> {
			world.clock.advance(60_000);
			const state = await world.openState();
			const side = items();
			const { clock, directory } = world;
			const left: Side = world.left.side('customers');
			try {
				return await work({ left, right: side.side, state, traffic: createTraffic({}, clock), clock, directory }, side);
			} finally {
				await state.close();
			}
		}

		const mended = async (more: Partial<PairPlan>) =>
			await within(async (systems, side) => {
				await runRepair({ ...world.plan, ...more }, systems);
				return side.written();
			});

		it('on the right: findings name the items, and what is mended comes out', async () => {
			world.customer({ Email: 'ann@example.com', Name: 'Ann' });
			world.customer({ Email: 'bob@example.com', Name: 'Bob' });
			list = [
				{ no: 1, mail: 'ann@example.com', title: 'Anna' },
				{ no: 2, mail: 'eve@example.com', title: 'Eve' },
			];
			const findings: Finding[] = [];
			const report = await within(
				async (systems) => await runReconcile(world.plan, systems, { onFinding: (finding) => findings.push(finding) }),
			);
			expect(report).toMatchObject({ matched: 0, differing: 1, onlyLeft: 1, onlyRight: 1, ambiguous: 0 });
			expect(findings).toContainEqual({ kind: 'onlyRight', rightId: '2' });

			const create = { left: false, right: true };
			const written = await mended({ create });
			expect(actions(written).toSorted()).toEqual([
				['created', 'Bob'],
				['updated', 'Ann'],
			]);
			list = applied(list, written);
			expect(await mended({ create })).toEqual([]);
			list = list.filter((item) => item.no === 2);
			expect(actions(await mended({ create: { left: false, right: false } }))).toEqual([]);
			expect(actions(await mended({ create })).toSorted()).toEqual([
				['created', 'Ann'],
				['created', 'Bob'],
			]);
			expect(world.customers.size).toBe(2);
		});
	});
});
