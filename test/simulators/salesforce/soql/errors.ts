import { ApiError } from '../errors';

/** The query's text with a caret under the token at fault, as Salesforce answers it. */
function pointed(soql: string, token: string, explanation: string): string {
	const at = positionOf(soql, token);
	const line = soql.slice(0, at).split('\n').length;
	const column = at - (soql.lastIndexOf('\n', at - 1) + 1) + 1;
	return `\n${soql}\n${' '.repeat(Math.max(0, column - 1))}^\nERROR at Row:${line}:Column:${column}\n${explanation}`;
}

function positionOf(soql: string, token: string): number {
	if (token === '') return soql.length;
	const escaped = token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	const found = new RegExp(`(?<![\\w.])${escaped}(?![\\w])`, 'i').exec(soql);
	return found?.index ?? Math.max(0, soql.toLowerCase().indexOf(token.toLowerCase()));
}

const ADVICE = 'Please reference your WSDL or the describe call for the appropriate names.';

export const noSuchColumn = (soql: string, path: string, field: string, entity: string) =>
	new ApiError(
		400,
		'INVALID_FIELD',
		pointed(
			soql,
			path,
			`No such column '${field}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${ADVICE}`,
		),
	);

export const noSuchRelationship = (soql: string, path: string, relationship: string) =>
	new ApiError(
		400,
		'INVALID_FIELD',
		pointed(
			soql,
			path,
			`Didn't understand relationship '${relationship}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${ADVICE}`,
		),
	);

export const noSuchObject = (soql: string, object: string) =>
	new ApiError(
		400,
		'INVALID_TYPE',
		pointed(
			soql,
			object,
			`sObject type '${object}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${ADVICE}`,
		),
	);

export const invalidField = (soql: string, path: string, explanation: string) =>
	new ApiError(400, 'INVALID_FIELD', pointed(soql, path, explanation));

export const invalidFilter = (soql: string, path: string, explanation: string) =>
	new ApiError(400, 'INVALID_QUERY_FILTER_OPERATOR', pointed(soql, path, explanation));

export const unexpectedToken = (soql: string, token: string) =>
	new ApiError(400, 'MALFORMED_QUERY', pointed(soql, token, `unexpected token: '${token === '' ? '<EOF>' : token}'`));

export const malformed = (message: string) => new ApiError(400, 'MALFORMED_QUERY', message);
