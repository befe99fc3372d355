import type { RunStatus, StoredRun } from '../../state/types';
import type { RecordCounts, RunMark } from './types';

/** What the figures need of one run, whatever its kind. */
export interface RunFacts extends RunMark {
	syncKey: string;
	workflow?: string;
	startMs: number;
	preview: boolean;
	records: RecordCounts;
	calls: Record<string, CallFacts>;
	peakBytes: number | null;
	cache: { asked: number; cached: number };
	/** The names under which the progress of what it read is kept; empty when its report does not tell. */
	cursors: string[];
}

interface CallFacts {
	calls: number;
	retries: number;
	throttled: number;
	waitMs: number;
	dayShare: number | null;
}

type Json = Record<string, unknown>;

export const noRecords = (): RecordCounts => ({
	read: 0,
	created: 0,
	updated: 0,
	adopted: 0,
	archived: 0,
	unchanged: 0,
	skipped: 0,
	rejected: 0,
	conflicts: 0,
});

/** Runs whose time says how long a run takes. */
const ENDED: RunStatus[] = ['completed', 'stopped', 'failed'];

/**
 * Reads the report of a stored run: of a sync, of a pair, of a comparison, of an enrichment or of a failure. Reports of
 * other versions may lack anything: what is absent counts as nothing.
 */
export function factsOf(run: StoredRun): RunFacts {
	const report = object(run.report);
	const { runId, syncKey, operation, status, startedAt, finishedAt } = run;
	const reason = text(report.reason) ?? text(report.stopReason) ?? text(report.error);
	const [remedy, resumeAt, workflow] = [text(report.remedy), text(report.resumeAt), run.origin?.workflowName];
	const startMs = Date.parse(startedAt);
	const endMs = finishedAt === undefined || !ENDED.includes(status) ? NaN : Date.parse(finishedAt);
	const records = recordsOf(report);
	return {
		runId,
		syncKey,
		operation,
		status,
		startedAt,
		...(finishedAt === undefined ? {} : { finishedAt }),
		...(reason === undefined ? {} : { reason }),
		...(remedy === undefined ? {} : { remedy }),
		...(resumeAt === undefined || Number.isNaN(Date.parse(resumeAt)) ? {} : { resumeAt }),
		...(workflow === undefined ? {} : { workflow }),
		...(Number.isFinite(endMs - startMs) ? { durationMs: Math.max(0, endMs - startMs) } : {}),
		startMs,
		preview: operation === 'preview' || report.preview === true,
		read: records.read,
		records,
		calls: Object.fromEntries(
			Object.entries(object(report.calls)).map(([system, one]) => [system, callsOf(object(one))]),
		),
		peakBytes: count(object(report.memory).peakBytes) || null,
		cache: cacheOf(report),
		cursors: cursorsOf(report),
	};
}

function recordsOf(report: Json): RecordCounts {
	const records = noRecords();
	const add = (name: keyof RecordCounts, value: unknown) => (records[name] += count(value));
	for (const { counts } of [...list(report.objects), ...sidesOf(report)]) {
		const own = object(counts);
		for (const name of [
			'read',
			'created',
			'updated',
			'adopted',
			'archived',
			'unchanged',
			'skipped',
			'rejected',
		] as const)
			add(name, own[name]);
		add('adopted', own.linked);
		add('skipped', own.shadowed);
		add('skipped', own.archiveHeld);
	}
	add('conflicts', report.conflicts);
	// Comparisons and enrichments count without objects.
	for (const side of sidesOf(report)) add('read', side.read);
	for (const name of ['read', 'unchanged', 'rejected'] as const) add(name, report[name]);
	for (const written of Object.values(object(report.written))) add('updated', written);
	for (const association of list(report.associations)) add('rejected', association.rejected);
	return records;
}

const sidesOf = (report: Json): Json[] => [report.left, report.right].filter(isObject);

const callsOf = (own: Json): CallFacts => {
	const day = object(own.day);
	return {
		calls: count(own.calls),
		retries: count(own.retries),
		throttled: count(own.throttled),
		waitMs: count(own.waitMs),
		dayShare: count(day.max) > 0 ? count(day.used) / count(day.max) : null,
	};
};

function cacheOf(report: Json): { asked: number; cached: number } {
	const cache = { asked: 0, cached: 0 };
	for (const provider of list(report.providers)) {
		cache.asked += count(provider.asked);
		cache.cached += count(provider.cached);
	}
	return cache;
}

function cursorsOf(report: Json): string[] {
	const objects = list(report.objects).map((one) => text(one.name) ?? text(one.object));
	const sides = (['left', 'right'] as const).flatMap((side) => {
		const name = text(object(report[side]).object);
		return name === undefined ? [] : [`${side}:${name}`];
	});
	const leads = report.providers === undefined ? [] : ['Lead'];
	return [...objects, ...sides, ...leads].filter((name) => name !== undefined);
}

const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (value: unknown): Json => (isObject(value) ? value : {});
const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const count = (value: unknown): number =>
	typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
