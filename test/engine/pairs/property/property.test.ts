import * as fc from 'fast-check';
import type { Tally } from '../../sync/property/play';
import found from './found.json';
import { history, type History } from './history';
import { play } from './play';

/** A soak is a longer run of the same: SOPHIA_PROPERTY_RUNS=2000 SOPHIA_PROPERTY_SEED=7. */
const RUNS = Number(process.env.SOPHIA_PROPERTY_RUNS ?? 60);
const SEED = Number(process.env.SOPHIA_PROPERTY_SEED ?? 20_260_301);

/** Histories that have found a defect once, as small as they could be made. */
const FOUND = found as History[];

describe('Salesforce and HubSpot both ways, whatever happens', () => {
	const tally: Tally = {};

	it(
		'ends with both as the rules have it, and then writes nothing',
		async () => {
			await fc.assert(
				fc.asyncProperty(history, async (one) => {
					expect(await play(one, tally)).toEqual([]);
				}),
				{ numRuns: RUNS, seed: SEED, examples: FOUND.map((one): [History] => [one]) },
			);
		},
		Math.max(180_000, RUNS * 3_000),
	);
});
