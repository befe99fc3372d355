import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from './bareBodies';
import type { CallKind } from './callLog';
import { Child } from './child';
import type { EngineResult } from './engineProcess';
import type { IntercomRun } from './intercomBare';
import type { IntercomEngineRun } from './intercomEngine';
import type { IntercomAddress, IntercomStart, IntercomTraffic } from './intercomSimulators';
import type { Measured } from './meter';
import { AIMS, CHANGED_EVERY, INTERCOM, INTERCOM_SEARCH, LATENCY_MS, recordsOf, type Size } from './settings';
import { block, calls, cpuPerRecord, memory, most, ratio, seconds } from './show';
import type { FinalState } from './simulatorProcess';
import { step } from './step';
import type { Line, Section } from './table';

const DATA = ['read', 'search', 'lookup', 'write', 'associate'] as const;
const WRITES = ['write', 'associate', 'archive'] as const;
const QUERY_PAGE = 2_000;

interface Run extends EngineResult {
	traffic: IntercomTraffic;
}

const total = ({ salesforce, intercom }: IntercomTraffic, kinds: readonly CallKind[]): number =>
	kinds.reduce((sum, kind) => sum + salesforce[kind].calls + intercom[kind].calls, 0);
const refused = ({ salesforce, intercom }: IntercomTraffic): number => salesforce.refused + intercom.refused;

/** One call per record and per attachment, a search per 50 contacts, a page per 2,000 rows. */
const FEWEST: Record<(typeof DATA)[number], number> = {
	read: Math.ceil(INTERCOM.companies / QUERY_PAGE) + Math.ceil(INTERCOM.contacts / QUERY_PAGE),
	search: Math.ceil(INTERCOM.contacts / INTERCOM_SEARCH),
	lookup: 0,
	write: recordsOf(INTERCOM),
	associate: INTERCOM.contacts,
};

/** Intercom's destination beside a bare loop: calls, time, and what is not written when nothing has changed. */
export async function intercom(until: number): Promise<Section[]> {
	const engine = await measureEngine(until);
	const { measured, traffic } = engine.first;
	const bare = await measureBare(until, traffic);
	const fewest = DATA.reduce((sum, kind) => sum + FEWEST[kind], 0);
	const data = total(traffic, DATA);
	const fixed = [...traffic.salesforce.otherPaths, ...traffic.intercom.otherPaths];
	const records = recordsOf(INTERCOM);
	const lines: Line[] = [
		...DATA.map((kind) => ({
			figure: `calls to ${kind}`,
			value: calls(kind === 'read' ? traffic.salesforce : traffic.intercom, kind),
			aim: `fewest ${FEWEST[kind]}, bare loop ${total(bare.traffic, [kind])}`,
		})),
		{
			figure: 'calls, by the fewest possible',
			...most(data / fewest, AIMS.callRatio, `<= ${AIMS.callRatio} (${data} by ${fewest})`, ratio),
		},
		{ figure: `the same with the ${fixed.length} fixed calls of a run`, value: ratio((data + fixed.length) / fewest) },
		{ figure: 'calls per record', value: (data / records).toFixed(3) },
		{ figure: 'wall, engine', value: seconds(measured.wallMs) },
		{ figure: 'wall, bare loop', value: seconds(bare.measured.wallMs) },
		{
			figure: 'wall, by the bare loop',
			...most(measured.wallMs / bare.measured.wallMs, AIMS.wallRatio, `<= ${AIMS.wallRatio}`, ratio),
		},
		{ figure: 'CPU per record, engine', value: cpuPerRecord(measured, records) },
		{ figure: 'CPU per record, bare loop', value: cpuPerRecord(bare.measured, records) },
		{ figure: 'peak memory, engine', value: memory(measured) },
		{ figure: 'longest block, engine, from the first record on', value: block(measured.blockWorking) },
		{ figure: '429s received, engine', ...most(refused(traffic), 0, '0') },
		{ figure: '429s received, bare loop', ...most(refused(bare.traffic), 0, '0') },
		{
			figure: 'final state',
			value: `${engine.state.companies} + ${engine.state.contacts} + ${engine.state.associations}, ${engine.state.duplicates} doubled, ${engine.state.hash}`,
			aim: 'every record once',
			met: complete(engine.state),
		},
		{
			figure: 'final state, bare loop',
			value: bare.state.hash,
			aim: 'the same',
			met: bare.state.hash === engine.state.hash,
		},
	];
	const { changed } = engine;
	return [
		{
			title: `Intercom, first run: ${INTERCOM.companies} companies, ${INTERCOM.contacts} contacts, their attachments; latency ${LATENCY_MS} ms, limits on`,
			lines,
		},
		{ title: 'Intercom, second run, nothing changed', lines: laterRun(engine.unchanged, 0) },
		{ title: 'Intercom, full compare, nothing changed', lines: laterRun(engine.compare, 0) },
		{
			title: `Intercom, increment, 1 % changed (${changed.companies} companies, ${changed.contacts} contacts)`,
			lines: laterRun(engine.increment, recordsOf(changed)),
		},
	];
}

