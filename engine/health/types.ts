import type { SophiaError } from '../errors';

/**
 * `healthy`: nothing to do. `degraded`: it works, and something needs attention. `unhealthy`: syncs that need it fail, or
 * will before long.
 */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

/** Something that a person should know. Never holds values of records, tokens or secrets. */
export interface HealthProblem {
	status: Exclude<HealthStatus, 'healthy'>;
	/** Stable, for conditions in workflows: 'MISSING_SCOPES', 'LIMIT_NEARLY_USED'… or the code of the error. */
	code: string;
	/** What of the system is meant, where there are several: a sync key. */
	subject?: string;
	message: string;
	/** What to do about it, in a sentence. */
	remedy?: string;
}

/** A limit as the vendor counts it. */
export interface LimitUse {
	/** As people write it: 'API calls per day'. */
	name: string;
	used: number;
	max: number;
	left: number;
	/** ISO 8601, where it is known. */
	resetsAt?: string;
	/** What to do when it is nearly used up, where that is more than waiting. */
	remedy?: string;
}

/** How the answers to a probe came, as far as it has got. */
export interface Pulse {
	/** The slowest single answer in milliseconds, without waits for limits and between tries; undefined before the first. */
	slowestMs(): number | undefined;
	/** True while nothing has been asked because the limits of the account are in use by others. */
	waitsForTurn(): boolean;
}

/** What a probe found out. A probe that cannot get an answer throws instead. */
export interface ProbeFindings {
	/** True where a credential was accepted. */
	authorised?: boolean;
	/** Whose account, store or workspace it is: ids and names of organisations. */
	account?: Record<string, string | number | boolean>;
	/** What the token may do, where the vendor tells. */
	scopes?: { granted: string[]; missing: string[] };
	limits?: LimitUse[];
	/** Counts and states beyond limits: 'pending', 'sizeBytes'… */
	details?: Record<string, string | number | boolean>;
	problems?: HealthProblem[];
}

/** One thing to look at. */
export interface HealthProbe {
	/** 'salesforce', 'state'… */
	readonly check: string;
	/** As people write it. */
	readonly label: string;
	/**
	 * Looks, and changes nothing that anybody could notice.
	 *
	 * @throws SophiaError when there is no answer, or one that says no
	 */
	look(signal: AbortSignal): Promise<ProbeFindings>;
	readonly pulse: Pulse;
	/** What it means that it does not come to an end, where that is not the network's fault. */
	timedOut?(seconds: number): SophiaError;
}

/** What became of one probe. */
export interface HealthCheck {
	check: string;
	label: string;
	status: HealthStatus;
	/** Whether there was an answer at all. */
	reachable: boolean;
	/** Whether the credential was accepted; absent where nobody asked for one or nothing answered. */
	authorised?: boolean;
	latencyMs?: number;
	account?: ProbeFindings['account'];
	scopes?: ProbeFindings['scopes'];
	limits: LimitUse[];
	details?: ProbeFindings['details'];
	problems: HealthProblem[];
}

export interface HealthReport {
	/** The worst of the checks. */
	status: HealthStatus;
	/** ISO 8601. */
	checkedAt: string;
	durationMs: number;
	checks: HealthCheck[];
}

/** From where on something needs attention. */
export interface HealthRules {
	/** Per check. Default 10,000. */
	timeoutMs: number;
	/** A slower answer is `degraded`. Default 5,000. */
	slowMs: number;
	/** The share (0–1) of a limit from which on it is `degraded`; used up it is `unhealthy`. Default 0.8. */
	limitShare: number;
}
