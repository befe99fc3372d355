import { Refusal } from '../refusal';
import type { IntakeRequest } from '../types';

/** How callers prove who they are. */
export type Authentication =
	| { type: 'apiKey'; apiKey: string }
	| {
			type: 'hmac';
			secret: string;
			/** How old, or ahead of this machine's clock, a request may be. */ windowMs: number;
	  }
	| {
			type: 'hubspot';
			clientSecret: string;
			/** Takes HubSpot's signatures of versions 1 and 2, which have no time in them, where version 3 is absent. */
			acceptLegacy: boolean;
	  }
	| { type: 'intercom'; clientSecret: string };

/** Who called. */
export interface Caller {
	/** For the rate limit, beside the address. Never the secret itself. */
	identity: string;
	/** What the caller signed, where every request is signed with a time: it comes again in a replay only. */
	signature?: string;
}

export type Headers = IntakeRequest['headers'];

/** A header's one value; undefined where it is absent or empty. */
export function headerOf(headers: Headers, name: string): string | undefined {
	const value = headers[name];
	const text = (Array.isArray(value) ? value[0] : value)?.trim();
	return text === '' ? undefined : text;
}

/** 401, the same for everything that is wrong: a guesser learns nothing. */
export const unauthorized = (challenge: string, message: string): Refusal =>
	new Refusal(401, 'UNAUTHORIZED', message, { headers: { 'www-authenticate': challenge } });

/**
 * The time of a signed request, which is a whole number of `unitMs`.
 * @returns undefined when there is none or it is outside the window
 */
export function timeWithin(
	text: string | undefined,
	unitMs: number,
	windowMs: number,
	now: number,
): string | undefined {
	if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
	return Math.abs(now - Number(text) * unitMs) <= windowMs ? text : undefined;
}
