const DAY_MS = 24 * 60 * 60_000;

/**
 * The calendar day of an instant in a time zone, as '2026-03-01'.
 *
 * @throws RangeError for a time zone that is none
 */
export function dayNamer(timeZone: string): (ms: number) => string {
	const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
	return (ms) => format.format(ms);
}

/** Every calendar day from one instant to another, both included. Days of 23 and 25 hours are days. */
export function daysBetween(fromMs: number, toMs: number, dayOf: (ms: number) => string): string[] {
	const days = new Set<string>();
	for (let at = fromMs; at < toMs; at += DAY_MS / 2) days.add(dayOf(at));
	return [...days.add(dayOf(toMs))];
}
