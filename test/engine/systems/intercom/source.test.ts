import { createIntercomSource, intercomTells } from '../../../../engine/systems/intercom';
import type { ChangesRequest, SourcePage, SourceRecord } from '../../../../engine/systems/types';
import { failure, requestsTo, setUp, type Setup } from './helpers';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const SCROLL_EXISTS = {
	type: 'error.list',
	request_id: 'r',
	errors: [{ code: 'scroll_exists', message: 'scroll already exists for this workspace' }],
};

let setup: Setup;
beforeEach(async () => {
	setup = await setUp();
});
afterEach(async () => await setup.stop());

type Ask = Partial<Omit<ChangesRequest, 'object'>>;

async function pages(object: string, ask: Ask = {}): Promise<SourcePage[]> {
	const all: SourcePage[] = [];
	const until = new Date(setup.clock.now());
	for await (const page of setup.source.changes({ object, fields: [], until, ...ask })) all.push(page);
	return all;
}

const changes = async (object: string, ask: Ask = {}): Promise<SourceRecord[]> =>
	(await pages(object, ask)).flatMap(({ records }) => records);

const idsOf = (records: Array<{ id: string }>): string[] => records.map(({ id }) => id).sort();

/** So many people, each at a company of their own. */
function people(count: number): { contacts: string[]; companies: string[] } {
	const contacts: string[] = [];
	const companies: string[] = [];
	for (let n = 0; n < count; n++) {
		contacts.push(setup.simulator.seedContact({ email: `p${n}@example.com` }));
		companies.push(setup.simulator.seedCompany({ company_id: `C${n}`, name: `Company ${n}` }));
		setup.simulator.attach(contacts[n], companies[n]);
	}
	return { contacts, companies };
}

describe('who and when', () => {
	test("organisation is what the destination calls its account; the clock is the server's", async () => {
		const { source, intercom, clock } = setup;
		expect(await source.organisation()).toBe(await intercom.account());
		clock.advance(1_500);
		expect((await source.now()).getTime()).toBe(Math.floor(clock.now() / 1000) * 1000);
	});

	test('a source of its own, too', async () => {
		const { simulator, traffic } = setup;
		const source = createIntercomSource({
			credentials: { accessToken: simulator.accessToken, region: 'custom', apiBaseUrl: simulator.url },
			traffic,
		});
		expect(await source.organisation()).toBe(simulator.appId);
		expect(() => createIntercomSource({ credentials: { accessToken: ' ', region: 'us' }, traffic })).toThrow(
			'no access token',
		);
	});

	test('a field that the destination creates can be read at once', async () => {
		const { source, intercom, simulator } = setup;
		const field = 'custom_attributes.since';
		expect(await source.unreadableFields('contacts', ['email', field, 'nickname'])).toEqual([field, 'nickname']);
		await intercom.createFields('contacts', [{ name: field, label: 'Since', type: 'datetime' }], { dryRun: false });
		expect(await source.unreadableFields('contacts', ['email', field])).toEqual([]);
		simulator.seedContact({ email: 'ada@example.com', custom_attributes: { since: 1_700_000_000 } });
		expect((await changes('contacts', { fields: [field] }))[0].fields).toEqual({
			[field]: '2023-11-14T22:13:20.000Z',
		});
	});

	test('what it cannot read is refused by name', async () => {
		expect(await failure(changes('contacts', { fields: ['nickname'] }))).toMatchObject({
			kind: 'configuration',
			code: 'UNKNOWN_FIELD',
			message: expect.stringContaining('nickname') as string,
		});
		expect(await failure(changes('tickets'))).toMatchObject({ kind: 'configuration' });
	});

	test('it does not tell what was archived', async () => {
		const { simulator, source, clock } = setup;
		simulator.archive(simulator.seedContact({ email: 'ada@example.com' }));
		const told = [];
		const window = { object: 'contacts', since: new Date(0), until: new Date(clock.now()) };
		for await (const page of source.identityChanges(window)) told.push(...page);
		expect(told).toEqual([]);
		expect(intercomTells).toEqual({ changes: true, deletions: false });
	});
});

