import * as fc from 'fast-check';
import { TROUBLES, type Trouble } from '../troubles';

/** Later than the end of any story. */
const NOT_YET = 100_000;

export interface Step extends Trouble {
	kind: 'task' | 'event' | 'person' | 'change' | 'archive' | 'remove' | 'undelete' | 'merge' | 'convert' | 'run';
	object: 'Task' | 'Event' | 'Contact' | 'Account' | 'Opportunity' | 'Lead';
	call: boolean;
	completed: boolean;
	/** When an event ends, in minutes from now. */
	end: number;
}

const step: fc.Arbitrary<Step> = fc.record({
	kind: fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom('task' as const, 'event' as const, 'change' as const) },
		{ weight: 2, arbitrary: fc.constantFrom('remove' as const, 'person' as const) },
		{
			weight: 1,
			arbitrary: fc.constantFrom('archive' as const, 'undelete' as const, 'merge' as const, 'convert' as const),
		},
		{ weight: 3, arbitrary: fc.constant('run' as const) },
	),
	a: fc.nat(9),
	b: fc.nat(9),
	object: fc.constantFrom('Task', 'Task', 'Event', 'Event', 'Contact', 'Account', 'Opportunity', 'Lead'),
	call: fc.boolean(),
	completed: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
	end: fc.oneof(fc.integer({ min: -90, max: 90 }), fc.constant(NOT_YET)),
	trouble: fc.constantFrom(...TROUBLES),
});

/** What people do to tasks, events and what they are about, and what happens to runs. */
export const story: fc.Arbitrary<Step[]> = fc.array(step, { minLength: 8, maxLength: 30, size: 'max' });
