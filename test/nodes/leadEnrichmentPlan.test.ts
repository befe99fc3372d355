import type { IDataObject } from 'n8n-workflow';
import { DEFAULT_SCORE_MODEL } from '../../engine/enrichment';
import { itemLeads } from '../../nodes/SophiaLeadEnrichment/itemLeads';
import { choicesOf, type RunOperation } from '../../nodes/SophiaLeadEnrichment/plan';
import { contextOf } from './dataSyncContext';

const read = (parameters: IDataObject, operation: RunOperation = 'enrich') =>
	choicesOf(contextOf(parameters), operation);

const failure = (work: () => unknown): { message: string; remedy?: string } => {
	try {
		work();
	} catch (error) {
		return error as { message: string; remedy?: string };
	}
	throw new Error('nothing was thrown');
};

const rows = (...field: Array<[field: string, name: string]>) => ({
	field: field.map(([one, name]) => ({ field: one, name })),
});

describe('what the node is set to', () => {
	it('has the careful defaults', () => {
		const choices = read({});
		expect(choices).toMatchObject({
			source: 'salesforce',
			reading: 'changed',
			connections: [],
			providers: [],
			scoreModel: DEFAULT_SCORE_MODEL,
			work: {
				syncKey: 'w1/Sophia Data Sync',
				operation: 'enrich',
				enrichment: { threshold: 0.7, existing: 'keep', budget: {} },
				writeBack: {},
			},
		});
		expect(choices).not.toHaveProperty('itemFields');
	});

	it('keeps the order of providers; a preview leaves out those that may cost money, unless told to ask them', () => {
		const providers = {
			provider: [
				{ type: 'http' },
				{ type: 'derived' },
				{ type: 'portkey' },
				{ type: 'hubspotMatch' },
				{ type: 'cortex' },
			],
		};
		const types = (one: Array<{ type?: string }>) => one.map(({ type }) => type);
		expect(types(read({ providers }).providers)).toEqual(['http', 'derived', 'portkey', 'hubspotMatch', 'cortex']);
		const preview = read({ providers }, 'preview');
		expect(types(preview.providers)).toEqual(['derived', 'hubspotMatch']);
		expect(types(preview.leftOut)).toEqual(['http', 'portkey', 'cortex']);
		expect(preview.work.operation).toBe('preview');
		const asking = read({ providers, options: { previewAsksPaid: true } }, 'preview');
		expect(asking.providers).toHaveLength(5);
		expect(asking.leftOut).toEqual([]);
	});

	it('turns budgets, times and rules into the engine’s; 0 is no limit', () => {
		const { enrichment } = read({
			threshold: 0.9,
			existing: 'tidy',
			options: {
				budgetCalls: 10,
				budgetTokens: 0,
				budgetCost: 0.5,
				cacheDays: 2,
				notFoundDays: 0,
				maxRunMinutes: 3,
				existingByField: { rule: [{ field: 'title', rule: 'replace' }] },
			},
		}).work;
		expect(enrichment).toEqual({
			threshold: 0.9,
			existing: 'tidy',
			existingByField: { title: 'replace' },
			budget: { calls: 10, cost: 0.5 },
			cacheTtlMs: 2 * 86_400_000,
			notFoundTtlMs: 0,
			maxRunMs: 180_000,
		});
	});

	it('reads as known what is written back, and fields of one’s own', () => {
		const { work, leadFields } = read({
			writeTo: ['salesforce', 'hubspot'],
			salesforceFields: rows(['seniority', 'Seniority__c'], ['industry', ' Industry ']),
			salesforceScoreField: 'Score__c',
			salesforceEnrichedAtField: '',
			hubspotFields: {},
			hubspotEnrichedAtField: 'enriched_at',
			options: { leadFields: rows(['companyDomain', 'Domain__c']) },
		});
		expect(work.writeBack).toEqual({
			salesforce: { fields: { seniority: 'Seniority__c', industry: 'Industry' }, scoreField: 'Score__c' },
			hubspot: { fields: {}, enrichedAtField: 'enriched_at' },
		});
		expect(leadFields).toMatchObject({ email: 'Email', seniority: 'Seniority__c', companyDomain: 'Domain__c' });
	});

	it('scores alone under a name of its own, with no provider and no field but the score', () => {
		const { work, providers, scoreModel } = read(
			{
				syncKey: 'leads',
				providers: { provider: [{ type: 'portkey' }] },
				score: false,
				scoreModel: 'own',
				scoreCriteria: [{ field: 'seniority', weight: 1 }],
				writeTo: ['hubspot'],
				hubspotFields: rows(['industry', 'industry']),
				hubspotScoreField: 'score',
			},
			'score',
		);
		expect(providers).toEqual([]);
		expect(scoreModel).toEqual([{ field: 'seniority', weight: 1 }]);
		expect(work).toMatchObject({ syncKey: 'leads/score', writeBack: { hubspot: { fields: {}, scoreField: 'score' } } });
	});

	it('leaves the score out where it is not wanted', () => {
		expect(read({ score: false })).not.toHaveProperty('scoreModel');
	});

	it.each<[string, IDataObject, RunOperation, string]>([
		['write-back of nothing', { writeTo: ['salesforce'] }, 'enrich', 'Salesforce Fields'],
		[
			'a score without a field',
			{ writeTo: ['hubspot'], hubspotFields: rows(['industry', 'x']) },
			'score',
			'HubSpot Score Field',
		],
		[
			'a row without a target',
			{ writeTo: ['hubspot'], hubspotFields: rows(['industry', ' ']) },
			'enrich',
			'Choose both',
		],
		[
			'one target twice',
			{ writeTo: ['hubspot'], hubspotFields: rows(['industry', 'x'], ['title', 'X']) },
			'enrich',
			'Remove one',
		],
		['criteria that are no JSON', { scoreModel: 'own', scoreCriteria: '[{' }, 'enrich', '"weight"'],
	])('refuses %s and says what to do', (_, parameters, operation, remedy) => {
		expect(failure(() => read(parameters, operation)).remedy).toContain(remedy);
	});
});

