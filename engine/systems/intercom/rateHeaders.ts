import { headerValue, type Traffic } from '../../traffic';

/** Intercom allows an app 10,000 calls a minute and counts them in slices of ten seconds. */
export const SLICE = { name: 'slice', calls: 1_667, windowMs: 10_000 };

/** A window never ends later than this; a header that says so belongs to a clock that is wrong. */
const LONGEST_RESET_MS = 60_000;

type AnswerHeaders = Record<string, string>;

function figure(headers: AnswerHeaders, name: string): number | undefined {
	const value = Number(headerValue(headers, `x-ratelimit-${name}`) ?? Number.NaN);
	return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** What Intercom says of the current slice: its size and how many calls are left. */
export const sliceOf = (headers: AnswerHeaders): { max?: number; remaining?: number } => ({
	max: figure(headers, 'limit'),
	remaining: figure(headers, 'remaining'),
});

/** Hands on what Intercom says of the current slice. */
export function observeLimits(traffic: Traffic, account: string, headers: AnswerHeaders): void {
	const { max, remaining } = sliceOf(headers);
	if (max === undefined && remaining === undefined) return;
	traffic.observeWindow('intercom', account, SLICE.name, { max, remaining, windowMs: SLICE.windowMs });
}

/** How long until the slice ends (`X-RateLimit-Reset`, Unix seconds), in milliseconds; undefined when that makes no sense. */
export function untilReset(headers: AnswerHeaders, now: number): number | undefined {
	const reset = figure(headers, 'reset');
	if (reset === undefined) return undefined;
	const wait = reset * 1000 - now;
	return wait > 0 && wait <= LONGEST_RESET_MS ? wait : undefined;
}
