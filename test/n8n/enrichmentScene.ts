import fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { PortkeySimulator, type CompletionRequest } from '../simulators/portkey';
import { SnowflakeSimulator } from '../simulators/snowflake';
import type { Execution, N8nRest } from './harness';
import { Scene, workflowAround } from './scene';

export const LEAD_ENRICHMENT = 'n8n-nodes-sophia.sophiaLeadEnrichment';

type Chosen = { id: string; name: string };

/** What a model knows: by domain or title, field → value. */
export type Book = Record<string, Record<string, string | number>>;

/** An answer of the schema's shape; a field that the book does not have is unknown. */
function answered(book: Book, question: string, fields: string[]) {
	const { known } = JSON.parse(question) as { known: Record<string, string> };
	const entry = book[Object.values(known)[0]] ?? {};
	return Object.fromEntries(
		fields.map((field) => [
			field,
			field in entry ? { value: entry[field], certainty: 'high' } : { value: '', certainty: 'unknown' },
		]),
	);
}

/** A data service: companies by domain, for a key in a header or in the query. */
export class DataService {
	readonly asked: Array<{ url: string; header?: string }> = [];
	readonly companies: Record<string, object> = {};

	private constructor(
		private readonly server: FastifyInstance,
		readonly url: string,
	) {}

	static async start(): Promise<DataService> {
		const server = fastify();
		await server.register(async (app) => {
			app.get('/v1/companies/:domain', async (request, reply) => {
				const { domain } = request.params as { domain: string };
				const header = request.headers['x-api-key'] as string | undefined;
				service.asked.push({ url: request.url, ...(header === undefined ? {} : { header }) });
				const key = header ?? (request.query as { key?: string }).key;
				if (key !== 'service-key') return await reply.code(401).send({ message: 'no' });
				const company = service.companies[domain];
				return company === undefined ? await reply.code(404).send({}) : await reply.send(company);
			});
		});
		await server.listen({ port: 0, host: '127.0.0.1' });
		const service = new DataService(server, `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`);
		return service;
	}

	async stop(): Promise<void> {
		await this.server.close();
	}
}

/** All that Lead Enrichment speaks to, simulated, with credentials in a running n8n. */
export class EnrichmentScene {
	/** What the models know. */
	readonly book: Book = {};

	private constructor(
		readonly crm: Scene,
		readonly portkey: PortkeySimulator,
		readonly snowflake: SnowflakeSimulator,
		readonly service: DataService,
		readonly credentials: Record<string, Chosen>,
	) {}

	static async open(rest: N8nRest): Promise<EnrichmentScene> {
		const [crm, portkey, snowflake, service] = await Promise.all([
			Scene.open(rest),
			new PortkeySimulator().start(),
			new SnowflakeSimulator().start(),
			DataService.start(),
		]);
		const create = async (name: string, type: string, data: object): Promise<Chosen> => ({
			id: (await rest.createCredential(name, type, { ...data })).id,
			name,
		});
		const scene = new EnrichmentScene(crm, portkey, snowflake, service, {
			...crm.credentials,
			sophiaPortkeyApi: await create('Portkey (simulated)', 'sophiaPortkeyApi', {
				apiKey: portkey.apiKey,
				apiBaseUrl: `${portkey.url}/v1`,
				provider: 'openai-main',
				model: 'gpt-4o-mini',
			}),
			sophiaSnowflakeApi: await create('Snowflake (simulated)', 'sophiaSnowflakeApi', {
				accountUrl: snowflake.url,
				authMethod: 'token',
				token: 'simulator-pat',
				warehouse: 'COMPUTE_WH',
			}),
			httpHeaderAuth: await create('Header', 'httpHeaderAuth', { name: 'x-api-key', value: 'service-key' }),
			httpQueryAuth: await create('Query', 'httpQueryAuth', { name: 'key', value: 'service-key' }),
		});
		portkey.model = ({ messages, schema }: CompletionRequest) => ({
			value: answered(scene.book, messages[1].content, Object.keys(schema?.schema.properties ?? {})),
		});
		snowflake.model = ({ prompt, schema }) => ({
			value: answered(scene.book, prompt.split('\n\n').pop() ?? '', Object.keys(schema?.properties ?? {})),
		});
		return scene;
	}

	async close(): Promise<void> {
		await this.crm.close();
		await Promise.all([this.portkey.stop(), this.snowflake.stop(), this.service.stop()]);
		expect([...this.portkey.bugs, ...this.snowflake.bugs]).toEqual([]);
	}

	/** "Start" → "Sophia" → "Results", "Rejected", "Failed"; between the first two the given items. @returns the workflow's id */
	async workflow(parameters: object, items?: object[]): Promise<string> {
		const definition = workflowAround(LEAD_ENRICHMENT, this.credentials, { ...parameters }, items);
		return (await this.crm.rest.createWorkflow(definition)).id;
	}

	async run(id: string): Promise<Execution> {
		return await this.crm.run(id);
	}

	/** One execution of a node so set. */
	async enrich(parameters: object, items?: object[]): Promise<Execution> {
		return await this.run(await this.workflow(parameters, items));
	}
}
