import { SophiaError } from '../../errors';
import type { FieldOption } from '../types';
import { readAttributes } from './attributes';
import type { IntercomApi } from './client';
import { CUSTOM } from './values';

/**
 * Adds options to a list attribute. Intercom replaces a list's options as a whole, so they are read right
 * before; those that exist already (compared without regard to case) are left as they are.
 *
 * @throws SophiaError `configuration` when there is no such list
 */
export async function addAttributeOptions(
	api: IntercomApi,
	object: string,
	property: string,
	options: FieldOption[],
	signal?: AbortSignal,
): Promise<void> {
	const attribute = (await readAttributes(api, object, signal)).find(({ name }) => CUSTOM + name === property);
	if (attribute?.id === undefined || attribute.options === undefined) {
		throw new SophiaError(
			'configuration',
			`Intercom has no list ${property} of ${object} to which options could be added.`,
			{
				system: 'intercom',
				remedy: 'Check the mapping: the attribute was removed, or takes any value.',
			},
		);
	}
	const { id } = attribute;
	const taken = new Set(attribute.options.map((value) => value.toLowerCase()));
	const added: string[] = [];
	for (const { value } of options) {
		if (taken.has(value.toLowerCase())) continue;
		taken.add(value.toLowerCase());
		added.push(value);
	}
	if (added.length === 0) return;
	const all = [...attribute.options, ...added].map((value) => ({ value }));
	await api.call(
		{ purpose: 'meta', signal },
		async (sdk) => await sdk.dataAttributes.update({ data_attribute_id: id, body: { options: all } }),
	);
}
