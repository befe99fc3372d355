import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditedIds } from '../../sync/kill/audited';
import { seededRandom } from '../../../simulators/shared/faults';
import { Worker } from '../../sync/kill/workers';
import { Systems } from './twins';
import type { Orders } from './worker';

const KILLS = Number(process.env.SOPHIA_KILLS ?? 25);
const SEED = Number(process.env.SOPHIA_KILL_SEED ?? 20_260_301);
/** A sync of both pairs makes some more requests than that. */
const REQUESTS = { first: 70, later: 90 };

describe('A both-ways sync of some 600 records, killed again and again', () => {
	const random = seededRandom(SEED);
	const upTo = (limit: number) => Math.floor(random() * limit);
	const directories: string[] = [];
	/** Called for every request of the run under way. */
	let onRequest: () => void = () => undefined;
	let killed: Systems;
	let untouched: Systems;

	beforeAll(async () => {
		killed = await Systems.start(SEED, 'killed', () => onRequest());
		untouched = await Systems.start(SEED, 'untouched', () => undefined);
	});

	afterAll(async () => {
		for (const systems of [killed, untouched]) await systems.stop();
		for (const directory of directories) rmSync(directory, { recursive: true, force: true });
	});

	const ordersFor = (systems: Systems): Omit<Orders, 'gate'> => {
		const directory = mkdtempSync(join(tmpdir(), 'sophia-kill-'));
		directories.push(directory);
		return systems.orders(directory);
	};

	const startWorker = async (orders: Omit<Orders, 'gate'>) => await Worker.start(orders, join(__dirname, 'worker.ts'));

	async function wholeRun(systems: Systems, orders: Omit<Orders, 'gate'>): Promise<void> {
		const worker = await startWorker(orders);
		systems.pass();
		expect(await worker.run()).toEqual({ how: 0, status: 'completed completed' });
	}

	/** Kills the worker after so many requests, and a few milliseconds: between two requests too. */
	async function killedRun(worker: Worker, requests: number): Promise<boolean> {
		const at = 1 + upTo(requests);
		const laterMs = random() < 0.5 ? 0 : upTo(6);
		let count = 0;
		onRequest = () => {
			if (++count !== at) return;
			if (laterMs === 0) worker.kill();
			else setTimeout(() => worker.kill(), laterMs);
		};
		killed.pass();
		const { how, status } = await worker.run();
		onRequest = () => undefined;
		if (how !== 'SIGKILL') expect({ how, status }).toEqual({ how: 0, status: 'completed completed' });
		return how === 'SIGKILL';
	}

	it('loses nothing, doubles nothing, and ends as one that was never killed', async () => {
		const orders = ordersFor(killed);
		const undisturbed = ordersFor(untouched);
		/** What one run brings to one side may be news for another pair of fields: it takes two to come to rest. */
		const rest = async () => {
			await wholeRun(killed, orders);
			for (let run = 1; run <= 2; run++) await wholeRun(untouched, undisturbed);
		};
		let kills = 0;
		let rounds = 0;
		let inRound = 0;
		let next = startWorker(orders);
		while (kills < KILLS) {
			const worker = await next;
			next = startWorker(orders);
			// A sync that is killed early again and again would never come to its end.
			const limit = inRound < 7 ? (rounds === 0 ? REQUESTS.first : REQUESTS.later) : Infinity;
			if (limit < Infinity && (await killedRun(worker, limit))) {
				kills++;
				inRound++;
				continue;
			}
			killed.pass();
			if (limit === Infinity) expect(await worker.run()).toEqual({ how: 0, status: 'completed completed' });
			inRound = 0;
			await rest();
			expect(killed.outcome()).toEqual(untouched.outcome());
			for (const systems of [killed, untouched]) systems.change(rounds);
			rounds++;
		}
		await (await next).dismiss();
		await wholeRun(killed, orders);
		await rest();
		expect(killed.outcome()).toEqual(untouched.outcome());
		expect(killed.doubles()).toEqual([]);
		const audited = await auditedIds(orders.directory);
		expect(killed.written().length).toBeGreaterThan(300);
		expect(killed.written().filter((id) => !audited.has(id))).toEqual([]);
		expect(rounds).toBeGreaterThan(1);

		const before = { writes: { ...killed.hubspot.writes }, outcome: killed.outcome() };
		await wholeRun(killed, orders);
		expect({ writes: killed.hubspot.writes, outcome: killed.outcome() }).toEqual(before);
		expect([...killed.hubspot.bugs, ...untouched.hubspot.bugs]).toEqual([]);
	}, 600_000);
});