const complete = ({ companies, contacts, associations, duplicates }: FinalState): boolean =>
	companies === INTERCOM.companies &&
	contacts === INTERCOM.contacts &&
	associations === INTERCOM.contacts &&
	duplicates === 0;

const laterRun = ({ measured, traffic }: Run, writes: number): Line[] => [
	{ figure: 'write calls', ...most(total(traffic, WRITES), writes, String(writes)) },
	{ figure: 'all calls', value: String(total(traffic, [...DATA, 'archive', 'other'])) },
	{ figure: 'wall', value: seconds(measured.wallMs) },
	{ figure: '429s received', ...most(refused(traffic), 0, '0') },
];

/** Salesforce stamps changes in whole seconds, and a run reads up to the second before its start. */
const nextSecond = async () => await new Promise((resolve) => setTimeout(resolve, 2_000));

/** A pair of fresh simulators in a process of their own, for as long as `work` takes. */
async function withPair<T>(
	until: number,
	provisioned: boolean,
	work: (simulators: Child, pair: IntercomAddress) => Promise<T>,
): Promise<T> {
	const simulators = new Child('intercomSimulators');
	try {
		const options: IntercomStart = { size: INTERCOM, latencyMs: LATENCY_MS, until, provisioned };
		return await work(simulators, await simulators.call<IntercomAddress>('start', options));
	} finally {
		await simulators.stop();
	}
}

async function measureEngine(until: number) {
	const directory = mkdtempSync(join(tmpdir(), 'sophia-bench-'));
	try {
		return await withPair(until, false, async (simulators, pair) => {
			const run = async (what: string, options: Partial<IntercomEngineRun> = {}) =>
				await runEngine(`Intercom, engine: ${what}`, simulators, { pair, stateDirectory: directory, ...options });
			const first = await run('first run');
			const state = await simulators.call<FinalState>('finalState');
			const unchanged = await run('second run, nothing changed');
			const compare = await run('full compare, nothing changed', { full: true });
			const changed = await simulators.call<Size>('change', CHANGED_EVERY);
			await nextSecond();
			const increment = await run(`run after ${recordsOf(changed)} changes`);
			return { first, state, unchanged, compare, changed, increment };
		});
	} finally {
		rmSync(directory, { recursive: true, force: true });
	}
}

async function runEngine(title: string, simulators: Child, options: IntercomEngineRun): Promise<Run> {
	const engine = new Child('intercomEngine', ['--expose-gc']);
	try {
		const result = await step(
			title,
			async () => await engine.call<EngineResult>('run', options),
			() => engine.lastNote,
		);
		if (result.report.status !== 'completed')
			throw new Error(`${title}: the run ended as ${result.report.status}: ${result.report.reason}`);
		return { ...result, traffic: await simulators.call<IntercomTraffic>('traffic') };
	} finally {
		await engine.stop();
	}
}

/** The bare loop against simulators of its own, with as many calls at once as the engine was seen to have. */
async function measureBare(until: number, { intercom: { search, write, associate } }: IntercomTraffic) {
	return await withPair(until, true, async (simulators, pair) => {
		const bare = new Child('intercomBare', ['--expose-gc']);
		try {
			const [accounts, contacts, [owner]] = [
				await simulators.call<Row[]>('rows', 'Account'),
				await simulators.call<Row[]>('rows', 'Contact'),
				await simulators.call<Row[]>('rows', 'User'),
			];
			await bare.call('prepare', { accounts, contacts, ownerEmail: owner.Email });
			const options: IntercomRun = {
				pair,
				concurrency: { search: search.atOnce, write: write.atOnce, associate: associate.atOnce },
			};
			const measured = await step(
				'Intercom, bare loop',
				async () => await bare.call<Measured>('run', options),
				() => bare.lastNote,
			);
			const traffic = await simulators.call<IntercomTraffic>('traffic');
			return { measured, traffic, state: await simulators.call<FinalState>('finalState') };
		} finally {
			await bare.stop();
		}
	});
}
