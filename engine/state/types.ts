import type { ProblemCategory } from '../errors';
import type { AuditEntry, AuditQuery, AuditWrite } from './auditTypes';
import type { InboxStore } from './inboxTypes';
import type { MaintenanceReport, MaintenanceRequest } from './maintenanceTypes';

export type * from './auditTypes';
export type * from './inboxTypes';
export type * from './maintenanceTypes';

/**
 * Which pair of objects a link belongs to. Links are shared by every node and workflow that works on
 * the same four names, so that two workflows agree on what was sent.
 */
export interface LinkScope {
	/** 'salesforce:00Dxx0000001gER' */
	sourceOrganisation: string;
	sourceObject: string;
	/** 'hubspot:1234567' */
	destinationAccount: string;
	destinationObject: string;
}

/**
 * `primary`: the source record whose values the destination record carries.
 * `shadow`: another source record of the same person (a lead beside its contact): known, never written.
 */
export type LinkRole = 'primary' | 'shadow';

/** What is remembered of one source record in one destination. No values: only keyed hashes. */
export interface Link {
	sourceId: string;
	destinationId: string;
	role: LinkRole;
	/** Keyed hash of the normalised match key last sent; null when it had none. */
	matchKey: string | null;
	/** Destination property → keyed hash of the value last sent. */
	fields: Record<string, string>;
	/** The source's modification stamp when it was last sent (ISO 8601). */
	modifiedAt: string;
}

/** A link with the scope it stands in, for look-ups from the destination's side. */
export interface ScopedLink extends Link {
	scope: LinkScope;
}

/** Where a sync stands with one object. Everything is ISO 8601 or opaque. */
export interface Cursor {
	/** Everything modified before this instant has been dealt with. Absent before the first full read ended. */
	watermark?: string;
	/** When the last full read ended. */
	fullReadAt?: string;
	/** Fingerprint of the plan that the watermark holds for; another plan means a full read. */
	fingerprint?: string;
	/** A read that has begun and not ended. */
	open?: OpenRead;
}

export interface OpenRead {
	kind: 'full' | 'incremental';
	/** The fingerprint of the plan this read belongs to. */
	fingerprint: string;
	since?: string;
	until: string;
	/** Full reads: the number that `seen` marks carry. */
	generation?: number;
	phase: 'changes' | 'missing';
	/** The source's token behind the last committed page. */
	resume?: string;
}

export interface Rejection {
	/** The store's own, opaque: page through `listRejections` with it. */
	id?: string;
	syncKey: string;
	scope: LinkScope;
	recordId: string;
	category: ProblemCategory;
	reason: string;
	field?: string;
	retryable: boolean;
	/** The destination record in the way (`duplicate`): when it is freed, the record is read again. */
	blockedBy?: string;
	/** Keyed hash of what was tried: the same again is not sent again. '' once a person has asked to try it again whatever it is. */
	payloadHash: string;
	/** What was tried. Encrypted at rest; null when there was nothing to send. */
	payload: Record<string, string> | null;
	attempts: number;
	firstAt: string;
	lastAt: string;
	runId: string;
	/** Since when it is hidden: until the record is rejected with another payload or for another reason. */
	dismissedAt?: string;
}

/** What is written of a rejection: the store counts attempts and keeps the first date. */
export type RejectionWrite = Omit<Rejection, 'id' | 'attempts' | 'firstAt' | 'lastAt' | 'dismissedAt'> & {
	at: string;
};

export interface RejectionQuery {
	syncKey?: string;
	sourceObject?: string;
	category?: ProblemCategory;
	recordId?: string;
	/** Those that were dismissed; default: those that were not. */
	dismissed?: boolean | 'any';
	/** Only those that are to be tried again because a person asked for it. */
	due?: true;
	/** The `id` of the last one of the page before. */
	afterId?: string;
	limit: number;
}

/** Everything that is known of a record, by its id on either side. */
export interface RecordTrace {
	/** Links that start or end at it. */
	links: ScopedLink[];
	/** Rejections of the record, of its linked source records, and those that it stands in the way of; dismissed ones included. */
	rejections: Rejection[];
	/** Where it, or a source record linked to it, is to be read again. */
	revisits: RecordRef[];
	/** Associations that it, or a source record linked to it, waits for: their targets are not in the destination. */
	waiting: Array<{ kind: string; from: RecordRef; to: RecordRef }>;
}

/** A record of one scope. */
export interface RecordRef {
	scope: LinkScope;
	sourceId: string;
}

/** A record marked to be read again. `mark` grows each time it is marked, so that a new mark is never taken for an old one. */
export interface Revisit {
	sourceId: string;
	mark: number;
}

/** The associations that a record should have, of one kind: replaces what was wanted before. */
export interface WantedAssociations {
	kind: string;
	from: RecordRef;
	/** Ids of source records in `toScope`; empty = none. */
	toScope: LinkScope;
	to: string[];
}

