import * as fc from 'fast-check';
import { play } from './play';
import { story } from './story';

/** A soak is a longer run of the same: SOPHIA_PROPERTY_RUNS=500 SOPHIA_PROPERTY_SEED=7. */
const RUNS = Number(process.env.SOPHIA_PROPERTY_RUNS ?? 25);
const SEED = Number(process.env.SOPHIA_PROPERTY_SEED ?? 20_261_123);

describe('tasks and events, whatever happens', () => {
	const tally: Record<string, number> = {};

	it(
		'end as calls, notes and meetings about whom and what Salesforce says, and then nothing is written',
		async () => {
			await fc.assert(
				fc.asyncProperty(story, async (one) => {
					expect(await play(one, tally)).toEqual([]);
				}),
				{ numRuns: RUNS, seed: SEED, endOnFailure: true },
			);
		},
		Math.max(600_000, RUNS * 15_000),
	);

	it('have met everything that this is about', () => {
		const met = ['archive', 'remove', 'undelete', 'merge', 'convert', 'run completed', 'run stopped', 'run failed'];
		for (const one of met) expect([one, tally[one] ?? 0]).not.toEqual([one, 0]);
	});
});
