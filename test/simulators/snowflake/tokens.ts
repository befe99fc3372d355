import { syntaxError } from './errors';

export type Token =
	| { kind: 'word'; text: string }
	| { kind: 'string'; text: string }
	| { kind: 'number'; text: string }
	| { kind: 'symbol'; text: string };

const PATTERN =
	/\s+|--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|''|\\[\s\S])*'|\$\$[\s\S]*?\$\$|"(?:[^"]|"")*"|[A-Za-z_][A-Za-z0-9_$]*|\d+(?:\.\d+)?|=>|::|\|\||[(){}[\],.:?;*]/y;

/** Cuts a statement into tokens; blanks and comments fall away. */
export function tokenize(sql: string): Token[] {
	const tokens: Token[] = [];
	PATTERN.lastIndex = 0;
	let at = 0;
	while (at < sql.length) {
		PATTERN.lastIndex = at;
		const found = PATTERN.exec(sql)?.[0];
		if (found === undefined) throw syntaxError(sql.slice(at, at + 10));
		at += found.length;
		const token = tokenOf(found);
		if (token !== undefined) tokens.push(token);
	}
	return tokens;
}

function tokenOf(found: string): Token | undefined {
	if (/^(?:\s|--|\/\*)/.test(found)) return undefined;
	if (found.startsWith("'")) return { kind: 'string', text: unescape(found.slice(1, -1)) };
	if (found.startsWith('$$')) return { kind: 'string', text: found.slice(2, -2) };
	if (found.startsWith('"')) return { kind: 'word', text: found.slice(1, -1).replaceAll('""', '"') };
	if (/^[A-Za-z_]/.test(found)) return { kind: 'word', text: found };
	return /^\d/.test(found) ? { kind: 'number', text: found } : { kind: 'symbol', text: found };
}

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '0': '\0' };

/** Two quotes are one; a backslash escapes, as in every Snowflake string that stands in single quotes. */
const unescape = (text: string): string =>
	text.replaceAll(/''|\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])/g, (all, escaped: string | undefined) => {
		if (escaped === undefined) return "'";
		if (/^[ux]./.test(escaped)) return String.fromCharCode(parseInt(escaped.slice(1), 16));
		return ESCAPES[escaped] ?? (all === '\\\\' ? '\\' : escaped);
	});
