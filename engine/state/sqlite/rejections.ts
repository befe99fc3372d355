import type { ProblemCategory } from '../../errors';
import type { Cipher } from '../cipher';
import { chunksOf, turn } from '../order';
import type { LinkScope, RecordRef, Rejection, RejectionQuery, RejectionWrite } from '../types';
import type { Session } from './session';
import type { DestinationName } from './names';

export interface RejectionRow {
	id: number;
	sync_key: string;
	scope_id: number;
	record_id: string;
	category: ProblemCategory;
	reason: string;
	field: string | null;
	retryable: number;
	blocked_by: string | null;
	payload_hash: string;
	payload: Uint8Array | null;
	attempts: number;
	first_at: string;
	last_at: string;
	run_id: string;
	dismissed_at: string | null;
}

export const rejectionQueries = {
	byRecord: 'SELECT * FROM rejections WHERE sync_key = ? AND scope_id = ? AND record_id IN (?*)',
	count: 'SELECT count(*) AS count FROM rejections WHERE sync_key = ? AND dismissed_at IS NULL',
	retry: "UPDATE rejections SET payload_hash = '', dismissed_at = NULL WHERE id = ?",
	dismiss: 'UPDATE rejections SET dismissed_at = ? WHERE id = ? AND dismissed_at IS NULL',
	freed: `INSERT INTO revisits (scope_id, source_id, mark)
		SELECT scope_id, record_id, 1 FROM rejections WHERE destination_id = ? AND blocked_by = ?
		ON CONFLICT DO UPDATE SET mark = mark + 1`,
};

export const revisitQueries = {
	mark: 'INSERT INTO revisits (scope_id, source_id, mark) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET mark = mark + 1',
	unmark: 'DELETE FROM revisits WHERE scope_id = ? AND source_id = ? AND mark = ?',
};

/** The place that a payload's ciphertext is bound to. */
export const payloadPlace = (syncKey: string, scope: LinkScope, recordId: string): string[] => [
	'rejection',
	syncKey,
	scope.sourceOrganisation,
	scope.sourceObject,
	scope.destinationAccount,
	scope.destinationObject,
	recordId,
];

export function toRejection(session: Session, cipher: Cipher, row: RejectionRow): Rejection {
	const { scope } = session.names.scopeById(row.scope_id);
	const payload =
		row.payload && cipher.decrypt(Buffer.from(row.payload), payloadPlace(row.sync_key, scope, row.record_id));
	return {
		id: String(row.id),
		syncKey: row.sync_key,
		scope,
		recordId: row.record_id,
		category: row.category,
		reason: row.reason,
		...(row.field === null ? {} : { field: row.field }),
		retryable: row.retryable === 1,
		...(row.blocked_by === null ? {} : { blockedBy: row.blocked_by }),
		payloadHash: row.payload_hash,
		payload: payload && (JSON.parse(payload.toString()) as Record<string, string>),
		attempts: row.attempts,
		firstAt: row.first_at,
		lastAt: row.last_at,
		runId: row.run_id,
		...(row.dismissed_at === null ? {} : { dismissedAt: row.dismissed_at }),
	};
}

export async function getRejections(
	session: Session,
	cipher: Cipher,
	syncKey: string,
	scope: LinkScope,
	recordIds: string[],
): Promise<Map<string, Rejection>> {
	const found = new Map<string, Rejection>();
	const interned = session.names.findScope(scope);
	if (interned === undefined) return found;
	for (const chunk of chunksOf(recordIds)) {
		for (const row of session.list<RejectionRow>(rejectionQueries.byRecord, [syncKey, interned.id], chunk)) {
			found.set(row.record_id, toRejection(session, cipher, row));
		}
		await turn();
	}
	return found;
}

/** The statement for a list: each kind of filter has an index that it goes by. */
export function listStatement(query: RejectionQuery): { sql: string; values: Array<string | number> } {
	const { dismissed = false } = query;
	const conditions: Array<[sql: string, value?: string | number]> = [['id > ?', Number(query.afterId ?? 0)]];
	if (query.syncKey !== undefined) conditions.push(['sync_key = ?', query.syncKey]);
	if (query.recordId !== undefined) conditions.push(['record_id = ?', query.recordId]);
	if (query.category !== undefined) conditions.push(['category = ?', query.category]);
	if (query.sourceObject !== undefined)
		conditions.push(['scope_id IN (SELECT id FROM scopes WHERE source_object = ?)', query.sourceObject]);
	if (dismissed !== 'any') conditions.push([dismissed ? 'dismissed_at IS NOT NULL' : 'dismissed_at IS NULL']);
	if (query.due) conditions.push(["payload_hash = ''"]);
	return {
		sql: `SELECT * FROM rejections WHERE ${conditions.map(([sql]) => sql).join(' AND ')} ORDER BY id LIMIT ?`,
		values: [...conditions.flatMap(([, value]) => (value === undefined ? [] : [value])), query.limit],
	};
}

