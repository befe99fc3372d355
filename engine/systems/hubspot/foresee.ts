import type { RecordProblem } from '../../errors';
import type { WriteRecord } from '../types';

/** Something before the @, a domain of host-name characters (any alphabet) with a dot after it, no spaces. */
const EMAIL = /^[^\s@]+@[\p{L}\p{M}\p{N}-]+(\.[\p{L}\p{M}\p{N}-]+)+$/u;

/**
 * What HubSpot is sure to refuse about a record, without asking it: for Preview. HubSpot refuses more
 * than is known here (validation rules that an administrator has set, for one).
 */
export function foreseeProblem(object: string, { properties }: Pick<WriteRecord, 'properties'>): RecordProblem | undefined {
	const email = object === 'contacts' ? (properties.email ?? '').trim() : '';
	if (email === '' || EMAIL.test(email)) return undefined;
	return {
		category: 'invalidEmail',
		reason: 'HubSpot does not accept the e-mail address in email. Correct it in the source record.',
		field: 'email',
		retryable: false,
	};
}
