import { SophiaError } from '../../errors';
import { isSalesforceId } from './ids';

const escapes: Record<string, string> = {
	'\\': '\\\\',
	"'": "\\'",
	'\n': '\\n',
	'\r': '\\r',
	'\t': '\\t',
	'\b': '\\b',
	'\f': '\\f',
};

/** A string literal. Nothing in the value can end it. */
export const soqlString = (value: string): string =>
	`'${value.replace(/[\\'\n\r\t\b\f]/g, (character) => escapes[character])}'`;

/** A datetime literal, UTC, to the millisecond. */
export const soqlDateTime = (at: Date): string => at.toISOString();

/** An id literal. @throws RangeError for what is no id */
export function soqlId(id: string): string {
	if (!isSalesforceId(id)) throw new RangeError('Not a Salesforce id.');
	return `'${id}'`;
}

/**
 * A name of an object, field or path of relationships, as it may stand in a query.
 * @throws SophiaError `configuration` for anything else
 */
export function soqlName(name: string): string {
	if (!/^[A-Za-z]\w*(?:\.[A-Za-z]\w*){0,5}$/.test(name)) {
		throw new SophiaError('configuration', `'${name.slice(0, 80)}' is no Salesforce name.`, {
			system: 'salesforce',
			code: 'INVALID_NAME',
			remedy: 'Use the API name, e.g. Industry, Region__c or Owner.Email.',
		});
	}
	return name;
}

export interface QueryParts {
	object: string;
	fields: string[];
	/** Joined by AND; each in parentheses of its own. */
	conditions: string[];
	orderBy?: string[];
	limit?: number;
}

/** A query of validated names and escaped values. */
export function buildQuery({ object, fields, conditions, orderBy, limit }: QueryParts): string {
	const parts = [`SELECT ${[...new Set(fields.map(soqlName))].join(', ')} FROM ${soqlName(object)}`];
	if (conditions.length > 0) parts.push(`WHERE ${conditions.map((condition) => `(${condition})`).join(' AND ')}`);
	if (orderBy !== undefined) parts.push(`ORDER BY ${orderBy.map(soqlName).join(', ')}`);
	if (limit !== undefined) parts.push(`LIMIT ${limit}`);
	return parts.join(' ');
}

/** Salesforce takes addresses of about 16,000 characters; headers need room too. */
export const maxAddressLength = 14_000;

/**
 * The path of a query. @throws SophiaError `configuration` when it is too long to be sent
 */
export function queryPath(resource: 'query' | 'queryAll', soql: string): string {
	const path = `/${resource}?q=${encodeURIComponent(soql)}`;
	if (path.length > maxAddressLength) {
		throw new SophiaError('configuration', 'The query is longer than Salesforce takes.', {
			system: 'salesforce',
			code: 'QUERY_TOO_LONG',
			remedy: 'Map fewer fields, or shorten the filter.',
		});
	}
	return path;
}
