import type { AlertKind } from '../../engine/alerts';

const HOUR_MS = 60 * 60_000;

interface Unit {
	/** As the editor shows the condition, its unit included. */
	name: string;
	description: string;
	/** In items. */
	unit: 'percent' | 'hours' | 'minutes' | 'count';
	/** The engine's figure is what people type, times this. */
	factor: number;
}

/** How people name and count what alerts are about. */
export const ALERT_UNITS: Record<AlertKind, Unit> = {
	apiBudget: {
		name: 'API Calls of the Day (%)',
		description: 'The share of an account’s daily calls that is used, whoever used them',
		unit: 'percent',
		factor: 0.01,
	},
	errorRate: {
		name: 'Error Rate (%)',
		description: 'Rejected records, of all that should be on the other side',
		unit: 'percent',
		factor: 0.01,
	},
	failedRuns: {
		name: 'Failed Runs in a Row',
		description: 'Runs that failed or crashed since the last one that did not',
		unit: 'count',
		factor: 1,
	},
	lag: {
		name: 'Lag (Hours)',
		description: 'How old a change can be that has not arrived yet',
		unit: 'hours',
		factor: HOUR_MS,
	},
	noSuccess: {
		name: 'No Successful Run for (Hours)',
		description: 'Time since the last run that ended well',
		unit: 'hours',
		factor: HOUR_MS,
	},
	rejectedRecords: {
		name: 'Rejected Records',
		description: 'Records that are rejected now and were not dismissed',
		unit: 'count',
		factor: 1,
	},
	runTime: {
		name: 'Run Time (Minutes)',
		description: 'Of the longest run, one under way included',
		unit: 'minutes',
		factor: 60_000,
	},
};
