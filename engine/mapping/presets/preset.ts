import type { FieldMap, FieldMapping } from '../types';

/** A ready field map between two objects. */
export interface MappingPreset {
	/** Fixed for good: workflows name it. */
	name: string;
	title: string;
	description: string;
	sourceObject: string;
	destinationObject: string;
	fieldMap: FieldMap;
}

/** A row that reads a source field. */
export const row = (
	to: string,
	from: string,
	more: Omit<FieldMapping, 'to' | 'from' | 'constant'> = {},
): FieldMapping => ({ to, from, ...more });

/** A contact that loses its address in Salesforce keeps it in the destination: consent and history hang on it. */
export const emailRow = row('email', 'Email', { nullPolicy: 'keep' });
