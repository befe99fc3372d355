/**
 * Every failure the engine can report, in the five kinds that need five different answers.
 *
 * - `transient`      try again (the traffic controller already has, up to its limit)
 * - `limit`          the account's calls for the day are used up: checkpoint, stop, say when to go on
 * - `credentials`    nothing works until a person mends a setting
 * - `configuration`  the plan itself cannot be carried out (a missing property, a bad filter)
 * - `cancelled`      the caller's signal fired or the run time is over
 *
 * A problem with one record is not an error but a {@link RecordProblem}; anything else that is
 * thrown is a bug and is left to surface as it is.
 */
export type FailureKind = 'transient' | 'limit' | 'credentials' | 'configuration' | 'cancelled';

export interface FailureDetails {
	/** What a person can do about it, in a sentence. */
	remedy?: string;
	/** `salesforce`, `hubspot`, `state`… */
	system?: string;
	/** The vendor's HTTP status, where there was an answer. */
	status?: number;
	/** The vendor's own error code or category, e.g. `INVALID_SESSION_ID`, `MISSING_SCOPES`. */
	code?: string;
	/** The vendor's request id for its support: safe to show. */
	correlationId?: string;
	/** How long the vendor asks to wait, in milliseconds. Such a wait consumes no try. */
	retryAfterMs?: number;
	/** When it makes sense to go on (`limit`). */
	resumeAt?: Date;
	/** True when the request may have been carried out although no answer came. */
	mayHaveHappened?: boolean;
	cause?: unknown;
}

/** The one error class of the engine. Messages never hold secrets or record values. */
export class SophiaError extends Error {
	readonly kind: FailureKind;
	readonly remedy?: string;
	readonly system?: string;
	readonly status?: number;
	readonly code?: string;
	readonly correlationId?: string;
	readonly retryAfterMs?: number;
	readonly resumeAt?: Date;
	readonly mayHaveHappened: boolean;

	constructor(kind: FailureKind, message: string, details: FailureDetails = {}) {
		super(message, details.cause === undefined ? undefined : { cause: details.cause });
		this.name = 'SophiaError';
		this.kind = kind;
		this.remedy = details.remedy;
		this.system = details.system;
		this.status = details.status;
		this.code = details.code;
		this.correlationId = details.correlationId;
		this.retryAfterMs = details.retryAfterMs;
		this.resumeAt = details.resumeAt;
		this.mayHaveHappened = details.mayHaveHappened ?? false;
	}
}

/** Why one record cannot be written, as a person reads it. */
export type ProblemCategory =
	| 'invalidEmail'
	| 'invalidValue'
	| 'requiredField'
	| 'unknownOption'
	| 'duplicate'
	| 'ambiguous'
	| 'permission'
	| 'notFound'
	| 'unavailable'
	| 'refused';

/** One record's problem. `reason` names the field and the remedy, never the offending value of a personal field. */
export interface RecordProblem {
	category: ProblemCategory;
	reason: string;
	/** The destination property (or source field) at fault. */
	field?: string;
	/** True when the same record may pass later with nothing changed on either side. */
	retryable: boolean;
	/** The destination record that stands in the way, for `duplicate`. */
	blockedBy?: string;
}

export const isSophiaError = (error: unknown, kind?: FailureKind): error is SophiaError =>
	error instanceof SophiaError && (kind === undefined || error.kind === kind);
