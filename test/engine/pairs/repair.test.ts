import { decideRepair, type FieldFacts } from '../../../engine/pairs/decide';
import { runReconcile } from '../../../engine/pairs/reconcile';
import { runRepair } from '../../../engine/pairs/repair';
import type { PairRunOptions } from '../../../engine/pairs/runPairSync';
import type { ConflictRule, Finding, PairPlan, PairReport, ReconcileReport, Side } from '../../../engine/pairs/types';
import { createTraffic } from '../../../engine/traffic';
import { PairWorld } from './pairWorld';

const NOTHING = { left: false, right: false };

/** A plan of its own: all fields by one rule. */
const repairBy = (world: PairWorld, rule: ConflictRule, more: Partial<PairPlan> = {}): PairPlan => ({
	...world.plan,
	syncKey: 'repair',
	fields: world.plan.fields.map((field) => ({ ...field, rule })),
	create: NOTHING,
	...more,
});

async function within<T>(
	world: PairWorld,
	work: (systems: Parameters<typeof runRepair>[1]) => Promise<T>,
	more: Partial<Side> = {},
): Promise<T> {
	world.clock.advance(60_000);
	const { clock, directory } = world;
	const state = await world.openState();
	try {
		return await work({
			left: { ...world.left.side('customers'), ...more },
			right: world.right.side('clients'),
			state,
			traffic: createTraffic({}, clock),
			clock,
			directory,
		});
	} finally {
		await state.close();
	}
}

const repair = async (world: PairWorld, plan: PairPlan, options?: PairRunOptions, left?: Partial<Side>) =>
	await within<PairReport>(world, async (systems) => await runRepair(plan, systems, options), left);

async function reconcile(world: PairWorld): Promise<ReconcileReport & { findings: Finding[] }> {
	const findings: Finding[] = [];
	const options = { onFinding: (finding: Finding) => findings.push(finding) };
	const report = await within(world, async (systems) => await runReconcile(world.plan, systems, options));
	return { ...report, findings };
}

