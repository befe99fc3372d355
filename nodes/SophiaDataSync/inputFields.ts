import type { INodeExecutionData } from 'n8n-workflow';
import { SophiaError } from '../../engine/errors';
import type { PairField, SideName } from '../../engine/pairs/types';
import type { PairRecords } from '../../engine/routes/salesforceAndHubspot';
import { flattened } from '../../engine/systems/items';

/** The fields that items which are written may be given, although none of them has one. */
export const itemFieldsOf = ({ keys, fields, ownId }: PairRecords, side: SideName): string[] => [
	...new Set([...keys, ...fields].map((field) => field[side])),
	...(ownId[side] === undefined ? [] : [ownId[side].field]),
];

/**
 * The pairs of fields for items that are written. A field that not one of the items has is not blank in all of them,
 * but not told: it is written to them, and nothing is cleared by it.
 *
 * @throws SophiaError `configuration` for a match key that not one of the items has: all of them would pass for new
 */
export function fieldsToldOf({ keys, fields }: PairRecords, side: SideName, items: INodeExecutionData[]): PairField[] {
	const known = new Set(items.flatMap(({ json }) => Object.keys(flattened(json))));
	// An empty list.
	if (known.size === 0) return fields;
	const unknownKey = keys.find((key) => !known.has(key[side]));
	if (unknownKey !== undefined)
		throw new SophiaError('configuration', `No item has the match key "${unknownKey[side]}".`, {
			remedy: 'Check how it is spelled, or choose another field under "Match Keys".',
			code: 'UNKNOWN_KEY',
		});
	const toItems = side === 'left' ? 'toLeft' : 'toRight';
	return fields.flatMap((field): PairField[] => {
		if (known.has(field[side])) return [field];
		return field.direction === 'both' || field.direction === toItems ? [{ ...field, direction: toItems }] : [];
	});
}
