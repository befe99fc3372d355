import { idSuffix, isId } from '../ids';
import type { FieldSpec, OutputValue, Value } from '../schema/fields';

/** What a test may hand in: a Date is taken for datetimes. */
export type Input = Value | Date;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * A value as it is stored: '' is null, datetimes are in milliseconds, ids have 18 characters.
 * @throws Error when a value does not fit its field: a mistake of the test.
 */
export function store(object: string, field: FieldSpec, input: Input): Value {
	const fail = (wanted: string): never => {
		throw new Error(`${object}.${field.name} takes ${wanted}`);
	};
	if (input === null || input === '') return null;
	switch (field.type) {
		case 'boolean':
			return typeof input === 'boolean' ? input : fail('a boolean');
		case 'int':
		case 'double':
		case 'currency':
		case 'percent':
			return typeof input === 'number' && Number.isFinite(input) ? input : fail('a number');
		case 'datetime': {
			const at = input instanceof Date ? input.getTime() : Date.parse(String(input));
			return Number.isNaN(at) ? fail('a datetime') : at;
		}
		case 'date':
			return typeof input === 'string' && DATE.test(input) ? input : fail('a date as YYYY-MM-DD');
		case 'reference':
			return typeof input === 'string' && isId(input)
				? input.slice(0, 15) + idSuffix(input.slice(0, 15))
				: fail('an id');
		default:
			return typeof input === 'string' ? input : fail('a string');
	}
}

/** As REST shows it: datetimes end in +0000. */
export const restValue = (field: FieldSpec, value: OutputValue): OutputValue =>
	field.type === 'datetime' && typeof value === 'number' ? restDate(value) : value;

/** As Bulk 2.0's CSV shows it: null is the empty string, datetimes end in Z. */
export function csvValue(field: FieldSpec, value: OutputValue): string {
	if (value === null) return '';
	if (field.type === 'datetime' && typeof value === 'number') return new Date(value).toISOString();
	return String(value);
}

export const restDate = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');
