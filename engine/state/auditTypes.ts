import type { LinkScope, RunOrigin } from './types';

/** What was done to a record, as the destination confirmed it. */
export type AuditAction = 'created' | 'updated' | 'adopted' | 'archived' | 'detached' | 'associated' | 'dissociated';

/** One thing done to one record. Names only, never a value. */
export interface AuditWrite {
	/** ISO 8601, to the millisecond. */
	at: string;
	runId: string;
	action: AuditAction;
	scope: LinkScope;
	/** Id of the source record, or of the destination record if there is none. */
	recordId: string;
	destinationId?: string;
	/** Names of the destination's fields that were sent. */
	fields?: string[];
}

export interface AuditEntry extends AuditWrite {
	/** The store's own, opaque: page through `listAudit` with it. */
	id: string;
	/** Of the run; '' when the store does not know it. */
	syncKey: string;
	operation: string;
	/** Who started the run. */
	origin?: RunOrigin;
}

export interface AuditQuery {
	/** Source or destination id. */
	recordId?: string;
	runId?: string;
	syncKey?: string;
	/** ISO 8601: at this instant or later. */
	since?: string;
	/** ISO 8601: before this instant. */
	until?: string;
	/** Default: oldest first, as they were written. */
	newestFirst?: boolean;
	/** The `id` of the last one of the page before, in the same order. */
	afterId?: string;
	limit: number;
}