describe('all contacts', () => {
	test('users and leads, 150 to a page, archived ones left out, without the delay of the search', async () => {
		const { simulator } = setup;
		simulator.setSearchLag(120_000);
		const ids = Array.from({ length: 310 }, (_, n) =>
			simulator.seedContact({ role: n % 2 === 0 ? 'user' : 'lead', email: `p${n}@example.com` }),
		);
		simulator.archive(ids[7]);
		await setup.intercom.upsert({
			object: 'contacts',
			idProperty: 'external_id',
			records: [{ id: '003A', properties: { email: 'new@example.com' } }],
		});
		const read = await pages('contacts', { fields: ['email', 'external_id'] });
		expect(read.map(({ records }) => records.length)).toEqual([150, 150, 10]);
		const records = read.flatMap((page) => page.records);
		expect(idsOf(records)).toEqual(idsOf(simulator.contacts().filter(({ archived }) => !archived)));
		expect(records.at(-1)?.fields).toEqual({ email: 'new@example.com', external_id: '003A' });
		expect(simulator.searches).toBe(0);
	});

	test("values as the destination spells them; a lead's external id is nobody's", async () => {
		const { simulator, intercom, clock } = setup;
		simulator.seedAttribute('contact', 'rate', 'float');
		simulator.seedAttribute('contact', 'active', 'boolean');
		const properties = {
			email: 'ada@example.com',
			role: 'lead',
			signed_up_at: '2024-01-01T10:11:12.000Z',
			unsubscribed_from_emails: 'false',
			'custom_attributes.rate': '0.5',
			'custom_attributes.active': 'true',
		};
		await intercom.insert({ object: 'contacts', records: [{ id: 'x', properties }] });
		const names = [...Object.keys(properties), 'external_id', 'phone'];
		const [record] = await changes('contacts', { fields: names });
		expect(record.fields).toEqual({ ...properties, external_id: null, phone: null });
		expect(record.modifiedAt).toBe(new Date(Math.floor(clock.now() / 1000) * 1000).toISOString());
		const read = await intercom.read({ object: 'contacts', ids: [record.id], properties: names });
		expect(read.get(record.id)?.properties).toEqual(record.fields);
	});

	test('the company of those that have exactly one', async () => {
		const { simulator } = setup;
		const { contacts, companies } = people(3);
		simulator.attach(contacts[1], companies[0]);
		simulator.detach(contacts[2], companies[2]);
		const read = await changes('contacts', { fields: ['@companies'] });
		expect(read.map(({ fields }) => fields['@companies'])).toEqual([companies[0], null, null]);
	});

	test('reading goes on behind the last page that was kept; an unusable token starts again', async () => {
		people(310);
		const [first, second, third] = await pages('contacts');
		expect(await pages('contacts', { resume: second.resume })).toEqual([third]);
		expect(await pages('contacts', { resume: third.resume })).toEqual([]);
		const stale = first.resume.replace(/"after":"[^"]+"/, '"after":"nonsense"');
		expect(stale).not.toBe(first.resume);
		for (const resume of [stale, 'nonsense', '{}']) expect(await pages('contacts', { resume })).toHaveLength(3);
	});

	test('an answer that is lost is asked for again', async () => {
		const { simulator } = setup;
		const { contacts } = people(200);
		simulator.faults.add({ kind: 'lost', path: /^\/contacts\?/, times: 2 });
		simulator.faults.add({ kind: 'status', status: 503, path: /^\/contacts\?/, after: 1 });
		expect(idsOf(await changes('contacts'))).toEqual(idsOf(contacts.map((id) => ({ id }))));
	});
});

