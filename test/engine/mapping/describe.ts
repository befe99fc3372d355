import type { FieldDescription, FieldType, ObjectDescription } from '../../../engine/systems/types';

/** A field of a made-up system. */
export const field = (
	name: string,
	type: FieldType = 'string',
	more: Partial<FieldDescription> = {},
): FieldDescription => ({
	name,
	label: name,
	type,
	writable: true,
	unique: false,
	...more,
});

export const description = (name: string, ...fields: FieldDescription[]): ObjectDescription => ({
	name,
	label: name,
	fields: new Map(fields.map((each) => [each.name, each])),
});

/** Options whose labels are given; values in capitals. */
export const choices = (...labels: string[]) =>
	labels.map((label) => ({ value: label.toUpperCase().replace(/\W+/g, '_'), label }));
