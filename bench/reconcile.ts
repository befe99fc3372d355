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
	/** Without limits to the heap. */
	read: ReadResult;
	timed: ReconcileResult;
	/** In a heap that holds no more than is needed. */
	held: ReconcileResult;
}

/** Reading alone, reconciling, and reconciling in a small heap, each in a fresh process. */
async function measure(contacts: number, until: number): Promise<Reconciled> {
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
			return {
				contacts,
				read: await inProcess<ReadResult>('read', contacts, run),
				timed: await inProcess<ReconcileResult>('reconcile', contacts, run),
				held: await inProcess<ReconcileResult>('reconcile', contacts, run, RECONCILE.heap),
			};
		});
	} finally {
		await simulators.stop();
	}
}

async function inProcess<Result>(
	method: string,
	contacts: number,
	run: ReconcileRun,
	heap: string[] = [],
): Promise<Result> {
	const child = new Child('reconcileProcess', ['--expose-gc', ...heap]);
	try {
		return await step(
			[`${method}: ${contacts} contacts on either side`, ...heap].join(' '),
			async () => await child.call<Result>(method, run),
			() => child.lastNote,
		);
	} finally {
		await child.stop();
	}
}

function linesOf({ contacts, read, timed, held }: Reconciled): Line[] {
	const name = `${contacts.toLocaleString('en')} by ${contacts.toLocaleString('en')}`;
	const differing = Math.ceil(contacts / RECONCILE.differingEvery);
	const { report, measured } = timed;
	const others = report.onlyLeft + report.onlyRight + report.ambiguous;
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
		{ figure: `the same in a small heap, ${name}`, value: memory(held.measured) },
		{ figure: `longest block, ${name}`, value: block(measured.blockWorking) },
	];
}

/** Reconciling beside reading alone, and its memory against the number of records. */
export async function reconcile(until: number): Promise<Section[]> {
	const small = await measure(RECONCILE.small, until);
	const large = await measure(RECONCILE.large, until);
	const growth = large.held.measured.peakRssMb - small.held.measured.peakRssMb;
	const wall = large.timed.measured.wallMs / large.read.measured.wallMs;
	return [
		{
			title: `Reconcile: contacts of Salesforce (Bulk API 2.0) and HubSpot (list), latency ${RECONCILE.latencyMs} ms, limits raised`,
			lines: [
				...linesOf(small),
				...linesOf(large),
				{ figure: 'wall, by reading alone', ...most(wall, AIMS.reconcileRatio, `<= ${AIMS.reconcileRatio}`, ratio) },
				{
					figure: 'growth of peak RSS in a small heap',
					...most(growth, AIMS.memoryGrowthMb, `<= ${AIMS.memoryGrowthMb} MB`, mb),
				},
			],
		},
	];
}
