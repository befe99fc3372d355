import { Child } from './child';
import type { ReadResult, ReconcileResult, ReconcileRun } from './reconcileProcess';
import type { ReconcileAddress, ReconcileStart } from './reconcileSimulators';
import { AIMS, RECONCILE } from './settings';
import { block, cpuPerRecord, mb, memory, most, ratio, seconds } from './show';
import { withStateDirectory } from './stateDirectory';
import { step } from './step';
import type { Line, Section } from './table';

interface Reconciled {
	contacts: number;
	read: ReadResult;
	reconciled: ReconcileResult;
}

const median = <T>(runs: T[], of: (run: T) => number): T =>
	[...runs].sort((a, b) => of(a) - of(b))[Math.floor(runs.length / 2)];

/** Reading alone and reconciling by turns, each in a fresh process; of each the run with the median time (or peak). */
async function measure(contacts: number, until: number, times: number): Promise<Reconciled> {
	const simulators = new Child('reconcileSimulators');
	try {
		const { latencyMs, differingEvery, claimingEvery } = RECONCILE;
		const start: ReconcileStart = { contacts, until, latencyMs, differingEvery, claimingEvery };
		const address = await step(
			`simulators with ${contacts} contacts each`,
			async () => await simulators.call<ReconcileAddress>('start', start),
		);
		return await withStateDirectory(async (stateDirectory) => {
			const run = { address, stateDirectory };
			const reads: ReadResult[] = [];
			const reconciled: ReconcileResult[] = [];
			for (let time = 0; time < times; time++) {
				reads.push(await inProcess<ReadResult>('read', contacts, run));
				reconciled.push(await inProcess<ReconcileResult>('reconcile', contacts, run));
			}
			const wall = ({ measured }: ReadResult | ReconcileResult) => measured.wallMs;
			const peak = median(reconciled, ({ measured }) => measured.peakRssMb).measured.peakRssMb;
			const { report, measured } = median(reconciled, wall);
			return {
				contacts,
				read: median(reads, wall),
				reconciled: { report, measured: { ...measured, peakRssMb: peak } },
			};
		});
	} finally {
		await simulators.stop();
	}
}

async function inProcess<Result>(method: string, contacts: number, run: ReconcileRun): Promise<Result> {
	const child = new Child('reconcileProcess', ['--expose-gc']);
	try {
		return await step(
			`${method}: ${contacts} contacts on either side`,
			async () => await child.call<Result>(method, run),
			() => child.lastNote,
		);
	} finally {
		await child.stop();
	}
}

function linesOf({ contacts, read, reconciled: { measured, report } }: Reconciled): Line[] {
	const name = `${contacts.toLocaleString('en')} by ${contacts.toLocaleString('en')}`;
	const differing = Math.ceil(contacts / RECONCILE.differingEvery);
	const { onlyLeft, onlyRight, ambiguous } = report;
	const others = onlyLeft + onlyRight + ambiguous;
	return [
		{
			figure: `found, ${name}`,
			value: `${report.matched} agree, ${report.differing} differ, ${others} others`,
			aim: `${contacts - differing}, ${differing}, 0`,
			met: report.matched === contacts - differing && report.differing === differing && others === 0,
		},
		{ figure: `wall, reading alone, ${name}`, value: seconds(read.measured.wallMs) },
		{ figure: `wall, ${name}`, value: seconds(measured.wallMs) },
		{ figure: `CPU per record, reading alone, ${name}`, value: cpuPerRecord(read.measured, 2 * contacts) },
		{ figure: `CPU per record, ${name}`, value: cpuPerRecord(measured, 2 * contacts) },
		{ figure: `peak memory, reading alone, ${name}`, value: memory(read.measured) },
		{ figure: `peak memory, ${name}`, value: memory(measured) },
		{ figure: `longest block, ${name}`, value: block(measured.blockWorking) },
	];
}

/** Reconciling beside reading alone, and its memory against the number of records. */
export async function reconcile(until: number): Promise<Section[]> {
	const small = await measure(RECONCILE.small, until, RECONCILE.smallTimes);
	const large = await measure(RECONCILE.large, until, 1);
	const growth = large.reconciled.measured.peakRssMb - small.reconciled.measured.peakRssMb;
	const wall = large.reconciled.measured.wallMs / large.read.measured.wallMs;
	return [
		{
			title: `Reconcile: contacts of Salesforce (Bulk API 2.0) and HubSpot (list), latency ${RECONCILE.latencyMs} ms, limits raised`,
			lines: [
				...linesOf(small),
				...linesOf(large),
				{ figure: 'wall, by reading alone', ...most(wall, AIMS.reconcileRatio, `<= ${AIMS.reconcileRatio}`, ratio) },
				{ figure: 'growth of peak RSS', ...most(growth, AIMS.memoryGrowthMb, `<= ${AIMS.memoryGrowthMb} MB`, mb) },
			],
		},
	];
}
