import { join } from 'node:path';
import type { CallKind } from './callLog';
import { deals } from './deals';
import { enrichment } from './enrichment';
import { fewestCalls } from './fewestCalls';
import { intake } from './intake';
import { intercom } from './intercom';
import { outputOf } from './launch';
import { measureBare, measureMain, measureMemory, type EngineMeasured } from './measure';
import { reconcile } from './reconcile';
import { AIMS, LARGE, LATENCY_MS, MAIN, recordsOf, SMALL, SMALL_TIMES, type Size } from './settings';
import { block, calls, cpuPerRecord, mb, memory, most, ms, ratio, seconds } from './show';
import type { FinalState, Traffic } from './simulatorProcess';
import { step } from './step';
import type { Line, Section } from './table';

/** Calls that move records. */
const DATA = ['read', 'search', 'lookup', 'write', 'associate'] as const;
const WRITES = ['write', 'associate', 'archive'] as const;

const total = (traffic: Traffic, kinds: readonly CallKind[]): number =>
	kinds.reduce((sum, kind) => sum + traffic.salesforce[kind].calls + traffic.hubspot[kind].calls, 0);

const refused = ({ salesforce, hubspot }: Traffic): number => salesforce.refused + hubspot.refused;

const complete = (state: FinalState, size: Size): boolean =>
	state.companies === size.companies &&
	state.contacts === size.contacts &&
	state.associations === size.contacts &&
	state.duplicates === 0;

const stateLine = (figure: string, state: FinalState, size: Size): Line => ({
	figure,
	value: `${state.companies} + ${state.contacts} + ${state.associations}, ${state.duplicates} doubled, ${state.hash}`,
	aim: 'every record once',
	met: complete(state, size),
});

/** What n8n pays for the built package at start. */
async function loading(): Promise<Section[]> {
	const output = await step('loading the built package', async () => outputOf(join('bench', 'load.js'), ['--json']));
	const loaded = JSON.parse(output) as { files: number; ms: number; mb: number };
	const lines: Line[] = [
		{
			figure: `time to require its ${loaded.files} files`,
			value: ms(loaded.ms),
			aim: `< ${AIMS.loadMs} ms`,
			met: loaded.ms < AIMS.loadMs,
		},
		{
			figure: 'memory for it',
			value: `${loaded.mb.toFixed(1)} MB`,
			aim: `< ${AIMS.loadMb} MB`,
			met: loaded.mb < AIMS.loadMb,
		},
	];
	return [{ title: 'Loading the built package, n8n-workflow already loaded', lines }];
}

