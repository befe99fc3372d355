import type { PairPlan } from '../../../engine/pairs/types';
import { World } from '../sync/intercom/world';
import { COMPANIES, PEOPLE, reconcile, sync } from './intercomPairs';

let world: World;
let ids: Record<'Account' | 'Contact' | 'Lead', string[]>;

beforeEach(async () => {
	world = await World.jumping();
	ids = world.salesforce.loadDeveloperEdition();
});

afterEach(async () => {
	expect(world.intercom.bugs).toEqual([]);
	await world.stop();
});

const companyOf = (account: string): string => world.companies.get(account)?.id ?? '';

describe('Salesforce and Intercom reconciled', () => {
	it('agree right after a sync, whatever the search shows by then', async () => {
		world.intercom.setSearchLag(600_000);
		await world.next();
		// Intercom shows some of them only to who asks for them by id.
		expect([...world.companies.values()].some(({ visible }) => !visible)).toBe(true);
		const { report } = await reconcile(world, COMPANIES);
		expect(report).toMatchObject({ status: 'completed', matched: ids.Account.length, differing: 0, ambiguous: 0 });
		expect(report.right.read).toBe(ids.Account.length);
		const people = await reconcile(world, PEOPLE);
		expect(people.findings.filter(({ kind }) => kind === 'differing')).toEqual([]);
		expect(people.report).toMatchObject({ status: 'completed', matched: world.users.size, onlyRight: 0 });
	});

	it('differ where somebody has changed something, and nowhere else', async () => {
		await world.next();
		const seen = ids.Account.filter((id) => world.companies.get(id)?.visible === true);
		const [first, second, third] = seen;
		const edited = companyOf(first);
		world.intercom.edit(edited, { size: 4711, website: null });
		world.salesforce.update('Account', second, { Name: 'Renamed' });
		world.intercom.archive(companyOf(third));
		world.pass();
		const { report, findings } = await reconcile(world, COMPANIES);
		const differing = findings.filter((finding) => finding.kind === 'differing');
		expect(differing.map(({ leftId, rightId }) => [leftId, rightId])).toEqual([
			[first, edited],
			[second, companyOf(second)],
		]);
		expect(differing.map((finding) => finding.fields.map(({ right }) => right))).toEqual([
			[
				{ field: 'website', value: null },
				{ field: 'size', value: '4711' },
			],
			[{ field: 'name', value: expect.not.stringMatching('Renamed') as string }],
		]);
		expect(report).toMatchObject({ differing: 2, onlyLeft: 1, onlyRight: 0, matched: ids.Account.length - 3 });
		expect(findings).toContainEqual(expect.objectContaining({ kind: 'onlyLeft', leftId: third }));
	});

	it("see a user's company, and leave leads alone", async () => {
		await world.next();
		const [contact] = [...world.users.keys()].filter((id) => world.companiesOf(id).length === 1);
		const user = world.users.get(contact)?.id ?? '';
		const [attached] = world.users.get(contact)?.companies ?? [];
		const other = companyOf(ids.Account.find((id) => companyOf(id) !== attached) ?? '');
		world.intercom.detach(user, attached);
		world.intercom.attach(user, other);
		world.intercom.seedContact({ role: 'lead', email: 'lead@example.com' });
		const stranger = world.intercom.seedContact({ email: 'stranger@example.com' });
		const { report, findings } = await reconcile(world, PEOPLE);
		expect(findings.filter(({ kind }) => kind === 'differing')).toEqual([
			{
				kind: 'differing',
				leftId: contact,
				rightId: user,
				fields: [
					{ left: expect.objectContaining({ field: 'AccountId' }), right: { field: '@companies', value: other } },
				],
			},
		]);
		expect(findings.filter(({ kind }) => kind === 'onlyRight')).toEqual([{ kind: 'onlyRight', rightId: stranger }]);
		expect(report.byField).toEqual([{ left: 'AccountId', right: '@companies', differing: 1 }]);
	});
});

