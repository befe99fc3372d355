import type { ConditionWithValueQuery, WhereClause } from 'soql-parser-js';
import { unexpectedToken } from './errors';

/** WHERE as a tree. */
export type Condition<T = ConditionWithValueQuery> =
	| { kind: 'and' | 'or'; parts: Array<Condition<T>> }
	| { kind: 'not'; part: Condition<T> }
	| { kind: 'test'; test: T };

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | { test: ConditionWithValueQuery };

/**
 * The tree of a parsed WHERE clause.
 * @throws ApiError MALFORMED_QUERY where AND, OR or NOT stand side by side without parentheses, which SOQL does not take
 */
export function conditionTree(soql: string, where: WhereClause): Condition {
	const tokens = tokensOf(where);
	let next = 0;
	const refuse = (token: Token | undefined) => unexpectedToken(soql, typeof token === 'string' ? token : '');

	const operand = (): Condition => {
		const token = tokens[next++];
		if (token === '(') {
			const inner = group();
			if (tokens[next] !== ')') throw refuse(tokens[next]);
			next++;
			return inner;
		}
		if (typeof token !== 'object') throw refuse(token);
		return { kind: 'test', test: token.test };
	};
	const group = (): Condition => {
		if (tokens[next] === 'NOT') {
			next++;
			return { kind: 'not', part: operand() };
		}
		const first = operand();
		const operator = tokens[next];
		if (operator !== 'AND' && operator !== 'OR') return first;
		const parts = [first];
		while (tokens[next] === operator) {
			next++;
			parts.push(operand());
		}
		return { kind: operator === 'AND' ? 'and' : 'or', parts };
	};

	const tree = group();
	if (next < tokens.length) throw refuse(tokens[next]);
	return tree;
}

/** The parser gives a chain of conditions that count the parentheses they open and close. */
function tokensOf(where: WhereClause): Token[] {
	const tokens: Token[] = [];
	let clause: WhereClause | undefined = where;
	while (clause !== undefined) {
		const { left } = clause;
		const parens = left as { openParen?: number; closeParen?: number } | null;
		for (let i = 0; i < (parens?.openParen ?? 0); i++) tokens.push('(');
		if (left !== null && 'operator' in left) tokens.push({ test: left });
		for (let i = 0; i < (parens?.closeParen ?? 0); i++) tokens.push(')');
		if (!('operator' in clause)) break;
		tokens.push(clause.operator);
		clause = clause.right;
	}
	return tokens;
}
