import { ApiError } from '../errors';
import { idSuffix, isId } from '../ids';
import type { FieldSpec, Value } from '../schema/fields';
import { Refused } from './results';

const EMAIL = /^[^\s@,;<>"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
const NUMERIC = new Set(['int', 'double', 'currency', 'percent']);

const JSON_KINDS: Partial<Record<FieldSpec['type'], string>> = {
	boolean: 'boolean',
	int: 'int',
	double: 'double',
	currency: 'double',
	percent: 'double',
	date: 'date',
	datetime: 'datetime',
};

const isDate = (text: string) => DATE.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
const safeDate = (text: string) => {
	try {
		return isDate(text);
	} catch {
		return false;
	}
};
const isDateTime = (text: string) => DATETIME.test(text) && !Number.isNaN(Date.parse(text));

/**
 * A JSON value as its field takes it: the parser checks the type and nothing else.
 * @throws ApiError JSON_PARSER_ERROR, which refuses the whole request
 */
export function fromJson(field: FieldSpec, input: unknown): Value {
	if (input === null && field.type !== 'boolean') return null;
	const { type } = field;
	if (NUMERIC.has(type) && typeof input === 'number' && (type !== 'int' || Number.isInteger(input))) return input;
	if (type === 'boolean' && typeof input === 'boolean') return input;
	const isText = typeof input === 'string';
	if (isText && type === 'date' && (input === '' || safeDate(input))) return input;
	if (isText && type === 'datetime' && (input === '' || isDateTime(input))) return input;
	if (isText && !NUMERIC.has(type) && !['boolean', 'date', 'datetime'].includes(type)) return input;
	const token = isText
		? 'VALUE_STRING'
		: typeof input === 'number'
			? 'VALUE_NUMBER'
			: `VALUE_${String(input).toUpperCase()}`;
	throw new ApiError(
		400,
		'JSON_PARSER_ERROR',
		`Cannot deserialize instance of ${JSON_KINDS[type] ?? 'string'} from ${token} value ${String(input)} or request may be missing a required field at [line:1, column:1]`,
	);
}

/**
 * A cell of a bulk job: '' says nothing of the field (undefined), #N/A clears it.
 * @throws Refused INVALID_TYPE_ON_FIELD_IN_RECORD
 */
export function fromCell(field: FieldSpec, cell: string): Value | undefined {
	if (cell === '') return undefined;
	if (cell === '#N/A') return field.type === 'boolean' ? wrongType(field, cell) : null;
	const { type } = field;
	if (NUMERIC.has(type)) return Number.isFinite(Number(cell)) ? Number(cell) : wrongType(field, cell);
	if (type === 'boolean') {
		if (/^(true|1)$/i.test(cell)) return true;
		return /^(false|0)$/i.test(cell) ? false : wrongType(field, cell);
	}
	if (type === 'date') return safeDate(cell) ? cell : wrongType(field, cell);
	if (type === 'datetime') return isDateTime(cell) ? cell : wrongType(field, cell);
	return cell;
}

function wrongType(field: FieldSpec, cell: string): never {
	throw new Refused('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: ${cell}`, [
		field.name,
	]);
}

/**
 * A value as it will be stored: blanks at the ends are cut, '' is null, numbers have the field's scale.
 * @throws Refused for what the field does not hold
 */
export function checked(field: FieldSpec, input: Value): Value {
	if (input === null) return null;
	if (typeof input === 'number') return checkedNumber(field, input);
	if (typeof input !== 'string') return input;
	const text = input.trim();
	if (text === '') return null;
	switch (field.type) {
		case 'reference':
		case 'id':
			if (!isId(text))
				throw new Refused('MALFORMED_ID', `${field.label}: id value of incorrect type: ${text}`, [field.name]);
			return text.slice(0, 15) + idSuffix(text.slice(0, 15));
		case 'datetime':
		case 'date':
			return text;
		case 'multipicklist':
			return checkedOptions(field, text);
	}
	if (field.length !== undefined && text.length > field.length) {
		throw new Refused('STRING_TOO_LONG', `${field.label}: data value too large: ${text} (max length=${field.length})`, [
			field.name,
		]);
	}
	if (field.type === 'email' && !EMAIL.test(text))
		throw new Refused('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, [field.name]);
	if (field.type === 'picklist') return checkedOption(field, text);
	return text;
}

function checkedNumber(field: FieldSpec, input: number): number {
	const whole = field.type === 'int' ? (field.digits ?? 8) : (field.precision ?? 18) - (field.scale ?? 0);
	if (Math.abs(input) >= 10 ** whole) {
		throw new Refused(
			'NUMBER_OUTSIDE_VALID_RANGE',
			`${field.label}: value outside of valid range on numeric field: ${input}`,
			[field.name],
		);
	}
	return field.type === 'int' || (field.scale ?? 0) > 15 ? input : Number(input.toFixed(field.scale ?? 0));
}

/** Options are compared without regard to case and stored as they are defined. */
function checkedOption(field: FieldSpec, text: string): string {
	const known = (field.picklist ?? []).find((option) => option.toLowerCase() === text.toLowerCase());
	if (known !== undefined) return known;
	if (!(field.restricted ?? false)) return text;
	throw new Refused(
		'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
		`${field.label}: bad value for restricted picklist field: ${text}`,
		[field.name],
	);
}

/** Several options, in the order in which they are defined. */
function checkedOptions(field: FieldSpec, text: string): string {
	const chosen = new Set(
		text
			.split(';')
			.map((option) => option.trim())
			.filter((option) => option !== '')
			.map((option) => checkedOption(field, option)),
	);
	const order = field.picklist ?? [];
	const place = (option: string) => (order.includes(option) ? order.indexOf(option) : order.length);
	return [...chosen].sort((one, other) => place(one) - place(other)).join(';');
}
