import type { LeadField, LeadValue } from '../../../../engine/enrichment/fields';
import {
	runLeads,
	SALESFORCE_LEAD_FIELDS,
	type LeadResult,
	type LeadRunPlan,
	type Scorer,
} from '../../../../engine/enrichment/leads';
import type { Provider } from '../../../../engine/enrichment/types';
import { isSophiaError, SophiaError } from '../../../../engine/errors';
import type { StateStore } from '../../../../engine/state';
import { Temporary } from '../../state/temporary';
import { setUp, type Setup } from '../../systems/hubspot/helpers';
import { startOrg, type TestOrg } from '../../systems/salesforce/org';

/** A provider that knows companies by domain, and can be down. */
class Book {
	readonly asked: string[] = [];
	down = false;
	/** Called before every answer: what happens meanwhile. */
	meanwhile: () => void = () => {};

	constructor(readonly entries: Record<string, Partial<Record<LeadField, LeadValue>>>) {}

	readonly provider: Provider = {
		name: 'book',
		label: 'Book',
		identity: 'book',
		fills: ['industry', 'employees', 'seniority'],
		reads: ['website'],
		capabilities: { internal: true, metered: false, cacheable: true, batchSize: 100, concurrency: 1 },
		keyFor: ({ website }) => (typeof website === 'string' ? website : undefined),
		enrich: async (requests) => {
			if (this.down) throw new SophiaError('transient', 'The book is closed.', { status: 503 });
			this.meanwhile();
			return await Promise.resolve(
				requests.map(({ key }) => {
					this.asked.push(key);
					const entry = this.entries[key];
					if (entry === undefined) return { status: 'notFound' as const };
					const values = Object.entries(entry).map(([field, value]) => [field, { value, confidence: 0.9 }]);
					return { status: 'found' as const, values: Object.fromEntries(values) as object };
				}),
			);
		},
	};
}

