import { sqlError } from './errors';
import type { Value } from './evaluate';

/** One call of AI_COMPLETE, as the model gets it. */
export interface Completion {
	model: string;
	prompt: string;
	schema?: Record<string, Value>;
	parameters: Record<string, Value>;
	showDetails: boolean;
}

/** What the model says: a value for its schema, or text; or its service fails, and the statement with it. */
export type CortexAnswer = { value: Value } | { text: string } | { failure: string };

const ARGUMENTS = ['model', 'prompt', 'model_parameters', 'response_format', 'show_details', 'return_error_details'];
const PARAMETERS = ['temperature', 'top_p', 'max_tokens', 'guardrails'];
const UNSUPPORTED = ['$schema', 'default', '$dynamicRef', 'unevaluatedProperties'];

const tokensOf = (text: string): number => Math.ceil(text.length / 4);

const failure = (message: string) =>
	sqlError('100351', 'P0000', `Remote service error: 400 '"invalid request parameters: ${message}"'`);

/** Checks the arguments of AI_COMPLETE and runs it. @throws SnowflakeError 422 */
export function aiComplete(
	given: Map<string, Value>,
	models: readonly string[],
	answer: (completion: Completion) => CortexAnswer,
): { value: Value; tokens: number } {
	const unknown = [...given.keys()].find((name) => !ARGUMENTS.includes(name));
	if (unknown !== undefined)
		throw sqlError(
			'001028',
			'42601',
			`SQL compilation error:\nUnknown argument '${unknown.toUpperCase()}' for function AI_COMPLETE`,
		);
	const model = given.get('model');
	const prompt = given.get('prompt');
	if (typeof model !== 'string' || typeof prompt !== 'string')
		throw sqlError('001015', '22023', 'SQL compilation error:\nInvalid argument types for function AI_COMPLETE');
	if (!models.includes(model)) throw failure(`unknown model \\"${model}\\"`);
	const parameters = objectOr(given.get('model_parameters'), 'model_parameters');
	const wrong = Object.keys(parameters).find((name) => !PARAMETERS.includes(name));
	if (wrong !== undefined) throw failure(`unknown parameter \\"${wrong}\\"`);
	const schema = given.has('response_format')
		? schemaOf(objectOr(given.get('response_format'), 'response_format'))
		: undefined;
	const showDetails = given.get('show_details') === true;
	const said = answer({ model, prompt, parameters, showDetails, ...(schema === undefined ? {} : { schema }) });
	if ('failure' in said) throw sqlError('100351', 'P0000', `Remote service error: ${said.failure}`);
	const text = 'text' in said ? said.text : JSON.stringify(said.value);
	const usage = {
		completion_tokens: tokensOf(text),
		guardrails_tokens: 0,
		prompt_tokens: tokensOf(prompt) + (schema === undefined ? 0 : tokensOf(JSON.stringify(schema))),
		total_tokens: 0,
	};
	usage.total_tokens = usage.completion_tokens + usage.prompt_tokens;
	return { value: detailed(said, schema !== undefined, showDetails, model, usage), tokens: usage.total_tokens };
}

function detailed(
	said: Exclude<CortexAnswer, { failure: string }>,
	structured: boolean,
	showDetails: boolean,
	model: string,
	usage: Record<string, number>,
): Value {
	const raw: Value = 'value' in said ? said.value : said.text;
	if (!showDetails) return raw;
	const details = { created: 0, model, usage };
	return structured
		? { structured_output: [{ raw_message: raw, type: 'json' }], ...details }
		: { choices: [{ messages: raw }], ...details };
}

function schemaOf(format: Record<string, Value>): Record<string, Value> {
	const { type, schema } = format;
	if (type !== 'json' || typeof schema !== 'object' || schema === null || Array.isArray(schema))
		throw failure('response_format must be an object with type json and a schema');
	if (schema.type !== 'object') throw failure('the top-level type of a schema must be object');
	checkSchema(schema);
	return schema;
}

function checkSchema(schema: Value): void {
	if (Array.isArray(schema)) schema.forEach(checkSchema);
	else if (typeof schema === 'object' && schema !== null) {
		const wrong = Object.keys(schema).find((name) => UNSUPPORTED.includes(name));
		if (wrong !== undefined) throw failure(`${wrong} is not supported in a schema`);
		Object.values(schema).forEach(checkSchema);
	}
}

function objectOr(value: Value | undefined, name: string): Record<string, Value> {
	if (value === undefined) return {};
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw sqlError(
			'001015',
			'22023',
			`SQL compilation error:\nInvalid argument types for function AI_COMPLETE: ${name} must be an OBJECT`,
		);
	return value;
}
