import type { Clock } from '../../clock';
import { SophiaError, type FailureDetails } from '../../errors';
import { retryAfter } from '../../traffic';
import type { Answer } from '../shared/answer';
import { nextMidnight } from './midnight';
import { readError, type WireError } from './wire';

/** Refusals that a part of the batch may escape: bad rows, conflicts, too large. */
const SPLITTABLE = new Set([400, 409, 413, 422]);

/**
 * HubSpot understood a request and refuses it as it stands (400, 404, 409, 413, 422…). Whoever sent a
 * batch may find the row at fault with {@link HubspotRefusal.error}; unhandled it is a fault of the plan.
 */
export class HubspotRefusal extends SophiaError {
	/** Private, so that no log prints it: HubSpot's messages can hold record values. */
	readonly #error: WireError;

	constructor(error: WireError, details: FailureDetails) {
		const category = error.category === undefined ? '' : ` ${error.category}`;
		super('configuration', `HubSpot refused the request (${details.status}${category}).`, details);
		this.#error = error;
	}

	/** No part of the batch would fare better: the object, the id property or the form of the request is wrong. */
	get isAboutRequest(): boolean {
		if (this.status === undefined || !SPLITTABLE.has(this.status)) return true;
		return /\bby non-unique\b|Invalid input JSON|Unable to infer object type/i.test(this.#error.message);
	}

	/** What HubSpot said. Not for people: it can hold record values. */
	get error(): WireError {
		return this.#error;
	}
}

/** The refusal, when a part of the batch may escape it. @throws whatever else the error is */
export function batchRefusal(error: unknown): HubspotRefusal {
	if (error instanceof HubspotRefusal && !error.isAboutRequest) return error;
	throw error;
}

export interface FailureContext {
	clock: Clock;
	/** The account's time zone, where known. */
	timeZone?: string;
	/** True for the search endpoints, whose window is one second instead of ten. */
	search: boolean;
}

const TOKEN_REMEDY =
	'Check the Access Token of the HubSpot credential: in HubSpot, Settings → Integrations → Private Apps → your app → Auth.';
/** The longest migration of a portal that is worth waiting for within a run. */
const PATIENCE_MS = 5 * 60_000;

/** A success that carries no JSON: a gateway's page, or an answer cut short. */
export const unreadable = (answer: Answer) =>
	new SophiaError(
		'transient',
		"The answer is none of HubSpot's: something between here and HubSpot answered instead.",
		{
			system: 'hubspot',
			status: answer.status,
			mayHaveHappened: true,
			remedy: 'Check the API Base URL of the HubSpot credential and the proxy settings.',
		},
	);

/** The error that an answer other than 2xx stands for. See "Limits" and "Error body" in HubSpot's documentation. */
export function failureOf(answer: Answer, context: FailureContext): SophiaError {
	const error = readError(answer.body);
	const { status } = answer;
	const details: FailureDetails = {
		system: 'hubspot',
		status,
		code: error.category,
		correlationId: error.correlationId ?? answer.headers['x-hubspot-correlation-id'],
		retryAfterMs: retryAfter(answer.headers, context.clock),
	};
	if (status === 401) {
		return new SophiaError('credentials', 'HubSpot does not accept the access token.', {
			...details,
			remedy: TOKEN_REMEDY,
		});
	}
	if (status === 403) return forbidden(error, details);
	if (status === 429) return throttled(error, details, context);
	if (status === 423) {
		return new SophiaError('transient', 'HubSpot has locked the records for a moment.', {
			...details,
			retryAfterMs: Math.max(2_000, details.retryAfterMs ?? 0),
		});
	}
	if (status === 477) return migrating(details, context.clock.now());
	if (status === 408 || status >= 500) {
		return new SophiaError('transient', `HubSpot could not answer (${status}).`, { ...details, mayHaveHappened: true });
	}
	return new HubspotRefusal(error, details);
}

/** The scopes that a 403 asks for, in HubSpot's own names. */
export function missingScopes(error: WireError): string[] {
	const scopes = new Set<string>();
	for (const context of [error.context, ...error.errors.map((detail) => detail.context)]) {
		for (const key of ['requiredGranularScopes', 'requiredScopes']) {
			for (const scope of context[key] ?? []) scopes.add(scope);
		}
	}
	return [...scopes];
}

function forbidden(error: WireError, details: FailureDetails): SophiaError {
	const scopes = missingScopes(error);
	if (scopes.length === 0) {
		return new SophiaError('credentials', 'HubSpot does not allow this access token to do that.', {
			...details,
			remedy:
				'Check the scopes of the private app whose token the HubSpot credential holds, and that the account has not been deactivated.',
		});
	}
	return new SophiaError('credentials', `The HubSpot access token lacks the scope ${scopes.join(', ')}.`, {
		...details,
		remedy: `Add ${scopes.join(', ')} to the private app in HubSpot (Settings → Integrations → Private Apps → your app → Scopes) and save it.`,
	});
}

function throttled(error: WireError, details: FailureDetails, context: FailureContext): SophiaError {
	const policy = error.policyName?.toUpperCase() ?? '';
	if (policy === 'DAILY' || (policy === '' && /\bdaily\b/i.test(error.message))) {
		return new SophiaError('limit', "The HubSpot account's API calls for today are used up.", {
			...details,
			code: 'DAILY',
			retryAfterMs: undefined,
			resumeAt: nextMidnight(context.clock.now(), context.timeZone),
			remedy: "The next run goes on where this one stopped, after midnight on the HubSpot account's clock.",
		});
	}
	const secondly =
		policy === 'SECONDLY' || (policy === '' && (context.search || /\byour secondly\b/i.test(error.message)));
	return new SophiaError('transient', 'HubSpot asks to slow down.', {
		...details,
		code: policy === '' ? details.code : policy,
		retryAfterMs: details.retryAfterMs ?? (secondly ? 1_000 : 10_000),
	});
}

function migrating(details: FailureDetails, now: number): SophiaError {
	const wait = details.retryAfterMs;
	const message = "HubSpot is moving the account's data to another region (portal migration).";
	if (wait !== undefined && wait <= PATIENCE_MS) return new SophiaError('transient', message, details);
	return new SophiaError('limit', message, {
		...details,
		code: 'PORTAL_MIGRATION',
		retryAfterMs: undefined,
		resumeAt: wait === undefined ? undefined : new Date(now + wait),
		remedy:
			'Nothing needs to be done: the next run after the migration goes on where this one stopped. It can take up to a day.',
	});
}
