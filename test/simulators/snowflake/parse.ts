import { syntaxError } from './errors';
import { tokenize, type Token } from './tokens';

/** The part of Snowflake's SQL that the simulator understands; all else is a syntax error. */
export type Expression =
	| { kind: 'literal'; value: string | number | boolean | null }
	| { kind: 'bind'; index: number }
	| { kind: 'object'; entries: Array<[string, Expression]> }
	| { kind: 'array'; items: Expression[] }
	/** `f.value:id`, `column1`: a column, and the path into it. */
	| { kind: 'column'; table?: string; name: string; path: string[] }
	| { kind: 'call'; name: string; positional: Expression[]; named: Map<string, Expression> }
	| { kind: 'cast'; value: Expression; type: string }
	| { kind: 'concat'; parts: Expression[] };

export type TableSource =
	| { kind: 'flatten'; input: Expression; alias?: string }
	| { kind: 'values'; rows: Expression[][]; alias?: string };

export interface Select {
	columns: Array<{ expression: Expression; name?: string }>;
	from?: TableSource;
	/** How many question marks it has. */
	binds: number;
}

/** @throws SnowflakeError 422 */
export function parseSelect(sql: string): Select {
	return new Parser(tokenize(sql)).select();
}

const RESERVED = new Set(['from', 'as', 'select', 'where', 'table', 'values']);

class Parser {
	private at = 0;
	private binds = 0;

	constructor(private readonly tokens: Token[]) {}

	select(): Select {
		this.word('select');
		const columns: Select['columns'] = [];
		do columns.push(this.column());
		while (this.takes(','));
		const from = this.takesWord('from') ? this.source() : undefined;
		this.takes(';');
		if (this.at < this.tokens.length) throw this.unexpected();
		return { columns, ...(from === undefined ? {} : { from }), binds: this.binds };
	}

	private column(): Select['columns'][number] {
		const expression = this.expression();
		if (this.takesWord('as')) return { expression, name: this.name() };
		const next = this.tokens[this.at];
		if (next?.kind === 'word' && !RESERVED.has(next.text.toLowerCase())) return { expression, name: this.name() };
		return { expression };
	}

	private source(): TableSource {
		if (this.takesWord('values')) return { kind: 'values', rows: this.rows(), ...this.alias() };
		if (this.takes('(')) {
			this.word('values');
			const rows = this.rows();
			this.symbol(')');
			return { kind: 'values', rows, ...this.alias() };
		}
		const lateral = this.takesWord('lateral');
		if (!lateral) {
			this.word('table');
			this.symbol('(');
		}
		this.word('flatten');
		this.symbol('(');
		let input: Expression;
		if (this.peekWord('input')) {
			this.word('input');
			this.symbol('=>');
			input = this.expression();
		} else input = this.expression();
		this.symbol(')');
		if (!lateral) this.symbol(')');
		return { kind: 'flatten', input, ...this.alias() };
	}

	private rows(): Expression[][] {
		const rows: Expression[][] = [];
		do {
			this.symbol('(');
			const row: Expression[] = [];
			do row.push(this.expression());
			while (this.takes(','));
			this.symbol(')');
			rows.push(row);
		} while (this.takes(','));
		return rows;
	}

	private alias(): { alias?: string } {
		const named = this.takesWord('as');
		const next = this.tokens[this.at];
		if (named || next?.kind === 'word') return { alias: this.name().toLowerCase() };
		return {};
	}

	private expression(): Expression {
		const parts = [this.cast()];
		while (this.takes('||')) parts.push(this.cast());
		return parts.length === 1 ? parts[0] : { kind: 'concat', parts };
	}

	private cast(): Expression {
		let value = this.primary();
		while (this.takes('::')) {
			value = { kind: 'cast', value, type: this.name().toLowerCase() };
			if (this.takes('(')) {
				while (!this.takes(')')) this.at++;
			}
		}
		return value;
	}

	private primary(): Expression {
		const token = this.tokens[this.at++];
		if (token === undefined) throw syntaxError('<EOF>');
		if (token.kind === 'string') return { kind: 'literal', value: token.text };
		if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
		if (token.kind === 'symbol') return this.symbolic(token.text);
		const word = token.text.toLowerCase();
		if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
		if (word === 'null') return { kind: 'literal', value: null };
		if (RESERVED.has(word)) throw syntaxError(token.text);
		return this.reference(token.text);
	}

	private symbolic(symbol: string): Expression {
		if (symbol === '?') return { kind: 'bind', index: this.binds++ };
		if (symbol === '(') {
			const inner = this.expression();
			this.symbol(')');
			return inner;
		}
		if (symbol === '[') return { kind: 'array', items: this.list(']', () => this.expression()) };
		if (symbol === '{') {
			const entries = this.list('}', (): [string, Expression] => {
				const key = this.tokens[this.at++];
				if (key?.kind !== 'string') throw syntaxError(key?.text ?? '<EOF>');
				this.symbol(':');
				return [key.text, this.expression()];
			});
			return { kind: 'object', entries };
		}
		throw syntaxError(symbol);
	}

	/** A function call, or a column with the path into it. */
	private reference(first: string): Expression {
		const names = [first];
		while (this.takes('.')) names.push(this.name());
		if (this.takes('(')) return this.call(names[names.length - 1]);
		const path: string[] = [];
		if (this.takes(':')) {
			path.push(this.name());
			while (this.takes('.')) path.push(this.name());
		}
		while (this.takes('[')) {
			const key = this.tokens[this.at++];
			if (key === undefined || key.kind === 'symbol') throw syntaxError(key?.text ?? '<EOF>');
			path.push(key.text);
			this.symbol(']');
		}
		const name = names[names.length - 1].toLowerCase();
		return {
			kind: 'column',
			name,
			path,
			...(names.length > 1 ? { table: names[names.length - 2].toLowerCase() } : {}),
		};
	}

	private call(name: string): Expression {
		const positional: Expression[] = [];
		const named = new Map<string, Expression>();
		this.list(')', () => {
			const [word, arrow] = [this.tokens[this.at], this.tokens[this.at + 1]];
			if (word?.kind === 'word' && arrow?.kind === 'symbol' && arrow.text === '=>') {
				this.at += 2;
				named.set(word.text.toLowerCase(), this.expression());
			} else positional.push(this.expression());
		});
		return { kind: 'call', name: name.toLowerCase(), positional, named };
	}

	private list<T>(end: string, item: () => T): T[] {
		const items: T[] = [];
		if (this.takes(end)) return items;
		do items.push(item());
		while (this.takes(','));
		this.symbol(end);
		return items;
	}

	private name(): string {
		const token = this.tokens[this.at++];
		if (token?.kind !== 'word') throw syntaxError(token?.text ?? '<EOF>');
		return token.text;
	}

	private peekWord(word: string): boolean {
		const token = this.tokens[this.at];
		return token?.kind === 'word' && token.text.toLowerCase() === word;
	}

	private takesWord(word: string): boolean {
		if (!this.peekWord(word)) return false;
		this.at++;
		return true;
	}

	private word(word: string): void {
		if (!this.takesWord(word)) throw this.unexpected();
	}

	private takes(symbol: string): boolean {
		const token = this.tokens[this.at];
		if (token?.kind !== 'symbol' || token.text !== symbol) return false;
		this.at++;
		return true;
	}

	private symbol(symbol: string): void {
		if (!this.takes(symbol)) throw this.unexpected();
	}

	private unexpected(): Error {
		return syntaxError(this.tokens[this.at]?.text ?? '<EOF>');
	}
}
