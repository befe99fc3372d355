import type { ProblemCategory, RecordProblem } from '../../errors';
import { asObjects } from '../shared/json';
import type { WireError } from './wire';

/** One complaint about one property. */
interface Complaint {
	property?: string;
	code: string;
	message: string;
}

const PREFIX = /Property values were not valid:\s*/i;

/**
 * Why HubSpot does not take a record, as a person reads it: the property at fault and what to do.
 * HubSpot's own sentence is never passed on, as it can hold the record's values.
 *
 * @param error an item of a batch's `errors`, or the body of a refusal of this record alone
 */
export function recordProblem(error: WireError): RecordProblem {
	const clash = uniqueClash(error);
	if (clash !== undefined) return clash;
	const complaint = complaints(error)[0];
	if (complaint !== undefined) return fromComplaint(complaint);
	return fromCategory(error);
}

/** The properties that HubSpot says do not exist: every record that carries one of them is refused. */
export function unknownProperties(error: WireError): string[] {
	return complaints(error)
		.filter((complaint) => complaint.code === 'PROPERTY_DOESNT_EXIST' && complaint.property !== undefined)
		.map((complaint) => complaint.property as string);
}

/** What HubSpot says of single properties: the JSON inside its message, else its list of details. */
function complaints(error: WireError): Complaint[] {
	const found: Complaint[] = [];
	for (const item of asObjects(embeddedJson(error.message))) {
		if (item.isValid === true) continue;
		found.push({
			property: typeof item.name === 'string' ? item.name : undefined,
			code: typeof item.error === 'string' ? item.error : '',
			message: typeof item.message === 'string' ? item.message : '',
		});
	}
	for (const detail of error.errors) {
		const property = detail.context.propertyName?.[0] ?? detail.in;
		if (detail.code === undefined && property === undefined) continue;
		found.push({ property, code: detail.code ?? '', message: detail.message ?? '' });
	}
	const named = error.context.propertyName?.[0] ?? requiredProperty(error);
	if (found.length === 0 && named !== undefined) {
		found.push({ property: named, code: error.subCategory ?? error.category ?? '', message: error.message });
	}
	return found;
}

function embeddedJson(message: string): unknown {
	const start = PREFIX.exec(message);
	if (start === null) return undefined;
	try {
		return JSON.parse(message.slice(start.index + start[0].length));
	} catch {
		return undefined;
	}
}

/** "Error creating CONTACT. Some required properties were not set." names them in `context.properties`. */
function requiredProperty(error: WireError): string | undefined {
	if (!/\brequired\b/i.test(error.message)) return undefined;
	return error.context.properties?.[0]?.replace(/[[\]\s]/g, '').split(',')[0];
}

function fromComplaint({ property, code, message }: Complaint): RecordProblem {
	const name = property ?? 'a property';
	const problem = (category: ProblemCategory, reason: string): RecordProblem => ({
		category,
		reason,
		...(property === undefined ? {} : { field: property }),
		retryable: false,
	});
	if (/INVALID_EMAIL/.test(code)) {
		return problem(
			'invalidEmail',
			`HubSpot does not accept the e-mail address in ${name}. Correct it in the source record.`,
		);
	}
	if (/INVALID_OPTION/.test(code)) {
		return problem(
			'unknownOption',
			`The value for ${name} is none of the options HubSpot knows${optionNames(message)}. Add the option in HubSpot, or map the value to an existing one.`,
		);
	}
	if (/DOESNT_EXIST|NOT_EXIST/.test(code)) {
		return problem(
			'invalidValue',
			`HubSpot has no property ${name}. Create it in HubSpot, or remove it from the mapping.`,
		);
	}
	if (/REQUIRED|MISSING/.test(code) || /\brequired\b/i.test(message)) {
		return problem(
			'requiredField',
			`HubSpot requires a value for ${name}. Fill it in the source record or in the mapping.`,
		);
	}
	if (/READ_ONLY/.test(code)) {
		return problem('invalidValue', `HubSpot sets ${name} itself. Remove it from the mapping.`);
	}
	if (/OWNER/.test(code)) {
		return problem(
			'invalidValue',
			`The owner for ${name} is no active user of HubSpot. Invite the user, or change the owner.`,
		);
	}
	if (/LONG_TEXT|TOO_LONG|LENGTH|MAX/.test(code)) {
		return problem(
			'invalidValue',
			`The value for ${name} is longer or larger than HubSpot allows. Shorten it, or change the mapping.`,
		);
	}
	const kind = /INTEGER|LONG\b|NUMBER|NUMERIC|DECIMAL/.test(code)
		? 'a number as HubSpot wants it'
		: /DATE|TIME/.test(code)
			? 'a date as HubSpot wants it'
			: /BOOL/.test(code)
				? 'true or false'
				: 'a value that HubSpot accepts';
	const email = property === 'email' && /\bemail\b/i.test(message);
	if (email) {
		return problem(
			'invalidEmail',
			'HubSpot does not accept the e-mail address in email. Correct it in the source record.',
		);
	}
	return problem(
		'invalidValue',
		`The value for ${name} is not ${kind}. Correct it in the source record, or change the mapping.`,
	);
}

