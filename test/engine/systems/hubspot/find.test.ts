import type { HubSpotSimulator } from '../../../simulators/hubspot';
import { answering, requestsTo, setUp, type Setup } from './helpers';

let setup: Setup;
afterEach(async () => {
	expect(setup.simulator.bugs).toEqual([]);
	await setup.stop();
});

const contacts = async (values: string[], properties: string[] = ['firstname']) =>
	await setup.hubspot.find({ object: 'contacts', key: 'email', values, properties });
const companies = async (values: string[], properties: string[] = ['name']) =>
	await setup.hubspot.find({ object: 'companies', key: 'domain', values, properties });

describe('contacts by e-mail', () => {
	test('250 addresses take three calls; answers are under the addresses as asked', async () => {
		setup = await setUp();
		const ids = Array.from({ length: 250 }, (_, index) =>
			setup.simulator.seed('contacts', { email: `person${index}@example.com`, firstname: `P${index}` }),
		);
		const asked = ids.map((_, index) =>
			index % 2 === 0 ? `person${index}@example.com` : ` PERSON${index}@Example.COM`,
		);
		const found = await contacts([...asked, asked[0], 'nobody@example.com', '', '  ']);
		expect([...found.keys()]).toEqual(asked);
		asked.forEach((email, index) =>
			expect(found.get(email)).toEqual([
				{ id: ids[index], properties: expect.objectContaining({ firstname: `P${index}` }) },
			]),
		);
		expect(requestsTo(setup.simulator, /./)).toHaveLength(3);
	});

	test('two spellings of one address are asked for once and both answered', async () => {
		setup = await setUp();
		const id = setup.simulator.seed('contacts', { email: 'ada@example.com' });
		const found = await contacts(['ada@example.com', 'ADA@EXAMPLE.COM']);
		expect([...found].map(([email, records]) => [email, records.map((record) => record.id)])).toEqual([
			['ada@example.com', [id]],
			['ADA@EXAMPLE.COM', [id]],
		]);
	});

	test('a contact is found by its further addresses, also together with its first', async () => {
		setup = await setUp();
		const id = setup.simulator.seed('contacts', {
			email: 'ada@example.com',
			hs_additional_emails: 'a.lovelace@example.org;ada@example.net',
		});
		const found = await contacts(['Ada@example.net', 'ada@example.com', 'other@example.net']);
		expect(found.size).toBe(2);
		expect(found.get('Ada@example.net')).toMatchObject([{ id }]);
		expect(found.get('ada@example.com')).toMatchObject([{ id }]);
	});

	test('archived contacts are not found', async () => {
		setup = await setUp();
		setup.simulator.archive('contacts', setup.simulator.seed('contacts', { email: 'gone@example.com' }));
		expect((await contacts(['gone@example.com'])).size).toBe(0);
	});

	test('an address that HubSpot cannot take sinks only itself', async () => {
		setup = await setUp({
			prepare: (simulator) => {
				simulator.app.addHook('preHandler', async (request, reply) => {
					if (typeof request.body !== 'string' || !request.body.includes('not an address')) return;
					await reply.code(400).send({ status: 'error', category: 'VALIDATION_ERROR', message: 'invalid e-mail' });
				});
			},
		});
		const emails = Array.from({ length: 40 }, (_, index) => `person${index}@example.com`);
		for (const email of emails) setup.simulator.seed('contacts', { email });
		const found = await contacts([...emails.slice(0, 20), 'Not an address', ...emails.slice(20)]);
		expect([...found.keys()]).toEqual(emails);
	});

	test('nothing to find makes no call', async () => {
		setup = await setUp();
		expect((await contacts(['', ' '])).size).toBe(0);
		expect(setup.simulator.requests).toEqual([]);
	});
});

