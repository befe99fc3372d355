/** Making a formatter costs as much as parsing a whole answer, and every answer asks. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError when there is no such time zone */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
	let formatter = formatters.get(timeZone);
	if (formatter === undefined) {
		formatter = new Intl.DateTimeFormat('en-US', {
			timeZone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric',
		});
		formatters.set(timeZone, formatter);
	}
	return formatter;
}

/** How far a time zone's clock is ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
	const parts = formatterOf(timeZone).formatToParts(instant);
	const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value);
	const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
	return local - Math.floor(instant / 1000) * 1000;
}

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

function isTimeZone(name: string | undefined): name is string {
	if (name === undefined) return false;
	try {
		formatterOf(name);
		return true;
	} catch {
		return false;
	}
}
