import type { RecordProblem } from '../errors';

/** A value as a system hands it over: JSON, with `null` for empty. */
export type FieldValue = string | number | boolean | null | FieldValue[] | { [key: string]: FieldValue };

/** The types that mapping can coerce to. A system translates its own names into these. */
export type FieldType =
	| 'string'
	| 'email'
	| 'phone'
	| 'url'
	| 'number'
	| 'integer'
	| 'boolean'
	| 'date'
	| 'datetime'
	| 'enumeration'
	| 'multiEnumeration';

export interface FieldOption {
	value: string;
	label: string;
}

export interface FieldDescription {
	name: string;
	label: string;
	type: FieldType;
	writable: boolean;
	/** No two records may share a value: the field can be a key. */
	unique: boolean;
	/** For the enumerations. Absent: the system accepts any value; empty: it accepts none. */
	options?: FieldOption[];
	/** True when options may be added through the API. */
	optionsExtendable?: boolean;
	/** The options are people, labelled with their e-mail addresses; `inactive` are those who can no longer be chosen. */
	people?: { inactive: FieldOption[] };
	/** Maximum length of a string, in characters. */
	maxLength?: number;
	/** For a reference: the objects it can point to, e.g. Salesforce's OwnerId → ['User']. */
	referenceTo?: string[];
	/** For a reference: the name under which the parent's fields are read, e.g. 'Owner'. */
	relationshipName?: string;
	/** The field is no value of the record but an association: it is written by `associate` and `dissociate` with this kind. */
	association?: AssociationKind;
}

export interface ObjectDescription {
	name: string;
	label: string;
	fields: Map<string, FieldDescription>;
}

/** A record read from a source. Parent fields have dotted names ('Owner.Email'). */
export interface SourceRecord {
	id: string;
	/** ISO 8601, UTC. */
	modifiedAt: string;
	fields: Record<string, FieldValue>;
}

export interface SourcePage {
	records: SourceRecord[];
	/** Opaque. Handed back in `ChangesRequest.resume`, reading goes on behind this page. */
	resume: string;
}

export interface ChangesRequest {
	object: string;
	/** Field names, dotted for parents. Id and the modification stamp are always read. */
	fields: string[];
	/** A condition in the source's own language (SOQL), already validated. */
	filter?: string;
	/** Only records whose moment in this field is before `until`; with `since` also those unchanged ones whose moment has come since. */
	due?: string;
	/** Lower bound, inclusive; absent = everything that exists. */
	since?: Date;
	/** Upper bound, exclusive. */
	until: Date;
	/** From an earlier page of the same request. An expired one starts again by itself. */
	resume?: string;
	/** No more records than this are wanted: the first, in one order whatever the number. */
	limit?: number;
	signal?: AbortSignal;
}

/** One row of a filter that a person has built from fields. */
export interface FilterCondition {
	/** Dotted for a parent's. */
	field: string;
	/** One that fits the field; the source says which there are. */
	operator: string;
	/** Several between semicolons or line ends, or as a list. */
	value?: unknown;
}

export interface FilterConditions {
	/** Whether a record has to meet all rows or any. */
	match: 'all' | 'any';
	conditions: FilterCondition[];
	/** Names of record types; a record has to be of one of them, whatever the rows say. Absent or empty: of any. */
	recordTypes?: string[];
}

/** A record that is no longer what it was: gone, or gone on as another one. */
export interface IdentityChange {
	object: string;
	id: string;
	kind: 'deleted' | 'merged' | 'converted';
	/** The record that stands for it now (merged, converted). */
	into?: { object: string; id: string };
	/** ISO 8601, UTC. */
	modifiedAt: string;
}

/** What has become of records asked for by id. Every id asked for appears in exactly one list. */
export interface ReadByIdResult {
	records: SourceRecord[];
	/** Deleted, merged or converted. */
	gone: IdentityChange[];
	/** Exist, but do not meet the filter. */
	filteredOut: string[];
	/** Unknown: purged from the recycle bin, or not visible to the user. */
	missing: string[];
}

