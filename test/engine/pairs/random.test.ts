import fc from 'fast-check';
import '../../shared/propertySeed';
import type { DeletionRule } from '../../../engine/pairs';
import { PairWorld } from './pairWorld';

type Side = 'left' | 'right';
type Step =
	| { do: 'create'; side: Side; who: number; value: string }
	| { do: 'update'; side: Side; at: number; field: number; value: string }
	| { do: 'rekey'; side: Side; at: number; who: number }
	| { do: 'delete'; side: Side; at: number }
	| { do: 'undelete'; side: Side }
	| { do: 'merge'; side: Side; at: number; into: number }
	| { do: 'run'; full: boolean; kill?: number; lost?: 'insert' | 'update' };

/** A soak takes more: SOPHIA_PROPERTY_RUNS=500 */
const RUNS = Number(process.env.SOPHIA_PROPERTY_RUNS ?? 12);

class Killed extends Error {}

const side = fc.constantFrom<Side>('left', 'right');
const value = fc.constantFrom('', 'a', 'b', 'c');
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('create' as const), side, who: fc.nat(5), value }) },
	{
		weight: 5,
		arbitrary: fc.record({ do: fc.constant('update' as const), side, at: fc.nat(9), field: fc.nat(2), value }),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('rekey' as const), side, at: fc.nat(9), who: fc.nat(5) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), side, at: fc.nat(9) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('undelete' as const), side }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('merge' as const), side, at: fc.nat(9), into: fc.nat(9) }) },
	{
		weight: 5,
		arbitrary: fc.record(
			{
				do: fc.constant('run' as const),
				full: fc.boolean(),
				kill: fc.integer({ min: 1, max: 30 }),
				lost: fc.constantFrom<'insert' | 'update'>('insert', 'update'),
			},
			{ requiredKeys: ['do', 'full'] },
		),
	},
);

const FIELDS = [
	['Name', 'title'],
	['City', 'town'],
	['Note', 'note'],
] as const;

const SCOPE = {
	sourceOrganisation: 'salesforce:salesforce-account',
	sourceObject: 'customers',
	destinationAccount: 'hubspot:hubspot-account',
	destinationObject: 'clients',
};

/** Plays a history on two systems, then lets them come to rest. */
class History {
	readonly world = new PairWorld({ left: { concurrency: 1 }, right: { concurrency: 1 } });
	private readonly deleted: Record<Side, string[]> = { left: [], right: [] };

	constructor(private readonly rule: DeletionRule) {
		this.world.plan = { ...this.world.plan, onDelete: { left: rule, right: rule }, fields: this.fields() };
	}

	async play(steps: Step[]): Promise<void> {
		for (const one of steps) {
			this.world.clock.advance(1_000);
			if (one.do === 'run') await this.run(one);
			else this.edit(one);
		}
		// What has been in another one's way comes clear in the run after.
		for (let i = 0; i < 3; i++) await this.world.next();
		await this.world.expectQuiet();
		await this.world.expectQuiet({ plan: { forceFullRead: true } });
	}

	/** Links with their two records; one that is gone is absent. */
	async pairs() {
		const { world } = this;
		const state = await world.openState();
		const links = await state.getLinks(SCOPE, [...world.customers.keys()]);
		await state.close();
		return [...links.values()].map(({ sourceId, destinationId }) => ({
			sourceId,
			destinationId,
			left: world.left.get('customers', sourceId),
			right: world.right.get('clients', destinationId),
		}));
	}

	/** Live records that nobody is in agreement with, and that nothing was said of. */
	async forgotten(): Promise<string[]> {
		const known = new Set((await this.world.rejections()).map(({ recordId }) => recordId));
		for (const { sourceId, destinationId, left, right } of await this.pairs()) {
			if (left !== undefined && (right !== undefined || this.rule === 'ignore')) known.add(sourceId);
			if (right !== undefined && left !== undefined) known.add(destinationId);
		}
		// By the rule, what the other side has deleted stays and is not copied back.
		if (this.rule === 'ignore') for (const id of await this.marked()) known.add(id);
		return [...this.ids('left'), ...this.ids('right')].filter((id) => !known.has(id));
	}

	/** Clients whose customers are gone. */
	private async marked(): Promise<string[]> {
		const state = await this.world.openState();
		const links = await state.linksByDestination(SCOPE, this.ids('right'));
		await state.close();
		return [...links.keys()];
	}

	private fields() {
		return this.world.plan.fields.map((field) =>
			field.left === 'Note' ? { ...field, rule: 'newestWins' as const } : field,
		);
	}

	private ids(of: Side): string[] {
		return [...(of === 'left' ? this.world.customers : this.world.clients).keys()];
	}

	private edit(step: Exclude<Step, { do: 'run' }>) {
		const { world } = this;
		const system = world[step.side];
		const object = step.side === 'left' ? 'customers' : 'clients';
		const at = step.side === 'left' ? 0 : 1;
		const mail = step.side === 'left' ? 'Email' : 'mail';
		const live = this.ids(step.side);
		const address = (who: number) => (who === 0 ? '' : `p${who}@example.com`);
		if (step.do === 'create') system.create(object, { [mail]: address(step.who), [FIELDS[0][at]]: step.value });
		else if (step.do === 'undelete') {
			const id = this.deleted[step.side].pop();
			if (id !== undefined) system.undelete(object, id);
		} else {
			if (live.length === 0) return;
			const id = live[step.at % live.length];
			if (step.do === 'update') system.update(object, id, { [FIELDS[step.field][at]]: step.value });
			else if (step.do === 'rekey') system.update(object, id, { [mail]: address(step.who) });
			else if (step.do === 'delete') {
				system.delete(object, id);
				this.deleted[step.side].push(id);
			} else if (live[step.into % live.length] !== id) system.merge(object, id, live[step.into % live.length]);
		}
	}

	private async run({ full, kill, lost }: Extract<Step, { do: 'run' }>) {
		const { left, right } = this.world;
		let calls = 0;
		if (kill !== undefined) {
			left.onCall = right.onCall = () => {
				if (++calls === kill) throw new Killed('here');
			};
		}
		if (lost !== undefined) for (const system of [left, right]) system.faults.push({ call: lost, kind: 'lost' });
		await this.world.next({ plan: { forceFullRead: full } }).catch((error: unknown) => {
			if (!(error instanceof Killed)) throw error;
		});
		for (const system of [left, right]) {
			delete system.onCall;
			system.faults.splice(0);
		}
	}
}

describe.each(['ignore', 'archive', 'restore'] as const)('any history, by the deletion rule %s', (rule) => {
	it('comes to rest in agreement, whatever was killed or lost on the way', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
				const history = new History(rule);
				try {
					await history.play(steps);
					expect(await history.forgotten()).toEqual([]);
					const pairs = await history.pairs();
					expect(new Set(pairs.map(({ destinationId }) => destinationId)).size).toBe(pairs.length);
					for (const { left, right } of pairs) {
						if (left === undefined || right === undefined) continue;
						expect([left.Name ?? '', left.City ?? '', left.Note ?? '', left.Email ?? '']).toEqual([
							right.title ?? '',
							right.town ?? '',
							right.note ?? '',
							right.mail ?? '',
						]);
					}
				} finally {
					history.world.end();
				}
			}),
			{ numRuns: RUNS },
		);
	}, 300_000);
});
