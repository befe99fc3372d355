import { asObject, asObjects, asText } from '../shared/json';
import type { FieldDescription, FieldType } from '../types';
import type { IntercomApi } from './client';
import { MAX_TEXT, MODELS } from './standardFields';
import { CUSTOM } from './values';

/** A custom attribute of a workspace. */
export interface Attribute {
	/** Absent for one that would be created. */
	id?: number;
	name: string;
	label: string;
	/** Intercom's own type: string, integer, float, boolean, date. */
	dataType: string;
	/** For a list: the values it takes. */
	options?: string[];
	writable: boolean;
}

/** The custom attributes of an object that are not archived. */
export async function readAttributes(api: IntercomApi, object: string, signal?: AbortSignal): Promise<Attribute[]> {
	const { model } = MODELS[object];
	const { body } = await api.call({ purpose: 'meta', signal }, async (sdk) => await sdk.dataAttributes.list({ model }));
	return asObjects(asObject(body).data)
		.filter(
			(item) => item.custom === true && item.archived !== true && (item.model === undefined || item.model === model),
		)
		.flatMap((item) => readAttribute(item) ?? []);
}

/** One attribute as Intercom answers; undefined when it has no name. */
export function readAttribute(item: Record<string, unknown>): Attribute | undefined {
	const name = asText(item.name);
	if (name === undefined || name === '') return undefined;
	const options = Array.isArray(item.options)
		? item.options.flatMap((option) => asText(option) ?? asText(asObject(option).value) ?? [])
		: [];
	return {
		...(typeof item.id === 'number' ? { id: item.id } : {}),
		name,
		label: asText(item.label) ?? name,
		dataType: asText(item.data_type) ?? 'string',
		...(options.length > 0 ? { options } : {}),
		writable: item.api_writable !== false,
	};
}

/** Intercom lists attributes for days and for moments alike as `date`: both are kept as moments, which loses nothing. */
const TYPES: Record<string, FieldType> = {
	string: 'string',
	integer: 'integer',
	float: 'number',
	boolean: 'boolean',
	date: 'datetime',
	datetime: 'datetime',
};

export function describeAttribute({ name, label, dataType, options, writable }: Attribute): FieldDescription {
	const type = options === undefined ? TYPES[dataType] : 'enumeration';
	return {
		name: CUSTOM + name,
		label,
		type: type ?? 'string',
		// An object or a list of them (a custom object's reference) cannot be filled from a text.
		writable: writable && type !== undefined,
		unique: false,
		...(options === undefined
			? {}
			: { options: options.map((value) => ({ value, label: value })), optionsExtendable: writable }),
		...(type === 'string' ? { maxLength: MAX_TEXT } : {}),
	};
}
