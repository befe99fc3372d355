import * as fc from 'fast-check';
import { suggestFieldMap, type ModelQuestion } from '../../../engine/mapping/suggest';
import { askCortex, askPortkey } from '../../../engine/enrichment/model/ask';
import { PortkeyGateway } from '../../../engine/systems/portkey';
import { SnowflakeSql } from '../../../engine/systems/snowflake';
import { createTraffic } from '../../../engine/traffic';
import { PortkeySimulator } from '../../simulators/portkey';
import { strictSchemaProblem, type Json, type JsonObject } from '../../simulators/shared/schema';
import { SnowflakeSimulator } from '../../simulators/snowflake';
import { choices, description, field } from './describe';

const objects = {
	source: description(
		'Contact',
		field('FirstName'),
		field('Phone', 'phone'),
		field('Website', 'url'),
		field('Birthdate', 'date'),
	),
	destination: description(
		'contacts',
		field('firstname'),
		field('phone', 'phone'),
		field('website_domain'),
		field('color', 'enumeration', { options: choices('Red') }),
		field('createdate', 'datetime', { writable: false }),
	),
};

const row = (to: string, from: string, more: object = {}) => ({
	to,
	from,
	transforms: [],
	certainty: 'high',
	reason: 'Same name.',
	...more,
});

const suggest = async (value: unknown) =>
	await suggestFieldMap(objects, async () => await Promise.resolve({ value, tokens: 7 }));

describe('a suggested field map', () => {
	it('is valid, the most certain rows first, each with its reason', async () => {
		const { fieldMap, rows, dropped, tokens, problem } = await suggest({
			rows: [
				row('website_domain', 'Website', { transforms: ['domainFromUrl'], certainty: 'medium' }),
				row('firstname', 'FirstName'),
			],
		});
		expect(fieldMap).toEqual({
			fields: [
				{ to: 'firstname', from: 'FirstName' },
				{ to: 'website_domain', from: 'Website', transforms: ['domainFromUrl'] },
			],
		});
		expect(rows[0]).toMatchObject({ confidence: 0.9, reason: 'Same name.', warnings: [] });
		expect([dropped, tokens, problem]).toEqual([0, 7, undefined]);
	});

	it('has no row for fields that are unknown, read-only or filled already', async () => {
		const { fieldMap, dropped } = await suggest({
			rows: [
				row('firstname', 'FirstName', { certainty: 'low' }),
				row('firstname', 'Phone'),
				row('createdate', 'Birthdate'),
				row('nothing', 'Phone'),
				row('phone', 'Nothing'),
				row('__proto__', 'Phone'),
			],
		});
		expect(fieldMap.fields).toEqual([{ to: 'firstname', from: 'Phone' }]);
		expect(dropped).toBe(5);
	});

	it('says what is doubtful about a row, and leaves out transforms that there are not', async () => {
		const { rows } = await suggest({ rows: [row('color', 'Birthdate', { transforms: ['dropTables'] })] });
		expect(rows[0].transforms).toEqual([]);
		expect(rows[0].warnings.join()).toContain('Birthdate is a date');
	});

	it('is empty, with the reason, when the model gives none', async () => {
		expect(await suggest({ rows: [] })).toMatchObject({
			fieldMap: { fields: [] },
			problem: expect.any(String) as string,
		});
		const refused = await suggestFieldMap(objects, async () => await Promise.resolve({ problem: 'no', tokens: 0 }));
		expect(refused.problem).toBe('no');
	});

	it('is no matter of what the model says: it never throws', async () => {
		await fc.assert(
			fc.asyncProperty(fc.jsonValue(), async (value) => {
				expect((await suggest(value)).rows).toEqual([]);
			}),
		);
	});

	it('asks with names, labels and types, and nothing else', async () => {
		let question: ModelQuestion | undefined;
		await suggestFieldMap(objects, async (asked) => {
			question = asked;
			return await Promise.resolve({ tokens: 0 });
		});
		const content = JSON.parse(question?.content ?? '') as {
			source: { fields: object[] };
			destination: { fields: object[] };
		};
		for (const described of [...content.source.fields, ...content.destination.fields])
			expect(Object.keys(described)).toEqual(['name', 'label', 'type']);
		expect(content.destination.fields).toHaveLength(4);
		expect(strictSchemaProblem(question?.schema.schema as JsonObject)).toBeUndefined();
	});

	it('comes through Portkey and through Cortex', async () => {
		const value = { rows: [row('firstname', 'FirstName')] } as Json;
		const portkey = await new PortkeySimulator({ model: () => ({ value }) }).start();
		const snowflake = await new SnowflakeSimulator({ model: () => ({ value }) }).start();
		try {
			const gateway = new PortkeyGateway(
				{ apiKey: portkey.apiKey, apiBaseUrl: `${portkey.url}/v1`, provider: 'openai-main', model: 'gpt-4o' },
				createTraffic(),
			);
			const sql = new SnowflakeSql(
				{ accountUrl: snowflake.url, authMethod: 'token', token: 'simulator-pat', warehouse: 'COMPUTE_WH' },
				createTraffic(),
			);
			for (const ask of [askPortkey(gateway), askCortex(sql, 'claude-4-sonnet')]) {
				const { fieldMap, tokens } = await suggestFieldMap(objects, ask);
				expect(fieldMap.fields).toEqual([{ to: 'firstname', from: 'FirstName' }]);
				expect(tokens).toBeGreaterThan(0);
			}
			portkey.model = () => ({ refusal: 'No.' });
			expect((await suggestFieldMap(objects, askPortkey(gateway))).problem).toBe('the model declined to answer');
			expect([...portkey.bugs, ...snowflake.bugs]).toEqual([]);
		} finally {
			await Promise.all([portkey.stop(), snowflake.stop()]);
		}
	});
});
