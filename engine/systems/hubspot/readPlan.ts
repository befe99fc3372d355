import { SophiaError } from '../../errors';
import type { FieldValue, ObjectDescription, SourceRecord } from '../types';
import { targetOfField } from './associationFields';
import type { WireObject } from './wire';

/** A read of one object, with everything resolved that does not change from call to call. */
export interface ReadPlan {
	object: string;
	/** The property that holds the modification stamp. */
	stamp: string;
	/** As asked for, associations ('@companies') among them. */
	fields: string[];
	/** What HubSpot is asked for. */
	properties: string[];
	/** The objects of the '@' fields. */
	targets: string[];
}

/** The property with a record's modification stamp: contacts have one of their own. */
export const stampOf = (object: string): string =>
	/^(contacts?|0-1)$/i.test(object) ? 'lastmodifieddate' : 'hs_lastmodifieddate';

/** @throws SophiaError `configuration` naming a field that does not exist, or an object that does not tell when its records changed */
export function planRead(description: ObjectDescription, fields: string[], more: string[] = []): ReadPlan {
	const { name: object, fields: known } = description;
	const stamp = stampOf(object);
	if (!known.has(stamp)) {
		throw new SophiaError('configuration', `HubSpot does not tell when records of ${object} changed.`, {
			system: 'hubspot',
			code: 'NO_MODIFICATION_STAMP',
			remedy: `Choose an object with the property ${stamp}.`,
		});
	}
	const distinct = [...new Set(fields)];
	const unknown = distinct.find((field) => !known.has(field));
	if (unknown !== undefined) throw unknownField(object, unknown);
	const targets = distinct.map(targetOfField).filter((target) => target !== undefined);
	const properties = distinct.filter((field) => targetOfField(field) === undefined);
	return { object, stamp, fields: distinct, properties: [...new Set([stamp, ...properties, ...more])], targets };
}

const unknownField = (object: string, field: string) =>
	new SophiaError('configuration', `HubSpot's ${object} have no property ${field}, or the token may not read it.`, {
		system: 'hubspot',
		code: 'UNKNOWN_PROPERTY',
		remedy: 'Correct its name in the field list, or take it out.',
	});

/** '2026-03-01T10:00:00Z' → '2026-03-01T10:00:00.000Z'. What is no date stays as it is. */
export function isoUtc(text: string): string {
	const at = Date.parse(text);
	return Number.isNaN(at) ? text : new Date(at).toISOString();
}

/** @param associated object → record id → id of the one record it is associated with */
export function recordOf(
	plan: ReadPlan,
	wire: WireObject,
	associated: ReadonlyMap<string, ReadonlyMap<string, string>>,
): SourceRecord {
	const fields: Record<string, FieldValue> = {};
	for (const field of plan.fields) {
		const target = targetOfField(field);
		fields[field] =
			target === undefined ? valueOf(wire.properties[field]) : (associated.get(target)?.get(wire.id) ?? null);
	}
	return { id: wire.id, modifiedAt: modifiedAt(plan, wire), fields };
}

export const modifiedAt = ({ stamp }: Pick<ReadPlan, 'stamp'>, wire: WireObject): string =>
	isoUtc(wire.properties[stamp] ?? wire.updatedAt ?? '');

/** As HubSpot gives it; line ends as everywhere in the engine. */
const valueOf = (raw: string | null | undefined): string | null =>
	raw === null || raw === undefined || raw === '' ? null : raw.replace(/\r\n?/g, '\n');
