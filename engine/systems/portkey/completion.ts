import { readAnswer, type Answer } from '../shared/answer';
import { asObject, asObjects } from '../shared/json';
import { unreadable } from './errors';

export interface TokenUsage {
	promptTokens: number;
	completionTokens: number;
}

/**
 * What came of a request:
 * - `answer`     JSON as the model wrote it, not checked against the schema
 * - `refused`    the model declines
 * - `filtered`   the provider's filter cut in
 * - `cut`        longer than `maxTokens`
 * - `guardrail`  a guardrail of the config failed: 246 with an answer, 446 without. Its answer is not used
 * - `unreadable` no JSON
 */
export type Completion = { usage: TokenUsage; model?: string } & (
	| { kind: 'answer'; value: unknown }
	| { kind: 'refused' | 'filtered' | 'cut' | 'guardrail' | 'unreadable' }
);

const GUARDRAIL_FAILED = 246;

/** The gateway passes on the words of providers that are not OpenAI's where its config asks for that. */
const CUT = new Set(['length', 'max_tokens', 'MAX_TOKENS']);
const FILTERED = new Set(['content_filter', 'SAFETY', 'guardrail_intervened']);
const REFUSED = new Set(['refusal']);

/**
 * Reads an answer in OpenAI's form. Its content may be a text or a list of parts.
 * @throws SophiaError `transient` when it holds no completion
 */
export function completionOf(answer: Answer): Completion {
	const body = asObject(answer.body);
	const [choice] = asObjects(body.choices);
	if (choice === undefined) throw unreadable(answer);
	const message = asObject(choice.message);
	const parts = asObjects(message.content);
	const rest = { usage: usageOf(body.usage), ...(typeof body.model === 'string' ? { model: body.model } : {}) };
	const ended = typeof choice.finish_reason === 'string' ? choice.finish_reason : '';
	const declines =
		REFUSED.has(ended) ||
		isText(message.refusal) ||
		parts.some(({ type, refusal }) => type === 'refusal' && isText(refusal));
	if (answer.status === GUARDRAIL_FAILED) return { kind: 'guardrail', ...rest };
	if (declines) return { kind: 'refused', ...rest };
	if (FILTERED.has(ended)) return { kind: 'filtered', ...rest };
	if (CUT.has(ended)) return { kind: 'cut', ...rest };
	const content = isText(message.content)
		? message.content
		: parts.map(({ text }) => (typeof text === 'string' ? text : '')).join('');
	const value = readAnswer(200, {}, unfenced(content)).body;
	return value === undefined ? { kind: 'unreadable', ...rest } : { kind: 'answer', value, ...rest };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Models without a strict mode of their own like to wrap JSON in Markdown. */
const unfenced = (text: string): string => /^\s*```(?:json)?\s*\n([^]*?)\n?\s*```\s*$/i.exec(text)?.[1] ?? text;

function usageOf(value: unknown): TokenUsage {
	const { prompt_tokens: prompt, completion_tokens: completion } = asObject(value);
	const count = (tokens: unknown) => (typeof tokens === 'number' && tokens > 0 ? Math.round(tokens) : 0);
	return { promptTokens: count(prompt), completionTokens: count(completion) };
}