describe('changed contacts', () => {
	test.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC', 'America/New_York', 'Asia/Kathmandu'])(
		'found to the hour where days begin in %s',
		async (timeZone) => {
			await setup.stop();
			setup = await setUp({ simulator: { timeZone } });
			const { simulator, clock } = setup;
			const made: Array<{ id: string; at: number }> = [];
			for (let n = 0; n < 18; n++) {
				made.push({ id: simulator.seedContact({ email: `p${n}@example.com` }), at: clock.now() });
				clock.advance(4 * HOUR);
			}
			for (const [n, { at: since }] of made.entries()) {
				const expected = made.filter(({ at }) => at >= since);
				const found = await changes('contacts', { since: new Date(since) });
				expect([n, idsOf(found)]).toEqual([n, idsOf(expected)]);
			}
		},
	);

	test('where the search takes no sort, all of its pages are read', async () => {
		const { simulator, clock } = setup;
		const since = new Date(clock.now() + HOUR);
		simulator.seedContact({ email: 'old@example.com' });
		clock.advance(2 * HOUR);
		const ids = Array.from({ length: 70 }, (_, n) => simulator.seedContact({ email: `p${n}@example.com` }));
		const errors = [{ code: 'parameter_invalid', message: 'sort is not supported' }];
		const body = { type: 'error.list', request_id: 'r', errors };
		simulator.faults.add({ kind: 'status', path: /contacts\/search/, status: 400, body });
		expect(idsOf(await changes('contacts', { since }))).toEqual([...ids].sort());
		expect(simulator.searches).toBe(2);
	});

	test('older ones of the same days are not read by themselves, and their pages not at all', async () => {
		const { simulator, clock } = setup;
		for (let n = 0; n < 400; n++) simulator.seedContact({ email: `old${n}@example.com` });
		clock.advance(2 * HOUR);
		const since = new Date(clock.now());
		const id = simulator.seedContact({ email: 'new@example.com' });
		expect(await changes('contacts', { since, fields: ['email'] })).toMatchObject([
			{ id, fields: { email: 'new@example.com' } },
		]);
		expect(simulator.searches).toBe(1);
		expect(requestsTo(simulator, /^\/contacts\/6/)).toEqual(['GET 200']);
	});

	test('several pages of one second', async () => {
		const { simulator, clock } = setup;
		const since = new Date(clock.now());
		const ids = Array.from({ length: 320 }, (_, n) => simulator.seedContact({ email: `p${n}@example.com` }));
		const read = await pages('contacts', { since });
		expect(read.map(({ records }) => records.length)).toEqual([50, 50, 50, 50, 50, 50, 20]);
		expect(idsOf(read.flatMap(({ records }) => records))).toEqual([...ids].sort());
		expect(await pages('contacts', { since, resume: read[5].resume })).toEqual([read[6]]);
		expect(await pages('contacts', { since, resume: read[6].resume })).toEqual([]);
	});

	test('a change that the search shows late is found by the next run, with the values of now', async () => {
		const { simulator, intercom, clock } = setup;
		const id = simulator.seedContact({ email: 'ada@example.com', name: 'Ada' });
		clock.advance(DAY);
		simulator.setSearchLag(5 * 60_000);
		simulator.edit(id, { name: 'Ada King' });
		const first = new Date(clock.now());
		const write = async (name: string) =>
			await intercom.update({
				object: 'contacts',
				idProperty: 'external_id',
				records: [{ id: 'x', destinationId: id, properties: { name } }],
			});
		await write('Ada Lovelace');
		// The search still shows what was there before the last write.
		expect(await changes('contacts', { since: first, fields: ['name'] })).toMatchObject([
			{ id, fields: { name: 'Ada Lovelace' } },
		]);
		clock.advance(HOUR);
		await write('Augusta Ada');
		clock.advance(60_000);
		const next = new Date(clock.now());
		expect(await changes('contacts', { since: next, fields: ['name'] })).toEqual([]);
		clock.advance(5 * 60_000);
		expect(await changes('contacts', { since: next, fields: ['name'] })).toMatchObject([
			{ id, fields: { name: 'Augusta Ada' } },
		]);
	});

	test('one that is archived before it is read is left out', async () => {
		const { simulator, intercom, clock } = setup;
		const since = new Date(clock.now());
		const [gone, here] = ['a', 'b'].map((name) => simulator.seedContact({ email: `${name}@example.com` }));
		simulator.setSearchLag(120_000);
		await intercom.archive({ object: 'contacts', ids: [gone] });
		expect(idsOf(await changes('contacts', { since }))).toEqual([here]);
	});
});

