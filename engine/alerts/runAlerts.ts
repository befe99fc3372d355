import { personalHider, readRuns } from '../report/runs';
import type { StateStore } from '../state/types';
import { evaluate } from './evaluate';
import { measure } from './measure';
import type { AlertMemory, AlertSettings, Evaluation } from './types';

const DAY_MS = 24 * 60 * 60_000;

export interface AlertRequest {
	/** Under which name what fires is remembered: one per place that is told of it. */
	name: string;
	settings: AlertSettings;
	/** Rates and run times are of so many hours. */
	periodHours: number;
	/** Only these syncs; default: all. */
	syncKeys?: string[];
	/** Nothing is remembered: the next evaluation fires the same again. */
	lookOnly?: boolean;
	nowMs: number;
	signal?: AbortSignal;
}

/**
 * Measures the runs, and tells what has begun to fire and what has cleared since the evaluation before. Several at once
 * (in one process or in several) tell of a condition once among them: what fires is remembered in one transaction with
 * the decision.
 *
 * @throws SophiaError `configuration` when the state cannot be opened
 */
export async function runAlerts(state: StateStore, request: AlertRequest): Promise<Evaluation> {
	const { settings, nowMs } = request;
	const hide = await personalHider(state);
	const rules = settings.rules.map((rule) =>
		rule.syncKey === undefined ? rule : { ...rule, syncKey: hide(rule.syncKey) },
	);
	const report = await readRuns(state, {
		...(request.syncKeys === undefined ? {} : { syncKeys: request.syncKeys }),
		days: request.periodHours / 24,
		timeZone: 'UTC',
		nowMs,
		lookBackMs: longestSilence(rules) + DAY_MS,
		...(request.signal === undefined ? {} : { signal: request.signal }),
	});
	const measurements = measure(report, { ...settings, rules });
	const how = { measuredAt: report.to, hysteresis: settings.hysteresis };
	if (request.lookOnly === true) return evaluate(measurements, await state.getNote<AlertMemory>(request.name), how);
	const outcome: { evaluation?: Evaluation } = {};
	await state.updateNote<AlertMemory>(request.name, (memory) => {
		outcome.evaluation = evaluate(measurements, memory, how);
		return outcome.evaluation.memory;
	});
	return outcome.evaluation as Evaluation;
}

/** How far back a success has to be looked for. */
const longestSilence = (rules: AlertSettings['rules']): number =>
	Math.max(0, ...rules.filter(({ kind }) => kind === 'noSuccess').map(({ threshold }) => threshold));
