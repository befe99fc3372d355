import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { SophiaError } from '../../engine/errors';
import type { Side } from '../../engine/pairs/types';
import { flattened, givenSource } from '../../engine/sync/givenSource';
import type { SourceRecord } from '../../engine/systems/types';

/** The input items as the left side. */
export interface InputSide {
	side: Side;
	/** The input items with this id. */
	itemIndexes(id: string): number[];
}

/** Items know of no account: links are theirs by the name of the list. */
const ACCOUNT = 'input';

/**
 * Of several items with one id the last counts.
 *
 * @param name of the list
 * @throws SophiaError `configuration` for an item without an id
 */
export function inputSide(context: IExecuteFunctions, name: string, items: INodeExecutionData[]): InputSide {
	const idField = (context.getNodeParameter('itemsIdField', 0, 'id') as string).trim();
	const records = new Map<string, SourceRecord>();
	const indexes = new Map<string, number[]>();
	items.forEach(({ json }, index) => {
		const fields = flattened(json);
		const value = fields[idField];
		if ((typeof value !== 'string' && typeof value !== 'number') || value === '') {
			throw new SophiaError('configuration', `Item ${index} has no value in its ID field "${idField}".`, {
				remedy: 'Name under "ID Field" a field that every item has, or filter the items before this node.',
				code: 'NO_ID',
			});
		}
		const id = String(value);
		records.delete(id);
		records.set(id, { id, modifiedAt: new Date(0).toISOString(), fields });
		indexes.set(id, [...(indexes.get(id) ?? []), index]);
	});
	return {
		side: {
			object: name,
			source: givenSource({ object: name, records: [...records.values()] }, ACCOUNT, 'items'),
			tellsChanges: false,
			tellsDeletions: false,
		},
		itemIndexes: (id) => indexes.get(id) ?? [],
	};
}
