/** What arrived and is to be kept until it is dealt with. */
export interface InboxWrite {
	/** The inbox's name: one per trigger. */
	inbox: string;
	/** What the body is, in the words of whoever reads it. */
	kind: string;
	/** Two entries of one inbox with the same key are one. Kept as a keyed hash. */
	dedupeKey?: string;
	/** ISO 8601: how long the key is remembered. Without it: until the entry is finished. */
	dedupeUntil?: string;
	/** JSON. Encrypted at rest. */
	body: string;
	/** ISO 8601. */
	receivedAt: string;
	/** `processHolder()` of the process that emits it now. */
	holder: string;
}

/** What became of an entry. `duplicate`: the id is that of the one accepted before, which may be finished. */
export type InboxOutcome = { id: string; status: 'accepted' | 'duplicate' } | { status: 'full' };

/** What a list shows of an unfinished entry. */
export interface InboxSummary {
	/** Opaque; entries of one store are listed and claimed in the order of their arrival. */
	id: string;
	inbox: string;
	kind: string;
	receivedAt: string;
	/** When it was emitted last; absent after it was released. */
	emittedAt?: string;
	/** How often it has been emitted. */
	attempts: number;
	/** Emitted too often: not emitted again until it is released. */
	abandoned: boolean;
}

export interface InboxEntry extends InboxSummary {
	body: string;
}

export interface InboxClaim {
	/** Default: every inbox. */
	inbox?: string;
	/** Entries of another kind are left alone. Default: every kind. */
	kind?: string;
	/** `processHolder()` of the process that emits them now. */
	holder: string;
	/** An entry that was emitted longer ago than this is emitted again. */
	visibilityMs: number;
	/** An entry that has been emitted this often is abandoned instead. */
	maxAttempts: number;
	limit: number;
}

export interface InboxStatus {
	/** Unfinished entries that are not abandoned. */
	pending: number;
	abandoned: number;
	/** Of those pending. */
	oldestReceivedAt?: string;
}

/** The part of the state that keeps what arrived until it is dealt with. */
export interface InboxStore {
	/**
	 * Keeps entries; what was accepted is on the disk when this returns. Calls that wait for the writer are committed
	 * together. Duplicates apart, a call's entries are kept all or none: with more than `maxPending` entries pending in
	 * an inbox, each of the new ones is `full`.
	 * @param limits.maxPending per inbox; abandoned entries do not count
	 */
	putInbox(entries: InboxWrite[], limits: { maxPending: number }): Promise<InboxOutcome[]>;
	/**
	 * Unfinished entries whose last emission was by a process of this host that is dead, or is older than
	 * `visibilityMs`: marked as emitted now by this holder. Those that were emitted `maxAttempts` times already are
	 * abandoned.
	 */
	claimInbox(request: InboxClaim): Promise<InboxEntry[]>;
	/** Forgets the bodies; a key that has a date is remembered until then. @returns how many were there */
	finishInbox(ids: string[]): Promise<number>;
	inboxStatus(inbox?: string): Promise<InboxStatus>;
	/** Unfinished entries in the order of their arrival; `afterId` is the last one of the page before. */
	listInbox(query: { inbox?: string; abandoned?: boolean; afterId?: string; limit: number }): Promise<InboxSummary[]>;
	/** Abandoned entries are as if never emitted: the next claim takes them. @returns how many */
	releaseInbox(ids: string[]): Promise<number>;
}
