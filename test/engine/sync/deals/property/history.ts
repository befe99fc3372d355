import * as fc from 'fast-check';
import { TROUBLES, type Trouble } from '../../troubles';

const stages = ['Prospecting', 'Negotiation/Review', 'Closed Won', 'Closed Lost', 'Contract Sent', 'In Legal'];

export interface Step extends Trouble {
	kind: 'opportunity' | 'contact' | 'change' | 'role' | 'moveRole' | 'remove' | 'undelete' | 'merge' | 'touch' | 'run';
	stage: string;
	object: 'Account' | 'Contact' | 'Opportunity' | 'OpportunityContactRole';
}

export interface Story {
	onDelete: 'ignore' | 'archive';
	steps: Step[];
}

const step: fc.Arbitrary<Step> = fc.record({
	kind: fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom('opportunity' as const, 'role' as const) },
		{ weight: 2, arbitrary: fc.constantFrom('change' as const, 'moveRole' as const, 'remove' as const) },
		{
			weight: 1,
			arbitrary: fc.constantFrom('contact' as const, 'undelete' as const, 'merge' as const, 'touch' as const),
		},
		{ weight: 3, arbitrary: fc.constant('run' as const) },
	),
	a: fc.nat(9),
	b: fc.nat(9),
	stage: fc.constantFrom(...stages),
	object: fc.constantFrom('OpportunityContactRole', 'OpportunityContactRole', 'Opportunity', 'Contact', 'Account'),
	trouble: fc.constantFrom(...TROUBLES),
});

/** What people do to opportunities and their roles, and what happens to runs. */
export const story: fc.Arbitrary<Story> = fc.record({
	onDelete: fc.constantFrom('ignore' as const, 'archive' as const),
	steps: fc.array(step, { minLength: 8, maxLength: 30, size: 'max' }),
});
