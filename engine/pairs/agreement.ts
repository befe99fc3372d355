import type { Link } from '../state/types';
import type { PairContext } from './context';
import { scopeDestination } from './context';
import type { PreparedField } from './fields';
import { otherSide, type SideName } from './types';

/**
 * What a link remembers of its two records' agreement, beside what the one-way syncs keep in it: under
 * `=<source field>=<destination field>` the hashes of the two values that last agreed, and under `=gone` that one of
 * the records is gone and the other stays. Names that begin with '=' are no fields of a system's.
 */
const GONE = '=gone';

type Memory = Pick<PairContext, 'scope' | 'hash'>;

const entryName = ({ scope }: Memory, { name }: PreparedField): string =>
	`=${name[scope.source]}=${name[otherSide(scope.source)]}`;

/** The hashes of the values that last agreed; undefined: they never have. */
export function agreedOn(
	context: Memory,
	field: PreparedField,
	link: Link | undefined,
): Record<SideName, string> | undefined {
	const entry = link?.fields[entryName(context, field)];
	if (entry === undefined) return undefined;
	const [source, destination] = entry.split('.');
	return context.scope.source === 'left' ? { left: source, right: destination } : { left: destination, right: source };
}

/** The hash by which a value is compared with what was agreed on. */
export const agreementHash = (context: Memory, field: PreparedField, side: SideName, canonical: string): string =>
	context.hash(field.comparable[side](canonical));

/**
 * What a link is to remember once a pair of fields holds these values: the agreement, and what a one-way sync from
 * the scope's source would have sent, so that it sees nothing to do.
 *
 * @param sent what the source's value becomes in the destination; undefined: it cannot be written there
 */
export function agreementEntries(
	context: Memory,
	field: PreparedField,
	values: Record<SideName, string>,
	sent: string | undefined,
): Record<string, string> {
	const { source } = context.scope;
	const destination = scopeDestination(context);
	const hashes = [source, destination].map((side) => agreementHash(context, field, side, values[side]));
	const entries = { [entryName(context, field)]: hashes.join('.') };
	const association = field.reference?.association[destination];
	// An association is remembered by the source's id of its target.
	if (association !== undefined) entries[`@${association.name}`] = context.hash(values[source]);
	else if (sent !== undefined) entries[field.name[destination]] = context.hash(sent);
	return entries;
}

const goneHash = ({ hash, scope }: Memory, side: SideName): string =>
	hash(side === scope.source ? 'gone: source' : 'gone: destination');

/** Which record of a link is known to be gone. */
export function goneSide(context: Memory, link: Link | undefined): SideName | undefined {
	const mark = link?.fields[GONE];
	if (mark === undefined) return undefined;
	return mark === goneHash(context, 'left') ? 'left' : 'right';
}

export const withGone = (context: Memory, link: Link, side: SideName): Link => ({
	...link,
	fields: { ...link.fields, [GONE]: goneHash(context, side) },
});

/** The fields of a link without the mark. */
export const withoutGone = (fields: Record<string, string>): Record<string, string> =>
	Object.fromEntries(Object.entries(fields).filter(([name]) => name !== GONE));
