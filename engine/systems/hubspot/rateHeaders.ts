import type { Traffic } from '../../traffic/types';
import { nextMidnight } from './midnight';

/** The window that every call counts against, per private app. HubSpot's own figure is read from its headers. */
export const BURST = { name: 'burst', calls: 190, windowMs: 10_000 };
/** HubSpot allows five searches a second per account; one is left to others. */
export const SEARCH = { name: 'search', calls: 4, windowMs: 1_000 };

const PREFIX = 'x-hubspot-ratelimit-';

function figure(headers: Record<string, string>, name: string): number | undefined {
	const value = Number(headers[PREFIX + name] ?? Number.NaN);
	return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/**
 * Hands on what HubSpot says of its limits: the window of ten seconds, and (private apps only) the day.
 * Search answers carry none of these headers.
 *
 * @param headers names in lower case
 */
export function observeLimits(
	traffic: Traffic,
	account: string,
	headers: Record<string, string>,
	timeZone: string | undefined,
): void {
	const max = figure(headers, 'max');
	const remaining = figure(headers, 'remaining');
	if (max !== undefined || remaining !== undefined) {
		traffic.observeWindow('hubspot', account, BURST.name, {
			max,
			remaining,
			windowMs: figure(headers, 'interval-milliseconds'),
		});
	}
	const daily = figure(headers, 'daily');
	const dailyRemaining = figure(headers, 'daily-remaining');
	if (daily !== undefined && daily > 0 && dailyRemaining !== undefined) {
		traffic.observeDay('hubspot', account, {
			used: Math.max(0, daily - dailyRemaining),
			max: daily,
			...(timeZone === undefined ? {} : { resetsAt: nextMidnight(traffic.clock.now(), timeZone) }),
		});
	}
}