describe('Salesforce to Intercom by Data Sync', () => {
	const companies = {
		...COMPANIES,
		syncKey: 'companies',
		ownId: { right: { field: 'company_id', label: 'Company ID' } },
	};
	const people = { ...PEOPLE, syncKey: 'people', ownId: { right: { field: 'external_id', label: 'User ID' } } };
	const NOTHING = { calls: 0, records: 0, attached: 0, detached: 0 };

	beforeEach(() => {
		world.intercom.seedAttribute('company', 'annual_revenue', 'float');
		world.intercom.seedAttribute('contact', 'job_title');
	});

	/** Both pairs, some minutes later. */
	async function next() {
		world.pass(10 * 60_000);
		const first = await sync(world, companies);
		const second = await sync(world, people);
		return { companies: first, people: second };
	}

	it('makes companies, and users that are attached to them', async () => {
		const { results } = (await next()).people;
		expect([...world.companies.keys()].sort()).toEqual([...ids.Account].sort());
		const rejected = results.filter(({ action }) => action === 'rejected').map(({ leftId }) => leftId);
		expect([...world.users.keys()].sort()).toEqual(ids.Contact.filter((id) => !rejected.includes(id)).sort());
		for (const id of world.users.keys()) {
			const { AccountId } = world.salesforce.row('Contact', id);
			expect(world.companiesOf(id)).toEqual(AccountId === null ? [] : [AccountId]);
		}
	});

	it('writes nothing when nothing has changed, whatever Intercom shows of it', async () => {
		await next();
		for (const forceFullRead of [false, true]) {
			world.pass(10 * 60_000);
			expect((await sync(world, { ...companies, forceFullRead })).writes).toMatchObject(NOTHING);
			expect((await sync(world, { ...people, forceFullRead })).writes).toMatchObject(NOTHING);
		}
	});

	it('writes what has changed, one call each', async () => {
		await next();
		const [contact, other] = [...world.users.keys()].filter((id) => world.companiesOf(id).length === 1);
		const [from] = world.companiesOf(other);
		const to = ids.Account.find((id) => id !== from) ?? '';
		world.salesforce.update('Account', ids.Account[0], { Name: 'New name', AnnualRevenue: 5.5 });
		world.salesforce.update('Contact', contact, { Title: 'Director' });
		world.salesforce.update('Contact', other, { AccountId: to });
		const written = await next();
		expect(written.companies.writes).toMatchObject({ calls: 1, updated: 1, unchanged: 0 });
		expect(written.people.writes).toMatchObject({ calls: 3, updated: 1, unchanged: 0, attached: 1, detached: 1 });
		expect(world.companies.get(ids.Account[0])).toMatchObject({
			name: 'New name',
			custom_attributes: { annual_revenue: 5.5 },
		});
		expect(world.users.get(contact)?.custom_attributes).toMatchObject({ job_title: 'Director' });
		expect(world.companiesOf(other)).toEqual([to]);
		expect((await next()).people.writes).toMatchObject(NOTHING);
	});

	it('knows the contacts that are there already by their address', async () => {
		const [contact] = ids.Contact.filter((id) => world.salesforce.row('Contact', id).Email !== null);
		const email = String(world.salesforce.row('Contact', contact).Email);
		const known = world.intercom.seedContact({ email, name: 'As somebody typed it' });
		await next();
		expect(world.users.get(contact)).toMatchObject({ id: known, name: world.salesforce.row('Contact', contact).Name });
		expect(world.people.filter((each) => each.email === email.toLowerCase())).toHaveLength(1);
	});

	it('archives the users of deleted contacts, where it is to be a mirror', async () => {
		const mirror: PairPlan = { ...people, mode: 'mirror', maxArchiveShare: 0.1 };
		await next();
		const [gone, ...left] = world.users.keys();
		world.salesforce.remove('Contact', gone);
		world.pass(10 * 60_000);
		const { writes, report } = await sync(world, mirror);
		expect(report.approvalRequired).toBeUndefined();
		expect(writes).toMatchObject({ calls: 1, archived: 1 });
		expect([...world.users.keys()]).toEqual(left);
		world.salesforce.remove('Contact', left[0]);
		world.salesforce.remove('Contact', left[1]);
		world.salesforce.remove('Contact', left[2]);
		world.pass(10 * 60_000);
		const held = await sync(world, mirror);
		expect(held.writes).toMatchObject(NOTHING);
		const approval = held.report.approvalRequired?.token;
		expect(approval).toBeDefined();
		world.pass(10 * 60_000);
		expect((await sync(world, { ...mirror, approval })).writes).toMatchObject({ calls: 3, archived: 3 });
		expect([...world.users.keys()]).toEqual(left.slice(3));
	});

	it('and the eight-hour sync leave each other in peace', async () => {
		await next();
		world.pass(10 * 60_000);
		// It maps more fields than the pairs.
		await world.run();
		await world.next();
		expect(world.writes).toMatchObject(NOTHING);
		const after = await next();
		expect(after.companies.writes).toMatchObject(NOTHING);
		expect(after.people.writes).toMatchObject(NOTHING);
		world.salesforce.update('Account', ids.Account[1], { Name: 'Renamed' });
		const { companies: renamed } = await next();
		expect(renamed.writes).toMatchObject({ calls: 1 });
		world.pass(10 * 60_000);
		await world.run();
		expect(world.writes).toMatchObject(NOTHING);
	});
});
