import type { FieldMap } from './types';

/** Source fields that a map reads, each once, in the order of its rows. */
export function sourceFields(fieldMap: FieldMap): string[] {
	return [...new Set(fieldMap.fields.flatMap((row) => (row.from === undefined ? [] : [row.from])))];
}
