import { givenRecord, givenSource } from '../../../engine/sync/givenSource';
import { countsOf, World, type RunWith } from './world';

describe('records that are handed over', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	const handOver = (
		items: Array<Record<string, unknown>>,
		organisation = 'input-items',
		object: 'Contact' | 'Account' = 'Contact',
	): RunWith => ({
		source: givenSource({ object, records: items.map(givenRecord) }, organisation),
		choices: { syncKey: 'items', objects: [object], reading: 'given' },
	});
	const item = (id: string, LastName: string, Email: string | null, more = {}) => ({
		Id: id,
		LastName,
		Email,
		...more,
	});
	const [A, B, C] = ['003gL0000000001QAA', '003gL0000000002QAA', '003gL0000000003QAA'];

	it('are written, and each has its result', async () => {
		world.hubspot.seed('contacts', { email: 'bob@example.com' });
		const report = await world.next(
			handOver([
				item(A, 'Lee', 'ann@example.com', { Account: { Name: 'Example' } }),
				item(B, 'Low', 'bob@example.com'),
				item(C, 'Bad', 'not an address'),
			]),
		);
		expect(report.status).toBe('completed');
		expect([A, B, C].map((id) => world.result(id)?.action)).toEqual(['created', 'adopted', 'rejected']);
		expect(world.contacts.get(A)).toMatchObject({ lastname: 'Lee', company: 'Example' });
		expect(world.results).toHaveLength(3);
	});

	it('cost nothing when they are handed over again', async () => {
		const run = () => handOver([item(A, 'Lee', 'ann@example.com')]);
		await world.next(run());
		const report = await world.next(run());
		expect(countsOf(report, 'Contact')).toMatchObject({ unchanged: 1 });
		expect(world.writes.calls).toBe(0);
	});

	it('are not taken for deleted when they are not handed over again', async () => {
		await world.next(handOver([item(A, 'Lee', 'ann@example.com'), item(B, 'Low', 'bob@example.com')]));
		const run = handOver([item(A, 'Lee', 'ann@example.com')]);
		await world.next({
			...run,
			choices: { ...run.choices, onDelete: 'archive', onFilterExit: 'archive', forceFullRead: true },
		});
		expect(world.hubspot.count('contacts')).toBe(2);
	});

	it('are tried again when they were rejected, without being asked for', async () => {
		const twins = [item(A, 'Lee', 'ann@example.com'), item(B, 'Low', 'ann@example.com')];
		await world.next(handOver(twins));
		expect(world.result(B)).toMatchObject({ action: 'rejected', category: 'duplicate' });
		await world.next(handOver([item(A, 'Lee', 'ann.lee@example.com'), twins[1]]));
		expect(world.contacts.get(B)?.email).toBe('ann@example.com');
		expect((await world.rejections('items')).size).toBe(0);
	});

	it('share their links with the scheduled sync of the organisation that is named', async () => {
		const id = world.salesforce.create('Contact', { LastName: 'Lee', Email: 'ann@example.com', Title: 'Director' });
		await world.next();
		await world.next(
			handOver([item(id, 'Lee', 'ann@example.com', { Title: 'Director' })], world.salesforce.organisationId),
		);
		expect(world.result(id)?.action).toBe('unchanged');
		expect(world.writes.calls).toBe(0);
		await world.next(
			handOver([item(id, 'Low', 'ann@example.com', { Title: 'Director' })], world.salesforce.organisationId),
		);
		expect(world.contacts.get(id)?.lastname).toBe('Low');
		expect(world.hubspot.count('contacts')).toBe(1);
	});

	it('are recognised by a short id as by a long one, and so is the organisation', async () => {
		const id = world.salesforce.create('Contact', { LastName: 'Lee', Email: 'ann@example.com' });
		await world.next();
		await world.next(
			handOver([item(id.slice(0, 15), 'Low', 'ann@example.com')], world.salesforce.organisationId.slice(0, 15)),
		);
		expect(world.contacts.get(id)?.lastname).toBe('Low');
		expect(world.hubspot.count('contacts')).toBe(1);
	});

	it('leave fields alone that no item has', async () => {
		const id = world.salesforce.create('Contact', { LastName: 'Lee', Email: 'ann@example.com', Title: 'Director' });
		await world.next();
		await world.next(handOver([{ Id: id, LastName: 'Low' }], world.salesforce.organisationId));
		expect(world.contacts.get(id)).toMatchObject({ lastname: 'Low', email: 'ann@example.com', jobtitle: 'Director' });
	});

	it('do not read or move the cursor of a sync', async () => {
		await world.next(handOver([item(A, 'Lee', 'ann@example.com')]));
		expect(await world.withState(async (state) => await state.getCursor('items', 'Contact'))).toBeUndefined();
	});

	it('without an id are refused with the remedy', () => {
		for (const bad of [{}, { Id: '' }, { Id: 7 }, { Id: null }])
			expect(() => givenRecord(bad)).toThrow(/has no field "Id"/);
	});

	it('come in any number', async () => {
		const items = Array.from({ length: 1_234 }, (_, index) =>
			item(`003gL${String(index).padStart(10, '0')}`, `c${index}`, `c${index}@example.com`),
		);
		const report = await world.next(handOver(items));
		expect(countsOf(report, 'Contact').created).toBe(1_234);
		expect(world.hubspot.count('contacts')).toBe(1_234);
	});
});
