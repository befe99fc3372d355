const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** Milliseconds since the epoch, as text: 12 to 14 digits (1973 to the year 5138). Shorter could be a date like 20240131. */
const EPOCH = /^\d{12,14}$/;
const EARLIEST = Date.UTC(1000, 0, 1);
const LATEST = Date.UTC(10_000, 0, 1) - 1;

/**
 * Reads an instant: ISO 8601 (with `T` or a blank, any offset, Salesforce's '+0000' too; without an
 * offset it is UTC; a date alone is its midnight UTC) or milliseconds since the epoch.
 * Nothing is guessed: '1/2/2024' is no instant. Years 1000 to 9999.
 *
 * @returns milliseconds since the epoch; undefined when it is none
 */
export function parseInstant(value: string | number): number | undefined {
	if (typeof value === 'number') return withinYears(Math.trunc(value));
	const text = value.length > 50 ? '' : value.trim();
	if (EPOCH.test(text)) return withinYears(Number(text));
	const match = ISO.exec(text);
	if (match === null) return undefined;
	const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
	const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
	if (new Date(midnight).toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return undefined;
	if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
	const offset = offsetMinutes(zone);
	if (offset === undefined) return undefined;
	const time = (Number(hour) * 60 + Number(minute) - offset) * 60_000 + Number(second) * 1000;
	return withinYears(midnight + time + Number(fraction.padEnd(3, '0').slice(0, 3)));
}

function offsetMinutes(zone: string): number | undefined {
	if (zone.toUpperCase() === 'Z') return 0;
	const hours = Number(zone.slice(1, 3));
	const minutes = Number(zone.slice(-2));
	if (hours > 18 || minutes > 59) return undefined;
	return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

const withinYears = (ms: number): number | undefined => (ms >= EARLIEST && ms <= LATEST ? ms : undefined);
