import type { LeadFields } from '../../../../engine/enrichment/fields';
import { INDUSTRIES } from '../../../../engine/enrichment/fields';
import { hubspotMatchProvider, salesforceMatchProvider } from '../../../../engine/enrichment/providers/crmMatch';
import { industryNamed } from '../../../../engine/enrichment/providers/industryNames';
import { runEnrichment } from '../../../../engine/enrichment/runEnrichment';
import type { Provider } from '../../../../engine/enrichment/types';
import { HUBSPOT_INDUSTRIES } from '../../../../engine/mapping/presets/hubspotIndustries';
import { INDUSTRY_TO_HUBSPOT } from '../../../../engine/mapping/presets/industries';
import { createTraffic } from '../../../../engine/traffic';
import { setUp, type Setup } from '../../systems/hubspot/helpers';
import { startOrg, type TestOrg } from '../../systems/salesforce/org';

async function enrich(provider: Provider, domains: Array<string | undefined>): Promise<LeadFields[]> {
	const fields: LeadFields[] = [];
	await runEnrichment(
		{ providers: [{ name: provider.name, cacheTtlMs: 0, notFoundTtlMs: 0 }] },
		{
			providers: [provider],
			leads: [
				domains.map((companyDomain, index) => ({
					id: String(index),
					system: 'item',
					fields: companyDomain === undefined ? {} : { companyDomain },
				})),
			],
			traffic: createTraffic(),
			onPage: (page) => void fields.push(...page.map((result) => result.fields)),
		},
	);
	return fields.map(
		(lead) => Object.fromEntries(Object.entries(lead).filter(([name]) => name !== 'companyDomain')) as LeadFields,
	);
}

describe('a company in HubSpot', () => {
	let setup: Setup;

	beforeEach(async () => {
		setup = await setUp();
	});

	afterEach(async () => await setup.stop());

	it('is found by its domain, with its owner by address', async () => {
		const { id } = setup.simulator.addOwner({ email: 'rep@example.com' });
		const company = setup.simulator.seed('companies', {
			name: 'Acme',
			domain: 'acme.example',
			industry: 'COMPUTER_SOFTWARE',
			numberofemployees: '120',
			annualrevenue: '5000000',
			hubspot_owner_id: id,
			lifecyclestage: 'customer',
		});
		setup.simulator.seed('companies', { name: 'Lead', domain: 'lead.example', lifecyclestage: 'lead' });
		setup.simulator.seed('companies', { name: 'Bare', domain: 'bare.example' });
		const [acme, lead, bare, none, unasked] = await enrich(hubspotMatchProvider(setup.hubspot), [
			'acme.example',
			'lead.example',
			'bare.example',
			'none.example',
			undefined,
		]);
		expect(acme).toEqual({
			industry: 'software',
			employees: 120,
			revenue: 5_000_000,
			owner: 'rep@example.com',
			existingCustomer: true,
			hubspotCompanyId: company,
		});
		expect(lead.existingCustomer).toBe(false);
		expect(Object.keys(bare)).not.toContain('employees');
		expect([none, unasked]).toEqual([{}, {}]);
	});

	it('is found although the list of owners could not be read for an earlier batch', async () => {
		await setup.stop();
		setup = await setUp({ settings: { retries: 0 } });
		setup.simulator.seed('companies', { name: 'Acme', domain: 'acme.example', numberofemployees: '120' });
		setup.simulator.faults.add({ kind: 'status', path: /owners/, status: 503, body: {} });
		const others = Array.from({ length: 200 }, (_, index) => `c${index}.example`);
		const fields = await enrich(hubspotMatchProvider(setup.hubspot), [...others, 'acme.example']);
		expect(fields[200].employees).toBe(120);
	});

	it('that stands there twice is not guessed between', async () => {
		const twice = { name: 'Twin', domain: 'twin.example', industry: 'BANKING' };
		setup.simulator.seed('companies', { ...twice, numberofemployees: '10' });
		setup.simulator.seed('companies', { ...twice, numberofemployees: '20', lifecyclestage: 'customer' });
		const [twin] = await enrich(hubspotMatchProvider(setup.hubspot), ['twin.example']);
		expect(twin).toEqual({ industry: 'banking', existingCustomer: true });
	});

	it('costs one look-up for a hundred domains', async () => {
		const domains = Array.from({ length: 90 }, (_, index) => `c${index}.example`);
		for (const domain of domains) setup.simulator.seed('companies', { name: domain, domain, industry: 'BANKING' });
		const before = setup.simulator.requests.length;
		const fields = await enrich(hubspotMatchProvider(setup.hubspot), [...domains, ...domains]);
		expect(fields.every(({ industry }) => industry === 'banking')).toBe(true);
		expect(setup.simulator.requests.slice(before).filter(({ url }) => url.includes('/search'))).toHaveLength(1);
	});
});

describe('an account in Salesforce', () => {
	let org: TestOrg;

	beforeEach(async () => {
		org = await startOrg();
	});

	afterEach(async () => await org.stop());

	it('is found by its web site, however that is written, and by nothing that only looks like it', async () => {
		const id = org.simulator.create('Account', {
			Name: 'Acme',
			Website: 'https://www.ACME.example/en/',
			Industry: 'Technology',
			NumberOfEmployees: 50,
			AnnualRevenue: 1_000_000,
			Type: 'Customer - Direct',
		});
		org.simulator.create('Account', { Name: 'Other', Website: 'notacme.example', Industry: 'Banking' });
		org.simulator.create('Account', { Name: 'Shop', Website: 'shop.acme.example', Industry: 'Retail' });
		const [acme, none] = await enrich(salesforceMatchProvider(org.destination()), ['acme.example', 'me.example']);
		expect(acme).toMatchObject({
			industry: 'technology',
			employees: 50,
			revenue: 1_000_000,
			existingCustomer: true,
			salesforceAccountId: id,
		});
		expect(none).toEqual({});
	});
});

describe('names of industries', () => {
	it('of both vendors have a place in the short list', () => {
		for (const name of Object.keys(INDUSTRY_TO_HUBSPOT))
			expect([name, industryNamed(name)]).toEqual([name, expect.any(String)]);
		const placed = Object.keys(HUBSPOT_INDUSTRIES).filter((code) => industryNamed(code) !== undefined);
		expect(placed.length).toBeGreaterThan(135);
		for (const code of placed) expect(INDUSTRIES).toContain(industryNamed(code));
		for (const industry of INDUSTRIES) expect(industryNamed(industry)).toBe(industry);
		expect(industryNamed('Our own segment 7')).toBeUndefined();
	});
});
