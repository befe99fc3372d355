import * as fc from 'fast-check';
import found from './found.json';
import { history, type History } from './history';
import { play, type Tally } from './play';

/** A soak is a longer run of the same: SOPHIA_PROPERTY_RUNS=2000 SOPHIA_PROPERTY_SEED=7. */
const RUNS = Number(process.env.SOPHIA_PROPERTY_RUNS ?? 250);
const SEED = Number(process.env.SOPHIA_PROPERTY_SEED ?? 20_260_301);

/** Histories that have found a defect once, as small as they could be made. */
const FOUND = found as History[];

describe('Salesforce to HubSpot, whatever happens', () => {
	const tally: Tally = {};

	it(
		'ends with HubSpot as Salesforce is, and then writes nothing',
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

	it('has met everything that it is about', () => {
		const met = [
			'created',
			'updated',
			'adopted',
			'unchanged',
			'archived',
			'shadowed',
			'rejected duplicate',
			'rejected invalidEmail',
		];
		const ended = ['run completed', 'run stopped', 'run failed'];
		for (const one of [...met, ...ended]) expect([one, tally[one] ?? 0]).not.toEqual([one, 0]);
	});
});