describe("enriching Salesforce's leads", () => {
	const temporary = new Temporary();
	let org: TestOrg;
	let hubspot: Setup;
	let state: StateStore;
	let book: Book;

	beforeEach(async () => {
		org = await startOrg();
		hubspot = await setUp();
		state = await temporary.open({ directory: temporary.directory(), clock: org.clock });
		book = new Book({ 'steel.example': { industry: 'construction', employees: 120, seniority: 'vp' } });
	});

	afterEach(async () => await Promise.all([org.stop(), hubspot.stop()]));

	const lead = (fields: Record<string, string | number> = {}) =>
		org.simulator.create('Lead', { LastName: 'Ada', Company: 'Steel', Website: 'steel.example', ...fields });

	const run = async (
		plan: Partial<LeadRunPlan> = {},
		options: { forceFullRead?: boolean; retries?: number; scorer?: Scorer } = {},
	) => {
		// What happened in this very second is the next run's.
		org.clock.advance(2000);
		const traffic = org.traffic({ retries: options.retries ?? 2 });
		const results: LeadResult[] = [];
		const report = await runLeads(
			{
				syncKey: 'leads',
				operation: 'enrich',
				reading: 'changed',
				enrichment: { providers: [{ name: 'book' }], breakerFailures: 1 },
				leadFields: SALESFORCE_LEAD_FIELDS,
				overlapMs: 300_000,
				writeBack: { salesforce: { fields: { industry: 'Industry', employees: 'NumberOfEmployees' } } },
				...plan,
			},
			{
				source: org.source(),
				salesforce: org.destination(),
				hubspot: hubspot.hubspot,
				providers: [book.provider],
				state,
				traffic,
			},
			{ onResult: (result) => results.push(result), forceFullRead: options.forceFullRead, scorer: options.scorer },
		);
		org.clock.advance(60_000);
		return { report, results };
	};

	const row = (id: string) => org.simulator.row('Lead', id);
	const writes = () => org.asked(/^(PATCH|POST|DELETE) .*composite/).length;

	it('fills what is blank, leaves what is there, and writes 200 leads in one call', async () => {
		const ids = Array.from({ length: 230 }, (_, index) => lead({ LastName: `L${index}` }));
		const known = lead({ Industry: 'Banking' });
		const { report } = await run();
		for (const id of ids) expect(row(id)).toMatchObject({ Industry: 'Construction', NumberOfEmployees: 120 });
		expect(row(known)).toMatchObject({ Industry: 'Banking', NumberOfEmployees: 120 });
		expect(report).toMatchObject({
			status: 'completed',
			leads: 231,
			read: 231,
			written: { Salesforce: 231 },
			rejected: 0,
		});
		expect(book.asked).toEqual(['steel.example']);
		expect(writes()).toBe(2);
	});

	it('asks nobody and writes nothing when nothing is new, its own writes included', async () => {
		lead();
		await run();
		const before = writes();
		const { report } = await run();
		expect(report).toMatchObject({ leads: 0, unchanged: 1 });
		const changed = lead({ LastName: 'Bea' });
		const again = await run();
		expect(again.report.leads).toBe(1);
		expect(row(changed).Industry).toBe('Construction');
		expect(writes() - before).toBe(1);
		expect(book.asked).toEqual(['steel.example']);
	});

	it('leaves alone what somebody has filled in meanwhile', async () => {
		const id = lead();
		book.meanwhile = () => org.simulator.update('Lead', id, { Industry: 'Retail' });
		await run();
		expect(row(id)).toMatchObject({ Industry: 'Retail', NumberOfEmployees: 120 });
	});

	it('replaces only the value that it has seen', async () => {
		const [mine, theirs] = [lead({ Industry: 'Banking' }), lead({ LastName: 'Bea', Industry: 'Banking' })];
		book.meanwhile = () => org.simulator.update('Lead', theirs, { Industry: 'Retail' });
		await run({ enrichment: { providers: [{ name: 'book' }], existing: 'replace' } });
		expect(row(mine).Industry).toBe('Construction');
		expect(row(theirs).Industry).toBe('Retail');
	});

	it('writes score and date with what is new, and not again for a lead that only stays open', async () => {
		org.simulator.addField('Lead', { name: 'Score__c', label: 'Score', type: 'double' });
		org.simulator.addField('Lead', { name: 'Enriched__c', label: 'Enriched', type: 'datetime' });
		const id = lead();
		const salesforce = {
			fields: { industry: 'Industry' as const },
			scoreField: 'Score__c',
			enrichedAtField: 'Enriched__c',
		};
		book.down = true;
		await run({ writeBack: { salesforce } }, { scorer: () => ({ score: 40, reasons: [] }) });
		expect(row(id)).toMatchObject({ Score__c: 40, Enriched__c: expect.any(String) as string, Industry: null });
		const before = writes();
		await run({ writeBack: { salesforce } }, { scorer: () => ({ score: 40, reasons: [] }) });
		expect(writes()).toBe(before);
		book.down = false;
		await run({ writeBack: { salesforce } }, { scorer: () => ({ score: 60, reasons: [] }) });
		expect(row(id)).toMatchObject({ Score__c: 60, Industry: 'Construction' });
	});

	it('asks again in the next run when a provider was down', async () => {
		const id = lead();
		book.down = true;
		const first = await run();
		expect(first.report).toMatchObject({ status: 'completed', open: 1 });
		expect(first.results[0].open).toContain('industry');
		book.down = false;
		const second = await run();
		expect(second.report.leads).toBe(1);
		expect(row(id).Industry).toBe('Construction');
		expect((await run()).report.leads).toBe(0);
	});

	it('forgets open leads that are gone or converted', async () => {
		const [gone, converted] = [lead(), lead({ LastName: 'Bea' })];
		book.down = true;
		await run();
		org.simulator.remove('Lead', gone);
		org.simulator.convertLead(converted);
		book.down = false;
		expect((await run()).report.leads).toBe(0);
		expect(book.asked).toEqual([]);
	});

	it('tells of a lead that Salesforce refuses, writes the others, and does not try it again unchanged', async () => {
		const [bad, good] = [lead({ LastName: 'Bad' }), lead({ LastName: 'Good' })];
		org.simulator.rules.validation.push({
			object: 'Lead',
			text: 'Bad leads stay as they are',
			field: 'LastName',
			broken: ({ LastName }) => LastName === 'Bad',
		});
		const { report, results } = await run();
		expect(row(good).Industry).toBe('Construction');
		expect(row(bad).Industry).toBeNull();
		expect(report).toMatchObject({ rejected: 1, written: { Salesforce: 1 } });
		const refused = results.find(({ lead: { id } }) => id === bad)?.writes[0];
		expect(refused).toMatchObject({
			status: 'rejected',
			problem: { reason: expect.stringContaining('Bad leads stay') as string },
		});
		expect(await state.countRejections('leads')).toBe(1);
		const before = writes();
		await run();
		expect(writes()).toBe(before);
	});

	it('tries a refused lead again when a person asks for it, though nothing has changed; a dismissed one is not counted', async () => {
		const [bad, gone] = [lead({ LastName: 'Bad' }), lead({ LastName: 'Bad' })];
		const rule = {
			object: 'Lead',
			text: 'Bad leads stay as they are',
			field: 'LastName',
			broken: ({ LastName }: Record<string, unknown>) => LastName === 'Bad',
		};
		org.simulator.rules.validation.push(rule);
		await run();
		const ids = async () =>
			(await state.listRejections({ syncKey: 'leads', dismissed: 'any', limit: 10 })).map((one) => one.id as string);
		await state.dismissRejections(await ids());
		expect(await state.countRejections('leads')).toBe(0);
		org.simulator.rules.validation.splice(org.simulator.rules.validation.indexOf(rule), 1);
		await run();
		expect(row(bad).Industry).toBeNull();
		org.simulator.remove('Lead', gone);
		expect(await state.retryRejections(await ids())).toBe(2);
		expect(await state.countRejections('leads')).toBe(2);
		await run();
		expect(row(bad).Industry).toBe('Construction');
		expect(await ids()).toEqual([]);
	});

	it('writes to the HubSpot contact with the e-mail address, and makes none', async () => {
		lead({ Email: 'Ada@example.com' });
		lead({ LastName: 'Bea', Email: 'bea@example.com' });
		lead({ LastName: 'Cyd' });
		const contact = hubspot.simulator.seed('contacts', { email: 'ada@example.com', jobtitle: 'Boss' });
		const { report, results } = await run({
			writeBack: { hubspot: { fields: { industry: 'industry', seniority: 'jobtitle' } } },
		});
		expect(hubspot.simulator.record('contacts', contact)?.properties).toMatchObject({
			industry: 'Construction',
			jobtitle: 'Boss',
		});
		expect(hubspot.simulator.count('contacts')).toBe(1);
		expect(report.written).toEqual({ HubSpot: 1 });
		expect(results.map(({ writes: [write] }) => write.status)).toEqual(['written', 'skipped', 'skipped']);
	});

	it('killed between answer and write-back, asks nobody again', async () => {
		const ids = [lead(), lead({ LastName: 'Bea', Website: 'other.example' })];
		book.entries['other.example'] = { industry: 'retail' };
		org.simulator.faults.add({ kind: 'reset', method: 'PATCH', path: /composite/, times: 10 });
		const failure: unknown = await run({}, { retries: 0 }).catch((error: unknown) => error);
		expect(isSophiaError(failure, 'transient')).toBe(true);
		org.simulator.faults.clear();
		const asked = [...book.asked];
		await run();
		expect(ids.map((id) => row(id).Industry)).toEqual(['Construction', 'Retail']);
		expect(book.asked).toEqual(asked);
	});

	it('takes no more leads than it may, and goes on in the next run', async () => {
		const ids = Array.from({ length: 5 }, (_, index) => lead({ LastName: `L${index}` }));
		const filled = () => ids.filter((id) => row(id).Industry === 'Construction').length;
		const { report } = await run({ maxLeads: 2 });
		expect(report).toMatchObject({ status: 'stopped', leads: 2 });
		expect(filled()).toBe(2);
		await run({ maxLeads: 2 });
		expect((await run({ maxLeads: 2 })).report.status).toBe('completed');
		expect(filled()).toBe(5);
	});

	it('shows what it would do, and does nothing, in a preview', async () => {
		const id = lead();
		const { results } = await run({ operation: 'preview' });
		expect(results[0].changes).toMatchObject({ industry: { value: 'construction', provider: 'book' } });
		expect(row(id).Industry).toBeNull();
		expect((await run()).report.leads).toBe(1);
		expect(row(id).Industry).toBe('Construction');
	});

	it('reads all that was never enriched, and everything on request', async () => {
		lead();
		await run();
		org.clock.advance(30 * 86_400_000);
		const late = lead({ LastName: 'Late' });
		expect((await run({ reading: 'neverEnriched' })).results.map(({ lead: { id } }) => id)).toEqual([late]);
		expect((await run({}, { forceFullRead: true })).report.leads).toBe(2);
	});

	it('does not begin while another run is at work, and names a field that cannot be written', async () => {
		lead();
		const held = await state.acquireLeases(['enrichment/leads'], 'somebody');
		expect((await run()).report).toMatchObject({ status: 'skipped' });
		if (held.acquired) await state.releaseLeases(held.leases);
		const failure: unknown = await run({ writeBack: { salesforce: { fields: { seniority: 'Level__c' } } } }).catch(
			(error: unknown) => error,
		);
		expect(isSophiaError(failure, 'configuration') && failure.message).toContain('Level__c');
	});
});
