import { IntercomSimulator } from './intercom';
import { callerOf } from './intercom/caller';
import { JumpingClock } from './shared/clock';

/** Data attributes, search and limits. */
describe('Intercom simulator: the workspace', () => {
	let clock: JumpingClock;
	let intercom: IntercomSimulator;
	let call: ReturnType<typeof callerOf>;

	beforeEach(async () => {
		// Six seconds into a window of ten.
		clock = new JumpingClock(Date.parse('2026-03-01T00:00:06Z'));
		intercom = await new IntercomSimulator({ clock }).start();
		call = callerOf(intercom);
	});
	afterEach(async () => {
		expect(intercom.bugs).toEqual([]);
		await intercom.stop();
	});

	describe('data attributes', () => {
		const define = async (fields: object) =>
			await call('POST', '/data_attributes', { name: 'rank', model: 'contact', data_type: 'string', ...fields });

		it('lists the standard ones and those that were defined', async () => {
			const defined = await define({ name: 'salesforce_id', model: 'company' });
			expect(defined).toMatchObject({
				status: 200,
				body: {
					type: 'data_attribute',
					id: expect.any(Number) as number,
					full_name: 'custom_attributes.salesforce_id',
					custom: true,
					api_writable: true,
				},
			});
			const names = async (query: string) =>
				((await call('GET', `/data_attributes${query}`)).body.data as Array<{ full_name: string }>).map(
					({ full_name }) => full_name,
				);
			expect(await names('?model=company')).toEqual(
				expect.arrayContaining(['company_id', 'monthly_spend', 'custom_attributes.salesforce_id']),
			);
			expect(await names('?model=contact')).not.toContain('custom_attributes.salesforce_id');
			expect(await names('')).toEqual(expect.arrayContaining(['external_id', 'company_id']));
			expect((await call('GET', '/data_attributes?model=deal')).status).toBe(400);
		});

		it.each([
			['a period', { name: 'a.b' }],
			['a leading digit', { name: '1st' }],
			['signs', { name: '!nv@l!d n@me' }],
			['an empty name', { name: '' }],
			['256 characters', { name: 'x'.repeat(256) }],
			['a standard name', { name: 'Email' }],
			['an unknown model', { model: 'deal' }],
			['an unknown type', { data_type: 'text' }],
			['a type from the prototype', { data_type: 'constructor' }],
			['a list without options', { data_type: 'options' }],
			['a list with one option', { data_type: 'options', options: [{ value: 'a' }] }],
			['a list with the same option twice', { data_type: 'options', options: [{ value: 'a' }, { value: 'a' }] }],
			['options that are no hashes', { data_type: 'options', options: ['a', 'b'] }],
			['options of a number', { data_type: 'integer', options: [{ value: 'a' }, { value: 'b' }] }],
		])('refuses %s', async (_what, fields) => {
			expect(await define(fields)).toMatchObject({ status: 400, code: 'parameter_invalid' });
			expect(intercom.attributes('contact')).toEqual([]);
		});

		it('refuses a name that is taken, on either model', async () => {
			await define({});
			expect((await define({ name: 'Rank' })).message).toContain("You already have 'Rank' in your people data");
			expect((await define({ model: 'company' })).status).toBe(400);
		});

		it('ends at 250; archived ones make room', async () => {
			for (let i = 0; i < 250; i++) intercom.seedAttribute('company', `a${i}`);
			expect(await define({})).toMatchObject({ status: 400, code: 'custom_data_limit_reached' });
			intercom.archiveAttribute('company', 'a0');
			expect((await define({})).status).toBe(200);
		});

		it('changes description, options and the archive, nothing else', async () => {
			const { id } = intercom.seedAttribute('contact', 'rank', 'string', ['low', 'high']);
			const path = `/data_attributes/${id}`;
			const options = ['low', 'high', 'top'];
			expect(
				await call('PUT', path, { options: options.map((value) => ({ value })), description: 'Rank' }),
			).toMatchObject({
				status: 200,
				body: { options, description: 'Rank', data_type: 'string' },
			});
			for (const fields of [
				{ name: 'other' },
				{ data_type: 'integer' },
				{ options: [{ value: 'low' }] },
				{ archived: 'yes' },
			])
				expect((await call('PUT', path, fields)).status).toBe(400);
			expect(await call('PUT', '/data_attributes/1', { archived: true })).toMatchObject({
				status: 404,
				code: 'field_not_found',
			});
			expect((await call('PUT', path, { archived: true })).body.archived).toBe(true);
			const listed = async (query: string) => JSON.stringify((await call('GET', `/data_attributes?${query}`)).body);
			expect(await listed('model=contact')).not.toContain('rank');
			expect(await listed('include_archived=true')).toContain('rank');
			expect((await call('POST', '/contacts', { role: 'lead', custom_attributes: { rank: 'low' } })).status).toBe(400);
			expect(intercom.attribute('contact', 'rank')).toMatchObject({ archived: true, options });
		});

		it('takes in custom attributes only what is defined, in its type', async () => {
			for (const type of ['string', 'integer', 'float', 'boolean', 'date'])
				intercom.seedAttribute('company', `${type}_one`, type);
			intercom.seedAttribute('company', 'choice', 'options', ['a', 'b']);
			const write = async (custom_attributes: unknown) =>
				await call('POST', '/companies', { company_id: '1', custom_attributes });
			const good = {
				string_one: 'x',
				integer_one: 0,
				float_one: 0.5,
				boolean_one: false,
				date_one: 1_700_000_000,
				choice: 'a',
			};
			expect((await write(good)).body.custom_attributes).toEqual(good);
			for (const bad of [
				{ unknown: 'x' },
				{ String_one: 'x' },
				{ string_one: 5 },
				{ string_one: 'x'.repeat(256) },
				{ string_one: ['x'] },
				{ integer_one: 1.5 },
				{ integer_one: '1' },
				{ float_one: '1' },
				{ boolean_one: 'true' },
				{ date_one: 1_700_000_000_000 },
				{ date_one: '2026-01-01T00:00:00Z' },
				{ choice: 'c' },
				{ choice: '' },
			])
				expect(await write({ float_one: 9, ...bad })).toMatchObject({ status: 400, code: 'parameter_invalid' });
			expect((await write({ string_one: 'x'.repeat(255), integer_one: null, choice: null })).status).toBe(200);
			expect(intercom.companies()[0].custom_attributes).toEqual({
				string_one: 'x'.repeat(255),
				float_one: 0.5,
				boolean_one: false,
				date_one: 1_700_000_000,
			});
			expect((await call('POST', '/contacts', { role: 'lead', custom_attributes: { string_one: 'x' } })).status).toBe(
				400,
			);
		});
	});

	describe('search', () => {
		const search = async (query: unknown, more: object = {}) =>
			await call('POST', '/contacts/search', { query, ...more });
		const found = async (query: unknown) =>
			((await search(query)).body.data as Array<{ email: string }>).map(({ email }) => email);
		const by = (field: string, operator: string, value: unknown) => ({ field, operator, value });
		const emails = ['ada@example.com', 'bob@example.com', 'eve@example.org'];

		const seed = () =>
			emails.map((email, i) => intercom.seedContact({ email, name: `Name ${i}`, external_id: `X${i}` }));

		it('finds by every operator', async () => {
			intercom.seedAttribute('contact', 'score', 'integer');
			const [ada] = seed();
			intercom.edit(ada, { custom_attributes: { score: 7 }, owner_id: 3 });
			const all = emails;
			const cases: Array<[object, string[]]> = [
				[by('email', '=', 'ADA@example.com'), [all[0]]],
				[by('email', '!=', all[0]), all.slice(1)],
				[by('email', 'IN', [all[0], all[2], 'none@example.com']), [all[0], all[2]]],
				[by('email', 'NIN', [all[0], all[2]]), [all[1]]],
				[by('email', '~', 'BOB'), [all[1]]],
				[by('email', '!~', 'bob'), [all[0], all[2]]],
				[by('name', '^', 'name 1'), [all[1]]],
				[by('email', '$', '.org'), [all[2]]],
				[by('email_domain', '=', 'example.org'), [all[2]]],
				[by('external_id', 'IN', ['X1', 'x2']), [all[1]]],
				[by('id', '=', ada), [all[0]]],
				[by('custom_attributes.score', '>', 6), [all[0]]],
				[by('custom_attributes.score', '<', '8'), [all[0]]],
				[by('custom_attributes.score', '=', null), all.slice(1)],
				[by('owner_id', 'IN', [3]), [all[0]]],
				[by('unsubscribed_from_emails', '=', false), all],
				// Midnight UTC is still the day before where the workspace is.
				[by('created_at', '=', Date.parse('2026-02-28T06:00:00Z') / 1000), all],
				[by('created_at', '=', Date.parse('2026-03-01T23:00:00Z') / 1000), []],
				[by('created_at', '>', Date.parse('2026-03-01T00:00:00Z') / 1000), []],
				[by('created_at', '<', Date.parse('2026-03-02T12:00:00Z') / 1000), all],
				[{ operator: 'OR', value: [by('email', '=', all[0]), by('external_id', '=', 'X2')] }, [all[0], all[2]]],
				[{ operator: 'AND', value: [by('email', 'IN', all), by('name', '=', 'Name 1')] }, [all[1]]],
				[
					{
						operator: 'AND',
						value: [
							{ operator: 'OR', value: [by('email', '=', all[0]), by('email', '=', all[1])] },
							{ operator: 'OR', value: [by('name', '=', 'Name 1'), by('name', '=', 'Name 2')] },
						],
					},
					[all[1]],
				],
			];
			for (const [query, expected] of cases) expect([query, await found(query)]).toEqual([query, expected]);
		});

		it('refuses what the API does not search', async () => {
			const one = by('email', '=', 'ada@example.com');
			const group = (operator: string, value: unknown) => ({ operator, value });
			for (const query of [
				undefined,
				{},
				by('favourite', '=', 'x'),
				by('custom_attributes.unknown', '=', 'x'),
				by('email', '>', 'x'),
				by('email', '>=', 'x'),
				by('email', 'IN', 'x'),
				by('email', 'IN', []),
				by(
					'email',
					'IN',
					Array.from({ length: 51 }, (_, i) => `${i}@example.com`),
				),
				by('email', '=', 5),
				by('email', '~', null),
				by('created_at', '=', 'yesterday'),
				by('created_at', 'IN', [1]),
				by('created_at', '!=', 1),
				{ ...one, extra: 1 },
				group('AND', []),
				group('AND', one),
				group(
					'OR',
					Array.from({ length: 16 }, () => one),
				),
				group('AND', [group('OR', [group('AND', [one])])]),
			])
				expect([query, (await search(query)).status]).toEqual([query, 400]);
			expect(await search(by('favourite', '=', 'x'))).toMatchObject({ code: 'invalid_field' });
			for (const more of [
				{ pagination: { per_page: 151 } },
				{ pagination: { per_page: 0 } },
				{ pagination: { page: 2 } },
				{ pagination: { starting_after: 'nonsense' } },
				{ sort: { field: 'created_at', order: 'desc' } },
				{ limit: 5 },
			])
				expect((await search(one, more)).status).toBe(400);
			expect(intercom.searches).toBe(0);
		});

		it('takes 15 filters in a group and 50 values', async () => {
			const one = by('email', '=', 'ada@example.com');
			expect((await search({ operator: 'OR', value: Array.from({ length: 15 }, () => one) })).status).toBe(200);
			expect(
				(
					await search(
						by(
							'email',
							'IN',
							Array.from({ length: 50 }, (_, i) => `${i}@example.com`),
						),
					)
				).status,
			).toBe(200);
			expect(intercom.searches).toBe(2);
		});

		it.each([undefined, { field: 'name', order: 'ascending' }, { field: 'owner_id', order: 'descending' }])(
			'pages through everything once, sorted by %j',
			async (sort) => {
				for (let i = 0; i < 120; i++)
					intercom.seedContact({ email: `${i}@example.com`, name: `N${i % 7}`, owner_id: i % 3 === 0 ? null : i % 5 });
				const seen: string[] = [];
				let after: string | undefined;
				const sizes: number[] = [];
				do {
					const { body } = await search(by('email', '~', 'example'), { sort, pagination: { starting_after: after } });
					const data = body.data as Array<{ id: string }>;
					const pages = body.pages as { page: number; total_pages: number; next?: { starting_after: string } };
					sizes.push(data.length);
					seen.push(...data.map(({ id }) => id));
					expect(body).toMatchObject({ type: 'list', total_count: 120, pages: { page: sizes.length, total_pages: 3 } });
					after = pages.next?.starting_after;
				} while (after !== undefined);
				expect(sizes).toEqual([50, 50, 20]);
				expect(new Set(seen).size).toBe(120);
			},
		);

		it('does not see writes of the last minutes', async () => {
			const [ada] = seed();
			const { body } = await call('POST', '/contacts', { email: 'new@example.com' });
			await call('PUT', `/contacts/${ada}`, { email: 'lovelace@example.com' });
			clock.advance(60_000);
			await call('PUT', `/contacts/${body.id as string}`, { email: 'newer@example.com' });
			expect(await found(by('email', 'IN', ['new@example.com', 'newer@example.com', 'lovelace@example.com']))).toEqual(
				[],
			);
			expect(await found(by('email', '=', 'ada@example.com'))).toEqual(['ada@example.com']);
			clock.advance(60_000);
			expect(await found(by('email', 'IN', ['new@example.com', 'newer@example.com']))).toEqual(['new@example.com']);
			expect(await found(by('email', '=', 'lovelace@example.com'))).toEqual(['lovelace@example.com']);
			clock.advance(60_000);
			expect(await found(by('email', 'IN', ['new@example.com', 'newer@example.com']))).toEqual(['newer@example.com']);
		});

		it('shows an archived contact a while longer, a deleted one never', async () => {
			const [ada, bob] = seed();
			await call('POST', `/contacts/${ada}/archive`);
			await call('DELETE', `/contacts/${bob}`);
			expect(await found(by('email', '$', 'example.com'))).toEqual(['ada@example.com']);
			clock.advance(120_000);
			expect(await found(by('email', '$', 'example.com'))).toEqual([]);
			await call('POST', `/contacts/${ada}/unarchive`);
			expect(await found(by('email', '=', 'ada@example.com'))).toEqual([]);
			clock.advance(120_000);
			expect(await found(by('email', '=', 'ada@example.com'))).toEqual(['ada@example.com']);
		});

		it('neither sees when a contact was changed a moment ago', async () => {
			const seeded = Math.floor(clock.now() / 1000);
			const [ada] = seed();
			clock.advance(3 * 86_400_000);
			await call('PUT', `/contacts/${ada}`, { name: 'Ada King' });
			const today = by('updated_at', '=', clock.now() / 1000);
			expect(await found(today)).toEqual([]);
			const old = await search(by('email', '=', 'ada@example.com'));
			expect(old.body.data).toMatchObject([{ name: 'Name 0', updated_at: seeded }]);
			clock.advance(120_000);
			expect(await found(today)).toEqual(['ada@example.com']);
		});

		it('has a lag that can be changed', async () => {
			intercom.setSearchLag(0);
			await call('POST', '/contacts', { email: 'new@example.com' });
			expect(await found(by('email', '=', 'new@example.com'))).toEqual(['new@example.com']);
		});

		it('lists contacts without lag', async () => {
			await call('POST', '/contacts', { email: 'new@example.com' });
			expect((await call('GET', '/contacts?per_page=1')).body).toMatchObject({
				total_count: 1,
				data: [{ email: 'new@example.com' }],
			});
			expect((await call('GET', '/contacts?per_page=151')).status).toBe(400);
		});

		it('stays quick among 50,000 contacts', async () => {
			for (let i = 0; i < 50_000; i++) intercom.seedContact({ email: `${i}@example.com`, external_id: `X${i}` });
			for (let i = 0; i < 200; i++) {
				const values = Array.from({ length: 50 }, (_, k) => `${(i * 50 + k) * 5}@example.com`);
				expect((await search(by('email', 'IN', values))).body.total_count).toBe(50);
			}
			expect(intercom.count('contact')).toBe(50_000);
		});
	});

	describe('limits', () => {
		const limitHeaders = ({ headers }: { headers: Headers }) =>
			['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}`)));

		it('counts down in windows of ten seconds', async () => {
			const end = Date.parse('2026-03-01T00:00:10Z') / 1000;
			expect(limitHeaders(await call('GET', '/me'))).toEqual([1667, 1666, end]);
			expect(limitHeaders(await call('GET', '/contacts/none'))).toEqual([1667, 1665, end]);
			clock.advance(4000);
			expect(limitHeaders(await call('GET', '/me'))).toEqual([1667, 1666, end + 10]);
		});

		it('answers 429 until the window is over, and counts it', async () => {
			intercom.setLimits({ appPerMinute: 12 });
			for (let i = 0; i < 2; i++) expect((await call('GET', '/me')).status).toBe(200);
			const refused = await call('POST', '/companies', { company_id: '1' });
			expect(refused).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
			expect(limitHeaders(refused).slice(0, 2)).toEqual([2, 0]);
			expect(intercom.throttled).toBe(1);
			expect(intercom.companies()).toEqual([]);
			clock.advance(4000);
			expect((await call('GET', '/me')).status).toBe(200);
		});

		it('shares the limit between the tokens of an app, and the workspace between the apps', async () => {
			intercom.setLimits({ appPerMinute: 12, workspacePerMinute: 18 });
			intercom.addToken('twin');
			intercom.addToken('other', 'app_2');
			const [twin, other] = ['twin', 'other'].map((token) => callerOf(intercom, token));
			expect((await call('GET', '/me')).status).toBe(200);
			expect((await twin('GET', '/me')).status).toBe(200);
			expect((await twin('GET', '/me')).status).toBe(429);
			expect((await other('GET', '/me')).status).toBe(200);
			expect((await other('GET', '/me')).status).toBe(429);
		});

		it('knows the most calls that were under way at once', async () => {
			intercom.faults.add({ kind: 'hang', path: /^\/contacts$/ });
			const abort = new AbortController();
			const headers = { authorization: `Bearer ${intercom.accessToken}` };
			const hanging = fetch(`${intercom.url}/contacts`, { headers, signal: abort.signal }).catch(() => 'aborted');
			while (intercom.maxConcurrent < 2) await call('GET', '/me');
			abort.abort();
			expect(await hanging).toBe('aborted');
			expect(intercom.maxConcurrent).toBe(2);
		});
	});

	describe('planted faults', () => {
		it('loses answers after the work, and cuts connections before it', async () => {
			intercom.faults.add({ kind: 'lost', method: 'POST', path: /^\/companies$/ });
			await expect(call('POST', '/companies', { company_id: 'lost' })).rejects.toThrow();
			intercom.faults.add({ kind: 'reset', path: /^\/companies$/ });
			await expect(call('POST', '/companies', { company_id: 'reset' })).rejects.toThrow();
			expect(intercom.companies().map(({ company_id }) => company_id)).toEqual(['lost']);
			expect(intercom.writes.calls).toBe(1);
		});
	});
});
