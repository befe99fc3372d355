import { systemClock } from '../../../engine/clock';
import { SophiaError } from '../../../engine/errors';
import { Run } from '../../../engine/runs/run';
import { CleanStop } from '../../../engine/runs/stop';
import type { RunEvent } from '../../../engine/runs/types';
import type { StateStore } from '../../../engine/state';
import { Temporary } from '../state/temporary';

describe('a run', () => {
	const temporary = new Temporary();
	const origin = { workflowId: 'w1', node: 'Sync' };
	let state: StateStore;
	let events: RunEvent[];

	beforeEach(async () => {
		state = await temporary.open({ directory: temporary.directory() });
		events = [];
	});

	const run = async (work: () => Promise<void>, leases = ['a', 'b']) =>
		await new Run(
			{ syncKey: 'key', operation: 'sync' },
			{ state, traffic: { stats: () => ({}) }, clock: systemClock },
			{ origin, onEvent: (event) => events.push(event) },
		).carryOut({
			prepare: async () => await Promise.resolve({ leases, work }),
			report: () => ({ counted: 7 }),
		});

	const stored = async () => (await state.listRuns({ limit: 10 }))[0];
	const isFree = async () => (await state.acquireLeases(['a', 'b'], 'host:1:1:x')).acquired;

	it('is kept with its report, its origin and the memory it took', async () => {
		const report = await run(async () => await Promise.resolve());
		expect(report).toMatchObject({ status: 'completed', syncKey: 'key', operation: 'sync', counted: 7, calls: {} });
		expect(report.memory.peakBytes).toBeGreaterThan(10_000_000);
		expect(await stored()).toMatchObject({ status: 'completed', origin, report: { counted: 7 } });
		expect(events.map(({ event }) => event)).toEqual(['runStarted', 'runEnded']);
		expect(new Set(events.map(({ runId }) => runId))).toEqual(new Set([report.runId]));
		expect(await isFree()).toBe(true);
	});

	it('that is stopped by its own rules says why and when to go on', async () => {
		const resumeAt = new Date('2026-11-24T00:00:00Z');
		const report = await run(async () => {
			await Promise.resolve();
			throw new CleanStop('enough', resumeAt);
		});
		expect(report).toMatchObject({
			status: 'stopped',
			reason: 'enough',
			resumeAt: '2026-11-24T00:00:00.000Z',
			counted: 7,
		});
		expect(await stored()).toMatchObject({ status: 'stopped' });
		expect(await isFree()).toBe(true);
	});

	it('that fails is thrown on, kept with what a person can do, and gives its leases back', async () => {
		const failure = new SophiaError('credentials', 'Refused.', { remedy: 'Mend it.', system: 'hubspot', code: 'X' });
		await expect(
			run(async () => {
				await Promise.resolve();
				throw failure;
			}),
		).rejects.toBe(failure);
		const report = { status: 'failed', error: 'Refused.', kind: 'credentials', remedy: 'Mend it.', code: 'X' };
		expect(await stored()).toMatchObject({ status: 'failed', report });
		expect(events.at(-1)).toMatchObject({ event: 'runFailed', report });
		expect(await isFree()).toBe(true);
	});

	it('whose lease another one holds is skipped without any work', async () => {
		await state.acquireLeases(['b'], 'elsewhere:1:1:other');
		const work = jest.fn();
		const report = await run(work);
		expect(report).toMatchObject({ status: 'skipped', reason: expect.stringContaining('elsewhere:1:1:other') });
		expect(work).not.toHaveBeenCalled();
	});
});
