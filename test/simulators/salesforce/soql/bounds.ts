import type { ConditionWithValueQuery } from 'soql-parser-js';
import { isId, numberOf } from '../ids';
import type { Condition } from './condition';
import { parseDatetime } from './dates';
import { unquote } from './parse';

/** Both ends included. */
export interface Bounds {
	from: number;
	to: number;
}

const EVERYTHING: Bounds = { from: -Infinity, to: Infinity };

/** Reads a literal of the field in question as a number; undefined when it cannot bound anything. */
type ReadLiteral = (literal: string, type: unknown) => number | undefined;

/** What a WHERE clause at most lets through of one numeric field: the index is read within these bounds, the clause is still tested. */
function boundsOf(condition: Condition, isField: (path: string) => boolean, read: ReadLiteral): Bounds {
	if (condition.kind === 'not') return EVERYTHING;
	if (condition.kind === 'test') return testBounds(condition.test, isField, read);
	const parts = condition.parts.map((part) => boundsOf(part, isField, read));
	const froms = parts.map((part) => part.from);
	const tos = parts.map((part) => part.to);
	return condition.kind === 'and'
		? { from: Math.max(...froms), to: Math.min(...tos) }
		: { from: Math.min(...froms), to: Math.max(...tos) };
}

function testBounds(test: ConditionWithValueQuery, isField: (path: string) => boolean, read: ReadLiteral): Bounds {
	if (!('field' in test) || !('value' in test) || !isField(test.field)) return EVERYTHING;
	const types = [test.literalType].flat();
	const values = [test.value].flat().map((literal, index) => read(literal, types[types.length === 1 ? 0 : index]));
	const known = values.filter((value) => value !== undefined);
	if (known.length < values.length) return EVERYTHING;
	switch (test.operator) {
		case '=':
		case 'IN':
			return { from: Math.min(...known), to: Math.max(...known) };
		case '<':
		case '<=':
			return { from: -Infinity, to: known[0] };
		case '>':
		case '>=':
			return { from: known[0], to: Infinity };
		default:
			return EVERYTHING;
	}
}

/** Bounds of SystemModstamp in seconds (widened to whole ones). */
export function stampBounds(condition: Condition | undefined, isField: (path: string) => boolean): Bounds {
	if (condition === undefined) return EVERYTHING;
	const bounds = boundsOf(condition, isField, (literal, type) =>
		type === 'DATETIME' ? parseDatetime(literal) : undefined,
	);
	return { from: Math.floor(bounds.from / 1000), to: Math.ceil(bounds.to / 1000) };
}

/** Bounds of the record's number. */
export function idBounds(condition: Condition | undefined, isField: (path: string) => boolean, prefix: string): Bounds {
	if (condition === undefined) return EVERYTHING;
	return boundsOf(condition, isField, (literal, type) => idNumber(literal, type, prefix));
}

function idNumber(literal: string, type: unknown, prefix: string): number | undefined {
	if (type !== 'STRING') return undefined;
	const id = unquote(literal);
	return isId(id) ? numberOf(prefix, id) : undefined;
}

/** The numbers of an `Id = …` or `Id IN (…)` that every result must meet; undefined when there is none. */
export function idSet(
	condition: Condition | undefined,
	isField: (path: string) => boolean,
	prefix: string,
): number[] | undefined {
	if (condition === undefined) return undefined;
	if (condition.kind === 'and') {
		for (const part of condition.parts) {
			const found = idSet(part, isField, prefix);
			if (found !== undefined) return found;
		}
		return undefined;
	}
	if (condition.kind !== 'test') return undefined;
	const { test } = condition;
	if (!('field' in test) || !('value' in test) || !isField(test.field)) return undefined;
	if (test.operator !== '=' && test.operator !== 'IN') return undefined;
	const types = [test.literalType].flat();
	const numbers = [test.value]
		.flat()
		.map((literal, index) => idNumber(literal, types[types.length === 1 ? 0 : index], prefix));
	return [...new Set(numbers.filter((number) => number !== undefined))];
}