export function listRejections(session: Session, cipher: Cipher, query: RejectionQuery): Rejection[] {
	const { sql, values } = listStatement(query);
	return session.all<RejectionRow>(sql, ...values).map((row) => toRejection(session, cipher, row));
}

/** Inside a long write. @returns how many were there */
export function* retryRejections(session: Session, ids: string[]): Generator<void, number> {
	let count = 0;
	for (const id of new Set(ids)) {
		count += session.run(rejectionQueries.retry, Number(id));
		yield;
	}
	return count;
}

/** Inside a long write. @returns how many there were that had not been dismissed */
export function* dismissRejections(session: Session, ids: string[], at: string): Generator<void, number> {
	let count = 0;
	for (const id of new Set(ids)) {
		count += session.run(rejectionQueries.dismiss, at, Number(id));
		yield;
	}
	return count;
}

export const countRejections = (session: Session, syncKey: string): number =>
	session.get<{ count: number }>(rejectionQueries.count, syncKey)?.count ?? 0;

const encryptPayload = (cipher: Cipher, rejection: RejectionWrite): Buffer | null =>
	rejection.payload &&
	cipher.encrypt(
		Buffer.from(JSON.stringify(rejection.payload)),
		payloadPlace(rejection.syncKey, rejection.scope, rejection.recordId),
	);

/**
 * Only inside a write. A record rejected again keeps its first date and counts one attempt more; what was dismissed is
 * seen again when it is not the same as before.
 */
export function putRejection(session: Session, cipher: Cipher, rejection: RejectionWrite): void {
	const { id: scopeId, destinationId } = session.names.scope(rejection.scope);
	session.run(
		`INSERT INTO rejections (sync_key, scope_id, record_id, category, reason, field, retryable, destination_id, blocked_by,
			payload_hash, payload, attempts, first_at, last_at, run_id)
		 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1, ?12, ?12, ?13)
		 ON CONFLICT (sync_key, scope_id, record_id) DO UPDATE SET category = excluded.category, reason = excluded.reason,
			field = excluded.field, retryable = excluded.retryable, blocked_by = excluded.blocked_by,
			payload_hash = excluded.payload_hash, payload = excluded.payload, attempts = attempts + 1,
			last_at = excluded.last_at, run_id = excluded.run_id,
			dismissed_at = iif(payload_hash = excluded.payload_hash AND category = excluded.category
				AND reason = excluded.reason AND field IS excluded.field, dismissed_at, NULL)`,
		rejection.syncKey,
		scopeId,
		rejection.recordId,
		rejection.category,
		rejection.reason,
		rejection.field ?? null,
		rejection.retryable ? 1 : 0,
		destinationId,
		rejection.blockedBy ?? null,
		rejection.payloadHash,
		encryptPayload(cipher, rejection),
		rejection.at,
		rejection.runId,
	);
}

/** Only inside a write. */
export function resolveRejection(session: Session, resolved: RecordRef & { syncKey: string }): void {
	const scope = session.names.findScope(resolved.scope);
	if (scope === undefined) return;
	session.run(
		'DELETE FROM rejections WHERE sync_key = ? AND scope_id = ? AND record_id = ?',
		resolved.syncKey,
		scope.id,
		resolved.sourceId,
	);
}

/** Inside a long write: the records that a freed destination record stood in the way of are read again. */
export function* revisitBlocked(
	session: Session,
	freed: DestinationName & { destinationIds: string[] },
): Generator<void, void> {
	const destinationId = session.names.findDestination(freed);
	if (destinationId === undefined) return;
	for (const id of new Set(freed.destinationIds)) {
		session.run(rejectionQueries.freed, destinationId, id);
		yield;
	}
}

/** Only inside a write. @returns how many of a sync's rejections were forgotten, at most `limit` */
export const deleteRejectionSlice = (session: Session, syncKey: string, limit: number): number =>
	session.run(
		'DELETE FROM rejections WHERE id IN (SELECT id FROM rejections WHERE sync_key = ? LIMIT ?)',
		syncKey,
		limit,
	);
