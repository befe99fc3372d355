import { gatewayError, providerError } from './errors';
import { isObject, strictSchemaProblem, type Json, type JsonObject } from '../shared/schema';

export interface Message {
	role: 'system' | 'developer' | 'user' | 'assistant';
	content: string;
}

/** A request for a completion, as the model gets it. */
export interface CompletionRequest {
	provider: string;
	model: string;
	messages: Message[];
	/** Of `response_format: json_schema`. */
	schema?: { name: string; strict: boolean; schema: JsonObject };
	maxTokens?: number;
	temperature?: number;
	/** Of `x-portkey-trace-id` and `x-portkey-metadata`. */
	traceId?: string;
	metadata: Record<string, string>;
}

const ROLES = ['system', 'developer', 'user', 'assistant'];

/** Members that a provider of OpenAI's kind knows; another one is refused. */
const MEMBERS = new Set([
	'model',
	'messages',
	'response_format',
	'temperature',
	'top_p',
	'max_tokens',
	'max_completion_tokens',
	'seed',
	'n',
	'stop',
	'stream',
	'user',
	'presence_penalty',
	'frequency_penalty',
	'reasoning_effort',
	'store',
	'metadata',
	'service_tier',
	'logprobs',
	'top_logprobs',
]);

/** Parses a body. @throws PortkeyError 400 as the provider words it */
export function parseCompletion(
	text: string,
	provider: string,
	defaultModel: string | undefined,
): Omit<CompletionRequest, 'provider' | 'traceId' | 'metadata'> {
	let body: Json;
	try {
		body = JSON.parse(text) as Json;
	} catch {
		throw gatewayError(400, 'Invalid request body: it is not JSON');
	}
	if (!isObject(body)) throw gatewayError(400, 'Invalid request body: it must be a JSON object');
	const refuse = (message: string, param: string | null = null) => providerError(provider, 400, message, { param });
	const unknown = Object.keys(body).find((member) => !MEMBERS.has(member));
	if (unknown !== undefined) throw refuse(`Unrecognized request argument supplied: ${unknown}`);
	const model = body.model ?? defaultModel;
	if (typeof model !== 'string' || model === '') throw refuse('you must provide a model parameter');
	if (body.stream === true) throw refuse('This simulator does not stream', 'stream');
	const format = body.response_format;
	return {
		model,
		messages: messagesOf(body.messages, refuse),
		...(format === undefined ? {} : schemaOf(format, refuse)),
		...numberOf(body, ['max_completion_tokens', 'max_tokens'], 'maxTokens', refuse),
		...numberOf(body, ['temperature'], 'temperature', refuse),
	};
}

/** What OpenAI's reasoning models do not take, of a body that is valid otherwise. @throws PortkeyError 400 */
export function checkReasoning(text: string, provider: string): void {
	const body = JSON.parse(text) as JsonObject;
	if (body.max_tokens !== undefined)
		throw providerError(
			provider,
			400,
			"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
			{ param: 'max_tokens', code: 'unsupported_parameter' },
		);
	if (body.temperature !== undefined && body.temperature !== 1)
		throw providerError(
			provider,
			400,
			`Unsupported value: 'temperature' does not support ${JSON.stringify(body.temperature)} with this model. Only the default (1) value is supported.`,
			{ param: 'temperature', code: 'unsupported_value' },
		);
}

type Refuse = (message: string, param?: string) => Error;

function messagesOf(value: Json | undefined, refuse: Refuse): Message[] {
	if (!Array.isArray(value) || value.length === 0)
		throw refuse("Invalid 'messages': empty array. Expected an array with minimum length 1.", 'messages');
	return value.map((message, index) => {
		if (!isObject(message) || !ROLES.includes(String(message.role)))
			throw refuse(`Invalid value for 'messages[${index}].role'.`, `messages[${index}].role`);
		if (typeof message.content !== 'string')
			throw refuse(
				`Invalid value for 'content': expected a string, got ${typeof message.content}.`,
				`messages[${index}].content`,
			);
		return { role: message.role as Message['role'], content: message.content };
	});
}

function schemaOf(format: Json, refuse: Refuse): { schema?: CompletionRequest['schema'] } {
	if (!isObject(format)) throw refuse("Invalid type for 'response_format'.", 'response_format');
	if (format.type === 'text' || format.type === 'json_object') return {};
	const given = format.json_schema;
	if (format.type !== 'json_schema' || !isObject(given))
		throw refuse("Missing required parameter: 'response_format.json_schema'.", 'response_format.json_schema');
	if (typeof given.name !== 'string' || !/^[a-zA-Z0-9_-]{1,64}$/.test(given.name))
		throw refuse(
			"Invalid 'response_format.json_schema.name': string does not match pattern '^[a-zA-Z0-9_-]+$'.",
			'response_format.json_schema.name',
		);
	if (!isObject(given.schema))
		throw refuse(
			"Missing required parameter: 'response_format.json_schema.schema'.",
			'response_format.json_schema.schema',
		);
	const strict = given.strict === true;
	const problem = strict ? strictSchemaProblem(given.schema) : undefined;
	if (problem !== undefined)
		throw refuse(`Invalid schema for response_format '${given.name}': ${problem}`, 'response_format');
	return { schema: { name: given.name, strict, schema: given.schema } };
}

function numberOf<Name extends string>(
	body: JsonObject,
	members: string[],
	name: Name,
	refuse: Refuse,
): Partial<Record<Name, number>> {
	const member = members.find((one) => body[one] !== undefined && body[one] !== null);
	if (member === undefined) return {};
	const value = body[member];
	if (typeof value !== 'number' || value < 0) throw refuse(`Invalid type for '${member}': expected a number.`, member);
	return { [name]: value } as Partial<Record<Name, number>>;
}
