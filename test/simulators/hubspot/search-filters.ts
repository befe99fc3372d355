import type { PropertyDefinition } from './catalogue/define';

export interface Filter {
	definition: PropertyDefinition;
	operator: string;
	value: string;
	highValue: string;
	values: string[];
}

/** The members that each operator needs. */
export const OPERATORS: Record<string, Array<'value' | 'values' | 'highValue'> | undefined> = {
	EQ: ['value'],
	NEQ: ['value'],
	LT: ['value'],
	LTE: ['value'],
	GT: ['value'],
	GTE: ['value'],
	BETWEEN: ['value', 'highValue'],
	IN: ['values'],
	NOT_IN: ['values'],
	HAS_PROPERTY: [],
	NOT_HAS_PROPERTY: [],
	CONTAINS_TOKEN: ['value'],
	NOT_CONTAINS_TOKEN: ['value'],
};

/** Whether a record meets a filter; `value` gives its properties as search sees them. */
export function matches(filter: Filter, value: (name: string) => string | null): boolean {
	const { definition, operator } = filter;
	const stored = value(definition.name);
	switch (operator) {
		case 'HAS_PROPERTY':
			return stored !== null;
		case 'NOT_HAS_PROPERTY':
			return stored === null;
		case 'EQ':
			return stored !== null && same(definition, stored, filter.value);
		case 'NEQ':
			return stored !== null && !same(definition, stored, filter.value);
		case 'IN':
			return stored !== null && isIn(definition, stored, filter.values);
		case 'NOT_IN':
			return stored !== null && !isIn(definition, stored, filter.values);
		case 'CONTAINS_TOKEN':
			return stored !== null && containsToken(stored, filter.value);
		case 'NOT_CONTAINS_TOKEN':
			return stored === null || !containsToken(stored, filter.value);
		default:
			return stored !== null && inRange(definition, operator, stored, filter);
	}
}

/** Numbers and moments by size, text without regard to case, a multiple choice by each of its values. */
function same(definition: PropertyDefinition, stored: string, asked: string): boolean {
	if (isOrdered(definition)) return sizeOf(definition, stored) === sizeOf(definition, asked);
	if (definition.fieldType === 'checkbox') return stored.split(';').includes(asked);
	return stored.toLowerCase() === asked.toLowerCase();
}

/** Text is held in lower case, and the values of IN are compared as they are: those with capitals match nothing. */
function isIn(definition: PropertyDefinition, stored: string, values: string[]): boolean {
	if (definition.type === 'enumeration' || isOrdered(definition))
		return values.some((value) => same(definition, stored, value));
	return values.includes(stored.toLowerCase());
}

function inRange(
	definition: PropertyDefinition,
	operator: string,
	stored: string,
	{ value, highValue }: Filter,
): boolean {
	const [left, right] = isOrdered(definition)
		? [sizeOf(definition, stored), sizeOf(definition, value)]
		: [stored.toLowerCase(), value.toLowerCase()];
	switch (operator) {
		case 'LT':
			return left < right;
		case 'LTE':
			return left <= right;
		case 'GT':
			return left > right;
		case 'GTE':
			return left >= right;
		default:
			return left >= right && left <= (isOrdered(definition) ? sizeOf(definition, highValue) : highValue.toLowerCase());
	}
}

/** Words of the text, with `*` for any letters at the ends of the one asked for. */
function containsToken(stored: string, asked: string): boolean {
	const words = stored.toLowerCase().split(/[^\p{L}\p{N}]+/u);
	return asked
		.toLowerCase()
		.split(/[^\p{L}\p{N}*]+/u)
		.filter((word) => word !== '')
		.every((word) => {
			const core = word.replace(/^\*|\*$/g, '');
			return words.some((one) =>
				word.startsWith('*')
					? word.endsWith('*')
						? one.includes(core)
						: one.endsWith(core)
					: word.endsWith('*')
						? one.startsWith(core)
						: one === core,
			);
		});
}

export const isOrdered = ({ type }: PropertyDefinition) => type === 'number' || type === 'date' || type === 'datetime';

/** What a number or a moment is compared by. */
export const sizeOf = ({ type }: PropertyDefinition, value: string) =>
	type === 'number' || /^-?\d+$/.test(value) ? Number(value) : Date.parse(value);