describe('Repair', () => {
	let world: PairWorld;

	beforeEach(() => {
		world = new PairWorld();
	});

	afterEach(() => world.end());

	const LEFT = { Email: 'ann@example.com', Name: 'Ann', City: '', Size: '1', Note: 'left' };
	const RIGHT = { mail: 'ann@example.com', title: '', town: 'Köln', size: '2', note: 'right' };
	const shown = ([values]: Iterable<Record<string, string>>) =>
		Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

	it.each<[ConflictRule, object, object]>([
		[
			'leftWins',
			{ Email: 'ann@example.com', Name: 'Ann', Size: '1', Note: 'left' },
			{ mail: 'ann@example.com', title: 'Ann', size: '1', note: 'left' },
		],
		[
			'rightWins',
			{ Email: 'ann@example.com', City: 'Köln', Size: '2', Note: 'right' },
			{ mail: 'ann@example.com', town: 'Köln', size: '2', note: 'right' },
		],
		[
			'newestWins',
			{ Email: 'ann@example.com', City: 'Köln', Size: '2', Note: 'right' },
			{ mail: 'ann@example.com', town: 'Köln', size: '2', note: 'right' },
		],
		[
			'fillBlanks',
			{ Email: 'ann@example.com', Name: 'Ann', City: 'Köln', Size: '1', Note: 'left' },
			{ mail: 'ann@example.com', title: 'Ann', town: 'Köln', size: '2', note: 'right' },
		],
	])('%s: of every difference, blanks included', async (rule, left, right) => {
		world.customer(LEFT);
		world.clock.advance(1_000);
		world.client(RIGHT);
		const report = await repair(world, repairBy(world, rule));
		expect(report).toMatchObject({ status: 'completed', operation: 'repair' });
		expect([shown(world.customers.values()), shown(world.clients.values())]).toEqual([left, right]);
		const { written } = world.left;
		await repair(world, repairBy(world, rule));
		expect(world.left.written).toBe(written);
	});

	it('goes by the rule alone, whoever changed what since the two agreed; the sync is quiet afterwards', async () => {
		const left = world.customer({ Email: 'ann@example.com', Name: 'Ann', City: 'Bonn' });
		await world.next();
		const [right] = world.clients.keys();
		world.right.update('clients', right, { title: 'Changed on the right' });
		world.left.update('customers', left, { City: 'Changed on the left' });
		await repair(world, repairBy(world, 'leftWins'));
		expect(world.right.get('clients', right)).toMatchObject({ title: 'Ann', town: 'Changed on the left' });
		expect(world.left.get('customers', left)).toMatchObject({ Name: 'Ann', City: 'Changed on the left' });
		expect(await reconcile(world)).toMatchObject({ matched: 1, differing: 0, findings: [] });
		await world.expectQuiet();
	});

	it('mends what a sync has left as it was', async () => {
		world.customer({ Email: 'ann@example.com', Note: 'left' });
		world.client({ mail: 'ann@example.com', note: 'right' });
		await world.next();
		expect(await reconcile(world)).toMatchObject({
			matched: 0,
			differing: 1,
			byField: [{ left: 'Note', right: 'note', differing: 1 }],
		});
		await repair(world, repairBy(world, 'rightWins'));
		expect(shown(world.customers.values())).toMatchObject({ Note: 'right' });
		expect(await reconcile(world)).toMatchObject({ matched: 1, differing: 0 });
	});

	it.each<[PairPlan['create'], number, number]>([
		[{ left: false, right: false }, 1, 1],
		[{ left: false, right: true }, 1, 2],
		[{ left: true, right: false }, 2, 1],
		[{ left: true, right: true }, 2, 2],
	])('makes what is missing where it may: %j', async (create, customers, clients) => {
		world.customer({ Email: 'ann@example.com', Name: 'Ann' });
		world.client({ mail: 'bob@example.com', title: 'Bob' });
		await repair(world, repairBy(world, 'leftWins', { create }));
		expect([world.customers.size, world.clients.size]).toEqual([customers, clients]);
		expect(await reconcile(world)).toMatchObject({ onlyLeft: 2 - clients, onlyRight: 2 - customers });
	});

	it.each([false, true])('never archives; what was deleted is made anew only where it may: %s', async (may) => {
		const left = world.customer({ Email: 'ann@example.com', Name: 'Ann' });
		world.customer({ Email: 'bob@example.com', Name: 'Bob' });
		await world.next();
		const [bob] = world.right.having('clients', 'title', 'Bob');
		world.left.delete('customers', left);
		world.right.delete('clients', bob);
		const archive = { left: 'archive', right: 'archive' } as const;
		const create = { left: may, right: may };
		await repair(world, repairBy(world, 'rightWins', { create, onDelete: archive, mode: 'mirror' }));
		expect([world.customers.size, world.clients.size]).toEqual(may ? [2, 2] : [1, 1]);
	});

	it('needs no right to write the left side where only the right one is written', async () => {
		world.customer(LEFT);
		world.client(RIGHT);
		const report = await repair(world, repairBy(world, 'leftWins'), {}, { destination: undefined });
		expect(report.right.counts.updated).toBe(1);
		expect(world.left.written).toBe(0);
		await expect(repair(world, repairBy(world, 'rightWins'), {}, { destination: undefined })).rejects.toMatchObject({
			kind: 'configuration',
		});
	});

	it('shows in a preview what it would do, and writes nothing', async () => {
		world.customer(LEFT);
		world.client(RIGHT);
		const changes: unknown[] = [];
		const report = await repair(world, repairBy(world, 'leftWins'), {
			preview: true,
			onResult: (result) => changes.push([result.action, result.changes?.map(({ field }) => field).sort()]),
		});
		expect(report).toMatchObject({ preview: true, operation: 'repair' });
		expect(changes).toEqual([['updated', ['note', 'size', 'title', 'town']]]);
		expect([world.left.written, world.right.written]).toEqual([0, 0]);
		expect((await reconcile(world)).differing).toBe(1);
	});

	it('leaves ambiguous records alone and keeps them as rejected', async () => {
		world.customer({ Email: 'ann@example.com', Name: 'Ann' });
		world.customer({ Email: 'Ann@example.com', Name: 'Another Ann' });
		world.client({ mail: 'ann@example.com', title: 'Anne' });
		await repair(world, repairBy(world, 'leftWins', { create: { left: true, right: true } }));
		expect([world.left.written, world.right.written]).toEqual([0, 0]);
		const { ambiguous, findings } = await reconcile(world);
		expect(ambiguous).toBe(1);
		expect(findings).toMatchObject([{ kind: 'ambiguous', leftIds: { length: 2 }, rightIds: { length: 1 } }]);
	});

	it('leaves a sync of the same records where it stands', async () => {
		world.customer({ Email: 'ann@example.com', Name: 'Ann' });
		await world.next();
		const cursors = async () => {
			const state = await world.openState();
			const both = [await state.getCursor('test', 'left:customers'), await state.getCursor('test', 'right:clients')];
			await state.close();
			return both;
		};
		const before = await cursors();
		await repair(world, repairBy(world, 'leftWins', { syncKey: 'test' }));
		expect(await cursors()).toEqual(before);
	});
});

describe('the decision of a repair', () => {
	const facts = (more: Partial<FieldFacts>): FieldFacts => ({
		equal: false,
		blank: { left: false, right: false },
		sendable: { left: true, right: true },
		...more,
	});
	const sends = { left: true, right: true };

	it.each<[string, ConflictRule, Partial<FieldFacts>, string]>([
		['equal', 'leftWins', { equal: true }, 'agree'],
		['equal', 'newestWins', { equal: true, newer: 'left' }, 'agree'],
		['only the other one changed', 'leftWins', { changed: { left: false, right: true } }, 'left'],
		['a blank that wins', 'leftWins', { blank: { left: true, right: false } }, 'left'],
		['a blank that wins', 'rightWins', { blank: { left: false, right: true } }, 'right'],
		['the newer one', 'newestWins', { newer: 'right' }, 'right'],
		['neither is newer', 'newestWins', {}, 'leave'],
		['the left one blank', 'fillBlanks', { blank: { left: true, right: false } }, 'right'],
		['the right one blank', 'fillBlanks', { blank: { left: false, right: true } }, 'left'],
		['neither blank', 'fillBlanks', {}, 'leave'],
		['what cannot be sent', 'leftWins', { sendable: { left: false, right: true } }, 'leave'],
	])('%s, %s', (_, rule, more, expected) => {
		const verdict = decideRepair(facts(more), { rule, sends });
		expect(verdict.action === 'write' ? verdict.from : verdict.action).toBe(expected);
		expect(verdict.action !== 'agree' && verdict.conflict).toBe(false);
	});
});
