import { SophiaError } from '../../errors';
import type { ProvisionRequest, ProvisionResult } from '../types';
import { readAttributes } from './attributes';
import type { IntercomApi } from './client';
import { createFields } from './createFields';
import { checkObject } from './describe';
import { standardFields } from './standardFields';
import { CUSTOM, isCustom } from './values';

/**
 * Makes sure that there is a field for the source record's id. Intercom's own (`company_id`,
 * `external_id`) always exist; a custom attribute, which records that Intercom gives no id of ours
 * (leads) are told apart by, is created as text.
 *
 * @throws SophiaError `configuration` for a field that cannot hold an id
 */
export async function provisionProperty(
	api: IntercomApi,
	request: ProvisionRequest,
	{ dryRun, signal }: { dryRun: boolean; signal?: AbortSignal },
): Promise<ProvisionResult> {
	const { object, idProperty, idPropertyLabel } = request;
	checkObject(object);
	const result = (status: ProvisionResult['status']): ProvisionResult => ({ object, property: idProperty, status });
	if (standardFields(object).some((field) => field.name === idProperty && field.unique)) return result('exists');
	if (object === 'companies' || !isCustom(idProperty)) throw unusable(object, idProperty);
	const attributes = await readAttributes(api, object, signal);
	const existing = attributes.find(({ name }) => CUSTOM + name === idProperty);
	if (existing !== undefined) {
		if (existing.dataType !== 'string' || existing.options !== undefined) throw unusable(object, idProperty);
		return result('exists');
	}
	if (dryRun) return result('wouldCreate');
	await createFields(api, object, [{ name: idProperty, label: idPropertyLabel, type: 'string' }], { dryRun, signal });
	return result('created');
}

const unusable = (object: string, property: string): SophiaError =>
	new SophiaError(
		'configuration',
		`The Intercom field ${property} of ${object} cannot hold the ids of source records.`,
		{
			system: 'intercom',
			remedy:
				object === 'companies'
					? 'Use company_id.'
					: 'Use external_id for users, or a custom attribute of type text for leads.',
		},
	);
