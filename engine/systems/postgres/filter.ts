import { SophiaError } from '../../errors';
import type { PostgresClient } from './client';
import { PostgresRefusal } from './errors';
import type { Table } from './table';

const wrong = (reason: string) =>
	new SophiaError('configuration', `The filter is no SQL condition: ${reason}.`, {
		system: 'postgres',
		code: 'FILTER',
		remedy: `Write what would stand behind WHERE, for example status = 'active' AND amount > 100.`,
	});

/** Strings, quoted names and dollar quotes: what is within them has no meaning for the statement. */
const OPAQUE = /(?:[eE]'(?:[^'\\]|''|\\[^])*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$((?:[A-Za-z_]\w*)?)\$[^]*?\$\1\$)/y;
/** Taken whole: an E before a quote, or a $, means something else at a word's end. */
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;

const lengthAt = (pattern: RegExp, text: string, at: number): number => {
	pattern.lastIndex = at;
	return pattern.exec(text)?.[0].length ?? 0;
};

/**
 * The condition in brackets that nothing in it can close.
 *
 * @throws SophiaError `configuration` when it is empty, or more than one condition
 */
export function bracketed(filter: string): string {
	if (filter.trim() === '') throw wrong('it is empty');
	if (filter.includes('\0')) throw wrong('it holds a NUL character');
	let depth = 0;
	for (let at = 0; at < filter.length; ) {
		const taken = lengthAt(OPAQUE, filter, at) || lengthAt(WORD, filter, at);
		if (taken > 0) {
			at += taken;
			continue;
		}
		const rest = filter.slice(at, at + 2);
		if (rest === '--' || rest === '/*' || rest === '*/') throw wrong('comments are not supported');
		if (/['"]/.test(rest[0])) throw wrong('a quote is not closed');
		if (rest[0] === ';') throw wrong('it holds more than one statement');
		if (/^\$\d/.test(rest)) throw wrong('it has a parameter');
		if (rest[0] === '(') depth++;
		if (rest[0] === ')' && --depth < 0) throw wrong('a bracket is closed that is not open');
		at++;
	}
	if (depth > 0) throw wrong('a bracket is not closed');
	return `(${filter})`;
}

/**
 * Has the server plan a statement with the condition, without running it.
 *
 * @throws SophiaError `configuration` with the server's own code when it is not valid
 */
export async function validateFilter(
	client: PostgresClient,
	table: Table,
	filter: string,
	signal?: AbortSignal,
): Promise<void> {
	const condition = bracketed(filter);
	await client
		.transaction({ purpose: 'meta', readOnly: true, signal }, async (session) => {
			await session.query(`EXPLAIN SELECT 1 FROM ${table.sql} WHERE ${condition}`);
		})
		.catch((error: unknown) => {
			throw error instanceof PostgresRefusal ? wrong(`PostgreSQL says ${reasonOf(error)}`) : error;
		});
}

const REASONS: Record<string, string> = {
	'42601': 'its syntax is wrong',
	'42703': 'a column in it does not exist',
	'42883': 'a function or comparison in it does not exist for these types',
	'42804': 'it is not true or false',
	'42P01': 'a table in it does not exist',
	'42803': 'an aggregate function cannot be used in it',
	'22P02': 'a value in it is not of the type of its column',
};

function reasonOf({ complaint }: PostgresRefusal): string {
	const reason = REASONS[complaint.code];
	return reason === undefined ? complaint.code : `${reason} (${complaint.code})`;
}
