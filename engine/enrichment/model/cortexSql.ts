import { SophiaError } from '../../errors';
import { asObject, asObjects } from '../../systems/shared/json';
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

/** What one row's answer says. */
export interface CortexSaid {
	/** Not checked against the schema; undefined where there is no answer in JSON. */
	value: unknown;
	inputTokens: number;
	outputTokens: number;
}

/**
 * Reads an answer of AI_COMPLETE with details: `structured_output` with a response format, `choices` without one. Where
 * an account's functions give the bare value, or wrap it with an error instead of failing the statement, that is read
 * too. Objects may be texts of JSON.
 */
export function saidIn(cell: string | null): CortexSaid {
	const answer = unwrapped(json(cell));
	const { prompt_tokens: input, completion_tokens: output, total_tokens: total } = asObject(answer.usage);
	const [inputTokens, outputTokens] = [count(input), count(output)];
	return {
		value: json(valueIn(answer)),
		// Some models' usage has no parts.
		inputTokens: inputTokens + outputTokens === 0 ? count(total) : inputTokens,
		outputTokens,
	};
}

function valueIn(answer: Record<string, unknown>): unknown {
	const [structured] = asObjects(answer.structured_output);
	if (structured !== undefined) return structured.raw_message;
	const [choice] = asObjects(answer.choices);
	if (choice !== undefined) return choice.messages ?? asObject(choice.message).content;
	return Object.keys(answer).length === 0 ? undefined : answer;
}

/** `{value, error}` is what functions give that report errors row by row. */
function unwrapped(answer: unknown): Record<string, unknown> {
	const object = asObject(answer);
	return Object.hasOwn(object, 'error') && Object.hasOwn(object, 'value') ? asObject(json(object.value)) : object;
}

/** The JSON in a text, however often it was wrapped; undefined where there is none. */
function json(value: unknown): unknown {
	if (typeof value !== 'string') return value ?? undefined;
	try {
		const parsed: unknown = JSON.parse(value);
		return typeof parsed === 'string' ? json(parsed) : (parsed ?? undefined);
	} catch {
		return undefined;
	}
}

const count = (tokens: unknown): number => (typeof tokens === 'number' && tokens > 0 ? tokens : 0);
