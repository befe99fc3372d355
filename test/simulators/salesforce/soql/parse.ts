import { parseQuery, type Query } from 'soql-parser-js';
import { malformed, unexpectedToken } from './errors';

/** SOQL's own maximum length, in characters. */
export const MAX_STATEMENT = 100_000;

/** @throws ApiError MALFORMED_QUERY */
export function parse(soql: string): Query {
	if (soql.trim() === '') throw malformed('A query string has to be specified');
	if (soql.length > MAX_STATEMENT)
		throw malformed(`SOQL statements cannot be longer than ${MAX_STATEMENT} characters.`);
	try {
		return parseQuery(soql);
	} catch (error) {
		throw unexpectedToken(soql, offendingToken(soql, error as Error));
	}
}

/** The token the parser stopped at; '' for the end of the text. */
function offendingToken(soql: string, error: Error): string {
	const found = /but found:? (?:--> )?'?(.*?)'?(?: <--)?$/s.exec(error.message);
	if (found !== null) return found[1];
	const lexed = /at offset: (\d+)/.exec(error.message);
	return lexed === null ? '' : soql[Number(lexed[1])];
}

const ESCAPES: Record<string, string> = {
	n: '\n',
	N: '\n',
	r: '\r',
	R: '\r',
	t: '\t',
	T: '\t',
	b: '\b',
	B: '\b',
	f: '\f',
	F: '\f',
	'"': '"',
	"'": "'",
	'\\': '\\',
};

/**
 * A quoted string's text. With `like`, the escaped wildcards keep their backslash.
 * @throws ApiError MALFORMED_QUERY for an escape that SOQL does not know
 */
export function unquote(literal: string, like = false): string {
	const inner = literal.slice(1, -1);
	return inner.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (sequence, code: string) => {
		if (code.length === 5) return String.fromCharCode(parseInt(code.slice(1), 16));
		if (code === '_' || code === '%') return like ? sequence : code;
		const plain = ESCAPES[code];
		if (plain === undefined) {
			throw malformed(`Invalid string literal '${inner}'. Illegal character sequence '${sequence}' in string literal.`);
		}
		return plain === '\\' && like ? '\\\\' : plain;
	});
}
