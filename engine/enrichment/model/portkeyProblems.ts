import type { Completion } from '../../systems/portkey';

/** Why a completion holds no answer, as people read it. */
export const PORTKEY_PROBLEMS: Record<Exclude<Completion['kind'], 'answer'>, string> = {
	refused: 'the model declined to answer',
	filtered: "the provider's content filter cut in",
	cut: 'the answer was longer than it may be',
	guardrail: 'a guardrail of the Portkey config failed',
	unreadable: 'the model did not answer in the form asked for',
};
