import type { ReportProblem } from '../report/page';
import type { RunsReport } from '../report/runs';
import { breaches, measure } from './measure';
import type { AlertKind, AlertSettings } from './types';

/** Kinds of alerts that mean that data does not arrive. */
const BAD: readonly AlertKind[] = ['failedRuns', 'noSuccess', 'lag'];

/** Kinds that are about the same. */
const MATTERS: Partial<Record<AlertKind, string>> = {
	failedRuns: 'arriving',
	noSuccess: 'arriving',
	lag: 'arriving',
	errorRate: 'refused',
	rejectedRecords: 'refused',
};

/**
 * What is wrong now by the rules of the alerts, in words: what a report tells first. Runs that fail, the time since the
 * last good one and the lag are one matter, and so are the error rate and the rejected records: of each, only the first
 * is told.
 */
export function problemsOf(report: RunsReport, settings: AlertSettings): ReportProblem[] {
	const told = new Set<string>();
	return breaches(measure(report, settings)).flatMap(({ kind, syncKey, text, remedy }) => {
		const matter = JSON.stringify([syncKey, MATTERS[kind] ?? kind]);
		if (told.has(matter)) return [];
		told.add(matter);
		return [{ weight: BAD.includes(kind) ? ('bad' as const) : ('warning' as const), syncKey, text, remedy }];
	});
}
