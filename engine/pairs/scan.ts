import { breathe } from '../sync/context';
import type { PreparedPair, PreparedSide } from './prepare';
import type { StagedRecord, Staging } from './staging';
import type { SideName } from './types';
import type { SideRecord } from './values';

/** What is read of one side. */
export interface ScanWindow {
	/** Inclusive; absent = everything there is. */
	since?: Date;
	/** Exclusive. */
	until: Date;
	/** Read only to find the other side's records in: see {@link Staging.add}. */
	counterpart?: boolean;
}

export interface ScanOptions {
	/** By side; a side without a window is not read. */
	windows: Partial<Record<SideName, ScanWindow>>;
	signal?: AbortSignal;
	/** Between two pages: throws to end the scan there. */
	check?: () => void;
	onPage?: (side: SideName, records: number) => void;
}

/** Records whose values are spelled between two turns for everybody else: about two milliseconds of work. */
const sliceRecords = 100;

/**
 * Reads the sides' windows, both at once, into the staged table. Memory holds a page of each.
 *
 * @throws SophiaError as the sources do, and what `check` throws; the other side's read is ended then
 */
export async function scanSides(
	pair: Pick<PreparedPair, 'sides'>,
	staging: Staging,
	options: ScanOptions,
): Promise<void> {
	const stop = new AbortController();
	const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
	let failed: { error: unknown } | undefined;
	const read = async (side: SideName) => {
		const window = options.windows[side];
		if (window === undefined) return;
		await scanSide(pair.sides[side], staging, window, { ...options, signal }).catch((error: unknown) => {
			failed ??= { error };
			stop.abort();
		});
	};
	await Promise.all([read('left'), read('right')]);
	if (failed !== undefined) await Promise.reject(failed.error);
}

async function scanSide(side: PreparedSide, staging: Staging, window: ScanWindow, options: ScanOptions): Promise<void> {
	const { source, object, filter } = side.side;
	const pages = source.changes({
		object,
		fields: side.readFields,
		...(filter === undefined ? {} : { filter }),
		...(window.since === undefined ? {} : { since: window.since }),
		until: window.until,
		signal: options.signal,
	});
	for await (const { records } of pages) {
		options.check?.();
		for (let at = 0; at < records.length; at += sliceRecords) {
			const staged = records.slice(at, at + sliceRecords).map((record) => stagedOf(side, side.record(record)));
			await staging.add(side.name, staged, { counterpart: window.counterpart });
			await breathe();
		}
		options.onPage?.(side.name, records.length);
	}
}

/** A record as it is staged: its values in the order of the side's fields. */
export function stagedOf(side: PreparedSide, { id, modifiedAt, values }: SideRecord): StagedRecord {
	return {
		id,
		modifiedAt,
		key: side.keyOf(values),
		claim: (side.ownId === undefined ? undefined : values[side.ownId]) || null,
		values: JSON.stringify(side.readFields.map((field) => values[field])),
	};
}

/** The record that was staged. */
export function recordOfStaged(side: PreparedSide, { id, modifiedAt, values }: StagedRecord): SideRecord {
	const texts = JSON.parse(values) as string[];
	return { id, modifiedAt, values: Object.fromEntries(side.readFields.map((field, at) => [field, texts[at]])) };
}