export interface Source {
	readonly system: string;
	/** The organisation's permanent id (Salesforce: 15 or 18 characters). One call at most. */
	organisation(signal?: AbortSignal): Promise<string>;
	/** The server's own clock. */
	now(signal?: AbortSignal): Promise<Date>;
	describe(object: string, signal?: AbortSignal): Promise<ObjectDescription>;
	/** Those of the named fields, parents' included ('Owner.Email'), that cannot be read (any more). */
	unreadableFields(object: string, fields: string[], signal?: AbortSignal): Promise<string[]>;
	/** @throws SophiaError `configuration` that names the fault, when the filter is not valid. Runs nothing. */
	validateFilter(object: string, filter: string, signal?: AbortSignal): Promise<void>;
	/**
	 * Conditions built from fields, in the source's own language. Absent: the source knows none.
	 * @returns undefined where they let every record pass
	 * @throws SophiaError `configuration` that names the row
	 */
	compileConditions?(object: string, conditions: FilterConditions, signal?: AbortSignal): Promise<string | undefined>;
	/** Live records of the window, a page at a time; never deleted ones. Ties lose nothing. */
	changes(request: ChangesRequest): AsyncIterable<SourcePage>;
	/** Deletes, merges and (for leads) conversions in `[since, until)`, a page at a time. */
	identityChanges(request: {
		object: string;
		since: Date;
		until: Date;
		signal?: AbortSignal;
	}): AsyncIterable<IdentityChange[]>;
	readByIds(request: {
		object: string;
		fields: string[];
		filter?: string;
		/** Only records whose moment in the field is before `by`; the others count as filtered out. */
		due?: { field: string; by: Date };
		ids: string[];
		signal?: AbortSignal;
	}): Promise<ReadByIdResult>;
}

/** A record to write. `id` is the source record's id: it is the value of the id property. */
export interface WriteRecord {
	id: string;
	/** Known for an update; absent for an upsert by the id property. */
	destinationId?: string;
	/** Property name → value in the destination's own spelling; '' clears. */
	properties: Record<string, string>;
}

export type WriteOutcome =
	| { id: string; status: 'created' | 'updated'; destinationId: string }
	| { id: string; status: 'rejected'; problem: RecordProblem }
	/** The update's target does not exist (any more). Nothing was written. */
	| { id: string; status: 'gone' };

export interface DestinationRecord {
	id: string;
	properties: Record<string, string | null>;
	/** From `find`: what else the record is found by, in lower case (a HubSpot contact's further addresses). */
	furtherKeys?: string[];
}

export interface AssociationPair {
	fromId: string;
	toId: string;
}

export interface AssociationKind {
	/** Stable name used in state, e.g. 'contactToCompany'. */
	name: string;
	fromObject: string;
	toObject: string;
	/** The target becomes the record's primary one. */
	primary: boolean;
	/** As the destination shows it; absent: an association without a label. Never together with `primary`. */
	label?: string;
}

export type AssociationOutcome = AssociationPair & { problem?: RecordProblem };

/** A row of stages that records pass through. Archived ones are left out. */
export interface Pipeline {
	id: string;
	label: string;
	/** In their order. */
	stages: Array<{
		id: string;
		label: string;
		/** As the account says: how the record ends here. */ closed?: 'won' | 'lost';
	}>;
}

/** What must exist in the destination before records can be written. */
export interface ProvisionRequest {
	object: string;
	/** The permanent unique property that holds the source record's id. */
	idProperty: string;
	idPropertyLabel: string;
}

export interface ProvisionResult {
	object: string;
	property: string;
	status: 'exists' | 'created' | 'wouldCreate';
}

