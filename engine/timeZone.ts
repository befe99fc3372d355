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
export function offsetAt(instant: number, timeZone: string): number {
	const parts = formatterOf(timeZone).formatToParts(instant);
	const part = (type: string) => Number(parts.find((entry) => entry.type === type)?.value);
	const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
	return local - Math.floor(instant / 1000) * 1000;
}

const DAY = 86_400_000;

/**
 * The first instant of a day on a time zone's clock: its midnight, or, where clocks are put forward at midnight, the
 * moment they jump to. Of two midnights (clocks put back at one o'clock) the first.
 *
 * @param day 'YYYY-MM-DD'
 * @param timeZone an IANA name
 * @returns milliseconds since the epoch; undefined where there is no such day or time zone
 */
export function startOfDay(day: string, timeZone: string): number | undefined {
	const utc = Date.parse(`${day}T00:00:00.000Z`);
	if (Number.isNaN(utc) || !isTimeZone(timeZone)) return undefined;
	const before = utc - offsetAt(utc - DAY, timeZone);
	const after = utc - offsetAt(utc + DAY, timeZone);
	const midnights = [before, after].filter((at) => at + offsetAt(at, timeZone) === utc);
	return midnights.length === 0 ? before : Math.min(...midnights);
}

export function isTimeZone(name: string | undefined): name is string {
	if (name === undefined) return false;
	try {
		formatterOf(name);
		return true;
	} catch {
		return false;
	}
}