/** A record of a third object that says that two others belong together (an opportunity's contact role). */
export interface Junction {
	id: string;
	/** Ids of source records. */
	fromId: string;
	toId: string;
}

/** Which association junctions stand for. */
export interface JunctionScope {
	kind: string;
	fromScope: LinkScope;
	toScope: LinkScope;
}

/** Junctions that are there (replacing what was known of them) and that are gone. */
export interface JunctionChanges extends JunctionScope {
	put?: Junction[];
	remove?: string[];
	/** The generation of the full read that has seen those in `put`. */
	seen?: number;
}

/** One association to create or remove, both ends known. */
export interface PendingAssociation {
	kind: string;
	action: 'associate' | 'dissociate';
	from: RecordRef;
	to: RecordRef;
	/** Ids of destination records. For `dissociate`, those that the association was made with. */
	fromDestinationId: string;
	toDestinationId: string;
}

export type RunStatus = 'running' | 'completed' | 'stopped' | 'failed' | 'skipped' | 'crashed';

/** Who started a run. */
export interface RunOrigin {
	workflowId?: string;
	workflowName?: string;
	executionId?: string;
	/** The node's name in the workflow. */
	node?: string;
}

export interface StoredRun {
	runId: string;
	syncKey: string;
	operation: string;
	origin?: RunOrigin;
	status: RunStatus;
	startedAt: string;
	finishedAt?: string;
	/** JSON: the run's report. */
	report?: unknown;
}

/** A lease that is held, with the fencing number that every commit carries. */
export interface Lease {
	name: string;
	holder: string;
	fence: number;
}

export type AcquireResult = { acquired: true; leases: Lease[] } | { acquired: false; heldBy: string; since: string };

/** Everything that one commit changes, in one transaction. Applied in the order of the fields. */
export interface StateChanges {
	removeLinks?: RecordRef[];
	links?: Array<{ scope: LinkScope; link: Link }>;
	/** Marks links as seen by a full read. */
	seen?: { scope: LinkScope; generation: number; sourceIds: string[] };
	wantedAssociations?: WantedAssociations[];
	/** An association is wanted as long as a junction stands for its pair. */
	junctions?: JunctionChanges[];
	/** Associations that are done as the destination confirmed. */
	doneAssociations?: PendingAssociation[];
	rejections?: RejectionWrite[];
	/** Rejections that are no longer true: the record was written, skipped or is gone. */
	resolved?: Array<RecordRef & { syncKey: string }>;
	/** Records to read again by id in the next run, whoever runs it. */
	revisit?: RecordRef[];
	/** Records that have been read again: their marks go, unless they were marked anew meanwhile. */
	revisited?: Array<RecordRef & Pick<Revisit, 'mark'>>;
	/** Destination records that were freed (a link removed or its match key changed): whoever they blocked is read again. */
	freed?: Array<{ destinationAccount: string; destinationObject: string; destinationIds: string[] }>;
	/** What the destination confirmed, appended to the audit trail. */
	audit?: AuditWrite[];
	cursor?: { syncKey: string; object: string; cursor: Cursor };
}

/** An answer that is worth keeping for a time. */
export interface CacheEntry {
	key: string;
	value: string;
	/** ISO 8601. */
	expiresAt: string;
}

/**
 * What is remembered between runs. Every method is one short transaction. Implementations must pass
 * test/engine/state/contract.ts.
 */
export interface StateStore extends InboxStore {
	/** A secret of this store (32 bytes, made on first use) that keys the hashes of values. */
	hashKey(): Promise<Buffer>;

	getLinks(scope: LinkScope, sourceIds: string[]): Promise<Map<string, Link>>;
	/** Links of every scope into one destination object, by destination id. */
	linksByDestination(
		destination: Pick<LinkScope, 'destinationAccount' | 'destinationObject'>,
		destinationIds: string[],
	): Promise<Map<string, ScopedLink[]>>;
	/** Links of every scope into one destination object, by match-key hash. */
	linksByMatchKey(
		destination: Pick<LinkScope, 'destinationAccount' | 'destinationObject'>,
		matchKeys: string[],
	): Promise<Map<string, ScopedLink[]>>;
	countLinks(scope: LinkScope): Promise<number>;
	/** Ids of links that a full read of this generation has not seen, ascending, after `afterId`. */
	unseenLinks(scope: LinkScope, generation: number, afterId: string | undefined, limit: number): Promise<string[]>;
	/** Ids of junctions that a full read of this generation has not seen, ascending, after `afterId`. */
	unseenJunctions(
		scope: JunctionScope,
		generation: number,
		afterId: string | undefined,
		limit: number,
	): Promise<string[]>;
	/** Records to read again, by ascending id, after `afterId`. */
	revisits(scope: LinkScope, afterId: string | undefined, limit: number): Promise<Revisit[]>;
	/** Associations whose both ends are linked and that are not as wanted. Ordered and stable: page with `after`. */
	pendingAssociations(
		kind: string,
		destinationAccount: string,
		limit: number,
		after?: PendingAssociation,
	): Promise<PendingAssociation[]>;
	/** Associations that were made and start or end at these destination records, as removals. */
	madeAssociations(
		destination: Pick<LinkScope, 'destinationAccount' | 'destinationObject'>,
		destinationIds: string[],
	): Promise<PendingAssociation[]>;
	/** Linked records of a scope to which no association of this kind leads. */
	countLonelyTargets(kind: string, scope: LinkScope): Promise<number>;
	/** Wanted associations of a kind that still wait for an end. */
	countWaitingAssociations(kind: string, destinationAccount: string): Promise<number>;

