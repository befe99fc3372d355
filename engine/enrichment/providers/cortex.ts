import { isSophiaError } from '../../errors';
import type { SnowflakeSql } from '../../systems/snowflake';
import { readModelAnswer } from '../model/answer';
import { checkedModel, cortexStatement, saidIn } from '../model/cortexSql';
import { estimatedTokens, usageOf, type TokenPrices } from '../model/prices';
import { answerSchema, documentOf, instructions, PROMPT_VERSION } from '../model/question';
import { COMPANY, keyOf, TITLE, type Subject } from '../model/subject';
import type { LeadField } from '../fields';
import type { Provider, ProviderAnswer, ProviderContext, ProviderRequest } from '../types';

export interface CortexProviderOptions {
	/** As Snowflake names it: 'claude-4-sonnet'. */
	model: string;
	prices?: TokenPrices;
	/** Questions per statement. Default 50. */
	batchSize?: number;
	/** Statements under way at once. Default 2. */
	concurrency?: number;
	/** Most tokens of one answer. Default 800. */
	maxTokens?: number;
}

/** The code of an answer in which the model's service refuses one row, which fails the whole statement. */
const ROW_REFUSED = '100351';
/** So many rows refused one by one, and none answered: it is not the rows. */
const SURELY_NOT_THE_ROWS = 3;

/** Snowflake Cortex about companies: asked once per domain, many in one statement. */
export const cortexCompanyProvider = (sql: SnowflakeSql, options: CortexProviderOptions): Provider =>
	cortexProvider('cortex', 'Snowflake Cortex', sql, COMPANY, options);

/** Snowflake Cortex about job titles. */
export const cortexTitleProvider = (sql: SnowflakeSql, options: CortexProviderOptions): Provider =>
	cortexProvider('cortexTitle', 'Snowflake Cortex (titles)', sql, TITLE, options);

function cortexProvider(
	name: string,
	label: string,
	sql: SnowflakeSql,
	subject: Subject,
	options: CortexProviderOptions,
): Provider {
	const { prices, batchSize = 50, concurrency = 2, maxTokens = 800 } = options;
	const model = checkedModel(options.model);
	return {
		name,
		label,
		identity: `${sql.account}:${model}:${PROMPT_VERSION}`,
		fills: subject.fills,
		reads: subject.reads,
		capabilities: { internal: false, metered: true, cacheable: true, batchSize, concurrency },
		keyFor: (known) => keyOf(subject, known),
		estimate: (requests) => {
			const input = requests.reduce(
				(sum, { known, fields }) =>
					sum + estimatedTokens(promptOf(subject, known, fields) + JSON.stringify(answerSchema(fields))),
				0,
			);
			return { calls: 1, ...usageOf(input, requests.length * maxTokens, prices) };
		},
		enrich: async (requests, context) =>
			await new CortexBatch(sql, subject, model, maxTokens, prices, context).answers(requests),
	};
}

/** Every row has a prompt of its own: what one lead says is not seen by the model when it answers for another. */
const promptOf = (subject: Subject, known: ProviderRequest['known'], fields: readonly LeadField[]): string =>
	`${instructions(fields)}\n\n${documentOf(subject.told(known) ?? {}, fields)}`;

/** The questions of one `enrich`. */
class CortexBatch {
	private answered = 0;
	private refused = 0;

	constructor(
		private readonly sql: SnowflakeSql,
		private readonly subject: Subject,
		private readonly model: string,
		private readonly maxTokens: number,
		private readonly prices: TokenPrices | undefined,
		private readonly context: ProviderContext,
	) {}

	async answers(requests: readonly ProviderRequest[]): Promise<ProviderAnswer[]> {
		return await this.run(requests).catch(async (error: unknown) => await this.halves(requests, error));
	}

	/** One row that the model's service refuses fails its statement: the others are asked without it. */
	private async halves(requests: readonly ProviderRequest[], error: unknown): Promise<ProviderAnswer[]> {
		if (!isSophiaError(error, 'configuration') || error.code !== ROW_REFUSED) throw error;
		if (requests.length === 1) {
			if (++this.refused >= SURELY_NOT_THE_ROWS && this.answered === 0) throw error;
			return [{ status: 'failed', reason: "Snowflake's model refused the question", retryable: false }];
		}
		const middle = Math.ceil(requests.length / 2);
		return [...(await this.answers(requests.slice(0, middle))), ...(await this.answers(requests.slice(middle)))];
	}

	private async run(requests: readonly ProviderRequest[]): Promise<ProviderAnswer[]> {
		const answers = new Map<string, ProviderAnswer>();
		// One statement has one schema; requests of a run nearly always ask for the same fields.
		for (const group of bySameFields(requests)) {
			const { rows } = await this.sql.run(
				{
					statement: cortexStatement(this.model, answerSchema(group[0].fields), this.maxTokens),
					binds: [
						JSON.stringify(
							group.map(({ key, known, fields }) => ({ k: key, p: promptOf(this.subject, known, fields) })),
						),
					],
					signal: this.context.signal,
				},
				() => this.context.used({ calls: 1 }),
			);
			for (const [key, cell] of rows) {
				const request = group.find((one) => one.key === key);
				if (request !== undefined) answers.set(request.key, this.answerOf(cell, request.fields));
			}
		}
		this.answered += answers.size;
		return requests.map(
			({ key }) => answers.get(key) ?? { status: 'failed', reason: 'Snowflake gave no answer for it', retryable: true },
		);
	}

	private answerOf(cell: string | null, fields: readonly LeadField[]): ProviderAnswer {
		const { value, inputTokens, outputTokens } = saidIn(cell);
		this.context.used(usageOf(inputTokens, outputTokens, this.prices));
		return readModelAnswer(value, fields);
	}
}

function bySameFields(requests: readonly ProviderRequest[]): ProviderRequest[][] {
	const groups = new Map<string, ProviderRequest[]>();
	for (const request of requests) {
		const name = request.fields.join();
		groups.set(name, [...(groups.get(name) ?? []), request]);
	}
	return [...groups.values()];
}
