import { asObject, asText, type Json } from './body';
import { HubSpotError, invalidProperties, validationError, type PropertyProblem } from './errors';
import type { Portal, PortalObject } from './portal';
import type { StoredRecord } from './store';
import { normalise } from './values';

/** A write that was carried out and can be taken back as long as nothing else was written. */
export interface Written {
	record: StoredRecord;
	created: boolean;
	changed: boolean;
	undo: () => void;
}

export interface WriteOptions {
	/** Seeding may set what the API may not, and search sees it at once. */
	seeding?: boolean;
}

/** Reads a `properties` member: text, numbers and booleans; anything else is not JSON of a property value. */
export function readProperties(value: Json | undefined): Record<string, string> {
	const given = asObject(value, 'properties');
	return Object.fromEntries(Object.entries(given).map(([name, one]) => [name, asText(one, `properties.${name}`)]));
}

/** Creates a record or throws a HubSpotError and leaves everything as it was. */
export function createRecord(
	portal: Portal,
	object: PortalObject,
	sent: Record<string, string>,
	options: WriteOptions = {},
): Written {
	const { kind, store } = object;
	const properties = check(portal, object, sent, undefined, options);
	const { needsOneOf } = kind;
	if (needsOneOf !== undefined && !needsOneOf.some((name) => properties[name] !== undefined))
		throw validationError(`At least one of the following properties must be set: [${needsOneOf.join(', ')}]`);
	requireAll(object, properties, 'creating');
	const record = store.insert(properties, options.seeding);
	return { record, created: true, changed: true, undo: () => store.restore(record, undefined) };
}

/** Changes a record or throws a HubSpotError and leaves everything as it was. Equal values change nothing, not even the stamp. */
export function updateRecord(
	portal: Portal,
	object: PortalObject,
	record: StoredRecord,
	sent: Record<string, string>,
	options: WriteOptions = {},
): Written {
	const properties = check(portal, object, sent, record, options);
	requireAll(object, properties, 'updating');
	const names = new Set([...Object.keys(properties), ...Object.keys(record.properties)]);
	const changed = [...names].some((name) => properties[name] !== record.properties[name]);
	if (!changed) return { record, created: false, changed, undo: () => undefined };
	const before = { ...record };
	object.store.replace(record, properties, options.seeding);
	return { record, created: false, changed, undo: () => object.store.restore(record, before) };
}

/** @throws HubSpotError 400 that names the required properties without a value */
function requireAll({ kind }: PortalObject, properties: Record<string, string>, doing: string): void {
	const absent = (kind.required ?? []).filter((name) => properties[name] === undefined);
	if (absent.length === 0) return;
	throw validationError(`Error ${doing} ${kind.singular}. Some required properties were not set.`, {
		context: { properties: [`[${absent.join(', ')}]`] },
	});
}

/** The record's next properties, every value checked; all problems are reported together. */
function check(
	portal: Portal,
	{ kind, catalogue, store }: PortalObject,
	sent: Record<string, string>,
	record: StoredRecord | undefined,
	{ seeding = false }: WriteOptions,
): Record<string, string> {
	const problems: PropertyProblem[] = [];
	const next: Record<string, string> = { ...record?.properties };
	const unique: Array<[string, string]> = [];
	for (const [sentName, raw] of Object.entries(sent)) {
		const name = sentName.toLowerCase();
		const definition = catalogue.get(name);
		if (definition === undefined) {
			problems.push({
				error: 'PROPERTY_DOESNT_EXIST',
				name: sentName,
				message: `Property "${sentName}" does not exist`,
			});
			continue;
		}
		if (seeding && definition.modificationMetadata.readOnlyValue) {
			next[name] = raw;
			continue;
		}
		if (definition.modificationMetadata.readOnlyValue) {
			problems.push({
				error: 'READ_ONLY_VALUE',
				name,
				message: `"${name}" is a read only property; its value cannot be set.`,
			});
			continue;
		}
		const result = normalise(definition, raw, {
			current: record?.properties[name],
			ownerExists: (id) => portal.owners.exists(id),
		});
		if ('problem' in result) problems.push(result.problem);
		else if (result.value === '') delete next[name];
		else {
			next[name] = result.value;
			if (definition.hasUniqueValue) unique.push([name, result.value]);
		}
	}
	if (kind.name === 'deals' && problems.length === 0) {
		const problem = portal.pipelines.settle(next, sent);
		if (problem !== undefined) problems.push(problem);
	}
	if (problems.length > 0) throw invalidProperties(problems, portal.settings.portalId);
	for (const [name, value] of unique) {
		const holder = store.lookUp(name, value).find((one) => one.id !== record?.id);
		if (holder === undefined) continue;
		if (name === 'email')
			throw new HubSpotError(409, 'CONFLICT', `Contact already exists. Existing ID: ${holder.id}`, {
				context: { existingId: [holder.id] },
			});
		throw invalidProperties(
			[
				{
					error: 'CONFLICTING_UNIQUE_VALUE',
					name,
					message: `Cannot set PropertyValueCoordinates{portalId=${portal.settings.portalId}, objectTypeId=${kind.objectTypeId}, propertyName=${name}, value=${value}} on ${record?.id ?? 'a new record'}. ${holder.id} already has that value.`,
				},
			],
			portal.settings.portalId,
		);
	}
	return next;
}
