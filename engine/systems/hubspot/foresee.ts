import type { RecordProblem } from '../../errors';
import { mayBeEmail } from '../shared/email';
import type { WriteRecord } from '../types';

/**
 * What HubSpot is sure to refuse about a record, without asking it: for Preview. HubSpot refuses more
 * than is known here (validation rules that an administrator has set, for one).
 */
export function foreseeProblem(
	object: string,
	{ properties }: Pick<WriteRecord, 'properties'>,
): RecordProblem | undefined {
	const email = object === 'contacts' ? (properties.email ?? '').trim() : '';
	if (email === '' || mayBeEmail(email)) return undefined;
	return {
		category: 'invalidEmail',
		reason: 'HubSpot does not accept the e-mail address in email. Correct it in the source record.',
		field: 'email',
		retryable: false,
	};
}