	getCursor(syncKey: string, object: string): Promise<Cursor | undefined>;
	listCursors(): Promise<Array<{ syncKey: string; object: string; cursor: Cursor }>>;
	/** Every sync that a run, a cursor or a rejection is kept of, in alphabetical order. */
	listSyncKeys(): Promise<string[]>;
	/** The next generation number for a full read: greater than every one before it. */
	nextGeneration(): Promise<number>;

	getRejections(syncKey: string, scope: LinkScope, recordIds: string[]): Promise<Map<string, Rejection>>;
	/** In the order of their first rejection. */
	listRejections(query: RejectionQuery): Promise<Rejection[]>;
	/** Those that were not dismissed. */
	countRejections(syncKey: string): Promise<number>;
	/**
	 * The records are read again by the next run of their sync and tried again although nothing has changed (see
	 * `RejectionQuery.due`); what was dismissed is no longer.
	 * @param ids `Rejection.id`; those that are gone are passed over
	 * @returns how many were there
	 */
	retryRejections(ids: string[]): Promise<number>;
	/** Hides rejections from lists and counts until the records are rejected with another payload or for another reason. @returns how many */
	dismissRejections(ids: string[]): Promise<number>;
	/** What is known of a record by its source or destination id, in every scope. */
	explainRecord(recordId: string): Promise<RecordTrace>;

	/** In the order in which it was written, or the other way round. */
	listAudit(query: AuditQuery): Promise<AuditEntry[]>;

	/**
	 * Applies all or nothing.
	 * @throws SophiaError `cancelled` with code LEASE_LOST when a lease is no longer held with its fence
	 */
	commit(changes: StateChanges, leases: Lease[]): Promise<void>;

	/** All of the names or none. A lease of a dead local process, or one that has expired, is taken over with a higher fence. */
	acquireLeases(names: string[], holder: string): Promise<AcquireResult>;
	/** @returns false when one of them is lost */
	renewLeases(leases: Lease[]): Promise<boolean>;
	releaseLeases(leases: Lease[]): Promise<void>;

	startRun(run: {
		runId: string;
		syncKey: string;
		operation: string;
		startedAt: string;
		origin?: RunOrigin;
	}): Promise<void>;
	finishRun(run: { runId: string; status: RunStatus; finishedAt: string; report: unknown }): Promise<void>;
	/** Newest first; `since`: those that started at this instant (ISO 8601) or later; `until`: those that started before it. */
	listRuns(query: { syncKey?: string; since?: string; until?: string; limit: number }): Promise<StoredRun[]>;

	/**
	 * Answers put under these keys that have not expired. Keys are kept as keyed hashes, values encrypted at rest: both
	 * may be personal data. What cannot be opened any more (another encryption key) is absent, and no failure.
	 */
	getCached(namespace: string, keys: string[]): Promise<Map<string, string>>;
	/** Keeps answers until they expire; a newer one replaces an older one. */
	putCached(namespace: string, entries: CacheEntry[]): Promise<void>;
	/** Deletes what has expired. @returns how many entries */
	expireCached(): Promise<number>;

	/** A small thing that somebody wants to remember: JSON, encrypted at rest. */
	getNote<T>(name: string): Promise<T | undefined>;
	/**
	 * Changes a note in one transaction.
	 * @param change from the old to the new one, at once; undefined deletes it. What it throws leaves the note as it is
	 */
	updateNote<T>(name: string, change: (old: T | undefined) => T | undefined): Promise<T | undefined>;

	/** Forgetting, checking and tidying up, in slices: the rest of the process goes on meanwhile. */
	maintain(request: MaintenanceRequest): Promise<MaintenanceReport>;

	/** Forgets cursors and rejections of a sync; with `scopes`, also those links, associations and revisits. Nothing is sent anywhere. */
	reset(
		request: { syncKey: string; scopes: LinkScope[] },
		leases: Lease[],
	): Promise<{ links: number; rejections: number }>;

	/** A private copy to try things on (Preview): its changes vanish when it is closed. */
	fork(): Promise<StateStore>;
	close(): Promise<void>;
}
