import { SophiaError } from '../../errors';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** One condition as it was typed: `lifecyclestage = 'customer'`, `country IN ('Germany', 'France')`, `phone != null`. */
export interface TypedCondition {
	property: string;
	operator: Comparison | 'IN' | 'NOT IN';
	/** One for the comparisons. null: `= null` and `!= null`. */
	values: Array<string | null>;
}

type Token = { kind: 'text' | 'word' | 'mark'; text: string };

const TOKEN =
	/\s+|(?<quoted>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<mark><=|>=|!=|<>|[=<>(),])|(?<word>[^\s'"=<>!(),]+)/gy;

/**
 * Reads a filter: conditions joined by AND, and groups of them by OR (AND binds first, there are no
 * parentheses around conditions). Text is in quotation marks, with a backslash before one inside; numbers, dates
 * (2026-01-31, 2026-01-31T10:00:00Z), true, false and null need none.
 *
 * @returns groups of conditions
 * @throws SophiaError `configuration` that says what is wrong and where
 */
export function readFilterText(text: string): TypedCondition[][] {
	const tokens = tokensOf(text);
	let next = 0;
	const peek = (): Token | undefined => tokens[next];
	const isWord = (word: string) => peek()?.kind === 'word' && peek()?.text.toUpperCase() === word;
	const isMark = (mark: string) => peek()?.kind === 'mark' && peek()?.text === mark;
	const here = () => {
		const token = peek();
		return token === undefined ? 'at its end' : `at ${token.kind === 'text' ? 'a text' : `"${token.text}"`}`;
	};
	const expectMark = (mark: string) => {
		if (!isMark(mark)) throw filterFault(`it needs "${mark}" ${here()}`);
		next++;
	};
	const readValue = (): string | null => {
		const token = peek();
		if (token === undefined || token.kind === 'mark') throw filterFault(`a value is missing ${here()}`);
		next++;
		if (token.kind === 'text') return token.text;
		if (token.text.toLowerCase() === 'null') return null;
		if (/^(true|false)$/i.test(token.text)) return token.text.toLowerCase();
		if (/^[+-]?[\d.]/.test(token.text)) return token.text;
		throw filterFault(`"${token.text}" is no value: put text in quotation marks, as in '${token.text}'`);
	};
	const readCondition = (): TypedCondition => {
		const name = peek();
		if (name?.kind !== 'word') throw filterFault(`the name of a property is missing ${here()}`);
		next++;
		const negated = isWord('NOT');
		if (negated) next++;
		if (isWord('IN')) {
			next++;
			expectMark('(');
			const values = [readValue()];
			while (isMark(',')) {
				next++;
				values.push(readValue());
			}
			expectMark(')');
			return { property: name.text, operator: negated ? 'NOT IN' : 'IN', values };
		}
		const mark = peek();
		if (negated || mark?.kind !== 'mark' || !/^(=|<>|[<>!]=|[<>])$/.test(mark.text)) {
			throw filterFault(`after ${name.text} it needs =, !=, <, <=, >, >=, IN or NOT IN, ${here()}`);
		}
		next++;
		const operator = (mark.text === '<>' ? '!=' : mark.text) as Comparison;
		return { property: name.text, operator, values: [readValue()] };
	};
	const groups: TypedCondition[][] = [[readCondition()]];
	while (peek() !== undefined) {
		const and = isWord('AND');
		if (!and && !isWord('OR')) throw filterFault(`it needs AND or OR between conditions, ${here()}`);
		next++;
		if (and) groups[groups.length - 1].push(readCondition());
		else groups.push([readCondition()]);
	}
	return groups;
}

function tokensOf(text: string): Token[] {
	const tokens: Token[] = [];
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < text.length) {
		const at = TOKEN.lastIndex;
		const match = TOKEN.exec(text);
		if (match === null) {
			const quote = /['"]/.test(text[at]);
			throw filterFault(quote ? 'a quotation mark is not closed' : `"${text[at]}" has no meaning in it`);
		}
		const { quoted, mark, word } = match.groups ?? {};
		if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.slice(1, -1).replace(/\\(.)/g, '$1') });
		else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
		else if (word !== undefined) tokens.push({ kind: 'word', text: word });
	}
	return tokens;
}

/** @param what completes 'The HubSpot filter is not valid: …' */
export const filterFault = (what: string): SophiaError =>
	new SophiaError('configuration', `The HubSpot filter is not valid: ${what}.`, {
		system: 'hubspot',
		code: 'INVALID_FILTER',
		remedy: "Write it as in: lifecyclestage = 'customer' AND annualrevenue >= 100000",
	});
