import type { AttributeCatalogue, DataAttribute, Model } from './attributes';
import { isObject, isSeconds, MAX_TEXT, type Json } from './body';
import { invalid } from './errors';

export type CustomValue = string | number | boolean;
export type CustomValues = Readonly<Record<string, CustomValue>>;

/**
 * The next custom attributes of a record: what is sent replaces, null clears, the rest stays.
 * @throws IntercomError 400 for a name that is not defined and for a value its type does not take.
 */
export function applyCustomValues(
	catalogue: AttributeCatalogue,
	model: Model,
	before: CustomValues,
	sent: Json | undefined,
): CustomValues {
	if (sent === undefined || sent === null) return before;
	if (!isObject(sent)) throw invalid('custom_attributes must be a hash', 'custom_attributes');
	const next: Record<string, CustomValue> = { ...before };
	for (const [name, value] of Object.entries(sent)) {
		const attribute = catalogue.find(model, name);
		if (attribute === undefined || attribute.archived) throw invalid(`Custom attribute '${name}' does not exist`);
		if (value === null) delete next[name];
		else next[name] = checked(attribute, value);
	}
	return next;
}

/** Numbers are not text and text is no number: nothing is converted. */
function checked({ name, data_type, options }: DataAttribute, value: Json): CustomValue {
	const refuse = (what: string) => invalid(`Custom attribute '${name}' ${what}`);
	switch (data_type) {
		case 'integer':
			if (!Number.isSafeInteger(value)) throw refuse('must be an integer');
			return value as number;
		case 'float':
			if (typeof value !== 'number') throw refuse('must be a number');
			return value;
		case 'boolean':
			if (typeof value !== 'boolean') throw refuse('must be true or false');
			return value;
		case 'date':
			if (!isSeconds(value)) throw refuse('must be a UNIX timestamp in seconds');
			return value;
		default:
			if (typeof value !== 'string') throw refuse('must be a string');
			if ([...value].length > MAX_TEXT) throw refuse(`is too long (maximum is ${MAX_TEXT} characters)`);
			if (options !== undefined && !options.includes(value)) throw refuse('has a value that is not one of its options');
			return value;
	}
}
