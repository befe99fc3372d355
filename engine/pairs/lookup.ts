import { slices } from '../sync/context';
import { linksOf, type PairContext } from './context';
import { normaliserOf } from './keys';
import type { KeyPart, SideName } from './types';
import type { SideRecord } from './values';

/** The part of the match key by which a side can look records up; undefined: none. */
export function lookupPart({ sides, keys }: PairContext, side: SideName): KeyPart | undefined {
	const { destination, object } = sides[side].side;
	return keys.find((part) => destination?.canFind?.(object, part[side], part.normalise) === true);
}

/**
 * Records of `side` that may have the match keys of these records of the side `of`. More may come than those that do.
 *
 * @returns their ids
 */
export async function idsByKeys(
	context: PairContext,
	side: SideName,
	of: SideName,
	records: SideRecord[],
): Promise<string[]> {
	const part = lookupPart(context, side);
	const { destination, object } = context.sides[side].side;
	if (part === undefined || destination === undefined) return [];
	const normalise = await normaliserOf(part);
	const values = new Set(records.flatMap((record) => normalise(record.values[part[of]] ?? '') ?? []));
	const ids = new Set<string>();
	for (const batch of slices([...values], destination.batchSize.find)) {
		context.stop.check();
		const found = await destination.find({
			object,
			key: part[side],
			values: batch,
			normalise: part.normalise,
			properties: [part[side]],
			signal: context.signal,
		});
		for (const record of [...found.values()].flat()) ids.add(record.id);
	}
	return [...ids];
}

/** What a side has of these ids: live records that meet its filter. */
export async function readRecords(context: PairContext, side: SideName, ids: string[]) {
	const { side: system, readFields, record } = context.sides[side];
	const found = await system.source.readByIds({
		object: system.object,
		fields: readFields,
		...(system.filter === undefined ? {} : { filter: system.filter }),
		ids,
		signal: context.signal,
	});
	return { ...found, records: found.records.map(record) };
}

/** Of these records of a side, those that nothing is linked to, by match key. */
export async function freeByKey(
	context: PairContext,
	side: SideName,
	ids: string[],
): Promise<Map<string, SideRecord[]>> {
	const byKey = new Map<string, SideRecord[]>();
	if (ids.length === 0) return byKey;
	const { records } = await readRecords(context, side, ids);
	const links = await linksOf(context, side, ids);
	for (const record of records) {
		const key = context.sides[side].keyOf(record.values);
		if (key !== null && !links.has(record.id)) byKey.set(key, [...(byKey.get(key) ?? []), record]);
	}
	return byKey;
}
