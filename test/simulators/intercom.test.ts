import { IntercomSimulator } from './intercom';
import { callerOf, type Answer } from './intercom/caller';
import { JumpingClock } from './shared/clock';

/** Companies, contacts and what hangs on them: the calls the API refuses, and what those that it takes leave behind. */
describe('Intercom simulator: records', () => {
	let clock: JumpingClock;
	let intercom: IntercomSimulator;
	let call: ReturnType<typeof callerOf>;

	beforeEach(async () => {
		clock = new JumpingClock();
		intercom = await new IntercomSimulator({ clock }).start();
		call = callerOf(intercom);
	});
	afterEach(async () => {
		expect(intercom.bugs).toEqual([]);
		await intercom.stop();
	});

	const idOf = (answer: Answer) => answer.body.id as string;

	describe('who may call', () => {
		it('answers 401 as an error.list without a known token', async () => {
			expect(await callerOf(intercom, '')('GET', '/me')).toMatchObject({
				status: 401,
				body: { type: 'error.list', request_id: expect.any(String) as string },
				code: 'token_not_found',
			});
			expect(await callerOf(intercom, 'wrong')('GET', '/me')).toMatchObject({ status: 401, code: 'unauthorized' });
			intercom.revokeToken(intercom.accessToken);
			expect((await call('GET', '/me')).status).toBe(401);
		});

		it('knows the versions 2.0 to 2.16 and the moving ones', async () => {
			for (const version of [null, '2.0', '2.14', '2.16', 'Unstable', 'Preview'])
				expect((await callerOf(intercom, intercom.accessToken, version)('GET', '/me')).status).toBe(200);
			for (const version of ['2.17', '2.016', '3.0', 'latest', '2'])
				expect(await callerOf(intercom, intercom.accessToken, version)('GET', '/me')).toMatchObject({
					status: 400,
					code: 'intercom_version_invalid',
				});
		});

		it('tells which workspace it is', async () => {
			expect(await call('GET', '/me')).toMatchObject({
				body: { type: 'admin', app: { id_code: intercom.appId, region: 'US' } },
			});
		});

		it('lets a token that may only read do no more', async () => {
			intercom.addToken('reader', undefined, true);
			const reader = callerOf(intercom, 'reader');
			expect(await reader('POST', '/companies', { company_id: '1' })).toMatchObject({ status: 403, code: 'forbidden' });
			expect((await reader('POST', '/companies/list')).status).toBe(200);
			expect(intercom.companies()).toEqual([]);
		});

		it('answers unknown paths, unreadable bodies and other media types as an error.list', async () => {
			expect(await call('GET', '/nothing')).toMatchObject({ status: 404, code: 'not_found' });
			for (const body of ['{', '[]', '"text"', 'null', ''])
				expect(await call('POST', '/contacts', body)).toMatchObject({ status: 400, code: 'bad_request' });
			const form = await fetch(`${intercom.url}/contacts`, {
				method: 'POST',
				headers: { authorization: `Bearer ${intercom.accessToken}`, 'content-type': 'text/plain' },
				body: 'x',
			});
			expect(form.status).toBe(415);
			const xml = await fetch(`${intercom.url}/me`, {
				headers: { authorization: `Bearer ${intercom.accessToken}`, accept: 'application/xml' },
			});
			expect(xml.status).toBe(406);
		});
	});

	describe('companies', () => {
		const full = {
			company_id: '001A',
			name: 'Example',
			plan: 'Pro',
			size: 5,
			website: 'https://example.com',
			industry: 'Software',
			monthly_spend: 155.98,
			remote_created_at: 1_700_000_000,
		};

		it('creates and changes by company_id and answers 200 both times', async () => {
			const first = await call('POST', '/companies', full);
			expect(first).toMatchObject({
				status: 200,
				body: { type: 'company', company_id: '001A', plan: { name: 'Pro' }, monthly_spend: 155, user_count: 0 },
			});
			const second = await call('POST', '/companies', { company_id: '001A', name: 'Other', plan: null });
			expect(second).toMatchObject({ status: 200, body: { id: idOf(first), name: 'Other', plan: {}, size: 5 } });
			await call('POST', '/companies', { company_id: '001A', name: 'Other' });
			expect(intercom.companies()).toMatchObject([{ company_id: '001A', name: 'Other', plan: null, revision: 2 }]);
			expect(intercom.writesOf('company')).toMatchObject({ created: 1, updated: 2, unchanged: 1 });
			expect(intercom.writes).toMatchObject({ calls: 3, records: 3 });
		});

		it('keeps company_id apart by case', async () => {
			await call('POST', '/companies', { company_id: 'abc' });
			await call('POST', '/companies', { company_id: 'ABC' });
			expect(intercom.count('company')).toBe(2);
		});

		it.each([
			['an unknown field', { salesforce: 1 }, 'bad_request'],
			['a field of the answer', { id: '1' }, 'bad_request'],
			['a plan object', { plan: { name: 'Pro' } }, 'parameter_invalid'],
			['a spend beyond 32 bits', { monthly_spend: 2_147_483_648 }, 'parameter_invalid'],
			['a spend as text', { monthly_spend: '5' }, 'parameter_invalid'],
			['half an employee', { size: 1.5 }, 'parameter_invalid'],
			['a size as text', { size: '5' }, 'parameter_invalid'],
			['a name of 256 characters', { name: 'x'.repeat(256) }, 'parameter_invalid'],
			['a number as name', { name: 5 }, 'parameter_invalid'],
			['milliseconds', { remote_created_at: 1_700_000_000_000 }, 'parameter_invalid'],
			['a date as text', { remote_created_at: '2026-01-01' }, 'parameter_invalid'],
			['custom attributes as a list', { custom_attributes: [] }, 'parameter_invalid'],
			['no company_id', { company_id: null }, 'parameter_not_found'],
			['an empty company_id', { company_id: ' ' }, 'parameter_not_found'],
			['a company_id of 256 characters', { company_id: 'x'.repeat(256) }, 'parameter_invalid'],
		])('refuses %s and writes nothing', async (_what, fields, code) => {
			expect(await call('POST', '/companies', { company_id: '1', ...fields })).toMatchObject({ status: 400, code });
			expect(intercom.companies()).toEqual([]);
			expect(intercom.writes.calls).toBe(0);
		});

		it('counts characters, not bytes or halves of them', async () => {
			expect((await call('POST', '/companies', { company_id: '1', name: '🙂'.repeat(255) })).status).toBe(200);
		});

		it('takes the most that 32 bits hold', async () => {
			await call('POST', '/companies', { company_id: '1', monthly_spend: 2_147_483_647.9 });
			expect(intercom.companies()[0].monthly_spend).toBe(2_147_483_647);
		});

		it('is read and changed by the id of Intercom, never by company_id', async () => {
			const id = intercom.seedCompany(full);
			expect(await call('GET', `/companies/${id}`)).toMatchObject({ status: 200, body: { company_id: '001A' } });
			expect(await call('GET', '/companies/001A')).toMatchObject({ status: 404, code: 'company_not_found' });
			expect(await call('PUT', `/companies/${id}`, { name: 'Other' })).toMatchObject({ status: 200 });
			for (const fields of [{ company_id: '001B' }, { remote_created_at: 1 }])
				expect(await call('PUT', `/companies/${id}`, fields)).toMatchObject({ status: 400, code: 'bad_request' });
			expect(await call('PUT', '/companies/001A', { name: 'X' })).toMatchObject({ status: 404 });
			expect(intercom.company(id)).toMatchObject({ company_id: '001A', name: 'Other' });
		});

		it('shows a company without contacts to those who know its company_id, and to nobody else', async () => {
			const seen = intercom.seedCompany({ company_id: 'seen', name: 'Seen' });
			intercom.seedCompany({ company_id: 'unseen', name: 'Unseen' });
			const contact = intercom.seedContact({ email: 'ada@example.com' });
			intercom.attach(contact, seen);
			expect(await call('GET', '/companies?company_id=unseen')).toMatchObject({ status: 200 });
			expect(await call('GET', '/companies?company_id=none')).toMatchObject({ status: 404, code: 'company_not_found' });
			expect(await call('GET', '/companies?name=Seen')).toMatchObject({ status: 200 });
			expect(await call('GET', '/companies?name=Unseen')).toMatchObject({ status: 404 });
			const shown = { total_count: 1, data: [{ company_id: 'seen', user_count: 1 }] };
			expect((await call('POST', '/companies/list')).body).toMatchObject(shown);
			expect((await call('GET', '/companies')).body).toMatchObject(shown);
			expect((await call('GET', '/companies/scroll')).body.data).toHaveLength(1);
			intercom.archive(contact);
			expect((await call('POST', '/companies/list')).body).toMatchObject({ total_count: 0, data: [] });
		});

		it('archives some time after it was asked to, and gives the company_id back then', async () => {
			const id = intercom.seedCompany({ company_id: '1', name: 'Going' });
			const contact = intercom.seedContact({ email: 'ada@example.com' });
			intercom.attach(contact, id);
			const gone = await call('DELETE', `/companies/${id}`);
			expect(gone).toMatchObject({ status: 200, body: { id, object: 'company', deleted: true } });
			expect(Object.keys(gone.body)).toEqual(['id', 'object', 'deleted']);
			expect((await call('GET', `/companies/${id}`)).status).toBe(200);
			expect((await call('DELETE', `/companies/${id}`)).status).toBe(200);
			clock.advance(5000);
			for (const [method, path] of [
				['GET', `/companies/${id}`],
				['GET', '/companies?company_id=1'],
				['PUT', `/companies/${id}`],
				['DELETE', `/companies/${id}`],
			])
				expect(await call(method, path, method === 'PUT' ? { name: 'X' } : undefined)).toMatchObject({
					status: 404,
					code: 'company_not_found',
				});
			expect(intercom.company(id)).toMatchObject({ archived: true, contacts: [], visible: false });
			expect(intercom.contact(contact)?.companies).toEqual([]);
			expect(idOf(await call('POST', '/companies', { company_id: '1' }))).not.toBe(id);
			expect(intercom.writes).toMatchObject({ archived: 1, created: 1, repeated: 1 });
		});

		it('lists pages up to 10,000 and says to scroll beyond', async () => {
			const contact = intercom.seedContact({ email: 'ada@example.com' });
			for (let i = 0; i < 40; i++) intercom.attach(contact, intercom.seedCompany({ company_id: String(i) }));
			const page = await call('POST', '/companies/list?page=2&per_page=15&order=asc');
			expect(page.body).toMatchObject({
				total_count: 40,
				pages: { type: 'pages', page: 2, per_page: 15, total_pages: 3, next: '/companies/list?per_page=15&page=3' },
			});
			expect((page.body.data as Array<{ company_id: string }>)[0].company_id).toBe('15');
			expect((await call('POST', '/companies/list')).body).toMatchObject({
				data: { length: 15, 0: { company_id: '39' } },
			});
			expect(await call('POST', '/companies/list?page=200&per_page=50')).toMatchObject({ status: 200 });
			expect(await call('POST', '/companies/list?page=201&per_page=50')).toMatchObject({
				status: 400,
				message: 'page limit reached, please use scroll API',
			});
			for (const query of ['per_page=61', 'page=0', 'page=x', 'order=up'])
				expect((await call('POST', `/companies/list?${query}`)).status).toBe(400);
		});

		it('has one scroll open at a time, for a minute', async () => {
			const contact = intercom.seedContact({ email: 'ada@example.com' });
			for (let i = 0; i < 101; i++) intercom.attach(contact, intercom.seedCompany({ company_id: String(i) }));
			const first = await call('GET', '/companies/scroll');
			expect(first.body).toMatchObject({ type: 'list', pages: null, total_count: null });
			expect(first.body.data).toHaveLength(100);
			expect(await call('GET', '/companies/scroll')).toMatchObject({ status: 400, code: 'scroll_exists' });
			intercom.addToken('other', 'app_2');
			expect((await callerOf(intercom, 'other')('GET', '/companies/scroll')).status).toBe(200);
			const next = `/companies/scroll?scroll_param=${String(first.body.scroll_param)}`;
			expect((await call('GET', next)).body.data).toHaveLength(1);
			clock.advance(59_000);
			expect((await call('GET', next)).body.data).toEqual([]);
			expect(await call('GET', next)).toMatchObject({ status: 404, message: 'scroll parameter not found' });
			const again = await call('GET', '/companies/scroll');
			clock.advance(60_000);
			expect((await call('GET', `/companies/scroll?scroll_param=${String(again.body.scroll_param)}`)).status).toBe(404);
			expect((await call('GET', '/companies/scroll')).status).toBe(200);
		});
	});

	describe('contacts', () => {
		it('needs one of email, external_id and role', async () => {
			for (const fields of [{}, { name: 'Ada' }, { email: null, phone: '1' }])
				expect(await call('POST', '/contacts', fields)).toMatchObject({ status: 400, code: 'parameter_not_found' });
			for (const fields of [{ email: 'ada@example.com' }, { external_id: '003A' }, { role: 'lead' }])
				expect(await call('POST', '/contacts', fields)).toMatchObject({ status: 200, body: { type: 'contact' } });
			expect(intercom.contacts().map(({ role }) => role)).toEqual(['user', 'user', 'lead']);
		});

		it.each([
			['an unknown field', { salesforce: 1 }, 'bad_request'],
			['an unknown role', { role: 'admin' }, 'parameter_invalid'],
			['no address at all', { email: 'ada' }, 'parameter_invalid'],
			['two addresses', { email: 'a@example.com,b@example.com' }, 'parameter_invalid'],
			['an address with a letter that none has', { email: 'ada\u200b@example.com' }, 'parameter_invalid'],
			['an empty address', { email: '' }, 'parameter_invalid'],
			['an address as number', { email: 5 }, 'parameter_invalid'],
			['an external_id of 256 characters', { external_id: 'x'.repeat(256) }, 'parameter_invalid'],
			['an empty external_id', { external_id: '' }, 'parameter_invalid'],
			['a number as phone', { phone: 5550100 }, 'parameter_invalid'],
			['milliseconds', { signed_up_at: 1_700_000_000_000 }, 'parameter_invalid'],
			['an owner as text', { owner_id: '5' }, 'parameter_invalid'],
			['unsubscribed as text', { unsubscribed_from_emails: 'true' }, 'parameter_invalid'],
		])('refuses %s and writes nothing', async (_what, fields, code) => {
			expect(await call('POST', '/contacts', { role: 'user', ...fields })).toMatchObject({ status: 400, code });
			expect(intercom.contacts()).toEqual([]);
		});

		it('names the field of a bad address', async () => {
			expect((await call('POST', '/contacts', { email: 'ada@' })).body.errors).toMatchObject([{ field: 'email' }]);
		});

		it('refuses a second contact with the address or external id of a first', async () => {
			const id = idOf(await call('POST', '/contacts', { email: 'Ada@Example.com', external_id: '003A' }));
			expect(intercom.contact(id)?.email).toBe('ada@example.com');
			const message = `A contact matching those details already exists with id=${id}`;
			for (const fields of [
				{ email: 'ADA@example.com' },
				{ external_id: '003A' },
				{ email: 'b@example.com', external_id: '003A' },
			])
				expect(await call('POST', '/contacts', fields)).toMatchObject({ status: 409, code: 'conflict', message });
			const other = intercom.seedContact({ email: 'b@example.com' });
			expect(await call('PUT', `/contacts/${other}`, { email: 'ada@example.com' })).toMatchObject({
				status: 409,
				message,
			});
			expect((await call('PUT', `/contacts/${other}`, { external_id: '003a' })).status).toBe(200);
			expect(intercom.count('contact')).toBe(2);
		});

		it('lets leads share an address with each other and with one user', async () => {
			for (const role of ['lead', 'lead', 'user'])
				expect((await call('POST', '/contacts', { role, email: 'ada@example.com' })).status).toBe(200);
			expect(new Set(intercom.contacts().map(({ external_id }) => external_id)).size).toBe(3);
			const [lead] = intercom.contacts();
			expect((await call('PUT', `/contacts/${lead.id}`, { role: 'user' })).status).toBe(409);
		});

		it('remembers archived contacts until they are brought back or deleted', async () => {
			const id = intercom.seedContact({ email: 'ada@example.com', external_id: '003A' });
			const archived = await call('POST', `/contacts/${id}/archive`);
			expect(archived).toMatchObject({
				status: 200,
				body: { type: 'contact', id, external_id: '003A', archived: true },
			});
			for (const path of [`/contacts/${id}`, '/contacts/find_by_external_id/003A'])
				expect(await call('GET', path)).toMatchObject({ status: 404, code: 'not_found', message: 'User Not Found' });
			expect((await call('PUT', `/contacts/${id}`, { name: 'Ada' })).status).toBe(404);
			expect(await call('POST', '/contacts', { email: 'ada@example.com' })).toMatchObject({
				status: 409,
				message: `An archived contact matching those details already exists with id=${id}`,
			});
			expect(await call('POST', `/contacts/${id}/unarchive`)).toMatchObject({ body: { archived: false } });
			expect((await call('PUT', `/contacts/${id}`, { name: 'Ada' })).status).toBe(200);
			expect(await call('DELETE', `/contacts/${id}`)).toMatchObject({ body: { id, deleted: true } });
			expect((await call('POST', `/contacts/${id}/unarchive`)).status).toBe(404);
			expect((await call('POST', '/contacts', { email: 'ada@example.com' })).status).toBe(200);
			expect(intercom.contact(id)).toBeUndefined();
			expect(intercom.writes).toMatchObject({ archived: 1, unarchived: 1, deleted: 1, updated: 1, created: 1 });
		});

		it('changes what is sent, clears null and keeps the rest', async () => {
			const id = intercom.seedContact({ email: 'ada@example.com', name: 'Ada', phone: '555-0100' });
			expect(await call('PUT', `/contacts/${id}`, { name: null, external_id: '003A' })).toMatchObject({
				status: 200,
				body: { name: null, phone: '555-0100', external_id: '003A' },
			});
			expect((await call('PUT', `/contacts/${id}`, { email: null })).status).toBe(200);
			expect((await call('PUT', `/contacts/${id}`, { external_id: null })).status).toBe(400);
			await call('PUT', `/contacts/${id}`, { phone: '555-0100' });
			expect(intercom.contact(id)).toMatchObject({ email: null, external_id: '003A', revision: 3 });
			expect(intercom.writesOf('contact')).toMatchObject({ updated: 3, unchanged: 1 });
		});

		it('makes users of leads but never leads of users', async () => {
			const lead = intercom.seedContact({ role: 'lead', email: 'ada@example.com' });
			expect(
				(await call('GET', `/contacts/find_by_external_id/${String(intercom.contact(lead)?.external_id)}`)).status,
			).toBe(404);
			expect(await call('PUT', `/contacts/${lead}`, { role: 'user', external_id: '003A' })).toMatchObject({
				status: 200,
			});
			expect((await call('GET', '/contacts/find_by_external_id/003A')).body.id).toBe(lead);
			expect(await call('PUT', `/contacts/${lead}`, { role: 'lead' })).toMatchObject({
				status: 400,
				code: 'parameter_invalid',
			});
		});

		it('merges a lead into a user; since 2.16 only a duplicate', async () => {
			const lead = intercom.seedContact({ role: 'lead', email: 'ada@example.com', phone: '555-0100' });
			const user = intercom.seedContact({ external_id: '003A', name: 'Ada' });
			const company = intercom.seedCompany({ company_id: '1' });
			intercom.attach(lead, company);
			const merge = { from: lead, into: user };
			expect(await call('POST', '/contacts/merge', { from: user, into: lead })).toMatchObject({ status: 400 });
			expect(await call('POST', '/contacts/merge', merge)).toMatchObject({ status: 400, code: 'invalid_merge' });
			const older = callerOf(intercom, intercom.accessToken, '2.15');
			expect((await older('POST', '/contacts/merge', { ...merge, skip_duplicate_validation: true })).status).toBe(400);
			expect(await call('POST', '/contacts/merge', { ...merge, skip_duplicate_validation: true })).toMatchObject({
				status: 200,
				body: { id: user, email: 'ada@example.com', phone: '555-0100', name: 'Ada' },
			});
			expect(intercom.contact(user)?.companies).toEqual([company]);
			const gone = await call('GET', `/contacts/${lead}`);
			expect(gone).toMatchObject({ status: 410, code: 'contact_merged' });
			expect(gone.headers.get('link')).toBe(`</contacts/${user}>; rel="canonical"`);
			expect((await older('GET', `/contacts/${lead}`)).status).toBe(404);
			expect((await call('POST', '/contacts/merge', merge)).status).toBe(404);
		});
	});

	describe('attachments', () => {
		it('attaches once, shows both ends and detaches', async () => {
			const contact = intercom.seedContact({ email: 'ada@example.com' });
			const company = intercom.seedCompany({ company_id: '1', name: 'Example' });
			const path = `/contacts/${contact}/companies`;
			for (let i = 0; i < 2; i++)
				expect(await call('POST', path, { id: company })).toMatchObject({
					status: 200,
					body: { id: company, user_count: 1 },
				});
			expect(intercom.attachments()).toEqual([{ contactId: contact, companyId: company }]);
			expect((await call('GET', path)).body).toMatchObject({ type: 'list', total_count: 1, data: [{ id: company }] });
			expect((await call('GET', `/companies/${company}/contacts`)).body).toMatchObject({ data: [{ id: contact }] });
			expect((await call('GET', `/contacts/${contact}`)).body.companies).toMatchObject({
				total_count: 1,
				data: [{ type: 'company', id: company }],
			});
			expect(await call('DELETE', `${path}/${company}`)).toMatchObject({ status: 200, body: { user_count: 0 } });
			expect(await call('DELETE', `${path}/${company}`)).toMatchObject({ status: 404, code: 'company_not_found' });
			expect(intercom.attachments()).toEqual([]);
			expect(intercom.writes).toMatchObject({ attached: 1, repeated: 1, detached: 1, calls: 3, records: 0 });
		});

		it('knows only ids of Intercom, at both ends', async () => {
			const contact = intercom.seedContact({ email: 'ada@example.com' });
			intercom.seedCompany({ company_id: '1' });
			const path = `/contacts/${contact}/companies`;
			expect(await call('POST', path, { id: '1' })).toMatchObject({ status: 404, code: 'company_not_found' });
			expect(await call('POST', path, {})).toMatchObject({ status: 400, code: 'parameter_not_found' });
			expect(await call('POST', path, { company_id: '1' })).toMatchObject({ status: 400, code: 'bad_request' });
			expect(await call('POST', '/contacts/1/companies', { id: '1' })).toMatchObject({
				status: 404,
				code: 'not_found',
			});
			expect(intercom.writes.calls).toBe(0);
		});

		it('ends at 1,000 companies of one contact', async () => {
			const contact = intercom.seedContact({ email: 'ada@example.com' });
			const ids = Array.from({ length: 1001 }, (_, i) => intercom.seedCompany({ company_id: String(i) }));
			for (const id of ids.slice(0, 1000)) intercom.attach(contact, id);
			const path = `/contacts/${contact}/companies`;
			expect(await call('POST', path, { id: ids[1000] })).toMatchObject({
				status: 400,
				code: 'contact_company_limit_exceeded',
			});
			expect((await call('POST', path, { id: ids[0] })).status).toBe(200);
		});
	});
});
