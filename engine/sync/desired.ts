import type { Link } from '../state/types';
import type { FieldValue, SourceRecord } from '../systems/types';
import type { MappedRecord } from '../mapping/types';
import { breathe, type PreparedObject, type RunContext } from './context';
import type { FieldAssociation } from './types';

/** How many records are mapped and hashed before other work gets its turn: a few milliseconds. */
const SLICE = 100;

/** What a source record should look like in the destination, and how that differs from what was sent. */
export interface Desired {
	record: SourceRecord;
	mapped: MappedRecord;
	/** Normalised match key in clear, null when the record has none. */
	key: string | null;
	keyHash: string | null;
	/** Destination property → hash of the wanted value; associations as '@kind'; the id property included. */
	hashes: Record<string, string>;
	/** Hash of the whole payload: tells whether a refused record is tried again unchanged. */
	payloadHash: string;
	/** Wanted targets by association kind: ids of source records of one object of the plan. */
	targets: Map<string, { object: string; ids: string[] }>;
}

/** Match keys are compared without regard to case and surrounding space. */
export const normaliseKey = (value: string | null | undefined): string | null => {
	const key = value?.trim().toLowerCase() ?? '';
	return key === '' ? null : key;
};

/** The keyed hash of a normalised match key, as links hold it. */
export const keyHash = (context: Pick<RunContext, 'hash'>, key: string | null): string | null =>
	key === null ? null : context.hash(`key:${key}`);

export async function desire(context: RunContext, object: PreparedObject, records: SourceRecord[]): Promise<Desired[]> {
	const result: Desired[] = [];
	for (let i = 0; i < records.length; i++) {
		if (i > 0 && i % SLICE === 0) await breathe();
		result.push(desireOne(context, object, records[i]));
	}
	return result;
}

function desireOne(context: RunContext, object: PreparedObject, record: SourceRecord): Desired {
	const mapped = object.map.map(record);
	for (const warning of mapped.warnings) context.report.warn(object, warning);
	const { match, idProperty } = object.plan;
	const key = match === undefined ? null : normaliseKey(mapped.properties[match.property]);
	const hashes: Record<string, string> = { [idProperty]: context.hash(record.id) };
	for (const [property, value] of Object.entries(mapped.properties)) hashes[property] = context.hash(value);
	const targets: Desired['targets'] = new Map();
	for (const association of object.associations) {
		const { kind, targetObject } = association;
		const ids = associationTargets(record, association);
		// A field that leads to several objects leads each record to one of them.
		if (ids.length > 0 || !targets.has(kind.name)) targets.set(kind.name, { object: targetObject, ids });
	}
	for (const [kind, { ids }] of targets) hashes[associationMark(kind)] = context.hash(ids.join(','));
	return {
		record,
		mapped,
		key,
		keyHash: keyHash(context, key),
		hashes,
		payloadHash: context.hash(JSON.stringify([hashes, mapped.problem?.category ?? ''])),
		targets,
	};
}

/** The name under which a link remembers the hash of an association's wanted targets. */
export const associationMark = (kind: string): string => `@${kind}`;

export const isAssociationMark = (field: string): boolean => field.startsWith('@');

/** A person account is its own company: its contact gets no association to it. */
function associationTargets(record: SourceRecord, { field, idPrefix = '' }: FieldAssociation): string[] {
	const value: FieldValue | undefined = record.fields[field];
	if (typeof value !== 'string' || value === '' || record.fields.IsPersonAccount === true) return [];
	return value.startsWith(idPrefix) ? [value] : [];
}

/** Names of the hashed fields in which a record differs from what its link says was sent. */
export function changedFields(desired: Desired, link: Link | undefined): string[] {
	return Object.keys(desired.hashes).filter((field) => link?.fields[field] !== desired.hashes[field]);
}