describe('companies', () => {
	test('all that have a contact, 100 to a page', async () => {
		const { simulator } = setup;
		const { companies } = people(230);
		const alone = simulator.seedCompany({ company_id: 'alone', name: 'Nobody' });
		const read = await pages('companies', { fields: ['company_id', 'name'] });
		expect(read.map(({ records }) => records.length)).toEqual([100, 100, 30]);
		const records = read.flatMap((page) => page.records);
		expect(idsOf(records)).toEqual([...companies].sort());
		expect(records[0].fields).toEqual({ company_id: 'C0', name: 'Company 0' });
		const { records: found } = await setup.source.readByIds({ object: 'companies', fields: ['name'], ids: [alone] });
		expect(found).toMatchObject([{ id: alone, fields: { name: 'Nobody' } }]);
	});

	test('no monthly spend is none, which Intercom gives as 0', async () => {
		const { simulator } = setup;
		const { companies } = people(2);
		simulator.edit(companies[1], { monthly_spend: 12 });
		expect((await changes('companies', { fields: ['monthly_spend'] })).map((record) => record.fields)).toEqual([
			{ monthly_spend: null },
			{ monthly_spend: '12' },
		]);
	});

	test('an increment hands on those that were changed', async () => {
		const { simulator, clock } = setup;
		const { companies } = people(120);
		clock.advance(DAY);
		const since = new Date(clock.now());
		simulator.edit(companies[110], { name: 'Renamed' });
		expect(await changes('companies', { since, fields: ['name'] })).toMatchObject([
			{ id: companies[110], fields: { name: 'Renamed' } },
		]);
	});

	test('a token starts again: a scroll cannot be gone on with', async () => {
		people(120);
		const [first] = await pages('companies');
		expect(await changes('companies', { resume: first.resume })).toHaveLength(120);
	});

	test('a lost page is not lost: the scroll begins anew', async () => {
		const { simulator } = setup;
		const { companies } = people(320);
		simulator.faults.add({ kind: 'lost', path: /scroll_param/, after: 1 });
		expect([...new Set(idsOf(await changes('companies')))]).toEqual([...companies].sort());
		expect(requestsTo(simulator, /scroll$/)).toEqual(['GET 200', 'GET 200']);
	});

	test('the same when the first answer is lost, or Intercom says that it broke off', async () => {
		const { simulator } = setup;
		const { companies } = people(120);
		simulator.faults.add({ kind: 'lost', path: /scroll$/ });
		simulator.faults.add({ kind: 'status', status: 500, path: /scroll_param/ });
		expect([...new Set(idsOf(await changes('companies')))]).toEqual([...companies].sort());
	});

	test('an expired scroll begins anew, but not for ever', async () => {
		const { simulator, source, clock } = setup;
		const { companies } = people(450);
		const read = async (pauses: number) => {
			const seen = new Set<string>();
			let left = pauses;
			for await (const { records } of source.changes({ object: 'companies', fields: [], until: new Date(0) })) {
				for (const { id } of records) seen.add(id);
				if (left-- > 0) clock.advance(90_000);
			}
			return [...seen].sort();
		};
		expect(await read(1)).toEqual([...companies].sort());
		expect(requestsTo(simulator, /scroll/)).toContain('GET 404');
		expect(await failure(read(Infinity))).toMatchObject({ kind: 'transient', code: 'scroll_expired' });
	});

	test("somebody else's scroll is waited for", async () => {
		const { simulator, source, clock } = setup;
		const { companies } = people(120);
		const other = source.changes({ object: 'companies', fields: [], until: new Date(0) });
		await other[Symbol.asyncIterator]().next();
		const before = clock.now();
		expect(idsOf(await changes('companies'))).toEqual([...companies].sort());
		expect(clock.now() - before).toBeGreaterThanOrEqual(10_000);
		expect(requestsTo(simulator, /scroll/)).toContain('GET 400');
	});

	test('one that does not end is named', async () => {
		const { simulator } = setup;
		simulator.faults.add({
			kind: 'status',
			status: 400,
			times: Infinity,
			path: /scroll/,
			body: SCROLL_EXISTS,
		});
		expect(await failure(changes('companies'))).toMatchObject({
			kind: 'transient',
			code: 'scroll_exists',
			remedy: expect.stringContaining('access token') as string,
		});
	});

	test('waiting for a scroll can be cancelled', async () => {
		const { simulator, clock } = setup;
		simulator.faults.add({ kind: 'status', status: 400, times: Infinity, path: /scroll/, body: SCROLL_EXISTS });
		const stop = new AbortController();
		jest.spyOn(clock, 'sleep').mockImplementation(async () => stop.abort());
		expect(await failure(changes('companies', { signal: stop.signal }))).toMatchObject({ kind: 'cancelled' });
	});
});

