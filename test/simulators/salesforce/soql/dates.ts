const DAY = 86_400_000;

/** A stretch of time: from `start` (included) to `end` (excluded), in milliseconds. Days and weeks are UTC's; weeks begin on Sunday. */
export interface Period {
	start: number;
	end: number;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** The period that holds `now`, moved by `offset` units. */
function unitPeriod(unit: Unit, now: number, offset: number): Period {
	const date = new Date(now);
	const year = date.getUTCFullYear();
	const month = date.getUTCMonth();
	const today = Date.UTC(year, month, date.getUTCDate());
	if (unit === 'DAY') return { start: today + offset * DAY, end: today + (offset + 1) * DAY };
	if (unit === 'WEEK') {
		const sunday = today - date.getUTCDay() * DAY;
		return { start: sunday + offset * 7 * DAY, end: sunday + (offset + 1) * 7 * DAY };
	}
	const months = { MONTH: 1, QUARTER: 3, YEAR: 12 }[unit];
	const first = Math.floor(month / months) * months;
	return { start: Date.UTC(year, first + offset * months, 1), end: Date.UTC(year, first + (offset + 1) * months, 1) };
}

const FIXED: Record<string, [Unit, number]> = { TODAY: ['DAY', 0], YESTERDAY: ['DAY', -1], TOMORROW: ['DAY', 1] };

/** The period a date literal means ('TODAY', 'LAST_N_DAYS:3'); fiscal years are calendar years. Undefined for an unknown one. */
export function literalPeriod(literal: string, now: number): Period | undefined {
	const text = literal.toUpperCase().replace('FISCAL_', '');
	const fixed = FIXED[text];
	if (fixed !== undefined) return unitPeriod(fixed[0], now, fixed[1]);
	const today = unitPeriod('DAY', now, 0);
	if (text === 'LAST_90_DAYS') return { start: today.start - 90 * DAY, end: today.end };
	if (text === 'NEXT_90_DAYS') return { start: today.end, end: today.end + 90 * DAY };
	const named = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(text);
	if (named !== null) return unitPeriod(named[2] as Unit, now, { LAST: -1, THIS: 0, NEXT: 1 }[named[1] as 'LAST']);
	const counted = /^(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S:(\d+)$/.exec(text);
	if (counted !== null) return countedPeriod(counted[1] === 'LAST', counted[2] as Unit, Number(counted[3]), now);
	const ago = /^N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO:(\d+)$/.exec(text);
	return ago === null ? undefined : unitPeriod(ago[1] as Unit, now, -Number(ago[2]));
}

/** LAST_N_DAYS includes today; the other units end before the current one. */
function countedPeriod(last: boolean, unit: Unit, count: number, now: number): Period {
	const current = unitPeriod(unit, now, 0);
	if (!last) return { start: current.end, end: unitPeriod(unit, now, count).end };
	return { start: unitPeriod(unit, now, -count).start, end: unit === 'DAY' ? current.end : current.start };
}

const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/i;

/** Milliseconds of a SOQL datetime literal; undefined when it is no real instant. */
export function parseDatetime(literal: string): number | undefined {
	if (!DATETIME.test(literal)) return undefined;
	const at = Date.parse(literal.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
	return Number.isNaN(at) ? undefined : at;
}
