import type { ReportProblem } from '../report/page';
import type { RunsReport } from '../report/runs';
import { breaches, measure } from './measure';
import type { AlertKind, AlertSettings } from './types';

/** Kinds of alerts that mean that data does not arrive. */
const BAD: readonly AlertKind[] = ['failedRuns', 'noSuccess', 'lag'];

/**
 * What is wrong now by the rules of the alerts, in words: what a report tells first. Runs that fail, the time since the
 * last good one and the lag are one matter: only the first of them is told.
 */
export function problemsOf(report: RunsReport, settings: AlertSettings): ReportProblem[] {
	const failing = new Set<string>();
	return breaches(measure(report, settings)).flatMap(({ kind, syncKey, text, remedy }) => {
		const bad = BAD.includes(kind);
		if (bad && failing.has(syncKey)) return [];
		if (bad) failing.add(syncKey);
		return [{ weight: bad ? ('bad' as const) : ('warning' as const), syncKey, text, remedy }];
	});
}
