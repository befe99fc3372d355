import * as fc from 'fast-check';
import { history } from '../../property/history';
import type { Tally } from '../../property/play';
import { play } from './play';

/** A soak is a longer run of the same: SOPHIA_PROPERTY_RUNS=2000 SOPHIA_PROPERTY_SEED=7. */
const RUNS = Number(process.env.SOPHIA_PROPERTY_RUNS ?? 60);
const SEED = Number(process.env.SOPHIA_PROPERTY_SEED ?? 20_260_302);

describe('Salesforce to Intercom, whatever happens', () => {
	const tally: Tally = {};

	it(
		'ends with Intercom as Salesforce is, and then writes nothing',
		async () => {
			await fc.assert(
				fc.asyncProperty(history, async (one) => {
					expect(await play(one, tally)).toEqual([]);
				}),
				{ numRuns: RUNS, seed: SEED },
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
