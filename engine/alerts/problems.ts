import type { ReportProblem } from '../report/page';
import type { RunsReport } from '../report/runs';
import { breaches, measure } from './measure';
import type { AlertKind, AlertSettings } from './types';

/** Kinds of alerts that mean that data does not arrive. */
const BAD: readonly AlertKind[] = ['failedRuns', 'noSuccess', 'lag'];

/** What is wrong now by the rules of the alerts, in words: what a report tells first. */
export const problemsOf = (report: RunsReport, settings: AlertSettings): ReportProblem[] =>
	breaches(measure(report, settings)).map(({ kind, syncKey, text, remedy }) => ({
		weight: BAD.includes(kind) ? 'bad' : 'warning',
		syncKey,
		text,
		remedy,
	}));
