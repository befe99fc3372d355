import type { CallKind } from './callLog';
import { Child } from './child';
import type { EngineResult, EngineRun } from './engineProcess';
import { AIMS, DEALS, LATENCY_MS } from './settings';
import { cpuPerRecord, memory, most, ratio, seconds } from './show';
import type { DealState, PairAddress, StartOptions, Traffic } from './simulatorProcess';
import { withStateDirectory } from './stateDirectory';
import { step } from './step';
import type { Line, Section } from './table';

const QUERY_PAGE = 2_000;
const BATCH = 100;
const ASSOCIATE_BATCH = 2_000;

/** Calls that move records, and what vendors' limits make of them at the least. */
const FEWEST: Partial<Record<CallKind, number>> = {
	read: Math.ceil(DEALS.deals / QUERY_PAGE) + Math.ceil((DEALS.deals * DEALS.roles) / QUERY_PAGE),
	write: Math.ceil(DEALS.deals / BATCH),
	associate: Math.ceil(DEALS.deals / ASSOCIATE_BATCH) + Math.ceil((DEALS.deals * DEALS.roles) / ASSOCIATE_BATCH),
};
const DATA: CallKind[] = ['read', 'search', 'lookup', 'write', 'associate'];
const WRITES: CallKind[] = ['write', 'associate', 'archive'];

const count = ({ salesforce, hubspot }: Traffic, kind: CallKind): number =>
	salesforce[kind].calls + hubspot[kind].calls;
const refused = ({ salesforce, hubspot }: Traffic): number => salesforce.refused + hubspot.refused;
const total = (traffic: Traffic, kinds: CallKind[]): number =>
	kinds.reduce((sum, kind) => sum + count(traffic, kind), 0);
const others = ({ salesforce, hubspot }: Traffic): string[] => [...salesforce.otherPaths, ...hubspot.otherPaths];

interface Measured extends EngineResult {
	traffic: Traffic;
}

/**
 * 5,000 opportunities with a company and two contacts each. Companies and contacts are there already; what a run without
 * deals calls (its increments find nothing) is not counted as theirs.
 */
export async function deals(until: number): Promise<Section[]> {
	const simulators = new Child('simulatorProcess');
	try {
		const size = { companies: DEALS.companies, contacts: DEALS.contacts, deals: DEALS.deals, roles: DEALS.roles };
		const start: StartOptions = { size, latencyMs: LATENCY_MS, until, raised: false, provisioned: false };
		const pair = await simulators.call<PairAddress>('start', start);
		return await withStateDirectory(async (stateDirectory) => {
			const run = async (title: string, withDeals: boolean): Promise<Measured> => {
				const child = new Child('engineProcess', ['--expose-gc']);
				try {
					const orders: EngineRun = { pair, stateDirectory, raised: false, deals: withDeals };
					const result = await step(title, async () => await child.call<EngineResult>('run', orders));
					return { ...result, traffic: await simulators.call<Traffic>('traffic') };
				} finally {
					await child.stop();
				}
			};
			await run('companies and contacts', false);
			const without = await run('the same again, without deals', false);
			const first = await run(`${DEALS.deals} deals`, true);
			const second = await run('the same again', true);
			const state = await simulators.call<DealState>('dealState');
			return [firstRun(without, first, state), secondRun(second)];
		});
	} finally {
		await simulators.stop();
	}
}

function firstRun(without: Measured, { measured, traffic }: Measured, state: DealState): Section {
	const ofDeals = (kind: CallKind): number => count(traffic, kind) - count(without.traffic, kind);
	const data = DATA.reduce((sum, kind) => sum + ofDeals(kind), 0);
	const fewest = DATA.reduce((sum, kind) => sum + (FEWEST[kind] ?? 0), 0);
	const before = new Map<string, number>();
	for (const path of others(without.traffic)) before.set(path, (before.get(path) ?? 0) + 1);
	const fixed = others(traffic).filter((path) => {
		const left = before.get(path) ?? 0;
		before.set(path, left - 1);
		return left <= 0;
	});
	const pairs = DEALS.deals * DEALS.roles;
	const lines: Line[] = [
		...DATA.map((kind) => ({
			figure: `calls to ${kind}`,
			value: String(ofDeals(kind)),
			aim: `fewest ${FEWEST[kind] ?? 0}`,
		})),
		{
			figure: 'calls, by the fewest possible',
			...most(data / fewest, AIMS.callRatio, `<= ${AIMS.callRatio} (${data} by ${fewest})`, ratio),
		},
		{ figure: 'wall', value: seconds(measured.wallMs) },
		{ figure: 'CPU per deal', value: cpuPerRecord(measured, DEALS.deals) },
		{ figure: 'peak memory', value: memory(measured) },
		{ figure: '429s received', ...most(refused(traffic), 0, '0') },
		{
			figure: 'final state: deals, companies of them, contacts of them',
			value: `${state.deals} + ${state.companies} + ${state.contacts}`,
			aim: `${DEALS.deals} + ${DEALS.deals} + ${pairs}`,
			met: state.deals === DEALS.deals && state.companies === DEALS.deals && state.contacts === pairs,
		},
		...fixed.map((path, index) => ({ figure: index === 0 ? 'fixed calls that deals add' : '', value: path })),
	];
	return {
		title: `${DEALS.deals} deals with a company and ${DEALS.roles} contacts each; latency ${LATENCY_MS} ms, limits on`,
		lines,
	};
}

function secondRun({ measured, traffic }: Measured): Section {
	return {
		title: 'Second run, nothing changed',
		lines: [
			{ figure: 'write calls', ...most(total(traffic, WRITES), 0, '0') },
			{ figure: 'all calls', value: String(total(traffic, [...DATA, 'archive', 'other'])) },
			{ figure: 'wall', value: seconds(measured.wallMs) },
			{ figure: 'peak memory', value: memory(measured) },
		],
	};
}