/** Calls and time, beside the bare loop. */
async function speed(until: number): Promise<Section[]> {
	const engine = await measureMain(until);
	const { measured, traffic } = engine.first;
	const { salesforce, hubspot } = traffic;
	const bare = await measureBare(until, {
		search: hubspot.search.atOnce,
		lookup: hubspot.lookup.atOnce,
		write: hubspot.write.atOnce,
		associate: hubspot.associate.atOnce,
	});
	const fewest = fewestCalls(MAIN, bare.searches);
	const fewestTotal = DATA.reduce((sum, kind) => sum + fewest[kind], 0);
	const records = recordsOf(MAIN);
	const data = total(traffic, DATA);
	const fixed = [...salesforce.otherPaths, ...hubspot.otherPaths];
	const wallRatio = measured.wallMs / bare.measured.wallMs;
	const lines: Line[] = [
		...DATA.map((kind) => ({
			figure: `calls to ${kind}`,
			value: calls(kind === 'read' ? salesforce : hubspot, kind),
			aim: `fewest ${fewest[kind]}, bare loop ${total(bare.traffic, [kind])}`,
		})),
		{
			figure: 'calls, by the fewest possible',
			...most(data / fewestTotal, AIMS.callRatio, `<= ${AIMS.callRatio} (${data} by ${fewestTotal})`, ratio),
		},
		{
			figure: `the same with the ${fixed.length} fixed calls of a run`,
			...most(
				(data + fixed.length) / fewestTotal,
				AIMS.callRatio,
				`<= ${AIMS.callRatio} (${data + fixed.length} by ${fewestTotal})`,
				ratio,
			),
		},
		{ figure: 'calls per record', value: ((data + fixed.length) / records).toFixed(4) },
		{ figure: 'wall, engine', value: seconds(measured.wallMs) },
		{ figure: 'wall, bare loop', value: seconds(bare.measured.wallMs) },
		{ figure: 'wall, by the bare loop', ...most(wallRatio, AIMS.wallRatio, `<= ${AIMS.wallRatio}`, ratio) },
		{ figure: 'CPU per record, engine', value: cpuPerRecord(measured, records) },
		{ figure: 'CPU per record, bare loop', value: cpuPerRecord(bare.measured, records) },
		{ figure: 'peak memory, engine', value: memory(measured) },
		{ figure: 'peak memory, bare loop', value: memory(bare.measured) },
		{ figure: 'longest block, engine, until the first record', value: block(measured.blockLoading) },
		{ figure: 'longest block, engine, from then on', value: block(measured.blockWorking) },
		{ figure: 'longest block, bare loop', value: block(bare.measured.blockWorking) },
		{ figure: '429s received, engine', ...most(refused(traffic), 0, '0') },
		{ figure: '429s received, bare loop', ...most(refused(bare.traffic), 0, '0') },
		stateLine('final state', engine.state, MAIN),
		{
			figure: 'final state, bare loop',
			value: bare.state.hash,
			aim: 'the same',
			met: bare.state.hash === engine.state.hash,
		},
		...fixed.map((path, index) => ({ figure: index === 0 ? 'fixed calls of a run' : '', value: path })),
	];
	const { changed } = engine;
	const fewestWrites = Math.ceil(changed.companies / 100) + Math.ceil(changed.contacts / 100);
	const size = `${MAIN.companies} companies, ${MAIN.contacts} contacts and their associations`;
	return [
		{ title: `First run: ${size}; latency ${LATENCY_MS} ms, limits on`, lines },
		{ title: 'Second run, nothing changed', lines: laterRun(engine.unchanged, 0) },
		{ title: 'Full compare (everything read again), nothing changed', lines: laterRun(engine.compare, 0) },
		{
			title: `Increment, 1 % changed (${changed.companies} companies, ${changed.contacts} contacts)`,
			lines: laterRun(engine.increment, fewestWrites),
		},
	];
}

const laterRun = ({ measured, traffic }: EngineMeasured, writes: number): Line[] => [
	{ figure: 'write calls', ...most(total(traffic, WRITES), writes, String(writes)) },
	{ figure: 'all calls', value: String(total(traffic, [...DATA, 'archive', 'other'])) },
	{ figure: 'wall', value: seconds(measured.wallMs) },
	{ figure: 'peak memory', value: memory(measured) },
	{ figure: 'longest block, from the first record on', value: block(measured.blockWorking) },
	{ figure: '429s received', ...most(refused(traffic), 0, '0') },
];

/** Memory against the number of records. */
async function memoryGrowth(until: number): Promise<Section[]> {
	const small = await measureMemory(until, SMALL, SMALL_TIMES);
	const large = await measureMemory(until, LARGE, 1);
	const linesOf = (size: Size, { measured, state }: typeof small): Line[] => {
		const name = `${recordsOf(size).toLocaleString('en')} records`;
		return [
			{ figure: `peak memory, ${name}`, value: memory(measured) },
			{ figure: `longest block, ${name}`, value: block(measured.blockWorking) },
			{ figure: `wall, ${name}`, value: seconds(measured.wallMs) },
			{ figure: `CPU per record, ${name}`, value: cpuPerRecord(measured, recordsOf(size)) },
			stateLine(`final state, ${name}`, state, size),
		];
	};
	const growth = large.measured.peakRssMb - small.measured.peakRssMb;
	return [
		{
			title:
				'Memory: first runs through Bulk API 2.0 (a tenth companies, the rest contacts of theirs), no latency, limits raised',
			lines: [
				...linesOf(SMALL, small),
				...linesOf(LARGE, large),
				{ figure: 'growth of peak RSS', ...most(growth, AIMS.memoryGrowthMb, `<= ${AIMS.memoryGrowthMb} MB`, mb) },
			],
		},
	];
}

/** The parts of the bench by the names they can be asked for with. */
export const PARTS: Record<string, (until: number) => Promise<Section[]>> = {
	loading,
	speed,
	deals,
	intake,
	intercom,
	memory: memoryGrowth,
	reconcile,
	enrichment,
};
