import { SophiaError } from '../../errors';
import { asObject } from '../../systems/shared/json';
import { sqlLiteral } from './sqlLiteral';

/** @throws SophiaError `configuration` for what is no model's name */
export function checkedModel(model: string): string {
	const name = model.trim();
	if (/^[\w.-]{1,100}$/.test(name)) return name;
	throw new SophiaError('configuration', 'The Cortex model is not the name of a model.', {
		system: 'snowflake',
		remedy: 'Set the model to one that Snowflake lists for AI_COMPLETE, e.g. claude-4-sonnet.',
	});
}

/**
 * A statement that asks a model about every row of one bound JSON array of `{k, p}` (key and prompt). Its result has the
 * key and the answer with its usage.
 *
 * @param schema JSON schema of an answer: our own, for a response format has to be a constant
 * @throws SophiaError `configuration` for what is no model's name
 */
export const cortexStatement = (model: string, schema: Record<string, unknown>, maxTokens: number): string =>
	[
		'SELECT f.value:k::STRING AS QUESTION, AI_COMPLETE(',
		`model => ${sqlLiteral(checkedModel(model))}, prompt => f.value:p::STRING,`,
		`model_parameters => ${sqlLiteral({ temperature: 0, max_tokens: maxTokens })},`,
		`response_format => ${sqlLiteral({ type: 'json', schema })},`,
		'show_details => TRUE) AS ANSWER',
		'FROM TABLE(FLATTEN(INPUT => PARSE_JSON(?))) f',
	].join(' ');

/** A cell that holds JSON; empty where it holds none. */
export function parsedCell(text: string | null): Record<string, unknown> {
	try {
		return asObject(JSON.parse(text ?? 'null'));
	} catch {
		return {};
	}
}
