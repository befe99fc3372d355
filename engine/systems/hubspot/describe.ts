import { SophiaError } from '../../errors';
import type { FieldDescription, FieldOption, FieldType, ObjectDescription } from '../types';
import type { HubspotClient } from './client';
import type { CustomObject } from './customObjects';
import { HubspotRefusal } from './errors';
import { associationFields } from './associationFields';
import type { OwnersRead } from './owners';
import { asObject, asObjects } from '../shared/json';

/** HubSpot's text properties take so many characters. */
const MAX_TEXT = 65_536;

const LABELS: Record<string, string> = { companies: 'Company', contacts: 'Contact', deals: 'Deal', tickets: 'Ticket' };

/**
 * The properties of an object as the mapping needs them, and its associations ('@companies'). An owner's property gets HubSpot's users as
 * options (label: their e-mail address); without the scope to read them it is described as not writable.
 *
 * @param reads what may have been read for another object: owners (see owners.ts; asked for when the object has an
 *   owner), and the account's own objects whose associations are described
 * @throws SophiaError `configuration` when HubSpot has no such object
 */
export async function describeObject(
	client: HubspotClient,
	object: string,
	reads: {
		owners: () => Promise<OwnersRead | undefined>;
		customObjects: () => Promise<CustomObject[]>;
	},
	signal?: AbortSignal,
): Promise<ObjectDescription> {
	const { body } = await client
		.call(
			{ purpose: 'meta', signal },
			async (crm, options) => await crm.properties.coreApi.getAllWithHttpInfo(object, false, undefined, options),
		)
		.catch(async (error: unknown) => await Promise.reject(unknownObject(error, object)));
	const properties = asObjects(asObject(body).results).filter((property) => typeof property.name === 'string');
	const owners = properties.some(isOwner) ? await reads.owners() : undefined;
	const fields = new Map<string, FieldDescription>();
	for (const property of properties) {
		const field = describeProperty(object, property, owners);
		fields.set(field.name, field);
	}
	const customObjects = await reads.customObjects();
	for (const field of associationFields(object, customObjects)) fields.set(field.name, field);
	const label = LABELS[object] ?? customObjects.find(({ names }) => names.includes(object.toLowerCase()))?.label;
	return { name: object, label: label ?? object, fields };
}

/** What a refusal to describe an object, or its groups, says. */
export function unknownObject(error: unknown, object: string): unknown {
	if (!(error instanceof HubspotRefusal)) return error;
	return new SophiaError('configuration', `HubSpot has no object ${object}.`, {
		system: 'hubspot',
		status: error.status,
		code: 'UNKNOWN_OBJECT',
		correlationId: error.correlationId,
		remedy: 'Choose one from the list. A custom object is named by its id, like 2-1234567.',
	});
}

type Property = Record<string, unknown>;

const isOwner = (property: Property) =>
	property.referencedObjectType === 'OWNER' || property.name === 'hubspot_owner_id';

function describeProperty(object: string, property: Property, owners: OwnersRead | undefined): FieldDescription {
	const name = String(property.name);
	const metadata = asObject(property.modificationMetadata);
	const owner = isOwner(property);
	const type = owner ? 'enumeration' : typeOf(object, property);
	const isEnumeration = type === 'enumeration' || type === 'multiEnumeration';
	const readOnly =
		metadata.readOnlyValue === true ||
		property.calculated === true ||
		property.archived === true ||
		property.type === 'json';
	return {
		name,
		label: typeof property.label === 'string' && property.label !== '' ? property.label : name,
		type,
		writable: !readOnly && (!owner || owners !== undefined),
		unique: property.hasUniqueValue === true || (object === 'contacts' && name === 'email'),
		...(isEnumeration ? { options: owner ? (owners?.active ?? []) : optionsOf(property) } : {}),
		...(owner ? { people: { inactive: owners?.inactive ?? [] } } : {}),
		...(isEnumeration
			? {
					optionsExtendable:
						!owner && !readOnly && property.externalOptions !== true && metadata.readOnlyOptions !== true,
				}
			: {}),
		...(type === 'string' ? { maxLength: MAX_TEXT } : {}),
	};
}

const optionsOf = (property: Property): FieldOption[] =>
	asObjects(property.options)
		.filter((option) => typeof option.value === 'string')
		.map((option) => ({
			value: String(option.value),
			label: typeof option.label === 'string' && option.label !== '' ? option.label : String(option.value),
		}));

function typeOf(object: string, property: Property): FieldType {
	switch (property.type) {
		case 'number':
			return 'number';
		case 'bool':
			return 'boolean';
		case 'date':
			return 'date';
		case 'datetime':
			return 'datetime';
		case 'phone_number':
			return 'phone';
		case 'enumeration':
			if (property.fieldType === 'booleancheckbox') return 'boolean';
			return property.fieldType === 'checkbox' ? 'multiEnumeration' : 'enumeration';
		default:
			if (object === 'contacts' && property.name === 'email') return 'email';
			return property.fieldType === 'phonenumber' ? 'phone' : 'string';
	}
}
