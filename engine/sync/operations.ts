import type { Link, ScopedLink } from '../state/types';
import type { DestinationRecord } from '../systems/types';
import { isSourceId, type PreparedObject, type RunContext } from './context';
import { changedFields, isAssociationMark, type Desired } from './desired';
import type { FieldChange } from './types';

/** One record to write. */
export interface WriteOperation {
	kind: 'upsert' | 'update';
	desired: Desired;
	/** The link as it was; absent for a record without one. */
	link?: Link;
	/** For an update. */
	destinationId?: string;
	/** An existing record that becomes ours. */
	adopted: boolean;
	/** Links of records of lower priority that lose the destination record to this one. */
	takeover: ScopedLink[];
	/** What is sent. May be empty: then only what is remembered changes. */
	properties: Record<string, string>;
	changes: FieldChange[];
	/** Blank values not sent with an upsert (a new record has nothing to clear). */
	omitted: string[];
	/** What is remembered even if the write is refused: the destination record carries our id already. */
	standing?: Link;
}

/** A record that no link or match leads to: written under its own id, so that repeating it is harmless. */
export function createOperation(desired: Desired): WriteOperation {
	const properties: Record<string, string> = {};
	const omitted: string[] = [];
	for (const [property, value] of Object.entries(desired.mapped.properties)) {
		if (value === '') omitted.push(property);
		else properties[property] = value;
	}
	const changes = Object.entries(properties).map(([field, to]) => ({ field, to }));
	return { kind: 'upsert', desired, adopted: false, takeover: [], properties, changes, omitted };
}

/**
 * The update of a linked or adopted record: what differs from what was last sent, or, where the
 * destination record has been read, from what it holds.
 */
export function updateOperation(
	object: PreparedObject,
	desired: Desired,
	target: {
		destinationId: string;
		link?: Link;
		current?: DestinationRecord;
		takeover?: ScopedLink[];
		/** Id properties of the records that lose the destination record: it no longer stands for them. */
		blankIds?: string[];
	},
): WriteOperation {
	const { link, current, destinationId } = target;
	const properties: Record<string, string> = {};
	const changes: FieldChange[] = [];
	for (const field of changedFields(desired, link)) {
		if (isAssociationMark(field)) continue;
		const to = field === object.plan.idProperty ? desired.record.id : desired.mapped.properties[field];
		const from = current === undefined ? undefined : (current.properties[field] ?? '');
		if (from === to) continue;
		if (field === object.plan.idProperty && from && !isSourceId(object.plan, from)) continue;
		if (desired.mapped.onlyIfBlank.has(field) && from !== '') continue;
		properties[field] = to;
		changes.push(from === undefined ? { field, to } : { field, from: from === '' ? null : from, to });
	}
	for (const field of target.blankIds ?? []) {
		if (current !== undefined && (current.properties[field] ?? '') === '') continue;
		properties[field] = '';
		changes.push({ field, to: '' });
	}
	return {
		kind: 'update',
		desired,
		link,
		destinationId,
		adopted: link === undefined,
		takeover: target.takeover ?? [],
		properties,
		changes,
		omitted: [],
	};
}

/** Whether an update can only be made knowing what the destination holds. */
export function needsReading(context: RunContext, desired: Desired, link: Link | undefined): boolean {
	if (context.readBeforeUpdate) return true;
	return changedFields(desired, link).some((field) => desired.mapped.onlyIfBlank.has(field));
}
