import type { AuditEntry, RecordRef, Rejection, RunOrigin, RunStatus, ScopedLink } from '../state/types';

/**
 * Where a record stands.
 *
 * - `rejected`   refused, and nobody has dismissed that
 * - `pending`    to be read again by the next run
 * - `synced`     linked and written
 * - `shadowed`   another record of the same person or company is in charge of its counterpart
 * - `dismissed`  refused, and somebody has dismissed that
 * - `removed`    no longer linked: its counterpart was archived or left alone
 * - `unknown`    nothing has ever been done with it
 */
export type RecordStatus = 'rejected' | 'pending' | 'synced' | 'shadowed' | 'dismissed' | 'removed' | 'unknown';

/** A link, and what the audit trail tells of it. */
export interface ExplainedLink extends ScopedLink {
	/** The last time that its destination record was written, as far as the audit trail goes back. */
	lastWrite?: AuditEntry;
	/** What has been sent, and when the last time, by the field's name: the latest first, as far as the audit trail goes back. */
	sent: Array<{ field: string; lastSentAt: string }>;
}

export interface ExplainedRejection extends Rejection {
	/** What a person can do. */
	remedy: string;
	/** When it is tried again. */
	nextTry: string;
	/** It is another record that this one stands in the way of. */
	isOther: boolean;
}

/** How far a sync has got with an object. */
export interface SyncProgress {
	syncKey: string;
	object?: string;
	/** Every change before this instant has been dealt with. Absent before the first full read has ended. */
	upTo?: string;
	lastRun?: { runId: string; status: RunStatus; startedAt: string; finishedAt?: string; origin?: RunOrigin };
}

export interface Explanation {
	recordId: string;
	status: RecordStatus;
	/** For a person, sentence by sentence. No values. */
	sentences: string[];
	links: ExplainedLink[];
	rejections: ExplainedRejection[];
	/** Where it is to be read again. */
	revisits: RecordRef[];
	waiting: Array<{ kind: string; from: RecordRef; to: RecordRef }>;
	/** Newest first. */
	history: AuditEntry[];
	syncs: SyncProgress[];
}
