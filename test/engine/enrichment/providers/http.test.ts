import fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { isSophiaError } from '../../../../engine/errors';
import type { LeadFields } from '../../../../engine/enrichment/fields';
import { httpProvider, type HttpProviderSettings } from '../../../../engine/enrichment/providers/http';
import { compileUrlTemplate } from '../../../../engine/enrichment/providers/urlTemplate';
import { runEnrichment } from '../../../../engine/enrichment/runEnrichment';
import type { EnrichmentReport } from '../../../../engine/enrichment/types';
import { createTraffic } from '../../../../engine/traffic';
import { JumpingClock } from '../../../simulators/shared/clock';

describe('any HTTP provider', () => {
	let server: FastifyInstance;
	let origin: string;
	let asked: string[];
	let clock: JumpingClock;
	/** What the next requests are answered with, else a company. */
	let queue: Array<{ status: number; body?: unknown; headers?: Record<string, string> }>;

	beforeEach(async () => {
		clock = new JumpingClock();
		asked = [];
		queue = [];
		server = fastify();
		server.get('/*', async (request, reply) => {
			asked.push(request.url);
			if (request.headers['x-key'] !== 'secret') return await reply.code(401).send({});
			const next = queue.shift();
			if (next !== undefined)
				return await reply
					.code(next.status)
					.headers(next.headers ?? {})
					.send(next.body ?? '');
			return {
				organization: {
					industry: 'COMPUTER_SOFTWARE',
					size: '1,200',
					country: 'Germany',
					site: 'https://www.acme.example/',
					public: true,
				},
				people: [{ title: 'CTO' }],
			};
		});
		await server.listen({ port: 0, host: '127.0.0.1' });
		origin = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
	});

	afterEach(async () => await server.close());

	const enrich = async (
		leads: LeadFields[],
		settings: Partial<HttpProviderSettings> = {},
	): Promise<{ fields: LeadFields[]; report: EnrichmentReport }> => {
		const traffic = createTraffic({ retries: 1 }, clock);
		const provider = httpProvider(
			{
				name: 'http',
				label: 'Acme Data',
				url: `${origin}/v1/companies/{companyDomain}?all=1`,
				headers: { 'x-key': 'secret' },
				query: { token: 'a b' },
				mapping: [
					{ field: 'industry', path: 'organization.industry' },
					{ field: 'employees', path: 'organization.size' },
					{ field: 'companyCountryCode', path: 'organization.country' },
					{ field: 'title', path: 'people.0.title' },
					{ field: 'city', path: 'organization.nothing.there' },
				],
				...settings,
			},
			traffic,
		);
		const fields: LeadFields[] = [];
		const report = await runEnrichment(
			{ providers: [{ name: 'http', send: [...provider.reads] }] },
			{
				providers: [provider],
				leads: [leads.map((lead, index) => ({ id: String(index), system: 'item', fields: lead }))],
				traffic,
				onPage: (page) => void fields.push(...page.map((result) => result.fields)),
			},
		);
		return { fields, report };
	};

	it('takes from the answer what its mapping says, in our own words', async () => {
		const { fields } = await enrich([{ companyDomain: 'acme.example' }]);
		expect(fields[0]).toEqual({
			companyDomain: 'acme.example',
			industry: 'software',
			employees: 1200,
			companyCountryCode: 'DE',
			title: 'CTO',
		});
		expect(asked).toEqual(['/v1/companies/acme.example?all=1&token=a+b']);
	});

	it('takes texts without markup, and without what a spreadsheet would take for a formula', async () => {
		const title = '=HYPERLINK("https://evil.example","x") <script>alert(1)</script><b>CTO</b>';
		queue.push({ status: 200, body: { title, size: '=1+1' } });
		const mapping: HttpProviderSettings['mapping'] = [
			{ field: 'title', path: 'title' },
			{ field: 'employees', path: 'size' },
		];
		const { fields } = await enrich([{ companyDomain: 'acme.example' }], { mapping });
		expect(fields[0].title).toMatch(/^HYPERLINK.*CTO$/);
		expect(fields[0].title).not.toMatch(/<|alert/);
		expect(fields[0].employees).toBeUndefined();
	});

	it.each([
		['says so', 'x'.repeat(2_100_000)],
		['says nothing of it', Readable.from(Array.from({ length: 30 }, () => 'x'.repeat(100_000)))],
	])('reads no answer longer than it should be: one that %s', async (_, body) => {
		queue.push({ status: 200, body });
		const { report } = await enrich([{ companyDomain: 'acme.example' }]);
		expect(report.providers[0]).toMatchObject({
			failed: 1,
			unavailable: { kind: 'configuration', message: expect.stringContaining('more than it should') },
		});
	});

	it('asks once for a domain, whoever shares it', async () => {
		const { report } = await enrich([{ companyDomain: 'a.example' }, { companyDomain: 'a.example' }, {}]);
		expect(asked).toHaveLength(1);
		expect(report.providers[0]).toMatchObject({ asked: 1, shared: 1, notAsked: 1 });
	});

	it('keeps to its own rate, and to what the service asks for', async () => {
		const began = clock.now();
		await enrich(
			Array.from({ length: 5 }, (_, index) => ({ companyDomain: `c${index}.example` })),
			{ callsPerMinute: 2 },
		);
		expect(clock.now() - began).toBeGreaterThanOrEqual(120_000);
		queue.push({ status: 429, headers: { 'retry-after': '90' } });
		const then = clock.now();
		await enrich([{ companyDomain: 'late.example' }], { headers: { 'x-key': 'secret' }, query: {} });
		expect(clock.now() - then).toBeGreaterThanOrEqual(90_000);
	});

	it.each([
		[404, { notFound: 1 }],
		[204, { notFound: 1 }],
		[422, { notFound: 1 }],
		[400, { failed: 1 }],
		[500, { failed: 1 }],
	])('tells nothing known from no answer: %i', async (status, expected) => {
		queue.push({ status }, { status });
		const { report } = await enrich([{ companyDomain: 'x.example' }]);
		expect(report.providers[0]).toMatchObject(expected);
		expect(report.providers[0].unavailable).toBeUndefined();
	});

	it.each([
		[403, 'credentials'],
		[402, 'limit'],
		[302, 'configuration'],
	])('is left out for the rest of the run after %i', async (status, kind) => {
		queue.push({ status, headers: { location: 'http://127.0.0.1:1/' } });
		const { report } = await enrich([{ companyDomain: 'x.example' }, { companyDomain: 'y.example' }], {
			concurrency: 1,
		});
		expect(report.providers[0].unavailable).toMatchObject({ kind });
		expect(asked).toHaveLength(1);
		expect(JSON.stringify(report)).not.toContain('secret');
	});

	it('passes over what is no JSON, and what is not of its kind', async () => {
		queue.push(
			{ status: 200, body: '<html>' },
			{ status: 200, body: { organization: { industry: 7, size: 'many', country: { a: 1 } }, people: 'none' } },
		);
		const { fields } = await enrich([{ companyDomain: 'x.example' }, { companyDomain: 'y.example' }], {
			concurrency: 1,
		});
		expect(fields).toEqual([{ companyDomain: 'x.example' }, { companyDomain: 'y.example' }]);
	});

	it('never sends a request elsewhere, whatever a lead says', async () => {
		const hostile = [
			'../../admin',
			'..',
			'@127.0.0.1:1',
			'//127.0.0.1:1/',
			'a/../..',
			'%2e%2e',
			'x?y=1#z',
			'a b',
			'\ud800',
		];
		await enrich(
			hostile.map((company) => ({ company })),
			{ url: `${origin}/v1/companies/{company}/data` },
		);
		for (const url of asked) expect(url).toMatch(/^\/v1\/companies\/[^/?#]+\/data\?token=a\+b$/);
		expect(asked.length).toBeLessThan(hostile.length);
	});
});

describe('a URL template', () => {
	it('keeps its host and path for every value', () => {
		const template = compileUrlTemplate('https://api.example.com/v1/{company}/x?e={email}');
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (company, email) => {
				const filled = template.fill({ company, email });
				if (filled === undefined) return;
				const url = new URL(filled);
				expect(url.origin).toBe('https://api.example.com');
				expect(url.pathname).toMatch(/^\/v1\/[^/]+\/x$/);
				expect(url.searchParams.get('e')).toBe(email.trim());
				expect(url.hash).toBe('');
			}),
		);
	});

	it.each([
		'https://{companyDomain}/x',
		'https://api.example.com{companyDomain}/x',
		'https://user@{company}/x',
		'{website}',
		'ftp://api.example.com/{company}',
		'https://api.example.com/x',
		'https://api.example.com/{password}',
		'api.example.com/{company}',
	])('is refused: %s', (url) => {
		let error: unknown;
		try {
			compileUrlTemplate(url);
		} catch (caught) {
			error = caught;
		}
		expect(isSophiaError(error, 'configuration')).toBe(true);
	});
});
