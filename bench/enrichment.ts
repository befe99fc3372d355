import { readTitle } from '../engine/enrichment';
import { Child } from './child';
import { labelledTitles } from './enrichmentLeads';
import type { EnrichmentResult, EnrichmentRun, Timed } from './enrichmentProcess';
import type { Asked, EnrichmentAddress } from './enrichmentSimulators';
import { AIMS, ENRICHMENT } from './settings';
import { block, cpuPerRecord, median, memory, most, ms, ratio, seconds } from './show';
import { withStateDirectory } from './stateDirectory';
import { step } from './step';
import type { Line, Section } from './table';

const { leads, domains, times } = ENRICHMENT;

/** Two runs on one state: the first asks, the second has its answers. */
async function askedPerDomain(): Promise<Section> {
	const simulators = new Child('enrichmentSimulators');
	try {
		const address = await simulators.call<EnrichmentAddress>('start', { domains });
		return await withStateDirectory(async (stateDirectory) => {
			const run = async (title: string) => {
				const child = new Child('enrichmentProcess', ['--expose-gc']);
				const argument: EnrichmentRun = { leads, domains, address, stateDirectory };
				const result = await step(
					title,
					async () => await child.call<EnrichmentResult>('enrich', argument),
					() => child.lastNote,
				).finally(async () => await child.stop());
				return { ...result, asked: await simulators.call<Record<string, Asked>>('asked') };
			};
			const first = await run(`${leads} leads of ${domains} domains through every provider`);
			const second = await run('the same leads again');
			return {
				title: `Enrichment: ${leads} leads of ${domains} domains, every provider asked for a field of its own`,
				lines: [...perProvider(first.asked), ...answered(first), ...again(first.asked, second.asked)],
			};
		});
	} finally {
		await simulators.stop();
	}
}

const perProvider = (asked: Record<string, Asked>): Line[] =>
	Object.entries(asked).flatMap(([name, { calls, domains: about, most: often }]): Line[] => [
		{ figure: `calls to ${name}`, ...most(calls, domains, `<= ${domains}, one per domain`) },
		...(about === 0
			? []
			: [
					{
						figure: `domains that ${name} was asked about, and how often at most`,
						value: `${about}, ${often}`,
						aim: `${domains}, 1`,
						met: about === domains && often === 1,
					},
				]),
	]);

function answered({ report, measured }: EnrichmentResult): Line[] {
	const full = ['industry', 'employees', 'foundedYear'] as const;
	const filled = full.map((field) => report.fields[field]?.filled ?? 0);
	return [
		{
			figure: 'leads filled by Portkey, Cortex, HTTP',
			value: filled.join(', '),
			aim: `${leads} each`,
			met: filled.every((count) => count === leads),
		},
		{ figure: 'wall', value: seconds(measured.wallMs) },
		{ figure: 'CPU per lead', value: cpuPerRecord(measured, leads) },
		{ figure: 'peak memory', value: memory(measured) },
		{ figure: 'longest block, from the first page on', value: block(measured.blockWorking) },
	];
}

/** CRMs are asked anew, all others never. */
const again = (first: Record<string, Asked>, second: Record<string, Asked>): Line[] =>
	['Portkey AI', 'Snowflake Cortex', 'HTTP'].map((name) => ({
		figure: `calls to ${name} in the second run`,
		...most(second[name].calls - first[name].calls, 0, '0'),
	}));

const WORKS = ['derive', 'deriveInRun', 'phonesAlone'] as const;
type TimedWork = (typeof WORKS)[number];

/** Derivation beside the telephone library, in fresh processes by turns; medians. */
async function derivation(): Promise<Section> {
	const took: Record<TimedWork, Timed[]> = { derive: [], deriveInRun: [], phonesAlone: [] };
	await step(`derivation and the telephone library alone, ${times} times each`, async () => {
		for (let n = 0; n < times; n++)
			for (const method of WORKS) {
				const child = new Child('enrichmentProcess', ['--expose-gc']);
				took[method].push(await child.call<Timed>(method, { leads, domains }));
				await child.stop();
			}
	});
	const of = (method: keyof typeof took, figure: keyof Timed) => median(took[method].map((one) => one[figure]));
	const [derived, alone] = [of('derive', 'cpuMs'), of('phonesAlone', 'cpuMs')];
	return {
		title: `Derivation offline: ${leads} leads, every telephone number another one`,
		lines: [
			{ figure: 'everything derived, CPU and wall', value: `${ms(derived)}, ${ms(of('derive', 'wallMs'))}` },
			{
				figure: 'the same in a run, with checks and decisions',
				value: `${ms(of('deriveInRun', 'cpuMs'))}, ${ms(of('deriveInRun', 'wallMs'))}`,
			},
			{ figure: 'the telephone library alone', value: `${ms(alone)}, ${ms(of('phonesAlone', 'wallMs'))}` },
			{
				figure: 'CPU of derivation, by that of the library alone',
				...most(derived / alone, AIMS.derivationRatio, `<= ${AIMS.derivationRatio}`, ratio),
			},
			{
				figure: 'numbers read, and by the library alone',
				value: `${of('derive', 'phones')}, ${of('phonesAlone', 'phones')}`,
				aim: 'the same',
				met: of('derive', 'phones') === of('phonesAlone', 'phones'),
			},
		],
	};
}

/** The labelled titles. The aim is held with those that are for measuring, not with those that rules were made with. */
function titles(): Section {
	const sets = { blind: judged('blind'), measure: judged('measure'), work: judged('work') };
	const measured = [...sets.blind, ...sets.measure];
	return {
		title: 'Job titles in English, German, French, Spanish and Portuguese, labelled by hand',
		lines: [
			accuracy('seniority, blind and measure sets', measured, ({ seniority }) => seniority, AIMS.titleAccuracy),
			accuracy('function, blind and measure sets', measured, ({ jobFunction }) => jobFunction, AIMS.titleAccuracy),
			...Object.entries(sets).flatMap(([name, titles]) => [
				accuracy(`seniority, ${name} set`, titles, ({ seniority }) => seniority),
				accuracy(`function, ${name} set`, titles, ({ jobFunction }) => jobFunction),
				accuracy(`both at once, ${name} set`, titles, ({ seniority, jobFunction }) => seniority && jobFunction),
			]),
		],
	};
}

interface Judged {
	seniority: boolean;
	jobFunction: boolean;
}

const judged = (set: string): Judged[] =>
	labelledTitles(set).map(({ title, seniority, jobFunction }) => {
		const reading = readTitle(title);
		return {
			seniority: reading?.seniority.value === seniority,
			jobFunction: reading?.jobFunction.value === jobFunction,
		};
	});

function accuracy(figure: string, titles: Judged[], right: (one: Judged) => boolean, aim?: number): Line {
	const share = titles.filter(right).length / titles.length;
	const line = { figure: `${figure} (${titles.length})`, value: percent(share) };
	return aim === undefined ? line : { ...line, aim: `>= ${percent(aim)}`, met: share >= aim };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** How often anybody is asked, how fast derivation is, and how well titles are read. */
export async function enrichment(): Promise<Section[]> {
	return [await askedPerDomain(), await derivation(), titles()];
}
