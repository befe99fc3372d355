import * as fc from 'fast-check';
import { disturbed, TROUBLES, type Trouble } from '../troubles';
import { World, type RunWith } from '../world';
import { addShips, CHARTERER, ID, labelsOf, OWNER, SHIP, SHIPS } from './ships';

/** A soak is a longer run of the same: SOPHIA_PROPERTY_RUNS=500 SOPHIA_PROPERTY_SEED=7. */
const RUNS = Number(process.env.SOPHIA_PROPERTY_RUNS ?? 20);
const SEED = Number(process.env.SOPHIA_PROPERTY_SEED ?? 20_261_123);

interface Step extends Trouble {
	kind: 'ship' | 'account' | 'change' | 'remove' | 'undelete' | 'merge' | 'run';
	object: 'Ship__c' | 'Account';
	/** Which account owns a ship, and which has chartered it; the first is nobody. */
	owner: number;
	charterer: number;
}

const step: fc.Arbitrary<Step> = fc.record({
	kind: fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom('ship' as const, 'change' as const, 'run' as const) },
		{ weight: 2, arbitrary: fc.constantFrom('remove' as const, 'account' as const) },
		{ weight: 1, arbitrary: fc.constantFrom('undelete' as const, 'merge' as const) },
	),
	a: fc.nat(9),
	b: fc.nat(9),
	object: fc.constantFrom('Ship__c', 'Account'),
	owner: fc.nat(3),
	charterer: fc.nat(3),
	trouble: fc.constantFrom(...TROUBLES),
});

const PLAN = { objects: ['Account' as const], moreObjects: [SHIPS], lookups: [OWNER, CHARTERER] };
const CHOICES = { ...PLAN, onDelete: 'archive' as const };
const LABELS = { Owner: 'Account__c', Charterer: 'Charterer__c' };

describe('objects of the user’s own, whatever happens', () => {
	const tally: Record<string, number> = {};

	it(
		'end as in Salesforce, each lookup as an association with its label, and then nothing is written',
		async () => {
			const story = fc.array(step, { minLength: 8, maxLength: 30, size: 'max' });
			await fc.assert(
				fc.asyncProperty(story, async (steps) => expect(await play(steps, tally)).toEqual([])),
				{ numRuns: RUNS, seed: SEED, endOnFailure: true },
			);
		},
		Math.max(600_000, RUNS * 15_000),
	);

	it('have met everything that this is about', () => {
		const met = ['change', 'remove', 'undelete', 'merge', 'run completed', 'run stopped', 'run failed'];
		for (const one of met) expect([one, tally[one] ?? 0]).not.toEqual([one, 0]);
	});
});

async function play(steps: Step[], tally: Record<string, number>): Promise<string[]> {
	const note = (what: string) => {
		tally[what] = (tally[what] ?? 0) + 1;
	};
	const world = await World.jumping();
	const { salesforce, hubspot } = world;
	const labels = addShips(world);
	const merged = new Set<unknown>();
	const rows = (object: string, deleted = false) =>
		salesforce.rows(object).filter(({ Id, IsDeleted }) => IsDeleted === deleted && !merged.has(Id));
	const pick = (object: string, at: number, deleted = false): string | undefined => {
		const found = rows(object, deleted);
		return found.length === 0 ? undefined : String(found[at % found.length].Id);
	};
	const account = (at: number) => (at === 0 ? null : (pick('Account', at) ?? null));
	let made = 0;
	const fields = ({ owner, charterer }: Step) => ({
		Name: `Ship ${++made}`,
		Tonnage__c: made,
		Account__c: account(owner),
		Charterer__c: account(charterer),
	});

	async function take(now: Step): Promise<void> {
		const { kind, object, a, b } = now;
		const id = pick(kind === 'change' ? 'Ship__c' : object, a, kind === 'undelete');
		if (kind === 'ship') salesforce.create('Ship__c', { Imo__c: String(9_000_000 + made), ...fields(now) });
		if (kind === 'account') salesforce.create('Account', { Name: `Account ${++made}` });
		if (kind === 'run') {
			const choices = { ...CHOICES, forceFullRead: a === 9 };
			const run = async (options: RunWith) => await world.next({ ...options, choices });
			return note(`run ${await disturbed(now, world, /Ship__c/, run)}`);
		}
		const [winner, loser] = [pick('Account', a), pick('Account', b)];
		if (kind === 'merge' && winner !== undefined && loser !== undefined && winner !== loser) {
			merged.add(loser);
			salesforce.merge('Account', winner, [loser]);
			return note(kind);
		}
		if (id === undefined || kind === 'merge') return;
		if (kind === 'change') salesforce.update('Ship__c', id, fields(now));
		if (kind === 'remove') salesforce.remove(object, id);
		if (kind === 'undelete') salesforce.undelete(object, id);
		note(kind);
	}

	/** 'ship name: Owner account, …' of every ship in HubSpot. */
	const arrived = () =>
		hubspot
			.records(SHIP)
			.filter(({ archived }) => !archived)
			.map(({ id, properties }) => {
				const ends = hubspot
					.associations(SHIP, 'companies')
					.filter(({ fromId, toId }) => fromId === id && hubspot.record('companies', toId)?.archived === false)
					.flatMap(({ toId, types }) =>
						labelsOf(types, labels).map(
							(label) => `${label} ${hubspot.record('companies', toId)?.properties.sophia_salesforce_account_id}`,
						),
					);
				return `${properties[ID]} ${properties.ship_name}: ${ends.sort().join()}`;
			})
			.sort();
	const wanted = () =>
		rows('Ship__c')
			.map((row) => {
				const ends = Object.entries(LABELS)
					.filter(([, field]) => rows('Account').some(({ Id }) => Id === row[field]))
					.map(([label, field]) => `${label} ${row[field]}`);
				return `${row.Id} ${row.Name}: ${ends.sort().join()}`;
			})
			.sort();

	try {
		for (const one of steps) await take(one);
		for (let run = 0; run < 4; run++) await world.next({ choices: { ...CHOICES, forceFullRead: run === 2 } });
		const wrong: string[] = [];
		if (world.writes.calls > 0) wrong.push('still writes when nothing has changed');
		if (hubspot.bugs.length > 0) wrong.push('the simulator is broken');
		for (const id of hubspot.duplicates(SHIP, ID).keys()) wrong.push(`doubled ship of ${id}`);
		if (arrived().join('\n') !== wanted().join('\n'))
			wrong.push(`is:\n${arrived().join('\n')}\nshould be:\n${wanted().join('\n')}`);
		return wrong;
	} finally {
		await world.stop();
	}
}
