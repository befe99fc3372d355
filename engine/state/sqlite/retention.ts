import { chunkSize } from '../order';
import type { MaintenanceReport, MaintenanceRequest } from '../types';
import { expireCached } from './cache';
import type { Database, Work } from './database';
import { forgetEntry, inboxQueries } from './inbox';
import { inboxKeyQueries } from './inboxWriter';

const dayMs = 86_400_000;

export const retentionQueries = {
	runs: `DELETE FROM runs WHERE run_id IN (SELECT run_id FROM runs AS r WHERE started_at < ? AND finished_at IS NOT NULL
		AND EXISTS (SELECT 1 FROM runs AS newer WHERE newer.sync_key = r.sync_key AND newer.started_at > r.started_at)
		ORDER BY started_at LIMIT ?)`,
	rejections:
		'DELETE FROM rejections WHERE id IN (SELECT id FROM rejections WHERE last_at < ? ORDER BY last_at LIMIT ?)',
	abandoned: `SELECT id, received_at FROM inbox WHERE inbox_id = ? AND abandoned = 1 AND id > ? ORDER BY id LIMIT ?`,
	auditEnd: 'SELECT max(last_id) AS id FROM audit_runs WHERE first_at < ?',
	auditStep: 'SELECT id FROM audit WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?',
	audit: 'DELETE FROM audit WHERE id > ? AND id <= ? AND at < ?',
	auditRuns: 'DELETE FROM audit_runs WHERE last_at < ?',
	auditRunsBegin: 'UPDATE audit_runs SET first_at = ?1 WHERE first_at < ?1',
};

/** Forgets what is older than it is to be kept, and what has expired. Each slice is a transaction of its own. */
export async function forgetOld(
	db: Database,
	keep: MaintenanceRequest['keep'],
	now: number,
): Promise<MaintenanceReport['deleted']> {
	const cutoff = (days: number | undefined): number | undefined =>
		days === undefined ? undefined : now - days * dayMs;
	const byText = async (sql: string, before: number | undefined): Promise<number> =>
		before === undefined
			? 0
			: await inSlices(db, (session) => session.run(sql, new Date(before).toISOString(), chunkSize));
	return {
		runs: await byText(retentionQueries.runs, cutoff(keep.runsDays)),
		audit: await forgetAudit(db, cutoff(keep.auditDays)),
		inbox: await forgetAbandoned(db, cutoff(keep.inboxDays)),
		rejections: await byText(retentionQueries.rejections, cutoff(keep.rejectionsDays)),
		cache: await expireCached(db, now),
		inboxKeys: await inSlices(db, (session) => session.run(inboxKeyQueries.expire, now, chunkSize)),
	};
}

/** Deletes slices until one is not full. */
async function inSlices(db: Database, deleteSlice: Work<number>): Promise<number> {
	let total = 0;
	await db.writeInSlices((session) => {
		const count = deleteSlice(session);
		total += count;
		return count < chunkSize;
	});
	return total;
}

/** The rows are in the order of their writing, nearly that of their time: from the first one to the last that may be so old. */
async function forgetAudit(db: Database, before: number | undefined): Promise<number> {
	if (before === undefined) return 0;
	let total = 0;
	let position = 0;
	await db.writeInSlices((session) => {
		const end = session.get<{ id: number | null }>(retentionQueries.auditEnd, before)?.id ?? 0;
		if (position >= end) {
			session.run(retentionQueries.auditRuns, before);
			session.run(retentionQueries.auditRunsBegin, before);
			return true;
		}
		const step = session.get<{ id: number }>(retentionQueries.auditStep, position, chunkSize - 1)?.id ?? end;
		total += session.run(retentionQueries.audit, position, Math.min(step, end), before);
		position = step;
		return false;
	});
	return total;
}

async function forgetAbandoned(db: Database, before: number | undefined): Promise<number> {
	if (before === undefined) return 0;
	let total = 0;
	let box = 0;
	let after = 0;
	await db.writeInSlices((session) => {
		const rows = session.all<{ id: number; received_at: number }>(retentionQueries.abandoned, box, after, chunkSize);
		for (const { id, received_at: receivedAt } of rows) if (receivedAt < before) total += forgetEntry(session, id);
		after = rows.at(-1)?.id ?? 0;
		if (rows.length === chunkSize) return false;
		const next = session.get<{ id: number | null }>(inboxQueries.boxes, box)?.id ?? null;
		box = next ?? box;
		after = 0;
		return next === null;
	});
	return total;
}
