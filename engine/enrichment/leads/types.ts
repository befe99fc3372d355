import type { RecordProblem } from '../../errors';
import type { RunSummary } from '../../runs/types';
import type { StateStore } from '../../state/types';
import type { Destination, Source } from '../../systems/types';
import type { Traffic } from '../../traffic/types';
import type { LeadField } from '../fields';
import type { EnrichedLead, EnrichmentPlan, EnrichmentReport, Lead, Provider } from '../types';

/** A field of a lead → the system's field that holds it. */
export type LeadFieldNames = Partial<Record<LeadField, string>>;

/** What a run writes to one system. */
export interface WriteBackPlan {
	/** Only these are written, and only where the lead's value was found or replaced in this run. */
	fields: LeadFieldNames;
	/** A number field for the score. */
	scoreField?: string;
	/** A date and time field for when the lead was last enriched. */
	enrichedAtField?: string;
}

/** What is done with leads, wherever they come from. */
export interface LeadWork {
	syncKey: string;
	/** `preview` writes nothing to the CRMs and remembers no progress. */
	operation: 'enrich' | 'preview';
	enrichment: EnrichmentPlan;
	writeBack: { salesforce?: WriteBackPlan; hubspot?: WriteBackPlan };
}

export interface LeadRunPlan extends LeadWork {
	/** `changed`: new or changed since the last run. `neverEnriched`: whatever this package has not enriched yet. */
	reading: 'changed' | 'neverEnriched';
	/** Where Salesforce keeps what is known of a lead. */
	leadFields: LeadFieldNames;
	/** A SOQL condition. Converted leads are never read. */
	filter?: string;
	/** At most so many leads in this run; the next one goes on. */
	maxLeads?: number;
	overlapMs: number;
}

/** Points 0 to 100 and why; from the score of the user's weights. */
export type Scorer = (lead: EnrichedLead) => { score: number; reasons: unknown[] };

export interface LeadWorkSystems {
	/** For writing to Salesforce's leads. */
	salesforce?: Destination;
	/** For writing to HubSpot's contacts. */
	hubspot?: Destination;
	providers: readonly Provider[];
	state: StateStore;
	traffic: Traffic;
}

export interface LeadSystems extends LeadWorkSystems {
	source: Source;
}

/** What came of writing one lead to one system. */
export type WriteResult =
	| { system: string; status: 'written'; recordId: string; fields: string[] }
	/** Nothing to write, nobody to write it to, or somebody else has filled the field meanwhile. */
	| { system: string; status: 'skipped'; reason: string }
	| { system: string; status: 'rejected'; problem: RecordProblem };

export interface LeadResult extends EnrichedLead {
	score?: number;
	scoreReasons?: unknown[];
	writes: WriteResult[];
}

export interface LeadRunReport extends Omit<EnrichmentReport, 'status' | 'stopReason' | 'resumeAt'>, RunSummary {
	operation: 'enrich' | 'preview';
	/** Leads read, those that had nothing new since they were enriched included. */
	read: number;
	unchanged: number;
	/** Leads written, by system. */
	written: Record<string, number>;
	rejected: number;
}

export type LeadListener = (result: LeadResult) => void;

export type { Lead };
