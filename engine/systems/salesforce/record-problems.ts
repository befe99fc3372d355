import type { ProblemCategory, RecordProblem } from '../../errors';
import { isSalesforceId, longId } from './ids';
import type { SaveError } from './save-results';

type Reading = (error: SaveError) => Omit<RecordProblem, 'retryable'> & { retryable?: boolean };

/** Field names hold no data; anything else is not repeated. */
const fieldOf = (error: SaveError): string | undefined => {
	const name =
		error.fields[0] ??
		/Required fields are missing: \[(\w+)/.exec(error.message)?.[1] ??
		/^(\w+): (?:invalid|bad value|value not of)/.exec(error.message)?.[1] ??
		/(?:duplicate value found|Duplicate external id specified): (\w+) /.exec(error.message)?.[1];
	return name !== undefined && /^\w{1,255}$/.test(name) ? name : undefined;
};

const about =
	(category: ProblemCategory, reason: (field: string) => string): Reading =>
	(error) => {
		const field = fieldOf(error);
		return { category, reason: reason(field ?? 'a field'), ...(field === undefined ? {} : { field }) };
	};

/** What an administrator wrote into a rule for people to read, without the markup that rules may have. */
const ruleText = (text: string): string =>
	text
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 500);

const duplicateValue: Reading = (error) => {
	const field = /duplicate value found: (\w+) duplicates/.exec(error.message)?.[1];
	const holder = /record with id: ([a-zA-Z0-9]{15,18})\b/.exec(error.message)?.[1];
	const blockedBy = holder !== undefined && isSalesforceId(holder) ? longId(holder) : undefined;
	const known = field === undefined || field === 'unknown' ? undefined : field;
	return {
		category: 'duplicate',
		reason: `${blockedBy === undefined ? 'Another Salesforce record' : `The Salesforce record ${blockedBy}`} already has this ${known === undefined ? 'unique value' : `value of ${known}`}. Merge the two records in Salesforce, or change one of them.`,
		...(known === undefined ? {} : { field: known }),
		...(blockedBy === undefined ? {} : { blockedBy }),
	};
};

const duplicateRule: Reading = ({ duplicate, message }) => {
	const rule = duplicate?.rule === undefined ? 'A duplicate rule' : `The duplicate rule ${duplicate.rule}`;
	const text = ruleText(duplicate?.text ?? message);
	const match = duplicate?.matches[0];
	return {
		category: 'duplicate',
		reason: `${rule} of Salesforce does not let the record be saved${text === '' ? '' : `: ${text}`}${/[.?!]$/.test(text) ? '' : '.'} Merge the two records, or relax the rule for the integration user.`,
		...(match === undefined ? {} : { blockedBy: match }),
	};
};

const ambiguous: Reading = (error) => {
	const field = /external id field: (\w+)|^(\w+): more than one/.exec(error.message);
	const name = field?.[1] ?? field?.[2];
	return {
		category: 'ambiguous',
		reason: `More than one Salesforce record has this value of ${name ?? 'the external id'}. Make the field unique in Salesforce, and merge the records.`,
		...(name === undefined ? {} : { field: name }),
	};
};

const validationRule: Reading = (error) => {
	const text = ruleText(error.message);
	return {
		category: 'refused',
		reason: `A validation rule of Salesforce refuses the record: ${text === '' ? 'it has no text.' : text}`,
		...(error.fields[0] === undefined ? {} : { field: error.fields[0] }),
	};
};

const unavailable: Reading = () => ({
	category: 'unavailable',
	reason: 'Salesforce could not write the record just now. It is tried again in the next run.',
	retryable: true,
});

/** For a field that the user may not write, or that is Salesforce's own. */
export const notWritable = (field: string): RecordProblem => ({
	category: 'permission',
	reason: `The Salesforce user may not write ${field}, or Salesforce sets it itself. Give the integration user edit access to the field, or remove it from the mapping.`,
	field,
	retryable: false,
});

const permission: Reading = (error) =>
	error.fields.length > 0
		? notWritable(error.fields[0])
		: {
				category: 'permission',
				reason:
					'The Salesforce user may not write this record. Give the integration user write access to the object, and to the records that others own.',
			};

const reference = about(
	'invalidValue',
	(field) =>
		`The value for ${field} is not the id of a record that Salesforce accepts there. It may have been deleted, or be of another object.`,
);

const automation: Reading = ({ message }) => {
	const name = /^([\w ]{1,80}): execution of/.exec(message)?.[1];
	return {
		category: 'refused',
		reason: `An automation of the Salesforce organisation${name === undefined ? '' : ` (the trigger ${name})`} refuses the record. Its administrator can see why in the debug log.`,
	};
};

