const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const UNITS: Array<[ms: number, name: string]> = [
	[86_400_000, 'd'],
	[3_600_000, 'h'],
	[60_000, 'min'],
	[1000, 's'],
];

/** 12345.6 → '12,346' */
export const formatNumber = (value: number): string => NUMBER.format(value);

/** 1234567 → '1.2 M': for a place with little room. */
export function formatShort(value: number): string {
	if (value >= 999_500) return `${trimmed(value / 1_000_000)} M`;
	if (value >= 9_950) return `${trimmed(value / 1000)} k`;
	return formatNumber(value);
}

/** 0.0512 → '5.1 %'; null → '–' */
export function formatShare(share: number | null): string {
	if (share === null) return '–';
	const percent = share * 100;
	if (percent > 0 && percent < 0.1) return '< 0.1 %';
	return `${percent >= 10 ? Math.round(percent) : trimmed(percent)} %`;
}

/** 3,725,000 → '1 h 2 min': the two largest units. */
export function formatDuration(ms: number | null): string {
	if (ms === null) return '–';
	if (ms < 950) return `${Math.round(ms)} ms`;
	if (ms < 9_950) return `${trimmed(ms / 1000)} s`;
	const first = UNITS.findIndex(
		([size], index) => Math.round(ms / (UNITS[index + 1]?.[0] ?? size)) * (UNITS[index + 1]?.[0] ?? size) >= size,
	);
	const [large, small] = [UNITS[first], UNITS[first + 1]];
	if (small === undefined) return `${Math.round(ms / large[0])} s`;
	const rest = Math.round(ms / small[0]) * small[0];
	const count = Math.floor(rest / large[0]);
	const remainder = Math.round((rest - count * large[0]) / small[0]);
	return remainder === 0 ? `${count} ${large[1]}` : `${count} ${large[1]} ${remainder} ${small[1]}`;
}

/** 73400320 → '70 MB' */
export function formatBytes(bytes: number | null): string {
	if (bytes === null) return '–';
	return bytes >= 1024 ** 3 ? `${trimmed(bytes / 1024 ** 3)} GB` : `${formatNumber(bytes / 1024 ** 2)} MB`;
}

/** '1 run', '2 runs' */
export const plural = (count: number, one: string, many = `${one}s`): string =>
	`${formatNumber(count)} ${count === 1 ? one : many}`;

/** Dates and times as people of a time zone read them, e.g. '1 Mar 2026, 06:00'. */
export function dateFormatter(timeZone: string): (iso: string) => string {
	const format = new Intl.DateTimeFormat('en-GB', {
		timeZone,
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
	});
	return (iso) => {
		const at = Date.parse(iso);
		return Number.isNaN(at) ? iso : format.format(at);
	};
}

/** '2026-03-01' → '1 Mar' */
export const formatDay = (day: string): string =>
	new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(
		Date.parse(`${day}T00:00:00Z`),
	);

const trimmed = (value: number): string => value.toFixed(1).replace(/\.0$/, '');
