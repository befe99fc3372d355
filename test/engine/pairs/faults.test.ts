import type { RecordProblem } from '../../../engine/errors';
import { SophiaError } from '../../../engine/errors';
import { processHolder } from '../../../engine/state';
import type { MemorySystem } from './memorySystem';
import { PairWorld } from './pairWorld';

const refusal: RecordProblem = { category: 'invalidValue', reason: 'Not like this.', retryable: false };

describe('faults', () => {
	let world: PairWorld;

	beforeEach(() => {
		world = new PairWorld();
	});

	afterEach(() => world.end());

	const people = (count: number) =>
		Array.from({ length: count }, (_, index) => world.customer({ Email: `p${index}@example.com`, Name: `P${index}` }));

	it('finds what an insert has made whose answer was lost, and makes nothing twice', async () => {
		people(5);
		world.right.faults.push({ call: 'insert', kind: 'lost' });
		const report = await world.next();
		expect(world.clients.size).toBe(5);
		expect(report).toMatchObject({ right: { counts: { created: 5, rejected: 0 } }, rejectedOpen: 0 });
		await world.expectQuiet();
	});

	it('tries again what a lost insert has not made', async () => {
		people(5);
		world.right.faults.push({ call: 'insert', kind: 'unavailable' });
		await world.next();
		expect(world.clients.size).toBe(5);
		await world.expectQuiet();
	});

	it('leaves it to the next run where look-ups lag', async () => {
		world.end();
		let shown = false;
		world = new PairWorld({ right: { findLags: true, findable: () => shown } });
		people(5);
		world.right.faults.push({ call: 'insert', kind: 'lost' });
		const report = await world.next();
		expect(report).toMatchObject({ right: { counts: { created: 0, rejected: 5 } }, rejectedOpen: 5 });
		expect(world.resultsOf('rejected')[0]).toMatchObject({ category: 'unavailable', retryable: true });
		shown = true;
		expect(await world.next()).toMatchObject({ left: { counts: { linked: 5 } }, rejectedOpen: 0 });
		expect(world.clients.size).toBe(5);
		await world.expectQuiet();
	});

	it('repeats an upsert whose answer was lost', async () => {
		const ownId = { right: { field: 'customerId', label: 'Customer' } };
		people(5);
		world.right.faults.push({ call: 'upsert', kind: 'lost' });
		await world.next({ plan: { ownId } });
		expect(world.clients.size).toBe(5);
		await world.expectQuiet({ plan: { ownId } });
	});

	it('keeps what is refused, tells it again without sending it, and sends it when it has changed', async () => {
		const ids = people(3);
		world.right.refuse = (_, { title }) => (title?.endsWith('1') ? refusal : undefined);
		const report = await world.next();
		expect(report).toMatchObject({ right: { counts: { created: 2, rejected: 1 } }, rejectedOpen: 1 });
		expect(await world.rejections()).toMatchObject([{ recordId: ids[1], category: 'invalidValue', attempts: 1 }]);
		await world.expectQuiet();
		await world.next({ plan: { forceFullRead: true } });
		expect(world.resultsOf('rejected')).toMatchObject([{ leftId: ids[1], side: 'right', reason: refusal.reason }]);
		expect(await world.rejections()).toMatchObject([{ attempts: 1 }]);
		world.left.update('customers', ids[1], { Name: 'Better' });
		const after = await world.next();
		expect(after.rejectedOpen).toBe(0);
		expect(world.clients.size).toBe(3);
		await world.expectQuiet();
	});

	it('sends what was refused again when it is asked to', async () => {
		people(3);
		world.right.refuse = () => refusal;
		await world.next();
		delete world.right.refuse;
		await world.expectQuiet();
		const report = await world.next({ plan: { retryRejected: true } });
		expect(report.rejectedOpen).toBe(0);
		expect(world.clients.size).toBe(3);
	});

	it('leaves the agreement as it was when an update is refused, on either side', async () => {
		const [left] = people(1);
		await world.next();
		const [right] = [...world.clients.keys()];
		const refuse = (system: MemorySystem, field: string) => {
			system.refuse = (_, values) => (values[field] === undefined ? undefined : refusal);
		};
		refuse(world.right, 'title');
		refuse(world.left, 'City');
		world.left.update('customers', left, { Name: 'New', Size: '3' });
		world.right.update('clients', right, { town: 'Köln' });
		const report = await world.next();
		expect(report).toMatchObject({ rejectedOpen: 2, conflicts: 0 });
		await world.expectQuiet();
		await world.expectQuiet({ plan: { forceFullRead: true } });
		delete world.right.refuse;
		delete world.left.refuse;
		await world.next({ plan: { retryRejected: true } });
		expect(world.left.get('customers', left)).toMatchObject({ Name: 'New', City: 'Köln', Size: '3' });
		expect(world.right.get('clients', right)).toMatchObject({ title: 'New', town: 'Köln', size: '3' });
		await world.expectQuiet();
	});

	it('gets the others through where one record makes a batch fail', async () => {
		people(7);
		world.right.onCall = (name, phase) => {
			if (phase === 'before' && name === 'ping') world.right.faults.push({ call: 'insert', kind: 'unavailable' });
		};
		world.right.faults.push({ call: 'insert', kind: 'unavailable' });
		const report = await world.next();
		delete world.right.onCall;
		world.right.faults.splice(0);
		expect(report.status).toBe('completed');
		await world.next();
		expect(world.clients.size).toBe(7);
		await world.expectQuiet();
	});

	it('makes anew, by the rule, what a write finds gone', async () => {
		const [left] = people(1);
		await world.next();
		world.left.update('customers', left, { Name: 'New' });
		// Deleted after the run has read the right side.
		world.right.onCall = (name, phase) => {
			if (name === 'update' && phase === 'before') world.right.delete('clients', [...world.clients.keys()][0]);
		};
		await world.next({ plan: { onDelete: { left: 'restore', right: 'restore' } } });
		delete world.right.onCall;
		expect([...world.clients.values()]).toEqual([{ mail: 'p0@example.com', title: 'New' }]);
		await world.next({ plan: { onDelete: { left: 'restore', right: 'restore' } } });
		expect(world.clients.size).toBe(1);
	});

	it('stops cleanly on a signal, on the run time and on the day’s limit, and goes on from there', async () => {
		world.end();
		world = new PairWorld({ right: { batchSize: 20 } });
		people(250);
		const stop = new AbortController();
		let inserts = 0;
		world.right.onCall = (name, phase) => {
			if (name === 'insert' && phase === 'after' && ++inserts === 1) stop.abort();
		};
		expect(await world.next({ signal: stop.signal })).toMatchObject({ status: 'stopped', reason: 'cancelled' });
		expect(world.clients.size).toBeLessThan(250);
		world.right.onCall = (name) => {
			if (name === 'insert') world.clock.advance(10_000);
		};
		expect(await world.next({ plan: { maxRunMs: 5_000 } })).toMatchObject({ status: 'stopped' });
		const resumeAt = new Date(world.clock.now() + 3_600_000);
		world.left.create('customers', { Email: 'late@example.com' });
		world.right.onCall = (name) => {
			if (name === 'insert') throw new SophiaError('limit', 'The calls of the day are used up.', { resumeAt });
		};
		expect(await world.next()).toMatchObject({ status: 'stopped', resumeAt: resumeAt.toISOString() });
		delete world.right.onCall;
		expect(await world.next()).toMatchObject({ status: 'completed' });
		expect(world.clients.size).toBe(251);
		await world.expectQuiet();
	});

	it('is skipped while another run holds a side, and takes turns with the one-way syncs', async () => {
		people(1);
		const state = await world.openState();
		const held = await state.acquireLeases(['hubspot:hubspot-account/clients'], processHolder('other'));
		expect(held.acquired).toBe(true);
		expect(await world.next({ after: 1_000 })).toMatchObject({
			status: 'skipped',
			reason: expect.stringContaining('already running'),
		});
		expect(world.clients.size).toBe(0);
		if (held.acquired) await state.releaseLeases(held.leases);
		await state.close();
		expect(await world.next()).toMatchObject({ status: 'completed' });
	});

	it('shows in a preview what a sync would do, and writes nothing', async () => {
		const [left] = people(2);
		world.client({ mail: 'p1@example.com', title: 'Other', town: 'Ulm' });
		world.client({ mail: 'new@example.com' });
		const customers = world.customers;
		const clients = world.clients;
		const report = await world.next({ preview: true });
		expect(report).toMatchObject({ preview: true, status: 'completed' });
		expect([world.left.written, world.right.written]).toEqual([0, 0]);
		expect([world.customers, world.clients]).toEqual([customers, clients]);
		const shown = world.results.map(({ action, side, changes }) => ({ action, side, changes }));
		await world.next();
		expect(world.results.map(({ action, side, changes }) => ({ action, side, changes }))).toEqual(shown);
		expect(world.right.get('clients', world.right.having('clients', 'mail', 'p0@example.com')[0])).toMatchObject({
			title: 'P0',
		});
		world.left.delete('customers', left);
		await world.next({ preview: true, plan: { onDelete: { left: 'archive', right: 'archive' } } });
		expect(world.resultsOf('archived')).toHaveLength(1);
		expect(world.clients.size).toBe(3);
	});
});
