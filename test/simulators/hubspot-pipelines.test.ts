import { HubSpotSimulator } from './hubspot';

describe('deal pipelines of the simulator', () => {
	let hubspot: HubSpotSimulator;

	beforeEach(async () => {
		hubspot = await new HubSpotSimulator().start();
	});

	afterEach(async () => {
		expect(hubspot.bugs).toEqual([]);
		await hubspot.stop();
	});

	async function call(method: string, path: string, properties?: object, token = hubspot.accessToken) {
		const response = await fetch(hubspot.url + path, {
			method,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: properties === undefined ? undefined : JSON.stringify({ properties }),
		});
		return { status: response.status, body: (await response.json()) as Record<string, unknown> };
	}

	const make = async (properties: object) =>
		await call('POST', '/crm/v3/objects/deals', { dealname: 'Deal', ...properties });

	it('lists the sales pipeline that every account has, with chances and closed stages', async () => {
		const { status, body } = await call('GET', '/crm/v3/pipelines/deals');
		expect(status).toBe(200);
		const [{ id, label, stages }] = body.results as Array<{ id: string; label: string; stages: Array<{ id: string }> }>;
		expect([id, label, stages.length]).toEqual(['default', 'Sales Pipeline', 7]);
		expect(stages.at(-2)).toMatchObject({
			id: 'closedwon',
			label: 'Closed Won',
			metadata: { isClosed: 'true', probability: '1.0' },
			archived: false,
		});
		expect((await call('GET', '/crm/v3/pipelines/deals/default/stages')).body.results).toEqual(stages);
		expect((await call('GET', '/crm/v3/pipelines/deals/none')).status).toBe(404);
		expect((await call('GET', '/crm/v3/pipelines/contacts')).status).toBe(404);
		hubspot.addToken('contacts-only', ['crm.objects.contacts.read']);
		expect((await call('GET', '/crm/v3/pipelines/deals', undefined, 'contacts-only')).status).toBe(403);
	});

	it('takes a stage of the default pipeline alone, any other one with its pipeline only', async () => {
		const { Signed } = hubspot.pipelines.add('77', 'Partners', { Signed: '1.0' });
		const plain = await make({ dealstage: 'closedwon' });
		expect(plain.status).toBe(201);
		expect(hubspot.record('deals', String(plain.body.id))?.properties).toMatchObject({
			pipeline: 'default',
			hs_is_closed_won: 'true',
			hs_deal_stage_probability: '1.0',
		});
		expect((await make({ dealstage: Signed })).status).toBe(400);
		expect((await make({ dealstage: 'closedwon', pipeline: '77' })).status).toBe(400);
		expect((await make({ dealstage: Signed, pipeline: '77' })).status).toBe(201);
		expect((await make({ pipeline: '77' })).status).toBe(400);
		expect((await make({ dealstage: 'closedwon', hs_is_closed_won: 'true' })).status).toBe(400);
	});

	it('forgets archived stages, and leaves deals in them', async () => {
		const deal = String((await make({ dealstage: 'contractsent' })).body.id);
		hubspot.pipelines.archiveStage('contractsent');
		expect((await make({ dealstage: 'contractsent' })).status).toBe(400);
		expect((await call('PATCH', `/crm/v3/objects/deals/${deal}`, { amount: '5' })).status).toBe(200);
		expect(hubspot.property('deals', 'dealstage')?.options.map(({ value }) => value)).not.toContain('contractsent');
	});

	it('has the account’s currencies only', async () => {
		expect((await make({ dealstage: 'closedwon', deal_currency_code: 'USD' })).status).toBe(201);
		expect((await make({ dealstage: 'closedwon', deal_currency_code: 'EUR' })).status).toBe(400);
	});
});
