import { completionOf } from '../../../../engine/systems/portkey/completion';

const said = { industry: 'Steel' };
const text = JSON.stringify(said);
const answer = (message: object, finish_reason: string | null = 'stop', usage?: object) => ({
	status: 200,
	headers: {},
	body: { choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }], usage },
});

describe('a completion in the forms that providers give it', () => {
	it.each<[string, object]>([
		['a text', { content: text }],
		['a list of parts', { content: [{ type: 'text', text }] }],
		[
			'parts cut anywhere',
			{
				content: [
					{ type: 'text', text: text.slice(0, 4) },
					{ type: 'text', text: text.slice(4) },
				],
			},
		],
		[
			'a part of thoughts beside it',
			{
				content: [
					{ type: 'thinking', thinking: 'Hm.' },
					{ type: 'text', text },
				],
			},
		],
		['a text in Markdown', { content: `\`\`\`json\n${text}\n\`\`\`` }],
		['refusal null', { content: text, refusal: null }],
	])('as %s', (_, message) => {
		expect(completionOf(answer(message))).toEqual({
			kind: 'answer',
			value: said,
			usage: { promptTokens: 0, completionTokens: 0 },
		});
	});

	it.each<[string, object, string | null]>([
		['cut', { content: text }, 'length'],
		['cut', { content: text }, 'max_tokens'],
		['filtered', { content: '' }, 'content_filter'],
		['refused', { content: null, refusal: 'No.' }, 'stop'],
		['refused', { content: [{ type: 'refusal', refusal: 'No.' }] }, 'stop'],
		['refused', { content: text }, 'refusal'],
		['unreadable', { content: null }, null],
		['unreadable', { content: 'Steel, I think.' }, 'stop'],
		['answer', { content: text }, 'end_turn'],
		['answer', { content: text }, null],
	])('is %s for %j ending with %s', (kind, message, ended) => {
		expect(completionOf(answer(message, ended)).kind).toBe(kind);
	});

	it('counts only tokens that are numbers', () => {
		const usage = { prompt_tokens: '12', completion_tokens: -3 };
		expect(completionOf(answer({ content: text }, 'stop', usage)).usage).toEqual({
			promptTokens: 0,
			completionTokens: 0,
		});
	});

	it.each([{}, { error: { message: 'x' } }, { choices: [] }, { choices: null }, [], null])(
		'takes %j with status 200 for no answer of the gateway',
		(body) => {
			expect(() => completionOf({ status: 200, headers: {}, body })).toThrow("none of Portkey's");
		},
	);
});
