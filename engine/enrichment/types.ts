import type { Clock } from '../clock';
import type { FailureKind } from '../errors';
import type { Traffic } from '../traffic/types';
import type { LeadField, LeadFields, LeadValue } from './fields';

/** A lead to enrich, whatever system it came from. */
export interface Lead {
	/** Unique within the run. */
	id: string;
	/** 'salesforce', 'hubspot', 'item'. */
	system: string;
	/** What is known of it, by the catalogue's names; empty values are absent. */
	fields: LeadFields;
	/** Where values came from, of fields that an earlier run filled: how far they can be trusted. */
	provenance?: Partial<Record<LeadField, Pick<EnrichmentValue, 'provider' | 'confidence' | 'at'>>>;
}

/** One value with its origin. */
export interface EnrichmentValue {
	value: LeadValue;
	/** The provider's name. */
	provider: string;
	/** How likely it is to be right, 0 to 1. */
	confidence: number;
	/** When the provider answered (ISO 8601): a cached answer keeps its own date. */
	at: string;
}

/** What a provider can be used for, and how. */
export interface ProviderCapabilities {
	/**
	 * True for a provider that sends nothing out (Derived, CRM match): it sees every field of a lead. All others are
	 * handed only the fields that the user ticked (`ProviderSettings.send`).
	 */
	internal: boolean;
	/** True for one whose calls, tokens and money count against the run's budget. */
	metered: boolean;
	/** False where an answer is worth nothing to another run, or costs nothing to have again: it is neither cached nor shared. */
	cacheable: boolean;
	/** Requests per `enrich`, at most. */
	batchSize: number;
	/** How many `enrich` may be under way at once. Rates are the traffic controller's business. */
	concurrency: number;
}

/** One question to a provider. */
export interface ProviderRequest {
	/**
	 * What is asked, normalised: leads with the same key share the answer, in this run and (through the cache) in later
	 * ones. E.g. 'domain:example.com'. It must hold everything that the answer depends on, that is everything that is sent:
	 * otherwise what one (hostile) lead says would change what others get.
	 */
	key: string;
	/** The fields to answer, in the catalogue's order: those of the user's settings that the provider can fill. */
	fields: readonly LeadField[];
	/**
	 * The first lead with this key as it is known so far, earlier providers' answers included; only the fields
	 * that may be sent. Hostile input: it goes nowhere but into the request's data.
	 */
	known: Readonly<LeadFields>;
	/** That lead's id: for a provider's own bookkeeping, never to be sent out. */
	leadId: string;
}

export interface ProviderValue {
	value: LeadValue;
	confidence: number;
}

/** What became of one request. A value that does not meet its field's format is dropped and counted, never written. */
export type ProviderAnswer =
	| { status: 'found'; values: Partial<Record<LeadField, ProviderValue>> }
	/** The provider knows nothing: remembered for a shorter time. */
	| { status: 'notFound' }
	/** No answer for this one: its fields stay open. `reason` holds no values of the lead. */
	| { status: 'failed'; reason: string; retryable: boolean };

/** What something costs. `cost` in the currency of the budget (US dollars). */
export interface Usage {
	calls: number;
	/** Input and output tokens together. */
	tokens: number;
	cost: number;
}

export interface ProviderContext {
	/** Aborts on cancel and when the run's time is over. */
	signal?: AbortSignal;
	clock: Clock;
	/** Every call goes through it; it retries what is transient. */
	traffic: Traffic;
	/**
	 * Counts what is used, also by calls that fail. Every attempt of a call is counted right before it leaves
	 * (`used({ calls: 1 })` inside the attempt), tokens and cost as soon as the answer states them.
	 * @throws SophiaError `limit` when the budget allows no further call: let it through
	 */
	used(usage: Partial<Usage>): void;
}

/** A source of better data. Made anew for each run; never holds on to leads. */
export interface Provider {
	/** As reports, caches and provenance name it: 'derived', 'crm', 'portkey'. Permanent. */
	readonly name: string;
	/** As people read it: 'Portkey AI'. */
	readonly label: string;
	/**
	 * What else an answer depends on, beside key and fields: the account (a hash, never a token), the model, the prompt's
	 * version. Another identity never sees this one's cached answers.
	 */
	readonly identity: string;
	/** The fields that it can fill. */
	readonly fills: readonly LeadField[];
	/** The fields that it looks at: nothing else is handed over. */
	readonly reads: readonly LeadField[];
	readonly capabilities: ProviderCapabilities;
	/** The key to ask under; undefined when too little is known of the lead to ask at all. Pure, never throws. */
	keyFor(known: Readonly<LeadFields>, leadId: string): string | undefined;
	/**
	 * What one `enrich` of these requests is likely to use: the budget is checked with it before the call.
	 * Absent: one call per batch.
	 */
	estimate?(requests: readonly ProviderRequest[]): Usage;
	/**
	 * One answer per request, in their order. At most `batchSize` requests, no key twice.
	 * @throws SophiaError: `transient` (all of them stay open and the circuit breaker counts it), `limit`, `credentials`,
	 * `configuration` (the provider is left out for the rest of the run), `cancelled` (the run ends)
	 */
	enrich(requests: readonly ProviderRequest[], context: ProviderContext): Promise<ProviderAnswer[]>;
}

