import type { ProblemCategory, RecordProblem } from '../../errors';
import type { IntercomRefusal } from './errors';
import { CUSTOM, noAddress } from './values';
import { conflictOf, type WireError } from './wire';

/** A lost answer, or a call that failed on this record and no other. */
export const unavailable = (reason: string): RecordProblem => ({ category: 'unavailable', reason, retryable: true });

/**
 * Why Intercom does not take a record, as a person reads it: the field at fault and what to do. Intercom's
 * own sentence is never passed on, as it can hold the record's values.
 *
 * @param sent names of the fields that were sent: only these are named
 */
export function recordProblem(refusal: IntercomRefusal, sent: readonly string[]): RecordProblem {
	const { errors } = refusal;
	const conflict = conflictOf(errors);
	if (refusal.status === 409 || errors.some(({ code }) => code === 'conflict'))
		return duplicate(conflict?.id, conflict?.archived ?? false);
	const field = errors.map((error) => fieldOf(error, sent)).find((name) => name !== undefined);
	const text = errors.map(({ code, message }) => `${code} ${message}`).join(' ');
	const problem = (category: ProblemCategory, reason: string): RecordProblem => ({
		category,
		reason,
		...(field === undefined ? {} : { field }),
		retryable: false,
	});
	const name = field ?? 'a field';
	if (refusal.isNotFound) return problem('notFound', 'The record does not exist in Intercom (any more).');
	if (/contact_company_limit_exceeded/.test(text)) {
		return problem(
			'refused',
			'The contact is attached to as many companies as Intercom allows. Detach it from some in Intercom.',
		);
	}
	if (field === 'email') return noAddress(field);
	if (/does ?n.t exist|not exist|bad_request|unknown attribute/i.test(text) && !/option/i.test(text)) {
		return problem(
			'invalidValue',
			`Intercom has no field of the name of ${name}, or it is archived. Create it in Intercom, or remove it from the mapping.`,
		);
	}
	if (/\boptions?\b/i.test(text)) {
		return problem(
			'unknownOption',
			`The value for ${name} is none of the options that Intercom knows. Add the option in Intercom, or map the value to an existing one.`,
		);
	}
	if (/parameter_not_found|\brequired\b|must be specified/i.test(text)) {
		return required(field);
	}
	if (/too (long|large|big)|maximum|exceed/i.test(text)) {
		return problem(
			'invalidValue',
			`The value for ${name} is longer or larger than Intercom allows. Shorten it, or change the mapping.`,
		);
	}
	if (/parameter_invalid|type_mismatch|invalid/i.test(text)) {
		return problem(
			'invalidValue',
			`The value for ${name} is not one that Intercom accepts. Correct it in the source record, or change the mapping.`,
		);
	}
	const code = refusal.code === undefined ? '' : ` (${refusal.code})`;
	return problem('refused', `Intercom refused the record${code}. Look at it in Intercom, or change the mapping.`);
}

/** @param field absent where Intercom does not say which */
export const required = (field?: string): RecordProblem => ({
	category: 'requiredField',
	reason: `Intercom requires a value for ${field ?? 'a field'}. Fill it in the source record or in the mapping.`,
	...(field === undefined ? {} : { field }),
	retryable: false,
});

/** Another company has the Company ID. */
export const duplicateCompany = (blockedBy: string): RecordProblem => ({
	category: 'duplicate',
	reason: `Another Intercom company (${blockedBy}) has the same Company ID. Change the Company ID, or recognise companies by it.`,
	field: 'company_id',
	retryable: false,
	blockedBy,
});

/** Another contact has the e-mail address or the id. */
export function duplicate(blockedBy: string | undefined, archived: boolean): RecordProblem {
	const who = archived ? 'An archived Intercom contact' : 'Another Intercom contact';
	const id = blockedBy === undefined ? '' : ` (${blockedBy})`;
	return {
		category: 'duplicate',
		reason: `${who}${id} has the same e-mail address or User ID. Merge the two, or change one of them.`,
		retryable: false,
		...(blockedBy === undefined ? {} : { blockedBy }),
	};
}

/** The field that an error is about, if it was sent: Intercom names it, or quotes it in its sentence. */
function fieldOf({ field, message }: WireError, sent: readonly string[]): string | undefined {
	const short = (name: string) => (name.startsWith(CUSTOM) ? name.slice(CUSTOM.length) : name);
	if (field !== undefined && field !== 'custom_attributes') {
		const named = sent.find((name) => name === field || short(name) === field);
		if (named !== undefined) return named;
	}
	const quoted = [...message.matchAll(/['"`]([\w .$-]{1,100})['"`]/g)].map((match) => match[1]);
	return (
		sent.find((name) => quoted.includes(short(name)) || quoted.includes(name)) ??
		sent.find((name) => name === 'email' && /\be-?mail\b/i.test(message))
	);
}
