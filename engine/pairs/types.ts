import type { ProblemCategory } from '../errors';
import type { FieldMapping, MappingWarning } from '../mapping/types';
import type { FieldChange, SyncMode } from '../sync/types';
import type { Destination, Source } from '../systems/types';
import type { RunSummary } from '../runs/types';

/** The two systems of a pair. In a one-way sync the left one is the source. */
export type SideName = 'left' | 'right';

export const otherSide = (side: SideName): SideName => (side === 'left' ? 'right' : 'left');

/** One object of one system, to read and to write. */
export interface Side {
	/** The object's name in its system: 'Account', 'companies', 'public.customers'. */
	object: string;
	source: Source;
	/** Absent where nothing may be written (a comparison). */
	destination?: Destination;
	/** A condition in the system's own language; records that do not meet it are not part of the pair. */
	filter?: string;
	/** False for a source that cannot tell what was deleted: only a full read shows it. */
	tellsDeletions: boolean;
	/** False for a source that cannot tell what has changed: every run is a full read. */
	tellsChanges: boolean;
	/**
	 * A list that is handed over and back, always whole. What it lacks is not known to be deleted, and what is written to
	 * it is known to have arrived only when a later list shows it: until then it is written again in every run.
	 */
	handedOver?: boolean;
}

/** How values of a match key are made comparable. */
export type KeyNormalisation = 'exact' | 'caseInsensitive' | 'email' | 'domain' | 'phone';

/** One field of a match key. Several form one key: all of them must be there and agree. */
export interface KeyPart {
	left: string;
	right: string;
	normalise: KeyNormalisation;
	/** For phone numbers without a country code: the country they are dialled in (ISO 3166, 'DE'). */
	region?: string;
}

/** Which value stands when both sides have one and they differ. `newestWins` goes by the records' modification times. */
export type ConflictRule = 'leftWins' | 'rightWins' | 'newestWins' | 'fillBlanks';

type Conversion = Pick<FieldMapping, 'transforms' | 'options' | 'nullPolicy' | 'unknownOption'>;

/** One pair of fields that are to agree. */
export interface PairField {
	left: string;
	right: string;
	/** Default: both in Sync Both Ways, toRight in Sync One Way. */
	direction?: 'both' | 'toRight' | 'toLeft';
	rule: ConflictRule;
	/** How a left value becomes a right one, and the other way round. */
	toRight?: Conversion;
	toLeft?: Conversion;
}

/**
 * A pair of fields that hold ids of other records, translated through the links of those records' own pair:
 * AccountId in Salesforce, the association '@companies' in HubSpot.
 */
export interface PairReference extends Omit<PairField, 'toRight' | 'toLeft'> {
	/** The objects referred to: 'Account', 'companies'. */
	leftObject: string;
	rightObject: string;
}

/** What happens to the other record when one is deleted. `ignore`: it stays, and is not copied back. */
export type DeletionRule = 'ignore' | 'archive' | 'restore';

export interface PairPlan {
	syncKey: string;
	direction: 'toRight' | 'both';
	/** One way only: `mirror` is upsert, and archives on the right what has left the left. */
	mode: SyncMode | 'mirror';
	/** How records that are not linked yet recognise each other. At least one. */
	keys: KeyPart[];
	fields: PairField[];
	references: PairReference[];
	/** Both ways: where records may be made that the other side lacks. */
	create: Record<SideName, boolean>;
	/** Both ways: by the side on which a record was deleted. */
	onDelete: Record<SideName, DeletionRule>;
	/**
	 * A unique field of a side that holds the id of the other side's record: creating is an upsert by it, so that
	 * repeating one whose answer was lost is harmless.
	 */
	ownId: Partial<Record<SideName, { field: string; label: string }>>;
	/** Share (0–1) of the linked records that one run may archive. */
	maxArchiveShare: number;
	/** Lets exactly those archives through for which a run before gave this token. */
	approval?: string;
	/** Days between full reads of both sides. */
	fullCompareDays: number;
	overlapMs: number;
	maxRunMs?: number;
	retryRejected: boolean;
	forceFullRead?: boolean;
}

/** A field in which the two records differ, in each side's own spelling; null = blank. */
export interface FieldDifference {
	left: { field: string; value: string | null };
	right: { field: string; value: string | null };
}

export interface FieldConflict extends FieldDifference {
	/** Whose value stands; absent when the rule left both as they are. */
	winner?: SideName;
}

/**
 * `linked`: found to be the same, nothing was written. `conflict` is told beside the action of its record.
 * `archiveHeld`: left the source, not archived for want of approval.
 */
export type PairAction =
	| 'created'
	| 'updated'
	| 'archived'
	| 'linked'
	| 'unchanged'
	| 'skipped'
	| 'rejected'
	| 'archiveHeld';

/** What happened to one record (or would, in a preview). */
export interface PairResult {
	action: PairAction;
	/** The side that was written, or (rejected) was to be; for the others the side the record was read from. */
	side: SideName;
	leftId?: string;
	rightId?: string;
	changes?: FieldChange[];
	/** Fields that had been changed on both sides since they last agreed. */
	conflicts?: FieldConflict[];
	reason?: string;
	category?: ProblemCategory;
	field?: string;
	retryable?: boolean;
}

export type PairCounts = Record<PairAction, number> & { read: number };

export interface SideReport {
	system: string;
	object: string;
	readKind: 'full' | 'incremental';
	/** Counts of what was written to (or rejected, skipped for) this side; `read` from it. */
	counts: PairCounts;
	warnings: Array<MappingWarning & { count: number }>;
}

/** Asked for when a mirror would archive more than its share. */
export interface ApprovalRequest {
	token: string;
	archives: number;
	linked: number;
	/** archives / linked */
	share: number;
	maxArchiveShare: number;
}

export interface PairReport extends RunSummary {
	operation: 'syncOneWay' | 'syncBothWays' | 'repair';
	preview: boolean;
	left: SideReport;
	right: SideReport;
	conflicts: number;
	approvalRequired?: ApprovalRequest;
	warnings: string[];
	rejectedOpen: number;
}

export type PairListener = (result: PairResult) => void;

/** What Reconcile found of one pair or record. */
export type Finding =
	| { kind: 'differing'; leftId: string; rightId: string; fields: FieldDifference[] }
	| { kind: 'onlyLeft'; leftId: string; reason?: string }
	| { kind: 'onlyRight'; rightId: string; reason?: string }
	/** Several records of a side share a match key, or a record has none (`ids` of one side then). */
	| { kind: 'ambiguous'; leftIds: string[]; rightIds: string[]; reason: string };

export interface ReconcileReport extends RunSummary {
	operation: 'reconcile';
	left: { system: string; object: string; read: number };
	right: { system: string; object: string; read: number };
	matched: number;
	differing: number;
	onlyLeft: number;
	onlyRight: number;
	ambiguous: number;
	/** Records that belong to the sync of another object (the contact of a lead): no part of this pair, and no finding. */
	elsewhere: Record<SideName, number>;
	/** Right field (of each pair) → pairs that differ in it. */
	byField: Array<{ left: string; right: string; differing: number }>;
	warnings: string[];
}
