import { formatDuration, formatNumber, formatShare, plural } from '../report/runs/format';
import type { RunsReport, SyncSummary } from '../report/runs/types';
import { systemLabel } from '../systemLabel';
import { ALERT_KINDS, ruleFor } from './rules';
import type { AlertKind, AlertSettings, Measurement } from './types';

/** A sync that has been silent for so long was given up on purpose: nobody wants to hear of it for ever. */
const RETIRED_MS = 30 * 24 * 60 * 60_000;

type Told = Pick<Measurement, 'value' | 'text' | 'remedy'> & { system?: string };

/**
 * What the rules see: one measurement per rule and sync, for the API budget one per system.
 *
 * Of a sync that only previews ran of, nothing is measured. A sync that has not run for 30 days counts as given up:
 * then its age, its lag and its failures are no longer measured.
 */
export function measure(report: RunsReport, settings: AlertSettings): Measurement[] {
	const nowMs = Date.parse(report.to);
	const measurements: Measurement[] = [];
	for (const sync of report.syncs) {
		if (sync.lastRun === undefined) continue;
		const retired = nowMs - Date.parse(sync.lastRun.startedAt) >= RETIRED_MS;
		for (const kind of ALERT_KINDS) {
			const rule = ruleFor(settings.rules, kind, sync.syncKey);
			if (rule === undefined || (retired && kind !== 'rejectedRecords')) continue;
			for (const { system, ...told } of LOOKS[kind](sync, { nowMs, settings }))
				measurements.push({
					key: JSON.stringify([kind, sync.syncKey, ...(system === undefined ? [] : [system])]),
					kind,
					syncKey: sync.syncKey,
					...(system === undefined ? {} : { system }),
					threshold: rule.threshold,
					...told,
				});
		}
	}
	return measurements;
}

/** The measurements that have reached their thresholds, the worst first: what is wrong now. */
export const breaches = (measurements: readonly Measurement[]): Measurement[] =>
	measurements
		.filter(({ value, threshold }) => value !== null && value >= threshold)
		.sort((a, b) => ALERT_KINDS.indexOf(a.kind) - ALERT_KINDS.indexOf(b.kind));

interface Surroundings {
	nowMs: number;
	settings: AlertSettings;
}

const LOOKS: Record<AlertKind, (sync: SyncSummary, about: Surroundings) => Told[]> = {
	failedRuns: ({ syncKey, failedInARow, lastFailure }) => {
		const why = lastFailure?.reason ?? 'Its process ended before it did.';
		const which = failedInARow === 1 ? 'The last run' : `The last ${failedInARow} runs`;
		return [
			{
				value: failedInARow,
				text: `${which} of "${syncKey}" failed: ${sentence(why)}`,
				remedy: lastFailure?.remedy ?? 'The executions of its workflow in n8n say more.',
			},
		];
	},

	noSuccess: ({ syncKey, lastSuccessAt, noSuccessSince }, { nowMs }) => {
		const since = lastSuccessAt ?? noSuccessSince;
		const value = since === undefined ? null : nowMs - Date.parse(since);
		return [
			{
				value,
				text: `No run of "${syncKey}" has ended well for ${lastSuccessAt === undefined ? 'at least ' : ''}${formatDuration(value)}.`,
				remedy: 'See that its workflow is active, that no execution of it hangs, and why its last runs ended.',
			},
		];
	},

	errorRate: ({ syncKey, errorRate, records, written }, { settings }) => {
		const counted = written + records.unchanged + records.rejected;
		return [
			{
				value: counted < settings.leastRecords ? null : errorRate,
				text: `${formatShare(errorRate)} of the records of "${syncKey}" were rejected: ${formatNumber(records.rejected)} of ${formatNumber(counted)}.`,
				remedy: 'Sophia Monitor, operation Rejected Records, says why, record by record.',
			},
		];
	},

	lag: ({ syncKey, lag }) => [
		{
			value: lag.lagMs,
			text:
				lag.state === 'firstRead'
					? `The first read of "${syncKey}" has not ended after ${formatDuration(lag.lagMs)}.`
					: `Changes of up to ${formatDuration(lag.lagMs)} ago may not have arrived yet by "${syncKey}".`,
			remedy:
				'See that its workflow runs often enough, and that its runs end: those that stop early go on with the next.',
		},
	],

	apiBudget: ({ syncKey, calls }) =>
		Object.entries(calls.bySystem).map(([system, { dayShare }]) => ({
			system,
			value: dayShare,
			text: `${formatShare(dayShare)} of the calls that ${systemLabel(system)} allows in a day were used, as "${syncKey}" saw it.`,
			remedy: 'Run less often, or see which other programs use the account.',
		})),

	runTime: ({ syncKey, lastRun, duration }, { nowMs }) => {
		const underWay = lastRun?.status === 'running' ? nowMs - Date.parse(lastRun.startedAt) : 0;
		const longest = duration?.maxMs ?? 0;
		return [
			{
				value: Math.max(underWay, longest),
				text:
					underWay >= longest
						? `The run of "${syncKey}" has been under way for ${formatDuration(underWay)}.`
						: `A run of "${syncKey}" took ${formatDuration(longest)}.`,
				remedy: 'Set a maximum run time in its node: a run that stops early goes on with the next one.',
			},
		];
	},

	rejectedRecords: ({ syncKey, rejectedOpen, oldestRejectedAt }, { nowMs }) => {
		const oldest =
			oldestRejectedAt === undefined ? '' : `, the oldest for ${formatDuration(nowMs - Date.parse(oldestRejectedAt))}`;
		return [
			{
				value: rejectedOpen,
				text: `${plural(rejectedOpen, 'record')} of "${syncKey}" ${rejectedOpen === 1 ? 'is' : 'are'} rejected${oldest}.`,
				remedy: 'Sophia Monitor, operation Rejected Records, says why, tries again or dismisses.',
			},
		];
	},
};

/** As it stands, with a full stop. */
const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
