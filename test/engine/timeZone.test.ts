import { startOfDay } from '../../engine/timeZone';

const iso = (day: string, zone: string) => {
	const at = startOfDay(day, zone);
	return at === undefined ? undefined : new Date(at).toISOString();
};

describe('the beginning of a day', () => {
	it.each([
		['2026-01-15', 'UTC', '2026-01-15T00:00:00.000Z'],
		['2026-01-15', 'America/New_York', '2026-01-15T05:00:00.000Z'],
		['2026-07-15', 'America/New_York', '2026-07-15T04:00:00.000Z'],
		// The days on which clocks change begin before they do.
		['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z'],
		['2026-03-09', 'America/New_York', '2026-03-09T04:00:00.000Z'],
		['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
		['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
		['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
		['2026-06-01', 'Asia/Kolkata', '2026-05-31T18:30:00.000Z'],
		['2026-06-01', 'Pacific/Kiritimati', '2026-05-31T10:00:00.000Z'],
		['2026-06-01', 'Pacific/Pago_Pago', '2026-06-01T11:00:00.000Z'],
		// Clocks were put forward at midnight: the day began at one o'clock.
		['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
		// Clocks were put back at one o'clock: there were two midnights.
		['2024-11-03', 'America/Havana', '2024-11-03T04:00:00.000Z'],
	])('%s in %s is %s', (day, zone, expected) => {
		expect(iso(day, zone)).toBe(expected);
	});

	it('is unknown without such a day or zone', () => {
		expect(iso('2026-02-31x', 'UTC')).toBeUndefined();
		expect(iso('2026-02-01', 'Mars/Olympus')).toBeUndefined();
	});
});