describe('by id', () => {
	const read = async (object: string, ids: string[], filter?: string) =>
		await setup.source.readByIds({ object, fields: ['name'], ids, filter });

	test('every id in exactly one list', async () => {
		const { simulator, clock } = setup;
		const named = (name: string) => simulator.seedContact({ email: `${name}@example.com`, name });
		const ids = ['ada', 'bob', 'eve'].map(named);
		const lead = simulator.seedContact({ role: 'lead', email: 'ada@example.com' });
		simulator.archive(ids[1]);
		simulator.remove(ids[2]);
		simulator.merge(lead, ids[0]);
		const modifiedAt = new Date(clock.now()).toISOString();
		const gone = { object: 'contacts', modifiedAt };
		expect(await read('contacts', [...ids, lead, '', ids[0]])).toEqual({
			records: [{ id: ids[0], modifiedAt: expect.any(String) as string, fields: { name: 'ada' } }],
			gone: [
				{ ...gone, id: ids[1], kind: 'deleted' },
				{ ...gone, id: ids[2], kind: 'deleted' },
				{ ...gone, id: lead, kind: 'merged', into: { object: 'contacts', id: ids[0] } },
			],
			filteredOut: [],
			missing: [''],
		});
	});

	test('as they are, whatever the search shows', async () => {
		const { simulator, intercom } = setup;
		const id = simulator.seedContact({ email: 'ada@example.com', name: 'Ada' });
		simulator.setSearchLag(120_000);
		await intercom.update({
			object: 'contacts',
			idProperty: 'external_id',
			records: [{ id: 'x', destinationId: id, properties: { name: 'Ada King' } }],
		});
		expect((await read('contacts', [id])).records).toMatchObject([{ fields: { name: 'Ada King' } }]);
	});

	test('many companies at once, those that left the filter told apart', async () => {
		const { companies } = people(120);
		const filter = JSON.stringify({ field: 'name', operator: '^', value: 'company 1' });
		const result = await read('companies', companies, filter);
		expect(result.records).toHaveLength(31);
		expect(result.filteredOut).toHaveLength(89);
		expect(setup.simulator.maxConcurrent).toBeLessThanOrEqual(40);
	});

	test('an id that Intercom cannot read is missing; another failure is one', async () => {
		const { simulator } = setup;
		const refused = { type: 'error.list', errors: [{ code: 'parameter_invalid', message: 'bad id' }] };
		simulator.faults.add({ kind: 'status', status: 400, path: /contacts\/x/, body: refused });
		expect((await read('contacts', ['x'])).missing).toEqual(['x']);
		simulator.revokeToken(simulator.accessToken);
		expect(await failure(read('contacts', ['y']))).toMatchObject({ kind: 'credentials' });
	});
});
