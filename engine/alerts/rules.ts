import type { AlertKind, AlertRule, AlertSettings } from './types';

const HOUR_MS = 60 * 60_000;

/** In the order of their weight: what comes first is worse. */
export const ALERT_KINDS: readonly AlertKind[] = [
	'failedRuns',
	'noSuccess',
	'errorRate',
	'lag',
	'apiBudget',
	'runTime',
	'rejectedRecords',
];

/** What is watched unless somebody says otherwise. */
export const DEFAULT_THRESHOLDS: Readonly<Record<AlertKind, number>> = {
	failedRuns: 1,
	noSuccess: 24 * HOUR_MS,
	errorRate: 0.05,
	lag: 24 * HOUR_MS,
	apiBudget: 0.8,
	runTime: 2 * HOUR_MS,
	rejectedRecords: 1,
};

export const defaultSettings = (): AlertSettings => ({
	rules: ALERT_KINDS.map((kind) => ({ kind, threshold: DEFAULT_THRESHOLDS[kind] })),
	hysteresis: 0.1,
	leastRecords: 20,
});

/** The rule for a sync: its own, or else the one for all. The last one stands where several say the same. */
export function ruleFor(rules: readonly AlertRule[], kind: AlertKind, syncKey: string): AlertRule | undefined {
	const fitting = rules.filter((rule) => rule.kind === kind);
	const rule =
		fitting.findLast((one) => one.syncKey === syncKey) ?? fitting.findLast(({ syncKey: one }) => one === undefined);
	return rule?.off === true ? undefined : rule;
}
