import type { Row } from './bareBodies';
import type { Concurrency } from './bareLoop';
import { Child } from './child';
import type { EngineResult, EngineRun } from './engineProcess';
import type { Measured } from './meter';
import { CHANGED_EVERY, LATENCY_MS, MAIN, recordsOf, type Size } from './settings';
import type { FinalState, PairAddress, StartOptions, Traffic } from './simulatorProcess';
import { withStateDirectory } from './stateDirectory';
import { step } from './step';

/** One run of the engine, as seen from inside and from the simulators. */
export interface EngineMeasured extends EngineResult {
	traffic: Traffic;
}

export interface MainResult {
	first: EngineMeasured;
	unchanged: EngineMeasured;
	/** Everything read again, nothing changed. */
	compare: EngineMeasured;
	increment: EngineMeasured;
	/** How many records were changed before the increment. */
	changed: Size;
	/** After the first run. */
	state: FinalState;
}

export interface BareResult {
	measured: Measured;
	traffic: Traffic;
	state: FinalState;
	searches: number;
}

/** A pair of fresh simulators in a process of their own, for as long as `work` takes. */
async function withPair<T>(
	options: StartOptions,
	work: (simulators: Child, pair: PairAddress) => Promise<T>,
): Promise<T> {
	const simulators = new Child('simulatorProcess');
	try {
		return await work(simulators, await simulators.call<PairAddress>('start', options));
	} finally {
		await simulators.stop();
	}
}

/** One run of the engine in a fresh process. */
async function runEngine(title: string, simulators: Child, run: EngineRun): Promise<EngineMeasured> {
	const engine = new Child('engineProcess', ['--expose-gc']);
	try {
		const result = await step(
			title,
			async () => await engine.call<EngineResult>('run', run),
			() => engine.lastNote,
		);
		if (result.report.status !== 'completed')
			throw new Error(`${title}: the run ended as ${result.report.status}: ${result.report.reason}`);
		return { ...result, traffic: await simulators.call<Traffic>('traffic') };
	} finally {
		await engine.stop();
	}
}

/** Salesforce stamps changes in whole seconds, and a run reads up to the second before its start. */
const nextSecond = async () => await new Promise((resolve) => setTimeout(resolve, 2_000));

/** A first run, two without changes (an increment and a full compare), one with some. */
export async function measureMain(until: number): Promise<MainResult> {
	const options: StartOptions = { size: MAIN, latencyMs: LATENCY_MS, until, raised: false, provisioned: false };
	return await withPair(
		options,
		async (simulators, pair) =>
			await withStateDirectory(async (directory) => {
				const run: EngineRun = { pair, stateDirectory: directory, raised: false };
				const first = await runEngine('engine: first run', simulators, run);
				const state = await simulators.call<FinalState>('finalState');
				const unchanged = await runEngine('engine: second run, nothing changed', simulators, run);
				const compare = await runEngine('engine: full compare, nothing changed', simulators, { ...run, full: true });
				const changed = await simulators.call<Size>('change', CHANGED_EVERY);
				await nextSecond();
				const increment = await runEngine(`engine: run after ${recordsOf(changed)} changes`, simulators, run);
				return { first, unchanged, compare, increment, changed, state };
			}),
	);
}

/** The bare loop against simulators of its own, with as many calls at once as the engine was seen to have. */
export async function measureBare(until: number, concurrency: Concurrency): Promise<BareResult> {
	const options: StartOptions = { size: MAIN, latencyMs: LATENCY_MS, until, raised: false, provisioned: true };
	return await withPair(options, async (simulators, pair) => {
		const bare = new Child('bareProcess', ['--expose-gc']);
		try {
			const accounts = await simulators.call<Row[]>('rows', 'Account');
			const contacts = await simulators.call<Row[]>('rows', 'Contact');
			const { searches } = await bare.call<{ searches: number }>('prepare', {
				accounts,
				contacts,
				ownerId: pair.ownerId,
			});
			const measured = await step(
				'bare loop',
				async () => await bare.call<Measured>('run', { pair, concurrency }),
				() => bare.lastNote,
			);
			const traffic = await simulators.call<Traffic>('traffic');
			return { measured, traffic, state: await simulators.call<FinalState>('finalState'), searches };
		} finally {
			await bare.stop();
		}
	});
}

/** A first run of so many records without latency or limits, for its memory. */
async function measureMemoryOnce(until: number, size: Size): Promise<EngineMeasured & { state: FinalState }> {
	return await withPair(
		{ size, latencyMs: 0, until, raised: true, provisioned: false },
		async (simulators, pair) =>
			await withStateDirectory(async (directory) => {
				const title = `engine: ${recordsOf(size)} records through Bulk API 2.0`;
				const measured = await runEngine(title, simulators, { pair, stateDirectory: directory, raised: true });
				return { ...measured, state: await simulators.call<FinalState>('finalState') };
			}),
	);
}

/**
 * The same several times, each with a fresh process and a fresh pair: when V8 collects its garbage is a matter of
 * chance, which moves a short run's peak by tens of megabytes. The run with the median peak is given.
 */
export async function measureMemory(
	until: number,
	size: Size,
	times: number,
): Promise<EngineMeasured & { state: FinalState }> {
	const runs: Array<EngineMeasured & { state: FinalState }> = [];
	for (let run = 0; run < times; run++) runs.push(await measureMemoryOnce(until, size));
	return runs.sort((a, b) => a.measured.peakRssMb - b.measured.peakRssMb)[Math.floor(times / 2)];
}
