import { DealWorld } from './dealWorld';

describe('deals of opportunities', () => {
	let w: DealWorld;

	afterEach(async () => {
		await w.settle();
		await w.stop();
	});

	it('have name, stage, amount, close date, type and company', async () => {
		w = await DealWorld.start();
		const example = w.account('Example');
		const id = w.opportunity('New machine', {
			AccountId: example,
			StageName: 'Id. Decision Makers',
			Amount: 1234.5,
			CloseDate: '2026-07-01',
			Type: 'New Customer',
			NextStep: 'Call',
			Description: 'A machine',
		});
		const report = await w.next();
		expect(report.status).toBe('completed');
		expect(w.deal(id)).toMatchObject({
			dealname: 'New machine',
			pipeline: 'default',
			dealstage: 'decisionmakerboughtin',
			amount: '1234.5',
			// Midnight in New York, in summer.
			closedate: '2026-07-01T04:00:00.000Z',
			dealtype: 'newbusiness',
			hs_next_step: 'Call',
			description: 'A machine',
		});
		expect(w.companies).toEqual(['New machine → Example*']);
		const { warnings } = report.objects.find(({ object }) => object === 'Opportunity') ?? { warnings: [] };
		expect(warnings.filter(({ field }) => field !== 'hubspot_owner_id')).toEqual([]);
	});

	it('close at the beginning of the day in the time zone of the account, summer and winter', async () => {
		w = await DealWorld.start({ hubspot: { timeZone: 'Europe/Berlin' } });
		const summer = w.opportunity('Summer', { CloseDate: '2026-03-30' });
		const winter = w.opportunity('Winter', { CloseDate: '2026-03-29' });
		await w.next();
		expect(w.deal(winter).closedate).toBe('2026-03-28T23:00:00.000Z');
		expect(w.deal(summer).closedate).toBe('2026-03-29T22:00:00.000Z');
	});

	it('follow their opportunity: won, reopened, lost, another amount or none', async () => {
		w = await DealWorld.start();
		const id = w.opportunity('Deal', { Amount: 10 });
		await w.next();
		for (const [StageName, won, closed] of [
			['Closed Won', 'true', 'true'],
			['Negotiation/Review', 'false', 'false'],
			['Closed Lost', 'false', 'true'],
		]) {
			w.salesforce.update('Opportunity', id, { StageName });
			await w.next();
			expect(w.deal(id)).toMatchObject({ hs_is_closed_won: won, hs_is_closed: closed });
		}
		w.salesforce.update('Opportunity', id, { Amount: 0 });
		await w.next();
		expect(w.deal(id).amount).toBe('0');
		w.salesforce.update('Opportunity', id, { Amount: null });
		await w.next();
		expect(w.deal(id).amount).toBeUndefined();
		expect(w.world.writes).toMatchObject({ records: 1, updated: 1 });
	});

	it('have a currency where the organisation has several; one that HubSpot lacks rejects the record', async () => {
		w = await DealWorld.start({ salesforce: { multiCurrency: true }, hubspot: { currencies: ['EUR'] } });
		const euro = w.opportunity('Euro', { Amount: 5, CurrencyIsoCode: 'EUR' });
		const yen = w.opportunity('Yen', { Amount: 500, CurrencyIsoCode: 'JPY' });
		await w.next();
		expect(w.deal(euro).deal_currency_code).toBe('EUR');
		expect(w.world.deals.has(yen)).toBe(false);
		expect((await w.world.rejections()).get(yen)).toMatchObject({
			category: 'unknownOption',
			field: 'deal_currency_code',
		});
	});

	it('are adopted by the id of their opportunity, and by nothing else', async () => {
		w = await DealWorld.start();
		w.hubspot.addProperty('deals', {
			name: 'sophia_salesforce_opportunity_id',
			label: 'Id',
			type: 'string',
			fieldType: 'text',
			groupName: 'dealinformation',
			hasUniqueValue: true,
		});
		const ours = w.opportunity('Ours');
		const twin = w.opportunity('Twin');
		const before = w.hubspot.seed('deals', {
			dealname: 'Old name',
			dealstage: 'closedlost',
			sophia_salesforce_opportunity_id: ours,
		});
		w.hubspot.seed('deals', { dealname: 'Twin', dealstage: 'closedlost' });
		await w.next();
		expect(w.hubspot.record('deals', before)?.properties).toMatchObject({
			dealname: 'Ours',
			dealstage: 'appointmentscheduled',
		});
		expect(w.hubspot.count('deals')).toBe(3);
		expect(w.deal(twin).dealstage).toBe('appointmentscheduled');
	});

	it('stay or are archived when their opportunity is deleted, and come back with it', async () => {
		w = await DealWorld.start();
		const id = w.opportunity('Deal');
		await w.next();
		w.salesforce.remove('Opportunity', id);
		await w.next();
		expect(w.world.deals.has(id)).toBe(true);
		w.salesforce.undelete('Opportunity', id);
		await w.next();
		expect(w.hubspot.count('deals')).toBe(1);
		w.salesforce.remove('Opportunity', id);
		await w.next({ choices: { onDelete: 'archive' } });
		expect(w.hubspot.count('deals')).toBe(0);
		w.salesforce.undelete('Opportunity', id);
		await w.next();
		expect(w.world.deals.has(id)).toBe(true);
		expect(w.hubspot.count('deals')).toBe(1);
	});

	it('lead to the account that is left of a merge', async () => {
		w = await DealWorld.start();
		const [one, two] = [w.account('One'), w.account('Two')];
		w.opportunity('Deal', { AccountId: two });
		await w.next();
		expect(w.companies).toEqual(['Deal → Two*']);
		w.salesforce.merge('Account', one, [two]);
		await w.next();
		expect(w.companies).toEqual(['Deal → One*']);
	});

	it('are rejected at a stage without a match, by name, and get through once there is one', async () => {
		w = await DealWorld.start();
		const id = w.opportunity('Deal', { StageName: 'In Legal' });
		await w.next();
		expect(w.world.deals.has(id)).toBe(false);
		expect((await w.world.rejections()).get(id)).toMatchObject({
			category: 'unknownOption',
			reason: expect.stringMatching(/"Sales Pipeline" has no stage "In Legal"/) as string,
		});
		const stage = w.hubspot.pipelines.addStage('default', 'In legal');
		await w.next();
		expect(w.deal(id).dealstage).toBe(stage);
		// A stage that is archived takes no more deals: those that are in it stay, with a reason.
		w.hubspot.pipelines.archiveStage(stage);
		await w.next();
		expect(w.deal(id).dealstage).toBe(stage);
		expect((await w.world.rejections()).get(id)?.reason).toMatch(/has no stage "In Legal"/);
		w.salesforce.update('Opportunity', id, { StageName: 'Closed Won' });
		await w.next();
		expect(w.deal(id).dealstage).toBe('closedwon');
		expect((await w.world.rejections()).size).toBe(0);
	});

	it('go to the pipeline of their record type', async () => {
		w = await DealWorld.start();
		const renewal = w.salesforce.addRecordType('Opportunity', { name: 'Renewal', developerName: 'Renewal' });
		const stages = w.hubspot.pipelines.add('77', 'Renewals', { Prospecting: '0.1', 'Closed Won': '1.0' });
		const stageRows = [{ recordType: 'Renewal', pipeline: '77' }];
		const one = w.opportunity('One', { RecordTypeId: renewal });
		const two = w.opportunity('Two');
		await w.next({ choices: { stageRows } });
		expect(w.deal(one)).toMatchObject({ pipeline: '77', dealstage: stages.Prospecting });
		expect(w.deal(two)).toMatchObject({ pipeline: 'default', dealstage: 'appointmentscheduled' });
		w.salesforce.update('Opportunity', one, { StageName: 'Closed Won' });
		await w.next({ choices: { stageRows } });
		expect(w.deal(one)).toMatchObject({ pipeline: '77', dealstage: stages['Closed Won'], hs_is_closed_won: 'true' });
		// Without the table all are in the first pipeline: another plan, and everything is read anew.
		await w.next();
		expect(w.deal(one)).toMatchObject({ pipeline: 'default', dealstage: 'closedwon' });
	});
});
