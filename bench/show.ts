import type { CallCounts, CallKind } from './callLog';
import type { Block, Measured } from './meter';

export const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
export const seconds = (value: number): string => `${(value / 1000).toFixed(2)} s`;
export const mb = (value: number): string => `${value.toFixed(0)} MB`;
export const ratio = (value: number): string => `${value.toFixed(3)} x`;

/** Of an odd number of values. */
export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** The longest block, how much of it was this process's own work, and what the histogram saw. */
export const block = ({ ms: all, ownMs, histogramMs }: Block): string =>
	`${ms(all)} (own CPU ${ms(ownMs)}, histogram ${ms(histogramMs)})`;

export const cpuPerRecord = ({ cpuMs }: Measured, records: number): string =>
	`${((cpuMs / records) * 1000).toFixed(0)} us`;

export const memory = ({ peakRssMb, peakHeapMb, startRssMb }: Measured): string =>
	`RSS ${mb(peakRssMb)}, heap ${mb(peakHeapMb)} (RSS at start ${mb(startRssMb)})`;

export const calls = (counts: CallCounts, kind: CallKind): string =>
	`${counts[kind].calls} (${counts[kind].atOnce} at once)`;

/** A figure with the most that it may be. */
export const most = (value: number, bound: number, aim: string, show: (value: number) => string = String) => ({
	value: show(value),
	aim,
	met: value <= bound,
});
