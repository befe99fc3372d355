import * as fc from 'fast-check';
import { story } from './history';
import { play } from './play';

/** A soak is a longer run of the same: SOPHIA_PROPERTY_RUNS=500 SOPHIA_PROPERTY_SEED=7. */
const RUNS = Number(process.env.SOPHIA_PROPERTY_RUNS ?? 25);
const SEED = Number(process.env.SOPHIA_PROPERTY_SEED ?? 20_261_123);

describe('opportunities and their roles, whatever happens', () => {
	const tally: Record<string, number> = {};

	it(
		'end as deals with their companies and contacts as Salesforce has them, and then nothing is written',
		async () => {
			await fc.assert(
				fc.asyncProperty(story, async (one) => {
					expect(await play(one, tally)).toEqual([]);
				}),
				{ numRuns: RUNS, seed: SEED },
			);
		},
		Math.max(600_000, RUNS * 15_000),
	);

	it('have met everything that this is about', () => {
		const met = ['role', 'moveRole', 'remove', 'undelete', 'merge', 'run completed', 'run stopped', 'run failed'];
		for (const one of met) expect([one, tally[one] ?? 0]).not.toEqual([one, 0]);
	});
});
