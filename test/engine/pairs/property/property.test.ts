import * as fc from 'fast-check';
import type { Tally } from '../../sync/property/play';
import found from './found.json';
import { history, interleaved, type History } from './history';
import { play } from './play';

/** A soak is a longer run of the same: SOPHIA_PROPERTY_RUNS=2000 SOPHIA_PROPERTY_SEED=7. */
const RUNS = Number(process.env.SOPHIA_PROPERTY_RUNS ?? 40);
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

	it(
		'is of one mind with the six-hour sync on the same records, in any order',
		async () => {
			await fc.assert(
				fc.asyncProperty(interleaved, async (one) => {
					expect(await play(one, tally)).toEqual([]);
				}),
				{ numRuns: Math.ceil(RUNS / 2), seed: SEED },
			);
		},
		Math.max(180_000, RUNS * 3_000),
	);

	it('has met everything that it is about', () => {
		const met = [
			'created',
			'updated',
			'unchanged',
			'conflicts',
			'skipped',
			'rejected ambiguous',
			'rejected duplicate',
			'rejected requiredField',
			'six-hour created',
			'six-hour updated',
			'six-hour adopted',
			'six-hour unchanged',
		];
		const ended = ['run completed completed', 'run stopped stopped', 'run failed'];
		for (const one of [...met, ...ended]) expect([one, tally[one] ?? 0]).not.toEqual([one, 0]);
	});
});
