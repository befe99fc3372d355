import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { isSophiaError, type SophiaError } from '../errors';
import { processHolder } from '../state/holder';
import type { StateStore } from '../state/types';
import type { CallStats } from '../traffic/types';
import { LeaseKeeper } from './lease';
import { MemoryMeter } from './memoryMeter';
import { asCleanStop } from './stop';
import type { FailedRunReport, RunEvent, RunSettings, RunSummary } from './types';

/** What a run is recorded with. */
export interface RunHost {
	state: StateStore;
	traffic: { stats(): Record<string, CallStats> };
	clock: Clock;
}

/** How a run's work ended, where it was not completed. */
export interface RunEnd {
	status: 'completed' | 'stopped';
	reason?: string;
	/** ISO 8601. */
	resumeAt?: string;
}

/**
 * One run, from its record in the state to its report: the leases are taken, held and given back, a stop by the
 * run's own rules (cancelled, run time over, the day's calls used up) is its end, anything else its failure.
 */
export class Run<Operation extends string> {
	readonly runId = randomUUID();
	private readonly startedAt: number;
	private readonly memory = new MemoryMeter();

	constructor(
		private readonly name: { syncKey: string; operation: Operation },
		private readonly host: RunHost,
		private readonly settings: RunSettings,
	) {
		this.startedAt = host.clock.now();
	}

	/**
	 * Carries the work out and keeps its report.
	 *
	 * @param parts `prepare` names the leases that the work needs; `work` returns nothing when it is completed; `report`
	 * is what the run's report holds beside its summary
	 * @throws SophiaError as the work does; the failure is kept
	 */
	async carryOut<Detail extends object>(parts: {
		prepare: () => Promise<{ leases: string[]; work: (lease: LeaseKeeper) => Promise<RunEnd | void> }>;
		report: () => Promise<Detail> | Detail;
	}): Promise<RunSummary & { operation: Operation } & Detail> {
		const { state } = this.host;
		const { origin } = this.settings;
		const startedAt = this.iso(this.startedAt);
		await state.startRun({ ...this.name, runId: this.runId, startedAt, ...(origin === undefined ? {} : { origin }) });
		this.tell({ event: 'runStarted' });
		this.memory.start();
		let lease: LeaseKeeper | undefined;
		try {
			const { leases, work } = await parts.prepare();
			const acquired = await state.acquireLeases(leases, processHolder(this.runId));
			if (!acquired.acquired) {
				const reason = `already running: ${acquired.heldBy} has been at work since ${acquired.since}`;
				return await this.finish({ status: 'skipped', reason }, parts.report);
			}
			lease = new LeaseKeeper(state, acquired.leases);
			const end = await work(lease);
			return await this.finish(end ?? { status: 'completed' }, parts.report);
		} catch (error) {
			const stop = asCleanStop(error, this.settings.signal);
			if (stop === undefined) return await this.fail(error);
			const resumeAt = stop.resumeAt?.toISOString();
			return await this.finish(
				{ status: 'stopped', reason: stop.reason, ...(resumeAt === undefined ? {} : { resumeAt }) },
				parts.report,
			);
		} finally {
			this.memory.stop();
			await lease?.release();
		}
	}

	/** Says that everything is read, and why. */
	tellFullRead(why: string, object?: string): void {
		this.tell({ event: 'fullRead', why, ...(object === undefined ? {} : { object }) });
	}

	private async finish<Detail extends object>(
		end: Pick<RunSummary, 'status' | 'reason' | 'resumeAt'>,
		detail: () => Promise<Detail> | Detail,
	): Promise<RunSummary & { operation: Operation } & Detail> {
		const details = await detail();
		const { status, reason, resumeAt } = end;
		const report = {
			...this.summary(),
			status,
			...(reason === undefined ? {} : { reason }),
			...(resumeAt === undefined ? {} : { resumeAt }),
			...details,
		};
		await this.host.state.finishRun({ runId: this.runId, status, finishedAt: report.finishedAt, report });
		this.tell({ event: 'runEnded', report });
		return report;
	}

	/** @throws what the work threw */
	private async fail(error: unknown): Promise<never> {
		const report: FailedRunReport = {
			...this.summary(),
			status: 'failed',
			error: error instanceof Error ? error.message : String(error),
			...(isSophiaError(error) ? detailsOf(error) : {}),
		};
		await this.host.state.finishRun({ runId: this.runId, status: 'failed', finishedAt: report.finishedAt, report });
		this.tell({ event: 'runFailed', report });
		throw error;
	}

	private summary() {
		const { clock, traffic } = this.host;
		const finishedAt = clock.now();
		return {
			runId: this.runId,
			...this.name,
			startedAt: this.iso(this.startedAt),
			finishedAt: this.iso(finishedAt),
			durationMs: finishedAt - this.startedAt,
			calls: traffic.stats(),
			memory: { peakBytes: this.memory.stop() },
		};
	}

	private tell(event: DistributiveOmit<RunEvent, 'syncKey' | 'runId' | 'operation'>): void {
		this.settings.onEvent?.({ ...this.name, runId: this.runId, ...event });
	}

	private iso(at: number): string {
		return new Date(at).toISOString();
	}
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const detailsOf = ({ kind, code, system, remedy }: SophiaError) => ({
	kind,
	...(code === undefined ? {} : { code }),
	...(system === undefined ? {} : { system }),
	...(remedy === undefined ? {} : { remedy }),
});