describe('input items as leads', () => {
	const leads = (...items: IDataObject[]) => itemLeads(items.map((json) => ({ json })));

	it('are matched by the names that systems and people use', () => {
		const { leads: found, mapping } = leads(
			{
				Email: 'a@example.com',
				'Job Title': 'CFO',
				companyName: 'A',
				'Phone Number': '1',
				zip: '2',
				domain: 'a.example',
			},
			{
				email_address: 'b@example.com',
				jobtitle: 'CEO',
				Company: 'B',
				NumberOfEmployees: '1200',
				industry: 'Insurance',
			},
		);
		expect(found.map(({ fields }) => fields)).toEqual([
			{ email: 'a@example.com', title: 'CFO', company: 'A', phone: '1', postalCode: '2', companyDomain: 'a.example' },
			{ email: 'b@example.com', title: 'CEO', company: 'B', employees: 1200, industry: 'insurance' },
		]);
		expect(mapping).toMatchObject({ email: ['Email', 'email_address'], title: ['Job Title', 'jobtitle'] });
	});

	it('take the closest name that holds something', () => {
		const [{ fields }] = leads({ title: ' ', jobtitle: 'CFO', Title: null }).leads;
		expect(fields).toEqual({ title: 'CFO' });
	});

	it('are taken as they are chosen, nested fields too', () => {
		const items = [{ json: { lead: { mail: 'a@example.com' }, email: 'no@example.com' } }];
		const { leads: found } = itemLeads(items, { email: 'lead.mail' });
		expect(found[0]).toMatchObject({ system: 'item', fields: { email: 'a@example.com' } });
	});

	it('have the Salesforce ID in its long form, another ID, or their place; of one ID the last counts', () => {
		const input = leads(
			{ Id: '00Q000000000001', email: 'a@example.com' },
			{ id: 7 },
			{ email: 'c@example.com' },
			{ Id: '00Q000000000001EAA', email: 'd@example.com' },
		);
		expect(input.leads.map(({ id }) => id)).toEqual(['7', 'item-2', '00Q000000000001EAA']);
		expect(input.leads[2].fields.email).toBe('d@example.com');
		expect(input.itemIndexes('00Q000000000001EAA')).toEqual([0, 3]);
	});

	it('that are hostile have no fields but their own', () => {
		const hostile = JSON.parse(
			'{"__proto__": {"email": "x@example.com"}, "constructor": "y", "email": {"a": 1}}',
		) as IDataObject;
		expect(leads(hostile).leads[0].fields).toEqual({});
		expect(({} as { email?: string }).email).toBeUndefined();
	});
});
