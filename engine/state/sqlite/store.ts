import type { Clock } from '../../clock';
import type { Cipher } from '../cipher';
import type { Surroundings } from '../holder';
import type {
	AcquireResult,
	AuditEntry,
	AuditQuery,
	CacheEntry,
	Cursor,
	InboxClaim,
	InboxEntry,
	InboxOutcome,
	InboxStatus,
	InboxStore,
	InboxSummary,
	InboxWrite,
	JunctionScope,
	Lease,
	Link,
	LinkScope,
	MaintenanceReport,
	MaintenanceRequest,
	PendingAssociation,
	RecordTrace,
	Rejection,
	RejectionQuery,
	Revisit,
	ScopedLink,
	StateChanges,
	StateStore,
	StoredRun,
} from '../types';
import { countWaiting, pendingAssociations } from './associations';
import { listAudit } from './audit';
import { expireCached, getCached, putCached } from './cache';
import { commit } from './commit';
import { getCursor, listCursors, listSyncKeys } from './cursors';
import type { Database } from './database';
import { copyDatabase } from './forks';
import { claimInbox, finishInbox, inboxStatus, listInbox, releaseInbox } from './inbox';
import { putInbox } from './inboxWriter';
import { unseenJunctions } from './junctions';
import { acquire, release, renew } from './leases';
import { countLinks, findLinks, getLinks, unseenLinks } from './links';
import { countLonely } from './lonely';
import { madeAssociations } from './madeAssociations';
import type { DestinationName } from './names';
import { maintain } from './maintain';
import { getNote, updateNote } from './notes';
import { countRejections, dismissRejections, getRejections, listRejections, retryRejections } from './rejections';
import { reset } from './reset';
import { finishRun, listRuns, startRun } from './runs';
import type { Session } from './session';
import { explainRecord } from './trace';

/** What a store works with. */
export interface StoreParts {
	db: Database;
	cipher: Cipher;
	hashKey: Buffer;
	clock: Clock;
	surroundings: Surroundings;
	/** A private copy: no leases. */
	isFork: boolean;
	/** Gives the database back. */
	release(): Promise<void>;
}

/** The state in one SQLite file, for one n8n process (and the command line beside it). */
export class SqliteStateStore implements StateStore {
	private open = true;

	constructor(private readonly parts: StoreParts) {}

	async hashKey(): Promise<Buffer> {
		return this.parts.hashKey;
	}

	async getLinks(scope: LinkScope, sourceIds: string[]): Promise<Map<string, Link>> {
		return await getLinks(this.reader, scope, sourceIds);
	}

	async linksByDestination(destination: DestinationName, destinationIds: string[]): Promise<Map<string, ScopedLink[]>> {
		return await findLinks(this.reader, destination, 'record_id', destinationIds);
	}

	async linksByMatchKey(destination: DestinationName, matchKeys: string[]): Promise<Map<string, ScopedLink[]>> {
		return await findLinks(this.reader, destination, 'match_key', matchKeys);
	}

	async countLinks(scope: LinkScope): Promise<number> {
		return await countLinks(this.reader, scope);
	}

	async unseenLinks(
		scope: LinkScope,
		generation: number,
		afterId: string | undefined,
		limit: number,
	): Promise<string[]> {
		return unseenLinks(this.reader, scope, generation, afterId, limit);
	}

	async unseenJunctions(
		scope: JunctionScope,
		generation: number,
		afterId: string | undefined,
		limit: number,
	): Promise<string[]> {
		return unseenJunctions(this.reader, scope, generation, afterId, limit);
	}

	async revisits(scope: LinkScope, afterId: string | undefined, limit: number): Promise<Revisit[]> {
		const interned = this.reader.names.findScope(scope);
		if (interned === undefined) return [];
		return this.reader
			.all<{
				source_id: string;
				mark: number;
			}>(
				'SELECT source_id, mark FROM revisits WHERE scope_id = ? AND source_id > ? ORDER BY source_id LIMIT ?',
				interned.id,
				afterId ?? '',
				limit,
			)
			.map((row) => ({ sourceId: row.source_id, mark: row.mark }));
	}

	async pendingAssociations(
		kind: string,
		destinationAccount: string,
		limit: number,
		after?: PendingAssociation,
	): Promise<PendingAssociation[]> {
		return await pendingAssociations(this.db, kind, destinationAccount, limit, after);
	}

	async madeAssociations(destination: DestinationName, destinationIds: string[]): Promise<PendingAssociation[]> {
		return await madeAssociations(this.reader, destination, destinationIds);
	}

	async countLonelyTargets(kind: string, scope: LinkScope): Promise<number> {
		return await countLonely(this.reader, kind, scope);
	}

	async countWaitingAssociations(kind: string, destinationAccount: string): Promise<number> {
		return await countWaiting(this.db, kind, destinationAccount);
	}

	async getCursor(syncKey: string, object: string): Promise<Cursor | undefined> {
		return getCursor(this.reader, syncKey, object);
	}

	async listCursors(): Promise<Array<{ syncKey: string; object: string; cursor: Cursor }>> {
		return listCursors(this.reader);
	}

	async listSyncKeys(): Promise<string[]> {
		return listSyncKeys(this.reader);
	}

