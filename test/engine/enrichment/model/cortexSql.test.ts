import * as fc from 'fast-check';
import { saidIn } from '../../../../engine/enrichment/model/cortexSql';

const said = { industry: { value: 'banking', certainty: 'high' } };
const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
const structured = { created: 1, model: 'm', structured_output: [{ raw_message: said, type: 'json' }], usage };

describe('an answer of AI_COMPLETE', () => {
	it.each<[string, unknown]>([
		['with details', structured],
		['with its message as a text', { ...structured, structured_output: [{ raw_message: JSON.stringify(said) }] }],
		['as a text of JSON', JSON.stringify(structured)],
		['with choices', { choices: [{ messages: said }], usage }],
		['with choices of text', { choices: [{ messages: JSON.stringify(said) }], usage }],
		['with a message as OpenAI has it', { choices: [{ message: { content: JSON.stringify(said) } }], usage }],
		['beside an error that is null', { value: structured, error: null }],
	])('is read %s', (_, cell) => {
		expect(saidIn(JSON.stringify(cell))).toEqual({ value: said, inputTokens: 7, outputTokens: 3 });
	});

	it('is read without details, and without a word about tokens', () => {
		expect(saidIn(JSON.stringify(said))).toEqual({ value: said, inputTokens: 0, outputTokens: 0 });
	});

	it('counts the total where usage has no parts', () => {
		expect(saidIn(JSON.stringify({ ...structured, usage: { total_tokens: 10 } }))).toMatchObject({ inputTokens: 10 });
	});

	it.each([null, '', 'null', '"no JSON"', '{}', '{"value":null,"error":"refused"}', '{"structured_output":[{}]}'])(
		'is none: %j',
		(cell) => {
			expect(saidIn(cell).value).toBeUndefined();
		},
	);

	it('never throws', () => {
		fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (cell) => void saidIn(cell)));
	});
});
