import type { Link, LinkScope, StateChanges } from '../state/types';
import { keyHash, normaliseKey } from '../sync/desired';
import type { FieldChange } from '../sync/types';
import type { AssociationKind } from '../systems/types';
import { withoutGone } from './agreement';
import type { Comparison, FieldWrite } from './compare';
import { destinationOf, idsOfLink, refOf, scopeDestination, type Pair, type PairContext } from './context';
import { writtenSides } from './prepare';
import { otherSide, type FieldConflict, type SideName } from './types';

/** An association of a record to bring about. '' = none. */
export interface AssociationWrite {
	kind: AssociationKind;
	to: string;
	before: string;
	/** The record that the other side refers to. */
	of: string;
	/** Whose links say who is who. */
	scope: LinkScope;
	entries: Record<string, string>;
}

/** One record to write. */
export interface Operation {
	pair: Pair;
	to: SideName;
	kind: 'create' | 'update';
	properties: Record<string, string>;
	associations: AssociationWrite[];
	changes: FieldChange[];
	/** Remembered once the properties are written. */
	entries: Record<string, string>;
	/** Hash of what is sent: the same again is not sent again after it was refused. */
	payloadHash: string;
}

/** What is to be written to one side of a pair; undefined when that is nothing. */
export function operationFor(
	context: PairContext,
	pair: Pair,
	to: SideName,
	{ writes, problems }: Comparison,
): Operation | undefined {
	if (problems[to] !== undefined || !writtenSides(context.plan).includes(to)) return undefined;
	const kind = pair.ids[to] === undefined ? 'create' : 'update';
	const operation: Operation = {
		pair,
		to,
		kind,
		properties: {},
		associations: [],
		changes: [],
		entries: {},
		payloadHash: '',
	};
	for (const write of writes[to]) addWrite(operation, write);
	addOwnId(context, operation);
	if (kind === 'update' && Object.keys(operation.properties).length === 0 && operation.associations.length === 0)
		return undefined;
	operation.payloadHash = context.hash(
		JSON.stringify([to, Object.entries(operation.properties).sort(), operation.associations.map((a) => a.to)]),
	);
	return operation;
}

function addWrite(operation: Operation, { field, value, of, before, entries }: FieldWrite) {
	const name = field.name[operation.to];
	const kind = field.reference?.association[operation.to];
	operation.changes.push(
		before === undefined ? { field: name, to: value } : { field: name, from: before === '' ? null : before, to: value },
	);
	if (kind !== undefined && field.reference !== undefined) {
		operation.associations.push({ kind, to: value, before: before ?? '', of, scope: field.reference.scope, entries });
		return;
	}
	operation.properties[name] = value;
	Object.assign(operation.entries, entries);
}

/** The other record's id, where the side has a field for it that does not hold it yet. */
function addOwnId(context: PairContext, operation: Operation) {
	const { pair, to } = operation;
	const field = context.sides[to].ownId;
	const id = pair.ids[otherSide(to)];
	if (field === undefined || id === undefined) return;
	const toDestination = to === scopeDestination(context);
	if (toDestination) operation.entries[field] = context.hash(id);
	// Where a record is made by it, it is the key.
	if (operation.kind === 'create') return;
	const current = pair.records[to]?.values[field];
	if (current === undefined ? !toDestination || pair.link?.fields[field] === context.hash(id) : current === id) return;
	operation.properties[field] = id;
	operation.changes.push(
		current === undefined ? { field, to: id } : { field, from: current === '' ? null : current, to: id },
	);
}

/** What a commit collects. */
export type PairChanges = Required<
	Pick<
		StateChanges,
		| 'removeLinks'
		| 'links'
		| 'wantedAssociations'
		| 'doneAssociations'
		| 'rejections'
		| 'resolved'
		| 'revisit'
		| 'freed'
		| 'audit'
	>
>;

export const noChanges = (): PairChanges => ({
	removeLinks: [],
	links: [],
	wantedAssociations: [],
	doneAssociations: [],
	rejections: [],
	resolved: [],
	revisit: [],
	freed: [],
	audit: [],
});

/** Takes a link away. */
export function forgetLink(context: Pick<PairContext, 'scope'>, link: Link, changes: PairChanges): void {
	changes.removeLinks.push(refOf(context, link));
	changes.freed.push({ ...destinationOf(context), destinationIds: [link.destinationId] });
}

/**
 * Makes the link of a pair remember more, and says so in `changes`; nothing where it knows all of it already. Both
 * ids must be known.
 */
export function remember(
	context: PairContext,
	pair: Pair,
	entries: Record<string, string>,
	changes: PairChanges,
	written: Record<string, string> = {},
): void {
	const { link: before, ids, records } = pair;
	const { source } = context.scope;
	const destination = scopeDestination(context);
	const sourceId = ids[source];
	const destinationId = ids[destination];
	if (sourceId === undefined || destinationId === undefined) throw new Error('A link needs two records.');
	const same = before !== undefined && before.sourceId === sourceId && before.destinationId === destinationId;
	const matchKey = matchKeyOf(context, pair, written);
	const link: Link = {
		sourceId,
		destinationId,
		role: 'primary',
		matchKey,
		// Of another record nothing is known.
		fields: { ...(same ? withoutGone(before.fields) : {}), ...entries },
		modifiedAt: records[source]?.modifiedAt ?? before?.modifiedAt ?? new Date(0).toISOString(),
	};
	pair.link = link;
	if (same && matchKey === before.matchKey && sameFields(before.fields, link.fields)) return;
	if (before !== undefined && before.sourceId !== sourceId) changes.removeLinks.push(refOf(context, before));
	changes.links.push({ scope: context.scope.scope, link });
	const freed = before === undefined || same ? [] : [idsOfLink(context, before)[destination]];
	if (before?.matchKey !== matchKey) freed.push(destinationId);
	if (freed.length > 0) changes.freed.push({ ...destinationOf(context), destinationIds: freed });
}

const sameFields = (a: Record<string, string>, b: Record<string, string>): boolean => {
	const names = Object.keys(a);
	return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
};

/**
 * The hash by which the one-way syncs find out who has a key (an e-mail address, a domain). Where our own match key is
 * another field, what they keep stays.
 */
function matchKeyOf(context: PairContext, { link, records }: Pair, written: Record<string, string>): string | null {
	const [part, ...others] = context.keys;
	const destination = scopeDestination(context);
	if (others.length > 0 || (part.normalise !== 'email' && part.normalise !== 'domain')) return link?.matchKey ?? null;
	const value = written[part[destination]] ?? records[destination]?.values[part[destination]];
	return value === undefined ? (link?.matchKey ?? null) : keyHash(context, normaliseKey(value));
}

/** Which side a pair's result is told of where nothing is written: where it was read. */
export const readSide = ({ records }: Pair): SideName => (records.left === undefined ? 'right' : 'left');

/** Conflicts are told once, with the first thing that is told of their pair. */
export function takeConflicts(conflicts: FieldConflict[]): { conflicts?: FieldConflict[] } {
	return conflicts.length === 0 ? {} : { conflicts: conflicts.splice(0) };
}
