import { isTimeZone, offsetAt } from '../../timeZone';

const DAY = 86_400_000;

/**
 * The next midnight on the account's clock: that is when HubSpot's daily limits start anew.
 *
 * @param now milliseconds since the epoch
 * @param timeZone an IANA name; UTC when it is unknown
 */
export function nextMidnight(now: number, timeZone: string | undefined): Date {
	const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
	const offset = offsetAt(now, zone);
	const localMidnight = (Math.floor((now + offset) / DAY) + 1) * DAY;
	// The offset may change before midnight (daylight saving): it is taken again where midnight falls.
	return new Date(localMidnight - offsetAt(localMidnight - offset, zone));
}