/**
 * What happens to a value that the lead has already:
 * - `keep`: it stays
 * - `tidy`: it stays, but may be written better: the same letters and digits in another case, spacing or punctuation
 * - `replaceIfMoreConfident`: a value of greater confidence replaces it
 * - `replace`: any value over the threshold replaces it
 */
export type ExistingRule = 'keep' | 'tidy' | 'replaceIfMoreConfident' | 'replace';

/** One step of the waterfall. */
export interface ProviderSettings {
	/** `Provider.name`. */
	name: string;
	/** The fields it may fill. Default: all that it can. */
	fields?: LeadField[];
	/** The fields that may be sent to it: those that the user ticked, nothing else. Default: none. Without effect for internal providers. */
	send?: LeadField[];
	/** The least confidence, 0 to 1. Default: the plan's. */
	threshold?: number;
	/** Of this provider alone, within the run's. */
	budget?: Budget;
	/** How long its answers are kept, in milliseconds; 0 = not beyond the run. Default: the plan's. */
	cacheTtlMs?: number;
	notFoundTtlMs?: number;
}

/** At most so much in one run. What is absent is not limited. */
export interface Budget {
	calls?: number;
	tokens?: number;
	/** US dollars. */
	cost?: number;
}

export interface EnrichmentPlan {
	/** In the user's order; the first answer that passes the threshold fills a field. */
	providers: ProviderSettings[];
	/** The fields wanted. Default: all that the providers may fill. */
	fields?: LeadField[];
	/** The least confidence, 0 to 1. Default 0.7. */
	threshold?: number;
	/** Default `keep`. */
	existing?: ExistingRule;
	/** By field, where it differs. */
	existingByField?: Partial<Record<LeadField, ExistingRule>>;
	/** How far values without provenance are trusted (`replaceIfMoreConfident`). Default 0.8. */
	existingConfidence?: number;
	budget?: Budget;
	/** Default 30 days. */
	cacheTtlMs?: number;
	/** For 'knows nothing'. Default 3 days. */
	notFoundTtlMs?: number;
	/** Failed batches in a row after which a provider is left alone. Default 3. */
	breakerFailures?: number;
	/** How long it is left alone before one batch tries again, in milliseconds. Default 60,000. */
	breakerPauseMs?: number;
	/** The run ends cleanly after this. */
	maxRunMs?: number;
}

/** What a run did to one field of one lead. */
export interface LeadFieldChange extends EnrichmentValue {
	/** What was there before; absent when it was empty. */
	before?: LeadValue;
}

export interface EnrichedLead {
	lead: Lead;
	/** What to write, in the catalogue's order. */
	changes: Partial<Record<LeadField, LeadFieldChange>>;
	/** The lead with the changes applied. */
	fields: LeadFields;
	/**
	 * Fields still empty because a provider was down, out of budget or failed: the next run should ask again. Empty
	 * fields that are not here are known to nobody.
	 */
	open: LeadField[];
	/** Names of the providers that did not do their part, with the reason. */
	missed: Array<{ provider: string; reason: MissReason }>;
}

export type MissReason = 'down' | 'budget' | 'failed';

export interface ProviderReport extends Usage {
	name: string;
	label: string;
	/** Requests that were sent to it. `asked = answered + notFound + failed`. */
	asked: number;
	answered: number;
	notFound: number;
	failed: number;
	/** Requests that the cache answered instead. */
	cached: number;
	/** Leads that shared another lead's request of this run. */
	shared: number;
	/** Leads for which there was nothing to ask, or no key to ask with. */
	notAsked: number;
	/** Requests left out because the provider was down or could not be used, or for the budget. */
	skippedByBreaker: number;
	skippedByBudget: number;
	/** Fields of leads that it filled or replaced. */
	filled: number;
	/** Values that did not reach the threshold, or did not meet their field's format. */
	belowThreshold: number;
	invalid: number;
	/** Why it is left out for the rest of the run. */
	unavailable?: { message: string; remedy?: string; kind: FailureKind; resumeAt?: string };
}

export interface EnrichmentReport {
	status: 'completed' | 'stopped';
	stopReason?: string;
	resumeAt?: string;
	leads: number;
	/** Leads with at least one change. */
	changed: number;
	/** Leads with fields that stay open for the next run. */
	open: number;
	/** Per field that was filled or replaced. */
	fields: Partial<Record<LeadField, { filled: number; replaced: number }>>;
	providers: ProviderReport[];
	usage: Usage;
	/** What of the budget was used up, if anything. */
	budgetSpent?: 'calls' | 'tokens' | 'cost';
	warnings: string[];
}
