import { systemLabel } from '../../../systemLabel';
import type { DayFigures } from '../../runs/types';
import type { Palette } from '../palette';
import type { Series } from './columns';

/** So many systems have a colour of their own; the rest are summed up. */
const MOST_SYSTEMS = 4;

export const activityOf = (days: DayFigures[], palette: Palette): Series[] => [
	{ name: 'Created', colour: palette.created, values: days.map(({ created }) => created) },
	{ name: 'Updated', colour: palette.updated, values: days.map(({ updated }) => updated) },
	{ name: 'Archived', colour: palette.archived, values: days.map(({ archived }) => archived) },
	{ name: 'Rejected', colour: palette.rejected, values: days.map(({ rejected }) => rejected), hatched: true },
];

/** Calls per day, by system: the busiest ones each, the others together. */
export function callsOf(days: DayFigures[], palette: Palette): Series[] {
	const totals = new Map<string, number>();
	for (const { calls } of days)
		for (const [system, count] of Object.entries(calls)) totals.set(system, (totals.get(system) ?? 0) + count);
	const names = [...totals].sort((a, b) => b[1] - a[1]).map(([system]) => system);
	const own = names.slice(0, MOST_SYSTEMS);
	const rest = names.slice(MOST_SYSTEMS);
	const sum = (day: DayFigures, systems: string[]) =>
		systems.reduce((count, system) => count + (day.calls[system] ?? 0), 0);
	return [
		...own.map((system, index) => ({
			name: systemLabel(system),
			colour: palette.series[index],
			values: days.map((day) => sum(day, [system])),
		})),
		...(rest.length === 0
			? []
			: [{ name: 'Others', colour: palette.series[MOST_SYSTEMS], values: days.map((day) => sum(day, rest)) }]),
	];
}
