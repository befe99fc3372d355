import type { AuditEntry, RecordTrace, Rejection, ScopedLink, StateStore } from '../state/types';
import { nextTryOf, remedyOf } from './rejected';
import { sentencesOf } from './sentences';
import type { ExplainedLink, ExplainedRejection, Explanation, RecordStatus, SyncProgress } from './types';

/** Entries of the audit trail that are looked at for what was sent when. */
const MOST_ENTRIES = 1_000;
/** Syncs that are told of. */
const MOST_SYNCS = 20;

export interface ExplainOptions {
	/** Entries of the history. */
	historyLimit: number;
	/** Keeps the payloads of rejections; otherwise they are null. */
	includePayload: boolean;
}

/**
 * What is known of one record, by its id on either side: where it stands and why, what was sent when, what comes next.
 *
 * @param ids the id in all its spellings, the one to be shown last
 */
export async function explainRecord(
	state: StateStore,
	ids: [string, ...string[]],
	{ historyLimit, includePayload }: ExplainOptions,
): Promise<Explanation> {
	let recordId = ids[0];
	let trace = await state.explainRecord(recordId);
	let history = await state.listAudit({ recordId, newestFirst: true, limit: MOST_ENTRIES });
	for (const other of ids.slice(1)) {
		if (other === recordId || !isUnknown(trace, history)) continue;
		recordId = other;
		trace = await state.explainRecord(recordId);
		history = await state.listAudit({ recordId, newestFirst: true, limit: MOST_ENTRIES });
	}
	const links = await Promise.all(trace.links.map(async (link) => await explainedLink(state, link, history, recordId)));
	const rejections = trace.rejections.map((one) => explainedRejection(one, trace, recordId, includePayload));
	const told = {
		recordId,
		status: statusOf(recordId, trace, rejections, history),
		links,
		rejections,
		revisits: trace.revisits,
		waiting: trace.waiting,
		history: history.slice(0, historyLimit),
		syncs: await syncsOf(state, trace, history),
	};
	return { ...told, sentences: sentencesOf(told) };
}

const isUnknown = (trace: RecordTrace, history: AuditEntry[]): boolean =>
	history.length === 0 && Object.values(trace).every((list: unknown[]) => list.length === 0);

/** What was written to a link's destination record, newest first. Where the link was found by another one's id, its own is asked for. */
async function explainedLink(
	state: StateStore,
	link: ScopedLink,
	history: AuditEntry[],
	recordId: string,
): Promise<ExplainedLink> {
	const isOwn = link.sourceId === recordId || link.destinationId === recordId;
	const entries = isOwn
		? history
		: await state.listAudit({ recordId: link.sourceId, newestFirst: true, limit: MOST_ENTRIES });
	const { scope } = link;
	const writes = entries.filter(
		(entry) =>
			entry.destinationId === link.destinationId &&
			entry.scope.destinationAccount === scope.destinationAccount &&
			entry.scope.destinationObject === scope.destinationObject &&
			['created', 'updated', 'adopted'].includes(entry.action),
	);
	const sentAt = new Map<string, string>();
	for (const { at, fields = [] } of writes) for (const field of fields) if (!sentAt.has(field)) sentAt.set(field, at);
	return {
		...link,
		...(writes.length === 0 ? {} : { lastWrite: writes[0] }),
		sent: [...sentAt].map(([field, lastSentAt]) => ({ field, lastSentAt })),
	};
}

function explainedRejection(
	rejection: Rejection,
	{ links }: RecordTrace,
	recordId: string,
	includePayload: boolean,
): ExplainedRejection {
	const { scope } = rejection;
	const isLinked = links.some(
		(link) =>
			(link.sourceId === rejection.recordId && link.scope.sourceObject === scope.sourceObject) ||
			(link.destinationId === rejection.recordId && link.scope.destinationObject === scope.sourceObject),
	);
	return {
		...rejection,
		payload: includePayload ? rejection.payload : null,
		remedy: remedyOf(rejection),
		nextTry: nextTryOf(rejection),
		isOther: rejection.recordId !== recordId && !isLinked,
	};
}

function statusOf(
	recordId: string,
	{ links, revisits }: RecordTrace,
	rejections: ExplainedRejection[],
	history: AuditEntry[],
): RecordStatus {
	const own = rejections.filter(({ isOther }) => !isOther);
	if (own.some(({ dismissedAt }) => dismissedAt === undefined)) return 'rejected';
	if (revisits.length > 0) return 'pending';
	if (own.length > 0) return 'dismissed';
	if (links.length > 0) {
		const asSource = links.filter(({ sourceId }) => sourceId === recordId);
		return asSource.length > 0 && asSource.every(({ role }) => role === 'shadow') ? 'shadowed' : 'synced';
	}
	if (rejections.length > 0) return 'rejected';
	return history.length > 0 ? 'removed' : 'unknown';
}

/** The syncs that had to do with the record; of one that nobody knows, all of them. */
async function syncsOf(state: StateStore, trace: RecordTrace, history: AuditEntry[]): Promise<SyncProgress[]> {
	const concerned = new Set([
		...trace.rejections.map(({ syncKey }) => syncKey),
		...history.map(({ syncKey }) => syncKey).filter((syncKey) => syncKey !== ''),
	]);
	const keys = concerned.size > 0 ? [...concerned] : await state.listSyncKeys();
	const cursors = await state.listCursors();
	const objects = new Set(
		[...trace.links, ...trace.rejections, ...history].flatMap(({ scope }) => [
			scope.sourceObject,
			scope.destinationObject,
		]),
	);
	const told: SyncProgress[] = [];
	for (const syncKey of keys.slice(0, MOST_SYNCS)) {
		const [run] = await state.listRuns({ syncKey, limit: 1 });
		const lastRun = run && {
			runId: run.runId,
			status: run.status,
			startedAt: run.startedAt,
			...(run.finishedAt === undefined ? {} : { finishedAt: run.finishedAt }),
			...(run.origin === undefined ? {} : { origin: run.origin }),
		};
		const own = cursors.filter(
			(cursor) => cursor.syncKey === syncKey && (objects.size === 0 || objects.has(cursor.object)),
		);
		const parts = own.map(({ object, cursor }) => ({ object, ...(cursor.watermark && { upTo: cursor.watermark }) }));
		for (const part of parts.length === 0 ? [{}] : parts) told.push({ syncKey, ...part, ...(lastRun && { lastRun }) });
	}
	return told;
}
