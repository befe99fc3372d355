import type { ProblemCategory } from '../errors';
import type { Rejection } from '../state/types';
import { systemOf } from './names';

/** What a person can do about it; see docs/rejected-records.md. */
const REMEDIES: Record<ProblemCategory, string> = {
	invalidEmail: 'Correct the e-mail address in the source.',
	invalidValue: 'Correct the value in the source, or change the mapping.',
	requiredField: 'Fill in the field in the source, or make its row of the mapping optional.',
	unknownOption: 'Add the option to the property in the destination, or map the value to one that is there.',
	duplicate: 'Merge the two records, or correct the value that both have.',
	ambiguous: 'Merge the records that it might be, or set the id property on the right one. Then retry it.',
	permission: 'Give the credential the right to write this record. Then retry it.',
	notFound: 'See whether the record is still there. Then retry it.',
	unavailable: 'Nothing needs to be done unless it lasts.',
	refused: 'Look at the rules that are set for the object in the destination. Then correct the record or retry it.',
};

export const remedyOf = ({ category }: Pick<Rejection, 'category'>): string => REMEDIES[category];

/** When a rejected record is tried again. */
export function nextTryOf(rejection: Rejection): string {
	const { scope, payloadHash, retryable, blockedBy } = rejection;
	if (payloadHash === '') return 'The next run of its sync tries it again, because somebody asked for it.';
	if (retryable) return 'Every run of its sync tries it again.';
	const usually = `It is tried again when it changes in ${systemOf(scope.sourceOrganisation)}, at the next full read, or when it is retried.`;
	return blockedBy === undefined
		? usually
		: `${usually} So it is when the record ${blockedBy} in ${systemOf(scope.destinationAccount)} no longer stands in its way.`;
}