const readings = new Map<string, Reading>(
	Object.entries({
		REQUIRED_FIELD_MISSING: about(
			'requiredField',
			(field) => `Salesforce requires a value for ${field}. Fill it in the source record or in the mapping.`,
		),
		STRING_TOO_LONG: about(
			'invalidValue',
			(field) =>
				`The value for ${field} is longer than Salesforce allows. Shorten it, or make the field longer in Salesforce.`,
		),
		INVALID_EMAIL_ADDRESS: about(
			'invalidEmail',
			(field) => `Salesforce does not accept the e-mail address in ${field}. Correct it in the source record.`,
		),
		INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: about(
			'unknownOption',
			(field) =>
				`The value for ${field} is none of the options Salesforce knows. Add the option in Salesforce, or map the value to an existing one.`,
		),
		NUMBER_OUTSIDE_VALID_RANGE: about(
			'invalidValue',
			(field) =>
				`The number for ${field} is larger than Salesforce allows. Correct it, or change the field in Salesforce.`,
		),
		INVALID_TYPE_ON_FIELD_IN_RECORD: about(
			'invalidValue',
			(field) => `The value for ${field} is not of the type that Salesforce wants. Correct it, or change the mapping.`,
		),
		JSON_PARSER_ERROR: about(
			'invalidValue',
			(field) => `The value for ${field} is not of the type that Salesforce wants. Correct it, or change the mapping.`,
		),
		FIELD_INTEGRITY_EXCEPTION: about(
			'invalidValue',
			(field) =>
				`The value for ${field} does not go together with the record's others. Correct it in the source record.`,
		),
		INVALID_FIELD: about(
			'invalidValue',
			(field) =>
				`Salesforce has no such field as ${field}, or the integration user may not see it. Mend the mapping or the permission.`,
		),
		INVALID_FIELD_FOR_INSERT_UPDATE: permission,
		INSUFFICIENT_ACCESS_OR_READONLY: permission,
		INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: permission,
		CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: automation,
		CANNOT_EXECUTE_FLOW_TRIGGER: automation,
		FIELD_CUSTOM_VALIDATION_EXCEPTION: validationRule,
		FIELD_FILTER_VALIDATION_EXCEPTION: validationRule,
		MALFORMED_ID: reference,
		INVALID_CROSS_REFERENCE_KEY: reference,
		ENTITY_IS_DELETED: reference,
		DUPLICATE_VALUE: duplicateValue,
		DUPLICATES_DETECTED: duplicateRule,
		DUPLICATE_EXTERNAL_ID: ambiguous,
		UNABLE_TO_LOCK_ROW: unavailable,
		UNKNOWN_EXCEPTION: unavailable,
		SERVER_UNAVAILABLE: unavailable,
		QUERY_TIMEOUT: unavailable,
		STORAGE_LIMIT_EXCEEDED: (): ReturnType<Reading> => ({
			category: 'refused',
			reason: "The Salesforce organisation's data storage is full. Free some of it, or buy more.",
			retryable: true,
		}),
		CANNOT_UPDATE_CONVERTED_LEAD: (): ReturnType<Reading> => ({
			category: 'refused',
			reason: 'The lead has been converted in Salesforce and cannot be changed any more.',
		}),
		DELETE_FAILED: (): ReturnType<Reading> => ({
			category: 'refused',
			reason: 'Salesforce does not delete the record, because other records need it. Delete those first.',
		}),
	} satisfies Record<string, Reading>),
);

const unknown: Reading = (error) => {
	const field = fieldOf(error);
	const code = /^[A-Z_]{3,80}$/.test(error.code) ? ` (${error.code})` : '';
	return {
		category: 'refused',
		reason: `Salesforce refuses the record${code}. Check its values against the rules set in Salesforce.`,
		...(field === undefined ? {} : { field }),
	};
};

/**
 * Why Salesforce does not take a record, as a person reads it. Of several complaints, the first. Salesforce's
 * own sentence can hold values and is passed on only where an administrator wrote it: the text of a rule.
 */
export function recordProblem(errors: readonly SaveError[]): RecordProblem {
	const error = errors[0] ?? { code: '', message: '', fields: [] };
	const manyFound = error.code === 'DUPLICATE_VALUE' && /more than one record found/i.test(error.message);
	const reading = manyFound ? ambiguous : (readings.get(error.code) ?? unknown);
	return { retryable: false, ...reading(error) };
}

/** For a record of which nobody says whether it was written. */
export const unanswered: RecordProblem = {
	category: 'unavailable',
	reason: 'Salesforce did not say whether the record was written. It is tried again in the next run.',
	retryable: true,
};

/** Somebody else is writing the same record, or one that it hangs on. It passes when tried again. */
export const isRowLock = ({ code, message }: SaveError): boolean =>
	code === 'UNABLE_TO_LOCK_ROW' || message.includes('UNABLE_TO_LOCK_ROW');
