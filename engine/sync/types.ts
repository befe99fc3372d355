import type { ProblemCategory } from '../errors';
import type { StagePlan } from '../mapping/stages';
import type { FieldMap, MappingWarning } from '../mapping/types';
import type { AssociationKind, FilterConditions } from '../systems/types';
import type { DeletePolicy } from './decide';
import type { RunSummary } from '../runs/types';

export type SyncMode = 'upsert' | 'createOnly' | 'updateOnly';

/** One object of the source and what becomes of it. */
export interface ObjectPlan {
	/** Where one source object becomes several: what tells them apart (see {@link planName}). */
	name?: string;
	sourceObject: string;
	destinationObject: string;
	/** The destination's permanent unique property for the source's id. */
	idProperty: string;
	idPropertyLabel: string;
	/**
	 * What the source's ids look like, as a regular expression, where others may have filled the id property in
	 * their own way (an Intercom user's external id): such a value is nobody's claim on the record, and stays.
	 */
	idPattern?: string;
	/**
	 * How an existing destination record without our id is recognised. `unique`: the destination lets
	 * only one record have the value (a contact's e-mail), so a second source record with it is a duplicate.
	 */
	match?: {
		property: string;
		unique: boolean;
		/** Where the destination has to search for any property. */ normalise?: 'caseInsensitive';
	};
	fieldMap: FieldMap;
	/** For records that pass through a pipeline. */
	stages?: StagePlan;
	/** In the source's own language. */
	filter?: string;
	/** Built from fields; a record has to meet them and the filter. */
	conditions?: FilterConditions;
	/** Only records whose moment in this field is past, e.g. an event's end; one counts from that moment on, changed or not. */
	due?: string;
}

/** The name of an object among those of its plan: under it its cursor and its counts are kept, and associations refer to it. */
export const planName = ({ name, sourceObject }: Pick<ObjectPlan, 'name' | 'sourceObject'>): string =>
	name ?? sourceObject;

interface AssociationBetween {
	kind: AssociationKind;
	/** By {@link planName}, as is the target. */
	sourceObject: string;
	targetObject: string;
	/** Count the targets that nothing leads to: the destination does not show them. */
	tellLonelyTargets?: boolean;
}

/** Records of `sourceObject` refer to records of `targetObject` through a field of theirs. */
export interface FieldAssociation extends AssociationBetween {
	/** e.g. 'AccountId' */
	field: string;
	/** Of a field that leads to several objects: what the target's ids begin with ('003'). Several associations may then be of one kind. */
	idPrefix?: string;
	/** By a user: that it cannot be made is a mistake to be told. */
	chosen?: boolean;
}

/**
 * Records of a third object say which belong together: each of them one pair. They are read with a cursor of their own,
 * for a changed one need not touch either end.
 */
export interface JunctionAssociation extends AssociationBetween {
	through: {
		/** e.g. 'OpportunityContactRole' */
		object: string;
		/** Its field that leads to `sourceObject`. */
		fromField: string;
		/** Its field that leads to `targetObject`. */
		toField: string;
	};
}

export type AssociationPlan = FieldAssociation | JunctionAssociation;

export const isJunction = (association: AssociationPlan): association is JunctionAssociation =>
	'through' in association;

export interface SyncPlan {
	syncKey: string;
	mode: SyncMode;
	/**
	 * `changes`: the source tells what has changed since the last run. `given`: the source is a list of
	 * records handed over (n8n's input items): no cursor, nothing is taken for deleted.
	 */
	reading: 'changes' | 'given';
	/** Written in this order. */
	objects: ObjectPlan[];
	/**
	 * Among several source objects of one destination record, the lowest number wins (Contact 1, Lead 2).
	 * Covers the objects of other plans that share links with this one, too.
	 */
	priorities: Record<string, number>;
	associations: AssociationPlan[];
	onDelete: DeletePolicy;
	/** Records that no longer meet the filter. */
	onFilterExit: 'keep' | 'archive';
	/** Days between full compares. Default 7. */
	fullCompareDays: number;
	/** How far a window reaches back behind the watermark, in milliseconds. Default 5 minutes. */
	overlapMs: number;
	/** Stop cleanly after so many milliseconds; the next run goes on. */
	maxRunMs?: number;
	/** Try rejected records again although nothing about them has changed. */
	retryRejected: boolean;
	/** Read everything although nothing asks for it. */
	forceFullRead?: boolean;
	/** A trial: no more than so many records of each object. See {@link Trial}. */
	recordLimit?: number;
}

/** `shadowed`: another source record of the same person is in charge of the destination record. */
export type RecordAction =
	| 'created'
	| 'updated'
	| 'adopted'
	| 'unchanged'
	| 'archived'
	| 'skipped'
	| 'shadowed'
	| 'rejected';

export interface FieldChange {
	field: string;
	/** Only where the destination was read (Preview, adoption, 'only if blank'). */
	from?: string | null;
	to: string;
}

/** What happened (or, in a preview, would happen) to one record. */
export interface RecordResult {
	action: RecordAction;
	object: string;
	recordId: string;
	destinationObject: string;
	destinationId?: string;
	/** Created, updated, adopted: the fields sent. */
	changes?: FieldChange[];
	/** Skipped: why. */
	reason?: string;
	category?: ProblemCategory;
	field?: string;
	retryable?: boolean;
	/** The record was reported as rejected before in this run (it was in another one's way): this result stands instead. */
	supersedes?: true;
}

export type ObjectCounts = Record<RecordAction, number> & { read: number };

export interface ObjectReport {
	/** The plan's name for it, where that is not the source object's. */
	name?: string;
	object: string;
	destinationObject: string;
	readKind: 'full' | 'incremental';
	counts: ObjectCounts;
	/** Equal warnings counted once, most frequent first. */
	warnings: Array<MappingWarning & { count: number }>;
	/** False when the run stopped before this object was done. */
	completed: boolean;
}

export interface AssociationReport {
	kind: string;
	associated: number;
	dissociated: number;
	rejected: number;
	/** Wanted, but the other end is not in the destination yet. */
	waiting: number;
	/** Synced targets that nothing leads to, where the plan asks for them. */
	lonelyTargets?: number;
}

export interface RunReport extends RunSummary {
	operation: 'sync' | 'preview';
	objects: ObjectReport[];
	associations: AssociationReport[];
	/** A trial: so many records of each object at most. */
	recordLimit?: number;
	/** Preview: the write calls that a sync of these changes takes, by purpose. */
	writeCallsNeeded?: { write: number; archive: number; associate: number };
	warnings: string[];
	/** Rejected records open for this sync after the run. */
	rejectedOpen: number;
}

/** Receives every record's result as it is committed. The caller caps what it keeps. */
export type ResultListener = (result: RecordResult) => void;