export interface Destination {
	readonly system: string;
	/** As people write it: 'HubSpot'. For messages. */
	readonly label: string;
	/** The account's permanent id (HubSpot: the portal id). One call at most. */
	account(signal?: AbortSignal): Promise<string>;
	describe(object: string, signal?: AbortSignal): Promise<ObjectDescription>;
	/**
	 * Creates what is missing, or (with `dryRun`) only says what is.
	 * @throws SophiaError `configuration` when the property exists but is not unique, `credentials` when a scope is missing.
	 */
	provision(
		requests: ProvisionRequest[],
		options: { dryRun: boolean; signal?: AbortSignal },
	): Promise<ProvisionResult[]>;
	/** The pipelines of an object, in their order. Present where a destination has them. At most one call per run. */
	pipelines?(object: string, signal?: AbortSignal): Promise<Pipeline[]>;
	/** The IANA name of the account's time zone, where it has one. */
	timeZone?(signal?: AbortSignal): Promise<string | undefined>;
	/** Adds options to an enumeration property (policy 'add the option'). */
	addOptions(object: string, property: string, options: FieldOption[], signal?: AbortSignal): Promise<void>;
	/**
	 * Creates fields that are missing, or (with `dryRun`) only describes what they would be. Present where the
	 * destination lets an application create them as it needs them.
	 */
	createFields?(
		object: string,
		fields: Array<{ name: string; label: string; type: FieldType }>,
		options: { dryRun: boolean; signal?: AbortSignal },
	): Promise<FieldDescription[]>;
	/**
	 * Existing, unarchived records by a match key: value as asked → every record that has it.
	 * Contacts by `email`, companies by `domain`. Values are compared without regard to case.
	 *
	 * With `normalise` the values are already comparable in that way ('acme.com' for a field of web addresses), and
	 * more records than those that have them may be returned: the caller compares again.
	 */
	find(request: {
		object: string;
		key: string;
		values: string[];
		normalise?: 'exact' | 'caseInsensitive' | 'email' | 'domain' | 'phone';
		properties: string[];
		signal?: AbortSignal;
	}): Promise<Map<string, DestinationRecord[]>>;
	/** Records by their own id; those that do not exist are absent from the map. */
	read(request: {
		object: string;
		ids: string[];
		properties: string[];
		signal?: AbortSignal;
	}): Promise<Map<string, DestinationRecord>>;
	/** One outcome per record, in no order. Any number of records; at most `batchSize.write` per call to the vendor. */
	upsert(request: WriteRequest): Promise<WriteOutcome[]>;
	/**
	 * What the destination is sure to refuse about a record, without a call: for Preview. Absent: nothing is known.
	 * Where records go one by one (`recordsPerCall`), the destination refuses these itself and makes no call for them.
	 */
	foresee?(object: string, record: Pick<WriteRecord, 'properties'>): RecordProblem | undefined;
	/** By `destinationId`; never creates. */
	update(request: WriteRequest): Promise<WriteOutcome[]>;
	/**
	 * Creates records without a key of ours. Not repeatable: when an answer is lost it throws `transient` with
	 * `mayHaveHappened`, and the caller looks the records up by their match key before it tries again.
	 */
	insert?(request: Omit<WriteRequest, 'idProperty'>): Promise<WriteOutcome[]>;
	/** Whether `find` can look records up by this field with values made comparable in this way. Absent: it cannot. */
	canFind?(object: string, key: string, normalise: 'exact' | 'caseInsensitive' | 'email' | 'domain' | 'phone'): boolean;
	/** Archives by destination id; archiving what is gone is a success. */
	archive(request: { object: string; ids: string[]; signal?: AbortSignal }): Promise<void>;
	/** @throws SophiaError `configuration` when there is no such association. Absent: every kind that a route names exists. */
	checkAssociation?(kind: AssociationKind, signal?: AbortSignal): Promise<void>;
	/** Creates associations. Pairs that exist already are a success. */
	associate(request: AssociationRequest): Promise<AssociationOutcome[]>;
	/** Removes associations. Pairs that do not exist are a success. */
	dissociate(request: AssociationRequest): Promise<AssociationOutcome[]>;
	/** One cheap call that shows whether the vendor answers at all. @throws SophiaError as any call */
	ping(signal?: AbortSignal): Promise<void>;
	/** The most that one call to the vendor takes, per operation; or the unit of work, where there is `recordsPerCall`. */
	readonly batchSize: { find: number; write: number; read: number; archive: number; associate: number };
	/** Where one call takes fewer records than `batchSize` says: how many. For counting calls. */
	readonly recordsPerCall?: { write: number; archive: number; associate: number };
	/** True where `find` may show records as they were some minutes ago, as an index that lags does. */
	readonly findLags?: boolean;
	/** How many batches of writes may be under way at once. */
	readonly concurrency: number;
}

export interface WriteRequest {
	object: string;
	idProperty: string;
	records: WriteRecord[];
	signal?: AbortSignal;
	/** Checked right before every call; throws when the run's lease is lost. */
	beforeCall?: () => void;
}

export interface AssociationRequest {
	kind: AssociationKind;
	pairs: AssociationPair[];
	signal?: AbortSignal;
	beforeCall?: () => void;
}
