import type { RunFacts } from './facts';
import { Tally, worse } from './tally';
import type { DayFigures, Figures, RunMark, Slot } from './types';

/** The stretches of time that runs are told apart by. */
export interface Period {
	/** Where the period before begins: older runs count in no figure. */
	beforeMs: number;
	fromMs: number;
	toMs: number;
	/** How many equal parts a chart over the time has. */
	slots: number;
	days: string[];
	dayOf: (ms: number) => string;
}

const noDay = (day: string): DayFigures => ({
	day,
	created: 0,
	updated: 0,
	archived: 0,
	rejected: 0,
	failedRuns: 0,
	runs: 0,
	calls: {},
});

/** A period's figures, by day, beside those of the period before. */
export class PeriodTally {
	private readonly current = new Tally();
	private readonly former = new Tally();
	private readonly byDay: Map<string, DayFigures>;

	constructor(protected readonly period: Period) {
		this.byDay = new Map(period.days.map((day) => [day, noDay(day)]));
	}

	add(run: RunFacts): void {
		if (run.startMs < this.period.fromMs) {
			if (run.startMs >= this.period.beforeMs) this.former.add(run);
			return;
		}
		this.current.add(run);
		const day = this.byDay.get(this.period.dayOf(run.startMs));
		if (day === undefined) return;
		for (const [system, { calls }] of Object.entries(run.calls)) day.calls[system] = (day.calls[system] ?? 0) + calls;
		if (run.preview) return;
		day.created += run.records.created;
		day.updated += run.records.updated + run.records.adopted;
		day.archived += run.records.archived;
		day.rejected += run.records.rejected;
		day.failedRuns += run.status === 'failed' || run.status === 'crashed' ? 1 : 0;
		day.runs++;
	}

	snapshot(): Figures & { before: Figures; days: DayFigures[] } {
		return { ...this.current.figures(), before: this.former.figures(), days: [...this.byDay.values()] };
	}
}

/** What is told of one sync beside its figures. Runs are handed over newest first. */
export class SyncTally extends PeriodTally {
	readonly operations = new Set<string>();
	private readonly slots: Slot[];
	workflow?: string;
	lastRun?: RunFacts;
	lastFailure?: RunFacts;
	lastSuccess?: RunFacts;
	/** The newest run that ended well and tells what it read. */
	lastCompleted?: RunFacts;
	oldest?: RunFacts;
	failedInARow = 0;
	private failing = true;

	constructor(period: Period) {
		super(period);
		this.slots = Array.from({ length: period.slots }, () => ({ status: null, runs: 0 }));
	}

	override add(run: RunFacts): void {
		super.add(run);
		this.operations.add(run.operation);
		this.workflow ??= run.workflow;
		if (run.preview) return;
		this.oldest = run;
		this.lastRun ??= run;
		const failed = run.status === 'failed' || run.status === 'crashed';
		if (failed) this.lastFailure ??= run;
		if (succeeded(run)) this.lastSuccess ??= run;
		if (run.status === 'completed' && run.cursors.length > 0) this.lastCompleted ??= run;
		if (failed && this.failing) this.failedInARow++;
		else if (run.status !== 'skipped' && run.status !== 'running') this.failing = false;
		this.mark(run);
	}

	get marks(): Slot[] {
		return this.slots;
	}

	private mark({ startMs, status }: RunFacts): void {
		const { fromMs, toMs, slots } = this.period;
		if (startMs < fromMs) return;
		const slot = this.slots[Math.min(slots - 1, Math.floor(((startMs - fromMs) / (toMs - fromMs)) * slots))];
		slot.status = worse(slot.status, status);
		slot.runs++;
	}
}

/** A first read that takes several runs is progress, too. */
const succeeded = ({ status, read }: RunFacts): boolean => status === 'completed' || (status === 'stopped' && read > 0);

/** A run as it is told of. */
export const markOf = ({
	runId,
	operation,
	status,
	startedAt,
	finishedAt,
	reason,
	remedy,
	resumeAt,
	read,
	durationMs,
}: RunFacts): RunMark => ({
	runId,
	operation,
	status,
	startedAt,
	...(finishedAt === undefined ? {} : { finishedAt }),
	...(reason === undefined ? {} : { reason }),
	...(remedy === undefined ? {} : { remedy }),
	...(resumeAt === undefined ? {} : { resumeAt }),
	read,
	...(durationMs === undefined ? {} : { durationMs }),
});
