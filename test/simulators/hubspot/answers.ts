import type { PortalObject } from './portal';
import type { StoredRecord } from './store';

/** Searches ask for the same stamps again and again. */
let lastIso = { at: 0, text: new Date(0).toISOString() };

function isoOf(at: number): string {
	if (lastIso.at !== at) lastIso = { at, text: new Date(at).toISOString() };
	return lastIso.text;
}

/** A record's value as the API shows it; the stamps live beside the stored properties. */
export function valueOf({ kind }: PortalObject, record: StoredRecord, name: string): string | null {
	const { properties } = record;
	if (name === 'hs_object_id') return record.id;
	if (name === kind.created || name === 'hs_createdate') return isoOf(record.createdAt);
	if (name === kind.modified) return isoOf(record.updatedAt);
	if (name === 'associatedcompanyid') return record.primaryCompany ?? null;
	if (name === 'hs_email_domain') return properties.email?.split('@')[1] ?? null;
	return properties[name] ?? null;
}

/** A record as a read answers it: the properties asked for (unknown ones are left out), or the default ones; empty ones are null. */
export function readAnswer(
	object: PortalObject,
	record: StoredRecord,
	asked: string[] | undefined,
): Record<string, unknown> {
	const always = ['hs_object_id', object.kind.created, object.kind.modified];
	const names =
		asked === undefined || asked.length === 0
			? object.kind.defaultProperties
			: [...always, ...asked.map((name) => name.toLowerCase())];
	const known = [...new Set(names)].filter((name) => object.catalogue.get(name) !== undefined);
	return envelope(record, Object.fromEntries(known.map((name) => [name, valueOf(object, record, name)])));
}

/** A record as a write answers it: what was sent, as it is stored now, and the stamps. */
export function writeAnswer(
	object: PortalObject,
	record: StoredRecord,
	sent: Iterable<string>,
): Record<string, unknown> {
	const names = new Set([
		'hs_object_id',
		object.kind.created,
		object.kind.modified,
		...[...sent].map((name) => name.toLowerCase()),
	]);
	const values = [...names]
		.map((name) => [name, valueOf(object, record, name)] as const)
		.filter(([, value]) => value !== null);
	return envelope(record, Object.fromEntries(values));
}

function envelope(record: StoredRecord, properties: Record<string, string | null>): Record<string, unknown> {
	return {
		id: record.id,
		properties,
		createdAt: new Date(record.createdAt).toISOString(),
		updatedAt: new Date(record.updatedAt).toISOString(),
		archived: record.archivedAt !== undefined,
		...(record.archivedAt === undefined ? {} : { archivedAt: new Date(record.archivedAt).toISOString() }),
	};
}

/** The frame around a batch's results. */
export function batchAnswer(now: number, results: unknown[], errors: unknown[] = []): Record<string, unknown> {
	const stamp = new Date(now).toISOString();
	return {
		status: 'COMPLETE',
		results,
		startedAt: stamp,
		completedAt: stamp,
		...(errors.length === 0 ? {} : { numErrors: errors.length, errors }),
	};
}
