import type { Clock } from '../../clock';
import { SophiaError, type FailureDetails, type FailureKind } from '../../errors';
import { retryAfter } from '../../traffic';
import type { AnswerHead } from '../shared/exchange';

/** An error as Salesforce words it: `[{errorCode, message, fields?}]`. */
export interface SalesforceFault {
	code: string;
	/** Only looked at, never shown: it may quote a query with its values. */
	message: string;
	fields?: string[];
}

const hour = 3_600_000;

/** The first error of an answer's body; a code made of the status when the body holds none. */
export function readFault(status: number, body: string): SalesforceFault {
	const unknown: SalesforceFault = { code: `ERROR_HTTP_${status}`, message: '' };
	let parsed: unknown;
	try {
		parsed = JSON.parse(body);
	} catch {
		return unknown;
	}
	return faultOf(parsed) ?? unknown;
}

/** The error in a parsed body, or in what jsforce made of it. */
export function faultOf(value: unknown): SalesforceFault | undefined {
	const first: unknown = Array.isArray(value) ? value[0] : value;
	if (typeof first !== 'object' || first === null) return undefined;
	const { errorCode, message, fields } = first as { errorCode?: unknown; message?: unknown; fields?: unknown };
	if (typeof errorCode !== 'string') return undefined;
	return {
		code: errorCode,
		message: typeof message === 'string' ? message : '',
		fields: Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : undefined,
	};
}

/** A name as Salesforce quotes it in a message ("No such column 'X' on entity 'Y'"): names hold no data. */
const named = (message: string, pattern: RegExp): string | undefined => {
	const name = pattern.exec(message)?.[1];
	return name !== undefined && /^[\w.]{1,255}$/.test(name) ? name : undefined;
};

interface Meaning {
	kind: FailureKind;
	message: string;
	remedy?: string;
	resumeAt?: Date;
}

type Reading = (fault: SalesforceFault, now: number) => Meaning;

const busy: Reading = () => ({ kind: 'transient', message: 'Salesforce is busy and did not carry the request out.' });

const noPermission: Reading = () => ({
	kind: 'credentials',
	message: 'The Salesforce user may not do this.',
	remedy:
		"Give the integration user the permission 'API Enabled' and read access to the objects and fields that are synchronised.",
});

const noApi: Reading = () => ({
	kind: 'credentials',
	message: 'The API is not available to this Salesforce user or organisation.',
	remedy:
		"Give the user the permission 'API Enabled', and make sure that the organisation's edition includes API access.",
});

const requestLimit: Reading = (fault, now) =>
	/concurrent/i.test(fault.message)
		? { kind: 'transient', message: 'Too many long requests are running in the Salesforce organisation.' }
		: {
				kind: 'limit',
				message: "The Salesforce organisation's API calls for 24 hours are used up.",
				remedy:
					'The limit counts the last 24 hours, so calls become free again hour by hour; the next run goes on where this one stopped.',
				resumeAt: new Date(now + hour),
			};

