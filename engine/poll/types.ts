import type { FieldValue, Source } from '../systems/types';

export type PollEventKind = 'created' | 'changed' | 'deleted';

/** What to watch, and how. */
export interface PollPlan {
	object: string;
	/** Fields of the records that are told; their id and modification stamp are always read. */
	fields: string[];
	/** A condition in the source's own language, validated. Deleted records are told whatever it says: their values are gone. */
	filter?: string;
	events: PollEventKind[];
	/** The first poll tells what has happened since then; default: the moment of the first poll. */
	startAt?: Date;
	/** After so many events the rest is left to the next poll (a page of the source at least). */
	maxEvents: number;
	/** How far each poll looks back behind the last one, for what was committed late, in milliseconds. */
	overlapMs: number;
}

export interface PollEvent {
	event: PollEventKind;
	object: string;
	recordId: string;
	/** ISO 8601, UTC. */
	modifiedAt: string;
	/** The record that a deleted one was merged into. */
	mergedInto?: string;
	/** Created and changed: the fields asked for. */
	record?: Record<string, FieldValue>;
}

/** What a poll asks of a source. */
export type PollSource = Pick<Source, 'now' | 'changes' | 'identityChanges'>;

/** Where a trigger stands. Everything is ISO 8601 or opaque. */
export interface PollPosition {
	/** Nothing before this instant is ever told: the moment at which the trigger began. */
	floor: string;
	/** Everything modified before this instant has been told. */
	watermark: string;
	/** Record id → stamp, of what was read within the overlap: a stamp that is known is not told again. */
	seen: Record<string, string>;
	/** The same of deletions. */
	seenDeleted: Record<string, string>;
	/** A window of which a part was left to the next poll. */
	open?: { since: string; until: string; resume: string };
}

/** What is remembered between polls. */
export interface PollMemory {
	position: PollPosition;
	/** The last events that were told, and where the trigger stood before: until they are handed over. */
	told?: { batch: string; before: PollPosition };
}
