import * as fc from 'fast-check';
import { poll, recentEvents, type PollEvent, type PollPlan } from '../../../engine/poll';
import type { StateStore } from '../../../engine/state';
import { Temporary } from '../state/temporary';
import { startOrg, type TestOrg } from '../systems/salesforce/org';

const PLAN: PollPlan = {
	object: 'Account',
	fields: ['Name', 'Industry'],
	events: ['created', 'changed', 'deleted'],
	maxEvents: 1_000,
	overlapMs: 300_000,
};

describe('polling Salesforce', () => {
	const temporary = new Temporary();
	let org: TestOrg;
	let state: StateStore;
	/** What the caller keeps, by trigger. */
	let kept: Map<string, string | undefined>;

	beforeEach(async () => {
		org = await startOrg();
		state = await temporary.open({ directory: temporary.directory(), clock: org.clock });
		kept = new Map();
	});

	afterEach(async () => await org.stop());

	/** A minute later, a poll. */
	const next = async (plan: Partial<PollPlan> = {}, name = 'workflow/node', ends = false): Promise<PollEvent[]> => {
		org.clock.advance(60_000);
		const source = org.source({ bulkThreshold: Infinity, pageSize: 2 });
		const { events, batch } = await poll({ ...PLAN, ...plan }, { source, state, name, handedOver: kept.get(name) });
		if (batch !== undefined && !ends) kept.set(name, batch);
		return events;
	};
	const told = (events: PollEvent[]) => events.map(({ event, recordId }) => `${event} ${recordId}`);
	const create = (name = 'One', times = {}) => org.simulator.create('Account', { Name: name }, times);
	const ago = (ms: number) => ({ modifiedAt: new Date(org.clock.now() - ms) });

	it('begins now, and tells what is created, changed and deleted from then on, once', async () => {
		create('Before');
		expect(await next()).toEqual([]);
		const id = create('One');
		expect(await next()).toEqual([
			{
				event: 'created',
				object: 'Account',
				recordId: id,
				modifiedAt: expect.any(String),
				record: { Id: id, Name: 'One', Industry: null },
			},
		]);
		expect(await next()).toEqual([]);
		org.simulator.update('Account', id, { Name: 'Two' });
		expect(await next()).toMatchObject([{ event: 'changed', recordId: id, record: { Name: 'Two' } }]);
		org.simulator.remove('Account', id);
		expect(await next()).toMatchObject([{ event: 'deleted', recordId: id }]);
		org.simulator.undelete('Account', id);
		expect(told(await next())).toEqual([`changed ${id}`]);
		expect(await next()).toEqual([]);
	});

	it('begins at a chosen date', async () => {
		const old = create('Old', ago(7_200_000));
		const young = create('Young', ago(600_000));
		const startAt = new Date(org.clock.now() - 3_600_000);
		expect(told(await next({ startAt }))).toEqual([`created ${young}`]);
		expect(told(await next({ startAt }))).not.toContain(`created ${old}`);
	});

	it('tells what was committed late, and what shares its second, once', async () => {
		await next();
		org.clock.advance(300_000);
		const first = create('First');
		await next();
		const late = create('Late', ago(120_000));
		const same = create('Same', { modifiedAt: String(org.simulator.row('Account', first)?.SystemModstamp) });
		const events = await next();
		expect(told(events).sort()).toEqual([`created ${late}`, `created ${same}`].sort());
		expect(await next()).toEqual([]);
	});

	it('tells only the events that are wanted, and knows the others still', async () => {
		await next();
		const id = create();
		expect(await next({ events: ['changed'] })).toEqual([]);
		org.simulator.update('Account', id, { Name: 'Two' });
		expect(told(await next({ events: ['changed'] }))).toEqual([`changed ${id}`]);
		org.simulator.remove('Account', id);
		expect(await next({ events: ['created', 'changed'] })).toEqual([]);
	});

	it('tells that a record was merged into another one', async () => {
		await next();
		const [winner, loser] = [create('Winner'), create('Loser')];
		await next();
		org.simulator.merge('Account', winner, [loser]);
		const deleted = (await next()).filter(({ event }) => event === 'deleted');
		expect(deleted).toMatchObject([{ recordId: loser, mergedInto: winner }]);
	});

	it('leaves what is too much to the next poll', async () => {
		await next();
		const ids = Array.from({ length: 11 }, (_, index) => create(`A${index}`));
		const rounds = [];
		for (let round = 0; round < 5; round++) rounds.push(await next({ maxEvents: 4 }));
		expect(rounds.map(({ length }) => length)).toEqual([4, 4, 3, 0, 0]);
		expect(told(rounds.flat()).sort()).toEqual(ids.map((id) => `created ${id}`).sort());
	});

	it('keeps to its filter', async () => {
		await next();
		const bank = org.simulator.create('Account', { Name: 'Bank', Industry: 'Banking' });
		create('Other');
		expect(told(await next({ filter: "Industry = 'Banking'" }))).toEqual([`created ${bank}`]);
	});

	it('stands apart from another trigger, and where it was when a poll fails', async () => {
		await next();
		await next({}, 'another');
		const id = create();
		org.simulator.faults.add({ kind: 'status', path: /query/, status: 500, times: 100 });
		await expect(next()).rejects.toMatchObject({ kind: 'transient' });
		org.simulator.faults.clear();
		expect(told(await next())).toEqual([`created ${id}`]);
		expect(told(await next({}, 'another'))).toEqual([`created ${id}`]);
	});

	it('tells again what was not handed over because the process ended, and no more than that', async () => {
		await next();
		const [one] = [create('One')];
		await next();
		const two = create('Two');
		expect(told(await next({}, undefined, true))).toEqual([`created ${two}`]);
		expect(told(await next({}, undefined, true))).toEqual([`created ${two}`]);
		const three = create('Three');
		expect(told(await next())).toEqual([`created ${two}`, `created ${three}`]);
		expect(await next()).toEqual([]);
		org.simulator.update('Account', one, { Name: 'Again' });
		expect(told(await next())).toEqual([`changed ${one}`]);
	});

	it('shows a person some recent records, and remembers nothing of it', async () => {
		for (let index = 0; index < 30; index++) create(`A${index}`);
		org.clock.advance(60_000);
		const shown = await recentEvents(org.source({ bulkThreshold: Infinity }), PLAN, 10);
		expect(shown).toHaveLength(10);
		expect(await next()).toEqual([]);
	});

	it('misses nothing and tells nothing twice, whatever happens in whatever order', async () => {
		const action = fc.oneof(
			fc.record({ do: fc.constant('create' as const), late: fc.nat(240) }),
			fc.record({ do: fc.constant('update' as const), which: fc.nat(), late: fc.nat(240) }),
			fc.record({ do: fc.constant('remove' as const), which: fc.nat() }),
			fc.record({ do: fc.constant('undelete' as const), which: fc.nat() }),
			fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 400 }) }),
			fc.record({ do: fc.constant('poll' as const), maxEvents: fc.integer({ min: 1, max: 5 }), ends: fc.boolean() }),
		);
		let run = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 40 }), async (actions) => {
				const name = `property/${++run}`;
				const ids: string[] = [];
				const all: PollEvent[] = [];
				const once = async (maxEvents = 1_000, ends = false) => {
					const events = await next({ maxEvents }, name, ends);
					if (!ends) all.push(...events);
				};
				await once();
				org.clock.advance(300_000);
				const pick = (which: number) => ids[which % ids.length];
				const row = (id: string) => org.simulator.row('Account', id);
				for (const one of actions) {
					if (one.do === 'create') ids.push(create('One', ago(one.late * 1_000)));
					else if (one.do === 'wait') org.clock.advance(one.seconds * 1_000);
					else if (one.do === 'poll') await once(one.maxEvents, one.ends);
					else if (ids.length > 0) {
						const id = pick(one.which);
						const isDeleted = row(id)?.IsDeleted === true;
						if (one.do === 'update' && !isDeleted)
							org.simulator.update('Account', id, { Name: 'Two' }, ago(one.late * 1_000));
						else if (one.do === 'remove' && !isDeleted) org.simulator.remove('Account', id);
						else if (one.do === 'undelete' && isDeleted) org.simulator.undelete('Account', id);
					}
				}
				await once();
				await once();
				const key = ({ event, recordId, modifiedAt }: PollEvent) => `${event} ${recordId} ${modifiedAt}`;
				expect(new Set(all.map(key)).size).toBe(all.length);
				for (const id of ids) {
					const of = all.filter(({ recordId }) => recordId === id);
					const { IsDeleted, SystemModstamp } = row(id) ?? {};
					const stamp = Date.parse(String(SystemModstamp));
					expect([
						id,
						of.some(
							({ event, modifiedAt }) =>
								(event === 'deleted') === (IsDeleted === true) && Date.parse(modifiedAt) === stamp,
						),
					]).toEqual([id, true]);
				}
			}),
			{ numRuns: 40 },
		);
	});
});
