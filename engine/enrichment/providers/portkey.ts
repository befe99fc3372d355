import type { PortkeyGateway } from '../../systems/portkey';
import { readModelAnswer } from '../model/answer';
import { estimatedTokens, usageOf, type TokenPrices } from '../model/prices';
import { answerSchema, documentOf, instructions, PROMPT_VERSION } from '../model/question';
import { PORTKEY_PROBLEMS } from '../model/portkeyProblems';
import { COMPANY, keyOf, TITLE, type Subject } from '../model/subject';
import type { Provider, ProviderAnswer, ProviderContext, ProviderRequest } from '../types';

export interface PortkeyProviderOptions {
	prices?: TokenPrices;
	/** Requests under way at once. Default 6. */
	concurrency?: number;
	/** Most tokens of one answer. Default 800. */
	maxTokens?: number;
}

/** Portkey AI about companies: asked once per domain. */
export const portkeyCompanyProvider = (gateway: PortkeyGateway, options: PortkeyProviderOptions = {}): Provider =>
	portkeyProvider('portkey', 'Portkey AI', gateway, COMPANY, options);

/** Portkey AI about job titles: asked once per title. */
export const portkeyTitleProvider = (gateway: PortkeyGateway, options: PortkeyProviderOptions = {}): Provider =>
	portkeyProvider('portkeyTitle', 'Portkey AI (titles)', gateway, TITLE, options);

function portkeyProvider(
	name: string,
	label: string,
	gateway: PortkeyGateway,
	subject: Subject,
	{ prices, concurrency = 6, maxTokens = 800 }: PortkeyProviderOptions,
): Provider {
	const ask = async (request: ProviderRequest, context: ProviderContext): Promise<ProviderAnswer> => {
		const completion = await gateway.complete(
			{
				instructions: instructions(request.fields),
				content: documentOf(subject.told(request.known) ?? {}, request.fields),
				schema: { name: 'lead', schema: answerSchema(request.fields) },
				maxTokens,
				metadata: { application: 'n8n-nodes-sophia' },
				signal: context.signal,
			},
			() => context.used({ calls: 1 }),
		);
		const { promptTokens, completionTokens } = completion.usage;
		context.used(usageOf(promptTokens, completionTokens, prices));
		if (completion.kind === 'answer') return readModelAnswer(completion.value, request.fields);
		return { status: 'failed', reason: PORTKEY_PROBLEMS[completion.kind], retryable: false };
	};
	return {
		name,
		label,
		identity: `${gateway.account}:${PROMPT_VERSION}`,
		fills: subject.fills,
		reads: subject.reads,
		// One request per call: what a hostile lead says can change nobody else's answer.
		capabilities: { internal: false, metered: true, cacheable: true, batchSize: 1, concurrency },
		keyFor: (known) => keyOf(subject, known),
		estimate: (requests) => {
			const input = requests.reduce(
				(sum, { known, fields }) =>
					sum +
					estimatedTokens(
						instructions(fields) + documentOf(subject.told(known) ?? {}, fields) + JSON.stringify(answerSchema(fields)),
					),
				0,
			);
			return { calls: requests.length, ...usageOf(input, requests.length * maxTokens, prices) };
		},
		enrich: async (requests, context) =>
			await Promise.all(requests.map(async (request) => await ask(request, context))),
	};
}
