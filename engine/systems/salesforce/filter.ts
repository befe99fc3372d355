import { createRequire } from 'node:module';
import type { Condition, FunctionExp, Query, WhereClause } from 'soql-parser-js';
import { SophiaError } from '../../errors';
import type { Describer } from './describe';

const maxLength = 4_000;

const invalid = (message: string, remedy: string): SophiaError =>
	new SophiaError('configuration', `The filter is not valid: ${message}`, {
		system: 'salesforce',
		code: 'INVALID_FILTER',
		remedy,
	});

const onlyCondition = "Enter only what stands behind WHERE, e.g. Industry = 'Energy' AND AnnualRevenue > 1000000.";

/** What ends a condition and begins another part of a query. */
const otherClause =
	/(?:ORDER\s+BY|GROUP\s+BY|USING\s+SCOPE|FOR\s+(?:VIEW|REFERENCE|UPDATE)|UPDATE\s+(?:TRACKING|VIEWSTAT)|LIMIT\s+\S|OFFSET\s+\S|HAVING|WITH|WHERE|FROM|SELECT|ALL\s+ROWS)\b/iy;
const word = /[A-Za-z_][\w.]*/y;
const subselect = /\(\s*SELECT\b/iy;

const at = (pattern: RegExp, text: string, index: number): string | undefined => {
	pattern.lastIndex = index;
	return pattern.exec(text)?.[0];
};

/** The index behind a string literal that begins at `start`. */
function endOfString(filter: string, start: number): number {
	for (let i = start + 1; i < filter.length; i++) {
		if (filter[i] === '\\') i++;
		else if (filter[i] === "'") return i + 1;
		else if (filter[i] === '\n' || filter[i] === '\r') break;
	}
	throw invalid(
		`the text that begins at position ${start + 1} does not end.`,
		"Close it with ' and write a quotation mark within a text as \\' and a new line as \\n.",
	);
}

/**
 * Reads the filter character by character: strings end, parentheses match (so that nothing can escape
 * those that the filter is put into), no comments, no other clauses, AND and OR never side by side.
 */
function checkStructure(filter: string): void {
	const groups: Array<{ start: number; operator?: string; subselect: boolean }> = [{ start: 0, subselect: false }];
	for (let i = 0; i < filter.length; ) {
		const character = filter[i];
		const position = i + 1;
		const group = groups[groups.length - 1];
		if (character === "'") {
			i = endOfString(filter, i);
			continue;
		}
		if (/^(?:--|\/\/|\/\*)/.test(filter.slice(i, i + 2))) {
			throw invalid(`there is a comment at position ${position}.`, 'Leave comments out.');
		}
		if (character === ';') throw invalid(`there is a semicolon at position ${position}.`, onlyCondition);
		if (character === '"')
			throw invalid(`there is a " at position ${position}.`, "Put texts into single quotation marks: 'Energy'.");
		if (character === '(') {
			groups.push({ start: position, subselect: at(subselect, filter, i) !== undefined });
		} else if (character === ')') {
			if (groups.length === 1)
				throw invalid(`the ) at position ${position} closes nothing.`, 'Remove it, or add the ( that is missing.');
			groups.pop();
		}
		const name = at(word, filter, i);
		if (name === undefined) {
			i++;
			continue;
		}
		const clause = group.subselect ? undefined : at(otherClause, filter, i);
		if (clause !== undefined) {
			throw invalid(
				`${clause.toUpperCase().split(/\s/)[0]} at position ${position} is not part of a condition.`,
				onlyCondition,
			);
		}
		const operator = name.toUpperCase();
		if (operator === 'AND' || operator === 'OR') {
			if (group.operator !== undefined && group.operator !== operator) {
				throw invalid(
					`${operator} at position ${position} stands beside ${group.operator} without parentheses.`,
					'Say which belongs together: A = 1 AND (B = 2 OR C = 3).',
				);
			}
			group.operator = operator;
		}
		i += name.length;
	}
	if (groups.length > 1) {
		throw invalid(`the ( at position ${groups[groups.length - 1].start} is not closed.`, 'Add the ) that is missing.');
	}
}

/** A query that has anything beyond these is more than a condition. */
function checkParts(query: Query, allowed: string[]): void {
	const other = Object.entries(query).find(([part, value]) => value !== undefined && !allowed.includes(part));
	if (other !== undefined) throw invalid(`${other[0]} is not part of a condition.`, onlyCondition);
}

const functions = /^(?:(?:CALENDAR|FISCAL|DAY|WEEK|HOUR)_\w+|DISTANCE|GEOLOCATION|toLabel|convertTimezone)$/i;

class FilterCheck {
	constructor(
		private readonly describer: Describer,
		private readonly signal?: AbortSignal,
	) {}

	async where(object: string, clause: WhereClause): Promise<void> {
		for (
			let node: WhereClause | undefined = clause;
			node !== undefined;
			node = 'right' in node ? node.right : undefined
		) {
			if (node.left === null) continue;
			if ('valueQuery' in node.left) {
				await this.field(object, node.left.field);
				await this.semiJoin(node.left.valueQuery);
			} else {
				await this.condition(object, node.left);
			}
		}
	}

	private async condition(object: string, condition: Condition): Promise<void> {
		if ('fn' in condition) await this.function(object, condition.fn);
		else if ('field' in condition) await this.field(object, condition.field);
	}

	private async function(object: string, { functionName = '', parameters = [] }: FunctionExp): Promise<void> {
		if (!functions.test(functionName)) {
			throw invalid(
				`the function ${functionName.slice(0, 40)} may not be used in a condition.`,
				'Compare the field itself.',
			);
		}
		// Distances are between compound fields, which cannot be read but compared.
		if (/^(?:DISTANCE|GEOLOCATION)$/i.test(functionName)) return;
		for (const parameter of parameters) {
			if (typeof parameter !== 'string') await this.function(object, parameter);
			else if (/^[A-Za-z]/.test(parameter)) await this.field(object, parameter);
		}
	}

	private async semiJoin(query: Query): Promise<void> {
		checkParts(query, ['fields', 'sObject', 'where']);
		const [field, ...more] = query.fields ?? [];
		if (
			query.sObject === undefined ||
			more.length > 0 ||
			(field?.type !== 'Field' && field?.type !== 'FieldRelationship')
		) {
			throw invalid(
				'a SELECT within the filter must name exactly one field.',
				'For example: Id IN (SELECT AccountId FROM Opportunity).',
			);
		}
		const path = field.type === 'Field' ? field.field : [...field.relationships, field.field].join('.');
		await this.field(query.sObject, path);
		if (query.where !== undefined) await this.where(query.sObject, query.where);
	}

	private async field(object: string, path: string): Promise<void> {
		const field = await this.describer.resolve(object, path, this.signal);
		if (!field.filterable) {
			throw invalid(
				`Salesforce cannot filter by ${field.path}.`,
				'Use another field; long texts and encrypted fields cannot be compared.',
			);
		}
	}
}

/**
 * Checks a user's condition (what stands behind WHERE) before it ever becomes part of a query.
 * @throws SophiaError `configuration` naming the fault with its position or field, and the remedy
 */
export async function validateFilter(
	describer: Describer,
	object: string,
	filter: string,
	signal?: AbortSignal,
): Promise<void> {
	const { name } = await describer.describe(object, signal);
	if (filter.trim() === '') throw invalid('it is empty.', 'Leave the filter out to read every record.');
	if (filter.length > maxLength)
		throw invalid(`it is longer than ${maxLength} characters.`, 'Shorten it, e.g. by a formula field in Salesforce.');
	checkStructure(filter);
	const query = parse(`SELECT Id FROM ${name} WHERE (${filter})`);
	checkParts(query, ['fields', 'sObject', 'where']);
	if (query.where === undefined) throw invalid('it holds no condition.', onlyCondition);
	await new FilterCheck(describer, signal).where(name, query.where);
}

function parse(soql: string): Query {
	// A bundle in which `import()` finds no names.
	const { parseQuery } = createRequire(__filename)('soql-parser-js') as typeof import('soql-parser-js');
	try {
		return parseQuery(soql);
	} catch {
		// The parser's own message quotes the query.
		throw invalid(
			'Salesforce could not understand it.',
			'Write conditions as Field operator value, joined by AND or OR; texts in single quotation marks, dates as 2026-01-31 or 2026-01-31T00:00:00Z.',
		);
	}
}
