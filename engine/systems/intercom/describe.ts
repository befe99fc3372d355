import { SophiaError } from '../../errors';
import type { FieldOption, ObjectDescription } from '../types';
import { associationFields } from './associationFields';
import { describeAttribute, readAttributes } from './attributes';
import type { IntercomApi } from './client';
import { MODELS, standardFields } from './standardFields';

/** @throws SophiaError `configuration` for anything but companies and contacts */
export function checkObject(object: string): void {
	if (Object.hasOwn(MODELS, object)) return;
	throw new SophiaError('configuration', `Intercom has no object ${object} that can be synchronised.`, {
		system: 'intercom',
		remedy: 'Choose companies or contacts.',
	});
}

/**
 * The fields of an object as the mapping needs them: the standard ones, and the workspace's custom
 * attributes as `custom_attributes.<name>`. An owner gets the teammates as options (label: their e-mail
 * address); where the token may not read them it is described as not writable. A contact's company is a field too
 * (`@companies`).
 *
 * @param readOwners see admins.ts; called when the object has an owner
 */
export async function describeObject(
	api: IntercomApi,
	object: string,
	readOwners: () => Promise<FieldOption[] | undefined>,
	signal?: AbortSignal,
): Promise<ObjectDescription> {
	checkObject(object);
	const standard = standardFields(object);
	const hasOwner = standard.some((field) => field.name === 'owner_id');
	const [attributes, owners] = await Promise.all([
		readAttributes(api, object, signal),
		hasOwner ? readOwners() : undefined,
	]);
	const fields = [...standard, ...attributes.map(describeAttribute), ...associationFields(object)].map((field) =>
		field.name === 'owner_id' ? { ...field, options: owners ?? [], writable: owners !== undefined } : field,
	);
	return { name: object, label: MODELS[object].label, fields: new Map(fields.map((field) => [field.name, field])) };
}
