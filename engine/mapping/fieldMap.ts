import type { FieldMap, FieldMapping } from './types';

/** Source fields that a row reads, the main one first; none for a constant. */
export const rowFields = ({
	from,
	orElse = [],
	further = [],
}: Pick<FieldMapping, 'from' | 'orElse' | 'further'>): string[] =>
	from === undefined ? [] : [from, ...orElse, ...further];

/** Source fields that a map reads, each once, in the order of its rows. */
export function sourceFields(fieldMap: FieldMap): string[] {
	return [...new Set(fieldMap.fields.flatMap(rowFields))];
}
