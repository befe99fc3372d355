import type { Clock } from '../../clock';
import { SophiaError, type FailureDetails } from '../../errors';
import { retryAfter } from '../../traffic';
import type { Answer } from '../shared/answer';
import { untilReset } from './rateHeaders';
import { readErrors, type WireError, type WireErrors } from './wire';

/**
 * Intercom understood a request and refuses it as it stands (400, 404, 409, 422…). Whoever wrote a record
 * makes a record's problem of it; unhandled it is a fault of the plan.
 */
export class IntercomRefusal extends SophiaError {
	/** Private, so that no log prints it: Intercom's messages can hold record values. */
	readonly #errors: WireError[];

	/** @param mergedInto the contact that the one asked for has become, where Intercom says so */
	constructor(
		{ errors }: WireErrors,
		details: FailureDetails,
		readonly mergedInto?: string,
	) {
		const code = details.code === undefined ? '' : ` ${details.code}`;
		super('configuration', `Intercom refused the request (${details.status}${code}).`, details);
		this.#errors = errors;
	}

	/** What Intercom said. Not for people: it can hold record values. */
	get errors(): WireError[] {
		return this.#errors;
	}

	/** The record does not exist (any more): archived contacts are answered with 404, merged ones with 410 since version 2.16. */
	get isNotFound(): boolean {
		return this.status === 404 || this.status === 410;
	}
}

/** The refusal. @throws whatever else the error is */
export function refusalOf(error: unknown): IntercomRefusal {
	if (error instanceof IntercomRefusal) return error;
	throw error;
}

/** For what may be gone already. @throws whatever else the error is */
export function unlessNotFound(error: unknown): undefined {
	if (!refusalOf(error).isNotFound) throw error;
}

const TOKEN_REMEDY =
	'Check the Access Token and the Region of the Intercom credential: in Intercom, Settings → Integrations → Developer Hub → your app → Authentication.';
/** Without a word of Intercom's on it, a slice is over after this. */
const SLICE_MS = 10_000;

/** An answer that is not Intercom's: a gateway's page, or one cut short. */
export const unreadable = (answer: Answer): SophiaError =>
	new SophiaError(
		'transient',
		"The answer is none of Intercom's: something between here and Intercom answered instead.",
		{
			system: 'intercom',
			status: answer.status,
			mayHaveHappened: true,
			remedy: 'Check the Region and the API Base URL of the Intercom credential and the proxy settings.',
		},
	);

/** The error that an answer other than 2xx stands for. See "Error codes" and "Rate limiting" in Intercom's documentation. */
export function failureOf(answer: Answer, clock: Clock): SophiaError {
	const { status, headers } = answer;
	const said = readErrors(answer.body);
	const code = said?.errors.map((error) => error.code).find((each) => /^\w{1,60}$/.test(each));
	const details: FailureDetails = {
		system: 'intercom',
		status,
		code,
		correlationId: said?.requestId ?? headers['x-request-id'],
		retryAfterMs: retryAfter(headers, clock),
	};
	if (status === 429) {
		return new SophiaError('transient', 'Intercom asks to slow down.', {
			...details,
			retryAfterMs: details.retryAfterMs ?? untilReset(headers, clock.now()) ?? SLICE_MS,
		});
	}
	if (status === 408 || status >= 500) {
		return new SophiaError('transient', `Intercom could not answer (${status}).`, {
			...details,
			mayHaveHappened: true,
		});
	}
	if (status === 401) {
		return new SophiaError('credentials', 'Intercom does not accept the access token.', {
			...details,
			remedy: TOKEN_REMEDY,
		});
	}
	if (status === 402 || status === 403) return forbidden(details);
	// Taking a proxy's 404 for "no such contact" would cut every link.
	if (said === undefined) return unreadable(answer);
	return new IntercomRefusal(said, details, status === 410 ? canonicalContact(headers.link) : undefined);
}

/** '</contacts/65…>; rel="canonical"' → '65…' */
const canonicalContact = (link: string | undefined): string | undefined =>
	/\/contacts\/([\w-]{1,64})>?[^,]*\brel="?canonical\b/.exec(link ?? '')?.[1];

function forbidden(details: FailureDetails): SophiaError {
	if (details.code === 'api_plan_restricted') {
		return new SophiaError('credentials', "The Intercom workspace's plan does not include this part of the API.", {
			...details,
			remedy: 'Choose a plan of Intercom that includes it, or use the token of another workspace.',
		});
	}
	return new SophiaError('credentials', 'Intercom does not allow this access token to do that.', {
		...details,
		remedy:
			'In Intercom (Settings → Integrations → Developer Hub → your app → Authentication), give the app the permissions to read and write users and companies and to read and write data attributes, then use its token.',
	});
}
