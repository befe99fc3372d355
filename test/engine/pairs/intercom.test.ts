import { runReconcile } from '../../../engine/pairs/reconcile';
import type { Finding, PairField, PairPlan, ReconcileReport, Side } from '../../../engine/pairs/types';
import { connectIntercom, intercomTells } from '../../../engine/systems/intercom';
import { createSalesforceSource } from '../../../engine/systems/salesforce';
import { createTraffic } from '../../../engine/traffic';
import { World } from '../sync/intercom/world';

/** Pairs of fields as the route's mapping fills them. */
const fields = (pairs: Array<[left: string, right: string]>): PairField[] =>
	pairs.map(([left, right]) => ({ left, right, rule: 'leftWins' }));

const plan = (more: Partial<PairPlan>): PairPlan => ({
	syncKey: 'pair',
	direction: 'toRight',
	mode: 'upsert',
	keys: [],
	fields: [],
	references: [],
	create: { left: false, right: true },
	onDelete: { left: 'ignore', right: 'ignore' },
	ownId: {},
	maxArchiveShare: 0.1,
	fullCompareDays: 7,
	overlapMs: 300_000,
	retryRejected: false,
	...more,
});

const COMPANIES = plan({
	keys: [{ left: 'Id', right: 'company_id', normalise: 'exact' }],
	fields: fields([
		['Name', 'name'],
		['Website', 'website'],
		['NumberOfEmployees', 'size'],
		['CreatedDate', 'remote_created_at'],
		['AnnualRevenue', 'custom_attributes.annual_revenue'],
	]),
});

const PEOPLE = plan({
	keys: [{ left: 'Email', right: 'email', normalise: 'email' }],
	fields: fields([
		['Name', 'name'],
		['Email', 'email'],
		['Title', 'custom_attributes.job_title'],
	]),
	references: [
		{ left: 'AccountId', right: '@companies', rule: 'leftWins', leftObject: 'Account', rightObject: 'companies' },
	],
});

/** Users only: leads are another object's. */
const USERS = JSON.stringify({ field: 'role', operator: '=', value: 'user' });

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

/** Accounts against companies, or contacts against users. */
async function reconcile(pair: PairPlan): Promise<{ report: ReconcileReport; findings: Finding[] }> {
	const { clock, intercom, directory } = world;
	const traffic = createTraffic({}, clock);
	const connection = connectIntercom({
		credentials: { accessToken: intercom.accessToken, region: 'custom', apiBaseUrl: intercom.url },
		traffic,
	});
	const left: Side = {
		object: pair === COMPANIES ? 'Account' : 'Contact',
		source: createSalesforceSource({ credentials: world.credentials, traffic }),
		tellsChanges: true,
		tellsDeletions: true,
	};
	const right: Side = {
		object: pair === COMPANIES ? 'companies' : 'contacts',
		...connection,
		...(pair === PEOPLE ? { filter: USERS } : {}),
		tellsChanges: intercomTells.changes,
		tellsDeletions: intercomTells.deletions,
	};
	const findings: Finding[] = [];
	const before = intercom.writes;
	const report = await world.withState(
		async (state) =>
			await runReconcile(
				pair,
				{ left, right, state, traffic, clock, directory },
				{ onFinding: (finding) => findings.push(finding) },
			),
	);
	expect(intercom.writes).toEqual(before);
	return { report, findings };
}

const companyOf = (account: string): string => world.companies.get(account)?.id ?? '';

describe('Salesforce and Intercom reconciled', () => {
	it('agree right after a sync, whatever the search shows by then', async () => {
		world.intercom.setSearchLag(600_000);
		await world.next();
		const visible = [...world.companies.values()].filter(({ visible }) => visible).length;
		const companies = await reconcile(COMPANIES);
		expect(companies.report).toMatchObject({ status: 'completed', matched: visible, differing: 0, ambiguous: 0 });
		const people = await reconcile(PEOPLE);
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
		const { report, findings } = await reconcile(COMPANIES);
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
		expect(report).toMatchObject({ differing: 2, onlyRight: 0, matched: seen.length - 3 });
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
		const { report, findings } = await reconcile(PEOPLE);
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
