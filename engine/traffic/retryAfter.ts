import type { Clock } from '../clock';

/** Headers in any of the shapes that the SDKs hand over. */
export type HeaderSource = Headers | Record<string, string | string[] | undefined> | undefined;

/** One header, its name compared without regard to case. Of several values, the first. */
export function headerValue(headers: HeaderSource, name: string): string | undefined {
	if (headers === undefined) return undefined;
	if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
	const wanted = name.toLowerCase();
	for (const [key, value] of Object.entries(headers)) {
		if (key.toLowerCase() === wanted) return Array.isArray(value) ? value[0] : value;
	}
	return undefined;
}

/** RFC 9110: three forms of a date, each beginning with the day of the week. */
const DATE = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i;

/**
 * `Retry-After` in milliseconds from now: a number of seconds, or a date (never less than 0). Undefined
 * when it is absent or makes no sense.
 */
export function retryAfter(headers: HeaderSource, clock: Clock): number | undefined {
	const value = headerValue(headers, 'retry-after')?.trim();
	if (value === undefined) return undefined;
	if (/^\d{1,9}(\.\d{1,6})?$/.test(value)) return Math.ceil(Number(value) * 1000);
	if (!DATE.test(value)) return undefined;
	const at = Date.parse(value);
	return Number.isNaN(at) ? undefined : Math.max(0, at - clock.now());
}