	async nextGeneration(): Promise<number> {
		return await this.db.write((session) => {
			session.run(
				"INSERT INTO meta (key, value) VALUES ('generation', 1) ON CONFLICT (key) DO UPDATE SET value = value + 1",
			);
			return session.get<{ value: number }>("SELECT value FROM meta WHERE key = 'generation'")?.value as number;
		});
	}

	async getRejections(syncKey: string, scope: LinkScope, recordIds: string[]): Promise<Map<string, Rejection>> {
		return await getRejections(this.reader, this.parts.cipher, syncKey, scope, recordIds);
	}

	async listRejections(query: RejectionQuery): Promise<Rejection[]> {
		return listRejections(this.reader, this.parts.cipher, query);
	}

	async countRejections(syncKey: string): Promise<number> {
		return countRejections(this.reader, syncKey);
	}

	async retryRejections(ids: string[]): Promise<number> {
		return await this.db.writeLong((session) => retryRejections(session, ids));
	}

	async dismissRejections(ids: string[]): Promise<number> {
		const at = new Date(this.parts.clock.now()).toISOString();
		return await this.db.writeLong((session) => dismissRejections(session, ids, at));
	}

	async explainRecord(recordId: string): Promise<RecordTrace> {
		return await explainRecord(this.reader, this.parts.cipher, recordId);
	}

	async listAudit(query: AuditQuery): Promise<AuditEntry[]> {
		return await listAudit(this.db, query);
	}

	async commit(changes: StateChanges, leases: Lease[]): Promise<void> {
		await commit(this.db, this.parts.cipher, changes, this.fencing(leases));
	}

	async acquireLeases(names: string[], holder: string): Promise<AcquireResult> {
		if (this.parts.isFork) return { acquired: true, leases: names.map((name) => ({ name, holder, fence: 0 })) };
		return await this.db.write((session) =>
			acquire(session, names, holder, this.parts.clock.now(), this.parts.surroundings),
		);
	}

	async renewLeases(leases: Lease[]): Promise<boolean> {
		return await this.db.write((session) => renew(session, this.fencing(leases), this.parts.clock.now()));
	}

	async releaseLeases(leases: Lease[]): Promise<void> {
		await this.db.write((session) => release(session, this.fencing(leases)));
	}

	async startRun(run: Parameters<StateStore['startRun']>[0]): Promise<void> {
		await this.db.write((session) => startRun(session, run, this.parts.clock.now(), this.parts.surroundings));
	}

	async finishRun(run: Parameters<StateStore['finishRun']>[0]): Promise<void> {
		await this.db.write((session) => finishRun(session, run));
	}

	async listRuns(query: Parameters<StateStore['listRuns']>[0]): Promise<StoredRun[]> {
		return listRuns(this.reader, query);
	}

	async getCached(namespace: string, keys: string[]): Promise<Map<string, string>> {
		return await getCached(this.reader, this.parts, namespace, keys, this.parts.clock.now());
	}

	async putCached(namespace: string, entries: CacheEntry[]): Promise<void> {
		await putCached(this.db, this.parts, namespace, entries);
	}

	async expireCached(): Promise<number> {
		return await expireCached(this.db, this.parts.clock.now());
	}

	async getNote<T>(name: string): Promise<T | undefined> {
		return getNote<T>(this.reader, this.parts, name);
	}

	async updateNote<T>(name: string, change: (old: T | undefined) => T | undefined): Promise<T | undefined> {
		return await updateNote<T>(this.db, this.parts, name, change);
	}

	async putInbox(entries: InboxWrite[], limits: { maxPending: number }): Promise<InboxOutcome[]> {
		return await putInbox(this.db, { ...this.parts, now: this.parts.clock.now() }, entries, limits);
	}

	async claimInbox(request: InboxClaim): Promise<InboxEntry[]> {
		const { cipher, clock, surroundings } = this.parts;
		return await this.db.writeLong((session) => claimInbox(session, cipher, request, clock.now(), surroundings));
	}

	async finishInbox(ids: string[]): Promise<number> {
		return await this.db.write((session) => finishInbox(session, ids));
	}

	async inboxStatus(inbox?: string): Promise<InboxStatus> {
		return inboxStatus(this.reader, inbox);
	}

	async listInbox(query: Parameters<InboxStore['listInbox']>[0]): Promise<InboxSummary[]> {
		return listInbox(this.reader, query);
	}

	async releaseInbox(ids: string[]): Promise<number> {
		return await this.db.write((session) => releaseInbox(session, ids));
	}

	async maintain(request: MaintenanceRequest): Promise<MaintenanceReport> {
		return await maintain(this.db, this.parts.cipher, request, this.parts.clock.now());
	}

	async reset(
		request: { syncKey: string; scopes: LinkScope[] },
		leases: Lease[],
	): Promise<{ links: number; rejections: number }> {
		return await reset(this.db, request, this.fencing(leases));
	}

	async fork(): Promise<StateStore> {
		const { db, remove } = await copyDatabase(this.db, this.parts.surroundings);
		return new SqliteStateStore({ ...this.parts, db, isFork: true, release: remove });
	}

	async close(): Promise<void> {
		if (!this.open) return;
		this.open = false;
		await this.parts.release();
	}

	private get db(): Database {
		if (!this.open) throw new Error('The state store has been closed.');
		return this.parts.db;
	}

	private get reader(): Session {
		return this.db.reader;
	}

	/** The leases that a change must hold: none in a fork. */
	private fencing(leases: Lease[]): Lease[] {
		return this.parts.isFork ? [] : leases;
	}
}
