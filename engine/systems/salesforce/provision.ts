import { SophiaError } from '../../errors';
import type { ProvisionRequest, ProvisionResult } from '../types';
import type { Describer } from './describe';

/** An id field that is not what an upsert needs. `fault` completes "Account.Foo__c …". */
export const noExternalId = (object: string, field: string, fault: string): SophiaError =>
	new SophiaError('configuration', `The field ${object}.${field} ${fault}.`, {
		system: 'salesforce',
		code: 'NO_EXTERNAL_ID',
		remedy: `In Salesforce Setup, Object Manager, ${object}, Fields & Relationships: create or edit ${field} as a Text field with "External ID" and "Unique" (not case-sensitive) ticked, and give the integration user edit access to it.`,
	});

/**
 * Checks that an object has the field for our own ids, as an external id that is unique. Salesforce lets no
 * application make fields through the data API, so nothing is created.
 * @throws SophiaError `configuration` naming the object, the field and what to do
 */
export async function checkIdField(
	describer: Describer,
	{ object, idProperty }: ProvisionRequest,
	signal?: AbortSignal,
): Promise<ProvisionResult> {
	const description = await describer.describe(object, signal);
	const field = description.byName.get(idProperty.toLowerCase());
	if (field === undefined)
		throw noExternalId(description.name, idProperty, 'does not exist, or the user may not see it');
	const { name } = field;
	if (!description.externalIds.has(name)) throw noExternalId(description.name, name, 'is no external id');
	if (!field.unique) throw noExternalId(description.name, name, 'is not unique');
	if (!field.writable) throw noExternalId(description.name, name, 'cannot be written by the integration user');
	return { object: description.name, property: name, status: 'exists' };
}
