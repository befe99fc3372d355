import fc from 'fast-check';
import type { SourceRecord } from '../../../../engine/systems/types';
import { setUp, type Setup } from './helpers';
import { departures } from './sourceReader';

const LAG_MS = 5_000;
const OVERLAP_MS = 10_000;

type Step =
	| { kind: 'insert'; count: number }
	| { kind: 'edit'; from: number; count: number }
	| { kind: 'archive'; which: number }
	| { kind: 'restore'; which: number }
	| { kind: 'merge'; winner: number; loser: number; intoNew: boolean }
	| { kind: 'pass'; ms: number }
	/** Reads what has changed; stops behind so many pages once, and goes on from the token. */
	| { kind: 'follow'; stopsBehind: number };

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({ kind: fc.constant('insert' as const), count: fc.constantFrom(1, 7, 150, 260, 430) }),
	},
	{
		weight: 3,
		arbitrary: fc.record({ kind: fc.constant('edit' as const), from: fc.nat(), count: fc.constantFrom(1, 20, 250) }),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('archive' as const), which: fc.nat() }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('restore' as const), which: fc.nat() }) },
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant('merge' as const),
			winner: fc.nat(),
			loser: fc.nat(),
			intoNew: fc.boolean(),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 500, 1_500, 4_000, 20_000) }),
	},
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('follow' as const), stopsBehind: fc.nat(3) }) },
);

/** What somebody knows of the contacts who reads windows that overlap by more than the index lags. */
class Follower {
	readonly known = new Map<string, unknown>();
	private last: Date | undefined;

	constructor(private readonly world: Setup) {}

	async follow(stopsBehind: number): Promise<void> {
		const { source } = this.world;
		const until = await source.now();
		const since = this.last === undefined ? undefined : new Date(this.last.getTime() - OVERLAP_MS);
		this.last = until;
		if (since !== undefined) {
			for (const { id } of await departures(this.world, 'contacts', since.getTime())) this.known.delete(id);
		}
		const request = { object: 'contacts', fields: ['lastname'], since, until };
		let resume: string | undefined;
		for await (const page of source.changes(request)) {
			this.learn(page.records);
			resume = page.resume;
			if (--stopsBehind === 0) break;
		}
		if (stopsBehind === 0 && resume !== undefined) {
			for await (const { records } of source.changes({ ...request, resume })) this.learn(records);
		}
	}

	private learn(records: SourceRecord[]): void {
		for (const { id, fields } of records) this.known.set(id, fields.lastname);
	}
}

async function carryOut(
	{ simulator, hubspot, clock }: Setup,
	follower: Follower,
	one: Step,
	number: number,
): Promise<void> {
	const all = simulator.records('contacts');
	const live = all.filter(({ archived }) => !archived).map(({ id }) => id);
	const pick = (ids: string[], at: number): string | undefined => ids[at % ids.length];
	switch (one.kind) {
		case 'insert': {
			const records = Array.from({ length: one.count }, (_, i) => ({
				id: `${i}`,
				properties: { lastname: `${number}.${i}` },
			}));
			await hubspot.insert!({ object: 'contacts', records });
			return;
		}
		case 'edit': {
			const ids = new Set(
				Array.from({ length: Math.min(one.count, live.length) }, (_, i) => pick(live, one.from + i)!),
			);
			const records = [...ids].map((id) => ({ id, destinationId: id, properties: { lastname: `${number} edited` } }));
			await hubspot.update({ object: 'contacts', idProperty: 'x', records });
			return;
		}
		case 'archive': {
			const id = pick(live, one.which);
			if (id !== undefined) await hubspot.archive({ object: 'contacts', ids: [id] });
			return;
		}
		case 'restore': {
			const archived = all.filter((record) => record.archived).map(({ id }) => id);
			const id = pick(archived, one.which);
			if (id !== undefined) simulator.restore('contacts', id);
			return;
		}
		case 'merge': {
			const [winner, loser] = [pick(live, one.winner), pick(live, one.loser)];
			if (winner !== undefined && winner !== loser) {
				simulator.merge('contacts', winner, loser!, { intoNew: one.intoNew });
			}
			return;
		}
		case 'pass':
			clock.advance(one.ms);
			return;
		case 'follow':
			await follower.follow(one.stopsBehind);
	}
}

test('whoever reads window after window knows every live record, and none that is gone', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
			const world = await setUp({ simulator: { indexingLagMs: LAG_MS } });
			const { simulator, clock } = world;
			try {
				const follower = new Follower(world);
				for (const [number, one] of steps.entries()) await carryOut(world, follower, one, number);
				clock.advance(LAG_MS + 2_000);
				await follower.follow(0);
				const live = simulator.records('contacts').filter(({ archived }) => !archived);
				expect(follower.known).toEqual(new Map(live.map(({ id, properties }) => [id, properties.lastname])));
				expect(simulator.bugs).toEqual([]);
			} finally {
				await world.stop();
			}
		}),
		{ numRuns: 60 },
	);
}, 300_000);