describe('companies by domain', () => {
	test('every company of a domain is given, beyond one page, so that the caller sees it is ambiguous', async () => {
		setup = await setUp();
		const many = Array.from({ length: 430 }, (_, index) =>
			setup.simulator.seed('companies', { name: `Branch ${index}`, domain: 'example.com' }),
		);
		const one = setup.simulator.seed('companies', { name: 'One', domain: 'example.org' });
		const found = await companies(['Example.COM', 'example.org', 'example.net']);
		expect(new Set(found.get('Example.COM')?.map(({ id }) => id))).toEqual(new Set(many));
		expect(found.get('example.org')).toEqual([{ id: one, properties: expect.objectContaining({ name: 'One' }) }]);
		expect(found.has('example.net')).toBe(false);
	});

	test('searches stay within 100 values and 3,000 characters', async () => {
		const bodies: string[] = [];
		setup = await setUp({
			prepare: (simulator) => {
				simulator.app.addHook('preHandler', async (request) => {
					if (typeof request.body === 'string') bodies.push(request.body);
				});
			},
		});
		const short = Array.from({ length: 230 }, (_, index) => `s${index}.example.com`);
		const long = Array.from({ length: 40 }, (_, index) => `${'a-long-name-'.repeat(15)}${index}.example.com`);
		const wide = `${'münchen'.repeat(9)}.example.com`;
		for (const domain of [...short, ...long, wide]) setup.simulator.seed('companies', { name: domain, domain });
		const found = await companies([...short, wide, ...long]);
		expect(found.size).toBe(271);
		for (const body of bodies) {
			expect(Buffer.byteLength(body)).toBeLessThan(3_000);
			const { filterGroups } = JSON.parse(body) as { filterGroups: Array<{ filters: Array<{ values: string[] }> }> };
			expect(filterGroups[0].filters[0].values.length).toBeLessThanOrEqual(100);
		}
		expect(setup.simulator.throttled).toBe(0);
	});

	test('200 domains of usual length take three searches', async () => {
		setup = await setUp();
		await companies(Array.from({ length: 200 }, (_, index) => `company-${index}.example.com`));
		expect(requestsTo(setup.simulator, /search/).length).toBeLessThanOrEqual(3);
	});

	test('more results than HubSpot gives for one search are asked for in parts', async () => {
		setup = await setUp();
		setup.simulator.faults.add({ kind: 'status', path: /search/, status: 200, body: { total: 10_400, results: [] } });
		for (const domain of ['example.com', 'example.org']) setup.simulator.seed('companies', { name: 'x', domain });
		const found = await companies(['example.com', 'example.org']);
		expect(found.size).toBe(2);
		expect(requestsTo(setup.simulator, /search/)).toHaveLength(3);
	});
});

describe('by any unique property, and by id', () => {
	test('a unique property', async () => {
		setup = await setUp();
		const id = setup.simulator.seed('companies', { name: 'One', sophia_salesforce_account_id: '001A' });
		const found = await setup.hubspot.find({
			object: 'companies',
			key: 'sophia_salesforce_account_id',
			values: ['001A', '001B'],
			properties: ['name'],
		});
		expect([...found]).toEqual([['001A', [{ id, properties: expect.objectContaining({ name: 'One' }) }]]]);
	});

	test('a property that is not unique is refused, not searched for', async () => {
		setup = await setUp();
		const asking = setup.hubspot.find({ object: 'companies', key: 'name', values: ['a', 'b'], properties: [] });
		await expect(asking).rejects.toMatchObject({ kind: 'configuration', status: 400 });
		expect(setup.simulator.requests).toHaveLength(1);
	});

	test('records by id: those that are gone are absent, a merged one answers with its winner', async () => {
		setup = await setUp();
		const { simulator, hubspot } = setup;
		const [winner, loser, archived] = ['one', 'two', 'three'].map((name) =>
			simulator.seed('contacts', { email: `${name}@example.com`, firstname: name }),
		);
		simulator.mergeContacts(winner, loser);
		simulator.archive('contacts', archived);
		const found = await hubspot.read({
			object: 'contacts',
			ids: [winner, loser, archived, '1', ''],
			properties: ['firstname'],
		});
		expect([...found.keys()].sort()).toEqual([winner, loser].sort());
		expect(found.get(loser)).toMatchObject({ id: winner, properties: { firstname: 'one' } });
	});
});

/** A search whose places are tokens that only the server can read. */
function withTokens(simulator: HubSpotSimulator): void {
	simulator.app.addHook('preHandler', async (request) => {
		if (typeof request.body === 'string') request.body = request.body.replace(/"after":"place-/, '"after":"');
	});
	answering(/search/, (body) => {
		const { next } = (body.paging ?? {}) as { next?: { after: string } };
		return next === undefined ? body : { ...body, paging: { next: { after: `place-${next.after}` } } };
	})(simulator);
}

test('more records than a page of a search holds, whatever the next place is called', async () => {
	setup = await setUp({ prepare: withTokens });
	const ids = Array.from({ length: 450 }, (_, index) =>
		setup.simulator.seed('companies', { name: `Branch ${index}`, domain: 'acme.example.com' }),
	);
	const found = (await companies(['acme.example.com'])).get('acme.example.com') ?? [];
	expect(found.map(({ id }) => id).sort()).toEqual([...ids].sort());
});

/** A search that names the same next place again and again. */
function withOnePlace(simulator: HubSpotSimulator): void {
	simulator.app.addHook('preHandler', async (request) => {
		if (typeof request.body === 'string') request.body = request.body.replace('"after":"place-again",', '');
	});
	answering(/search/, (body) => ({ ...body, paging: { next: { after: 'place-again' } } }))(simulator);
}

test('a next page that is named for ever is a failure, and no endless search', async () => {
	setup = await setUp({ prepare: withOnePlace });
	setup.simulator.seed('companies', { name: 'One', domain: 'acme.example.com' });
	await expect(companies(['acme.example.com'])).rejects.toMatchObject({ kind: 'transient', system: 'hubspot' });
	expect(requestsTo(setup.simulator, /search/)).toHaveLength(2);
});
