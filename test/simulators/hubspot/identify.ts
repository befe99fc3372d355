import { asArray, type Json, type JsonObject } from './body';
import { validationError, type BatchError } from './errors';
import type { PortalObject } from './portal';
import type { StoredRecord } from './store';

/** The inputs of a batch: at least one, at most `maximum`. @throws HubSpotError 400 */
export function readInputs(body: JsonObject, maximum: number, tooMany?: string): Json[] {
	const inputs = asArray(body.inputs, 'inputs');
	if (inputs.length === 0) throw validationError('At least one input is required in a batch');
	if (inputs.length > maximum)
		throw validationError(
			tooMany ??
				`The maximum number of inputs supported in a batch is ${maximum}. Please reduce the number of items and try again`,
		);
	return inputs;
}

/** Refuses a batch that names one record twice. `keys` are compared as they are matched. */
export function refuseDuplicates(ids: string[], keys = ids): void {
	const seen = new Set<string>();
	const twice = new Set(ids.filter((_, index) => seen.size === seen.add(keys[index]).size));
	if (twice.size === 0) return;
	throw validationError(`Duplicate IDs found in batch input: [${[...twice].join(', ')}]. IDs must be unique`, {
		context: { ids: [...twice] },
	});
}

/** Only unique properties identify records; the record id needs no name. @throws HubSpotError 400 */
export function checkIdProperty({ kind, catalogue }: PortalObject, name: string | undefined): string | undefined {
	if (name === undefined) return undefined;
	const definition = catalogue.get(name.toLowerCase());
	if (definition?.hasUniqueValue) return definition.name;
	throw validationError(`Unable to perform update/upsert by non-unique ${kind.objectTypeId} property ${name}`);
}

/** The record that an id means: by record id, or by the value of a unique property. */
export function findBy(
	{ store }: PortalObject,
	id: string,
	idProperty: string | undefined,
	archived = false,
): StoredRecord | undefined {
	if (archived) {
		if (idProperty === undefined) return store.archived(id);
		for (const record of store.all())
			if (record.properties[idProperty]?.toLowerCase() === id.toLowerCase() && store.archived(record.id) !== undefined)
				return record;
		return undefined;
	}
	return idProperty === undefined ? store.live(id) : store.lookUp(idProperty, id.trim())[0];
}

/** What two inputs must not share. */
export const keyOf = (id: string, idProperty: string | undefined) =>
	idProperty === undefined ? id : `${idProperty} ${id.trim().toLowerCase()}`;

/** The one entry that names every id of a batch that was not found. */
export const missingRecords = ({ kind }: PortalObject, ids: string[]): BatchError => ({
	status: 'error',
	category: 'OBJECT_NOT_FOUND',
	message: `Could not get some ${kind.singular} objects, they may be deleted or not exist. Check that ids are valid.`,
	context: { ids },
});
