import type { FieldOption } from '../types';
import type { HubspotClient } from './client';
import { asObject, asObjects } from '../shared/json';

/**
 * Adds options to an enumeration property. HubSpot replaces a property's options as a whole, so they are
 * read right before; options that exist already (compared without regard to case) are left as they are.
 */
export async function addPropertyOptions(
	client: HubspotClient,
	object: string,
	property: string,
	options: FieldOption[],
	signal?: AbortSignal,
): Promise<void> {
	const { body } = await client.call(
		{ purpose: 'meta', signal },
		async (crm, callOptions) =>
			await crm.properties.coreApi.getByNameWithHttpInfo(object, property, false, undefined, callOptions),
	);
	const existing = asObjects(asObject(body).options).map((option) => ({
		value: String(option.value),
		label: String(option.label),
		hidden: option.hidden === true,
		...(typeof option.description === 'string' ? { description: option.description } : {}),
		...(typeof option.displayOrder === 'number' ? { displayOrder: option.displayOrder } : {}),
	}));
	const taken = new Set(existing.flatMap(({ value, label }) => [value.toLowerCase(), label.toLowerCase()]));
	const added: Array<FieldOption & { hidden: boolean }> = [];
	for (const { value, label } of options) {
		if (taken.has(value.toLowerCase()) || taken.has(label.toLowerCase())) continue;
		taken.add(value.toLowerCase()).add(label.toLowerCase());
		added.push({ value, label, hidden: false });
	}
	if (added.length === 0) return;
	await client.call(
		{ purpose: 'meta', signal },
		async (crm, callOptions) =>
			await crm.properties.coreApi.updateWithHttpInfo(
				object,
				property,
				{ options: [...existing, ...added] },
				callOptions,
			),
	);
}
