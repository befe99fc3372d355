import type { AskModel } from '../../mapping/suggest';
import type { PortkeyGateway } from '../../systems/portkey';
import type { SnowflakeSql } from '../../systems/snowflake';
import { cortexStatement, saidIn } from './cortexSql';
import { PORTKEY_PROBLEMS } from './portkeyProblems';

/** Questions through Portkey. */
export const askPortkey =
	(gateway: PortkeyGateway): AskModel =>
	async (question) => {
		const completion = await gateway.complete({ ...question, metadata: { application: 'n8n-nodes-sophia' } });
		const tokens = completion.usage.promptTokens + completion.usage.completionTokens;
		if (completion.kind === 'answer') return { value: completion.value, tokens };
		return { problem: PORTKEY_PROBLEMS[completion.kind], tokens };
	};

/** Questions through Snowflake Cortex. @throws SophiaError `configuration` for a name that is no model's */
export const askCortex = (sql: SnowflakeSql, model: string): AskModel => {
	return async ({ instructions, content, schema, maxTokens, signal }) => {
		const { rows } = await sql.run({
			statement: cortexStatement(model, schema.schema, maxTokens),
			binds: [JSON.stringify([{ k: '1', p: `${instructions}\n\n${content}` }])],
			signal,
		});
		const { value, inputTokens, outputTokens } = saidIn(rows[0]?.[1] ?? null);
		const tokens = inputTokens + outputTokens;
		return value === undefined ? { problem: 'Snowflake gave no answer', tokens } : { value, tokens };
	};
};
