import { readdirSync } from 'node:fs';
import { SophiaError } from '../../../engine/errors';
import { runReconcile, type ReconcileOptions } from '../../../engine/pairs/reconcile';
import type { Finding, PairPlan, ReconcileReport } from '../../../engine/pairs/types';
import type { StateStore } from '../../../engine/state';
import type { Link, LinkScope } from '../../../engine/state/types';
import { createTraffic } from '../../../engine/traffic';
import { JumpingClock } from '../../simulators/shared/clock';
import { link } from '../state/contract/shared';
import { Temporary } from '../state/temporary';
import { field, MemorySide, planOf } from './memorySide';

const temporary = new Temporary();

const scopeOf = (sourceObject: string, destinationObject = 'contacts'): LinkScope => ({
	sourceOrganisation: 'salesforce:salesforce-organisation',
	sourceObject,
	destinationAccount: 'hubspot:hubspot-organisation',
	destinationObject,
});

describe('Reconcile', () => {
	let directory: string;
	let store: StateStore;
	let left: MemorySide;
	let right: MemorySide;
	/** Called before each page of a side. */
	let beforePage: (side: 'left' | 'right', handedOut: number) => void;

	beforeEach(async () => {
		directory = temporary.directory();
		store = await temporary.open({ directory });
		beforePage = () => undefined;
		left = new MemorySide({
			system: 'salesforce',
			object: 'Contact',
			fields: [
				field('Email', 'email'),
				field('Name'),
				field('Kind'),
				field('AccountId'),
				field('Total', 'number', { writable: false }),
			],
			pageSize: 2,
			beforePage: (handedOut) => beforePage('left', handedOut),
		});
		right = new MemorySide({
			system: 'hubspot',
			object: 'contacts',
			fields: [
				field('email', 'email'),
				field('name'),
				field('kind'),
				field('@companies'),
				field('total', 'number'),
				field('own_id'),
			],
			pageSize: 2,
			beforePage: (handedOut) => beforePage('right', handedOut),
		});
	});

	const plan = planOf({
		keys: [{ left: 'email', right: 'email', normalise: 'email' }],
		fields: [{ left: 'Name', right: 'name', rule: 'leftWins' }],
		ownId: { right: { field: 'own_id', label: 'Own id' } },
	});

	const links = async (scope: LinkScope, ...made: Link[]) =>
		await store.commit({ links: made.map((one) => ({ scope, link: one })) }, []);

	async function run(
		more: Partial<PairPlan> = {},
		options: ReconcileOptions = {},
	): Promise<ReconcileReport & { findings: Finding[] }> {
		const findings: Finding[] = [];
		const clock = new JumpingClock();
		const report = await runReconcile(
			{ ...plan, ...more },
			{ left: left.side, right: right.side, state: store, traffic: createTraffic({}, clock), clock, directory },
			{ onFinding: (finding) => findings.push(finding), ...options },
		);
		return { ...report, findings };
	}

	const staged = () => readdirSync(directory).filter((name) => name.startsWith('staging'));

	it('tells differing, lonely and ambiguous records apart, and keeps its report as a run', async () => {
		left.add('1', { Email: 'a@example.com', Name: 'Ann' });
		left.add('2', { Email: 'b@example.com', Name: 'Bob' });
		left.add('3', { Email: 'c@example.com' });
		left.add('4', { Email: null });
		right.add('11', { email: 'A@example.com', name: 'Ann ' });
		right.add('12', { email: 'b@example.com', name: null });
		right.add('13', { email: 'd@example.com', name: 'Dee' });
		right.add('14', { email: 'd@example.com', name: 'Dee' });
		right.add('15', { email: 'e@example.com', name: 'Eve' });
		const { findings, ...report } = await run();
		expect(report).toMatchObject({
			operation: 'reconcile',
			status: 'completed',
			left: { system: 'salesforce', object: 'Contact', read: 4 },
			right: { system: 'hubspot', object: 'contacts', read: 5 },
			matched: 1,
			differing: 1,
			onlyLeft: 1,
			onlyRight: 1,
			ambiguous: 2,
			byField: [{ left: 'Name', right: 'name', differing: 1 }],
			warnings: [],
		});
		expect(findings).toEqual(
			expect.arrayContaining([
				{
					kind: 'differing',
					leftId: '2',
					rightId: '12',
					fields: [{ left: { field: 'Name', value: 'Bob' }, right: { field: 'name', value: null } }],
				},
				{ kind: 'onlyLeft', leftId: '3' },
				{ kind: 'onlyRight', rightId: '15' },
				{ kind: 'ambiguous', leftIds: ['4'], rightIds: [], reason: expect.stringContaining('no usable match key') },
				{ kind: 'ambiguous', leftIds: [], rightIds: ['13', '14'], reason: expect.stringContaining('2 on the right') },
			]),
		);
		expect(findings).toHaveLength(5);
		const [stored] = await store.listRuns({ limit: 10 });
		expect(stored).toMatchObject({ operation: 'reconcile', status: 'completed', report: { matched: 1 } });
		expect(await store.countLinks(scopeOf('Contact'))).toBe(0);
		expect(staged()).toEqual([]);
	});

	it('goes by the link, then by the id that a record names, then by its key', async () => {
		left.add('1', { Email: 'a@example.com', Name: 'linked' });
		left.add('2', { Email: 'b@example.com', Name: 'claimed' });
		left.add('3', { Email: 'c@example.com', Name: 'keyed' });
		right.add('11', { email: 'c2@example.com', name: 'linked' });
		right.add('12', { email: 'b2@example.com', name: 'claimed', own_id: '2' });
		right.add('13', { email: 'c@example.com', name: 'keyed' });
		await links(scopeOf('Contact'), link('1', '11'));
		expect(await run()).toMatchObject({ matched: 3, findings: [] });
	});

	it('does not pair what is linked elsewhere, and says why it stands alone', async () => {
		left.add('1', { Email: 'a@example.com' });
		left.add('3', { Email: 'c@example.com' });
		right.add('11', { email: 'a@example.com' });
		right.add('12', { email: 'b@example.com' });
		right.add('13', { email: 'f@example.com', own_id: 'gone' });
		await links(scopeOf('Lead'), link('lead', '12'));
		await links(scopeOf('Contact'), link('1', 'gone'), link('3', '12', { role: 'shadow' }));
		const { findings, elsewhere } = await run();
		expect(findings).toHaveLength(3);
		expect(findings).toEqual(
			expect.arrayContaining([
				{ kind: 'onlyLeft', leftId: '1', reason: expect.stringContaining('is gone') },
				{ kind: 'onlyRight', rightId: '13', reason: expect.stringContaining('names a record') },
				{ kind: 'ambiguous', leftIds: [], rightIds: ['11'], reason: expect.stringContaining('linked already') },
			]),
		);
		// The contact of a lead, and the record in whose place another one is synced, are no part of this pair.
		expect(elsewhere).toEqual({ left: 1, right: 1 });
	});

	it('never guesses which of two records that name the same one is meant', async () => {
		left.add('1', { Email: 'a@example.com' });
		right.add('11', { email: 'a@example.com', own_id: '1' });
		right.add('12', { email: 'b@example.com', own_id: '1' });
		const { findings, matched, ambiguous } = await run();
		expect([matched, ambiguous]).toEqual([0, 2]);
		expect(findings.map(({ kind }) => kind)).toEqual(['ambiguous', 'ambiguous']);
	});

	it('compares read-only fields, and each field in the direction that it has', async () => {
		const kinds = { options: { one: '1' } };
		left.add('1', { Email: 'a@example.com', Kind: 'one', Total: 5 });
		right.add('11', { email: 'a@example.com', kind: '1', total: '5.0' });
		left.add('2', { Email: 'b@example.com', Kind: 'one', Total: 5 });
		right.add('12', { email: 'b@example.com', kind: 'one', total: '6' });
		const fields: PairPlan['fields'] = [
			{ left: 'Kind', right: 'kind', rule: 'leftWins', direction: 'toRight', toRight: kinds },
			{ left: 'Total', right: 'total', rule: 'leftWins' },
		];
		const { matched, findings } = await run({ fields });
		expect(matched).toBe(1);
		expect(findings).toMatchObject([
			{ kind: 'differing', leftId: '2', fields: [{ left: { field: 'Kind' } }, { left: { field: 'Total' } }] },
		]);
	});

	it('takes a blank that says nothing for no difference, where nothing comes back to fill it', async () => {
		left.add('1', { Email: 'a@example.com' });
		right.add('11', { email: 'a@example.com', name: 'Ann' });
		const named = { left: 'Name', right: 'name', rule: 'leftWins' as const, toRight: { nullPolicy: 'keep' as const } };
		expect(await run({ fields: [{ ...named, direction: 'toRight' }] })).toMatchObject({ matched: 1 });
		expect(await run({ fields: [{ ...named, direction: 'both' }] })).toMatchObject({ differing: 1 });
	});

	it('compares references through the links of the records they name', async () => {
		const references: PairPlan['references'] = [
			{ left: 'AccountId', right: '@companies', leftObject: 'Account', rightObject: 'companies', rule: 'leftWins' },
		];
		const add = (n: number, account: string | null, company: string | null) => {
			left.add(String(n), { Email: `${n}@example.com`, AccountId: account });
			right.add(`1${n}`, { email: `${n}@example.com`, '@companies': company });
		};
		add(1, 'A1', 'C1');
		add(2, 'A1', 'C2');
		add(3, 'A1', null);
		add(4, 'unlinked', 'unlinked');
		add(5, null, null);
		add(6, 'unlinked', 'C1');
		await links(scopeOf('Account', 'companies'), link('A1', 'C1'), link('A2', 'C2'));
		const { findings, matched, warnings } = await run({ references });
		expect(findings.map((finding) => 'leftId' in finding && finding.leftId).sort()).toEqual(['2', '3', '6']);
		expect(matched).toBe(3);
		expect(warnings).toEqual([expect.stringContaining('AccountId: 1 could not be compared')]);
	});

	it('stops cleanly when it is cancelled, and leaves no file behind', async () => {
		const stop = new AbortController();
		for (let n = 0; n < 10; n++) left.add(String(n), { Email: `${n}@example.com` });
		beforePage = (_, handedOut) => {
			if (handedOut === 4) stop.abort();
		};
		expect(await run({}, { signal: stop.signal })).toMatchObject({ status: 'stopped', reason: 'cancelled' });
		expect(staged()).toEqual([]);
		expect(await store.listRuns({ limit: 1 })).toMatchObject([{ status: 'stopped' }]);
	});

	it("ends the other side's read when one side fails, with the failure of that side", async () => {
		for (let n = 0; n < 100; n++) {
			left.add(String(n), { Email: `${n}@example.com` });
			right.add(String(n), { email: `${n}@example.com` });
		}
		let rightRead = 0;
		beforePage = (side, handedOut) => {
			if (side === 'right') rightRead = handedOut;
			else if (handedOut === 4) throw new SophiaError('credentials', 'The token is no longer valid.');
		};
		await expect(run()).rejects.toMatchObject({ kind: 'credentials' });
		expect(rightRead).toBeLessThan(98);
		expect(staged()).toEqual([]);
		expect(await store.listRuns({ limit: 1 })).toMatchObject([{ status: 'failed' }]);
	});

	it('names a key that a side does not have', async () => {
		await expect(run({ keys: [{ left: 'Nothing', right: 'email', normalise: 'email' }] })).rejects.toMatchObject({
			kind: 'configuration',
			message: expect.stringContaining('Nothing'),
		});
	});
});