/** The options that HubSpot lists, shortened: they are the account's settings, not a person's data. */
function optionNames(message: string): string {
	const list = /allowed options:\s*\[([^\]]*)\]/i.exec(message)?.[1];
	if (list === undefined) return '';
	const names = list
		.split(',')
		.map((entry) => entry.trim().replace(/^"|"$/g, ''))
		.filter((entry) => entry !== '');
	if (names.length === 0) return '';
	const more = names.length > 5 ? `, and ${names.length - 5} more` : '';
	return ` (${names.slice(0, 5).join(', ')}${more})`;
}

/** Another record holds a value that only one may have. */
function uniqueClash(error: WireError): RecordProblem | undefined {
	const details = complaints(error);
	const text = [error.message, ...details.map((complaint) => complaint.message)].join(' ');
	const codes = [error.category, error.subCategory, ...details.map((complaint) => complaint.code)].join(' ');
	const holder =
		/Existing ID:\s*(\d+)/i.exec(text)?.[1] ??
		/(\d+) already has that value/i.exec(text)?.[1] ??
		error.context.existingId?.[0];
	const conflict = holder !== undefined || /CONFLICT|DUPLICATE|ALREADY_EXISTS|UNIQUE/.test(codes);
	if (!conflict) return undefined;
	const property = /propertyName=([A-Za-z0-9_]+)/.exec(text)?.[1] ?? details[0]?.property;
	const isContact = /Contact already exists/i.test(text);
	const what = isContact ? 'e-mail address' : property === undefined ? 'unique value' : `value of ${property}`;
	const where = holder === undefined ? 'Another HubSpot record' : `HubSpot record ${holder}`;
	return {
		category: 'duplicate',
		reason: `${where} already has this ${what}. Merge the two records in HubSpot, or change one of them.`,
		...(isContact ? { field: 'email' } : property === undefined ? {} : { field: property }),
		retryable: false,
		...(holder === undefined ? {} : { blockedBy: holder }),
	};
}

function fromCategory(error: WireError): RecordProblem {
	const category = error.category ?? '';
	if (/OBJECT_NOT_FOUND|NOT_FOUND/.test(category)) {
		return {
			category: 'notFound',
			reason: 'The record does not exist in HubSpot any more: it was deleted there.',
			retryable: false,
		};
	}
	if (/MISSING_SCOPES|FORBIDDEN|PERMISSION|UNAUTHORIZED/.test(category)) {
		return {
			category: 'permission',
			reason: 'HubSpot does not let this access token write the record. Check the scopes of the private app.',
			retryable: false,
		};
	}
	if (/RATE_LIMIT|INTERNAL|TIMEOUT|UNAVAILABLE|LOCKED|SERVER/.test(category)) {
		return {
			category: 'unavailable',
			reason: 'HubSpot could not write the record just now. It is tried again in the next run.',
			retryable: true,
		};
	}
	if (/Email address .* is invalid|INVALID_EMAIL/i.test(error.message)) {
		return {
			category: 'invalidEmail',
			field: 'email',
			reason: 'HubSpot does not accept the e-mail address in email. Correct it in the source record.',
			retryable: false,
		};
	}
	const code = category === '' ? '' : ` (${category})`;
	return {
		category: 'refused',
		reason: `HubSpot refused the record${code}. Check its values against the rules set in HubSpot.`,
		retryable: false,
	};
}