const badQuery: Reading = (fault) => {
	const column =
		named(fault.message, /No such column '([^']+)'/) ?? named(fault.message, /field '([^']+)' can not be/i);
	const relation = named(fault.message, /Didn't understand relationship '([^']+)'/);
	const subject =
		column !== undefined ? `the field ${column}` : relation !== undefined ? `the relationship ${relation}` : undefined;
	return {
		kind: 'configuration',
		message:
			subject === undefined
				? 'Salesforce does not accept the query.'
				: `Salesforce does not accept ${subject} in the query.`,
		remedy:
			subject === undefined
				? 'Check the filter and the mapped fields.'
				: 'It was removed or renamed, or the integration user may not read it: mend the mapping or the filter, or give the user access.',
	};
};

const badObject: Reading = (fault) => {
	const object = named(fault.message, /sObject type '([^']+)'/);
	return {
		kind: 'configuration',
		message: `Salesforce has no object${object === undefined ? ' of that name' : ` ${object}`} that this user may read.`,
		remedy: 'Check the name of the object and the permissions of the integration user.',
	};
};

const notFound: Reading = () => ({
	kind: 'configuration',
	message: 'Salesforce does not know the address that was asked for.',
	remedy:
		'Check the API Version in the credential (the organisation may not have it yet) and that the object is visible to the user.',
});

/** Salesforce has no one code for what a bulk query cannot do; the message tells. */
const noBulk =
	/(?:not supported|unsupported|not enabled).*\bbulk\b|\bbulk\b.*(?:not supported|unsupported|not enabled)/is;

const dailyBulk: Reading = (_fault, now) => ({
	kind: 'limit',
	message: "The Salesforce organisation's bulk jobs for 24 hours are used up.",
	remedy: 'The next run goes on by itself.',
	resumeAt: new Date(now + hour),
});

/** Salesforce's codes and what they ask for. */
const readings = new Map<string, Reading>(
	Object.entries({
		REQUEST_LIMIT_EXCEEDED: requestLimit,
		QUERY_TIMEOUT: () => ({
			kind: 'transient',
			message: 'The Salesforce query ran for too long.',
			remedy: 'If this goes on, narrow the filter to indexed fields.',
		}),
		UNABLE_TO_LOCK_ROW: busy,
		SERVER_UNAVAILABLE: busy,
		UNKNOWN_EXCEPTION: busy,
		INVALID_SESSION_ID: () => ({ kind: 'credentials', message: 'The Salesforce session is no longer valid.' }),
		INVALID_FIELD: badQuery,
		MALFORMED_QUERY: badQuery,
		INVALID_QUERY_FILTER_OPERATOR: badQuery,
		INVALID_TYPE: badObject,
		INVALID_TYPE_FOR_OPERATION: badObject,
		INVALIDENTITY: badObject,
		NOT_FOUND: notFound,
		UNSUPPORTED_API_VERSION: notFound,
		API_DISABLED_FOR_ORG: noApi,
		API_CURRENTLY_DISABLED: noApi,
		INSUFFICIENT_ACCESS: noPermission,
		INSUFFICIENT_ACCESS_OR_READONLY: noPermission,
		INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: noPermission,
		FUNCTIONALITY_NOT_ENABLED: noPermission,
		FORBIDDEN: noPermission,
		EXCEEDEDQUOTA: dailyBulk,
		LIMIT_EXCEEDED: dailyBulk,
	}),
);

function byStatus(status: number): Reading {
	if (status >= 500 || status === 429 || status === 408) return busy;
	if (status === 401 || status === 403) return noPermission;
	if (status === 404) return notFound;
	if (status >= 300 && status < 400) {
		return () => ({
			kind: 'credentials',
			message: 'Salesforce answers with a redirection instead of data.',
			remedy: "Use the organisation's current My Domain address as Login URL.",
		});
	}
	return (fault) => ({
		kind: 'configuration',
		message: `Salesforce refuses the request${/^[A-Z_]{3,60}$/.test(fault.code) ? ` (${fault.code})` : ''}.`,
		remedy: 'Check the mapped fields, the filter and the API Version.',
	});
}

/**
 * The engine's error for a refusal by Salesforce. The vendor's own text is not taken over: it may
 * quote the query, and with it the values of a filter.
 */
export function salesforceError(head: AnswerHead, fault: SalesforceFault, clock: Clock): SophiaError {
	const { kind, message, remedy, resumeAt } = (readings.get(fault.code) ?? byStatus(head.status))(fault, clock.now());
	const details: FailureDetails = {
		system: 'salesforce',
		status: head.status,
		code: kind === 'configuration' && noBulk.test(fault.message) ? 'BULK_UNSUPPORTED' : fault.code,
		remedy,
		resumeAt,
		retryAfterMs: kind === 'transient' ? retryAfter(head.headers, clock) : undefined,
	};
	return kind === 'configuration' && head.status === 400
		? new SalesforceRefusal(message, details, fault)
		: new SophiaError(kind, message, details);
}

/** A request that was refused as a whole for what it holds: of several records, a part may pass. */
export class SalesforceRefusal extends SophiaError {
	readonly #fault: SalesforceFault;

	constructor(message: string, details: FailureDetails, fault: SalesforceFault) {
		super('configuration', message, details);
		this.#fault = fault;
	}

	/** Salesforce's own words: to be looked at, never shown. Out of reach of whatever prints an error. */
	get fault(): SalesforceFault {
		return this.#fault;
	}
}

/**
 * For a request that must not be repeated: after a failure within the server, and after an answer that cannot
 * be read, nobody knows whether it was carried out. Of a 503 Salesforce says that it was not.
 */
export function withDoubt(error: unknown): unknown {
	if (!(error instanceof SophiaError) || error.kind !== 'transient' || error.mayHaveHappened) return error;
	const unsure = error.code === 'UNREADABLE_ANSWER' || ((error.status ?? 0) >= 500 && error.status !== 503);
	if (!unsure) return error;
	const { message, remedy, system, status, code } = error;
	return new SophiaError('transient', message, { remedy, system, status, code, mayHaveHappened: true });
}

/** An answer that is not what the API gives (a proxy's page, a maintenance page). */
export const unreadableAnswer = (status?: number): SophiaError =>
	new SophiaError('transient', 'The answer is not from the Salesforce API.', {
		system: 'salesforce',
		status,
		code: 'UNREADABLE_ANSWER',
		remedy: 'If this goes on, check whether a proxy or a maintenance page stands in the way.',
	});

/** Salesforce's own code, or a 401 whose body tells nothing. */
export const isExpiredSession = (error: unknown): boolean =>
	error instanceof SophiaError &&
	error.status === 401 &&
	(error.code === 'INVALID_SESSION_ID' || error.code === 'ERROR_HTTP_401');
