import { itemsDestination, itemsSource, ItemStore, type ItemsOptions, type WrittenItem } from '../systems/items';
import type { Side } from './types';

/** Items know of no account: links are theirs by the name of the list. */
const ACCOUNT = 'input';

export interface ItemsSide {
	side: Side;
	/** The input items with this id. */
	itemIndexes(id: string): number[];
	/** What was written so far, in the order of the first writes: to be handed out as items. */
	written(): WrittenItem[];
}

/**
 * Items as one side of a pair. The list is read in full, and what is not in it any more is not told as deleted. Writes
 * are collected.
 *
 * @throws SophiaError `configuration` for an item without an id
 */
export function itemsSide(items: ReadonlyArray<Record<string, unknown>>, options: ItemsOptions): ItemsSide {
	const store = new ItemStore(items, options);
	const { object } = options;
	return {
		side: {
			object,
			source: itemsSource({
				system: 'items',
				organisation: ACCOUNT,
				description: { name: object, label: object, fields: store.fields },
				records: store.records,
			}),
			destination: itemsDestination(store, ACCOUNT),
			tellsChanges: false,
			tellsDeletions: false,
			handedOver: true,
		},
		itemIndexes: (id) => store.records.get(id)?.indexes ?? [],
		written: () => store.written,
	};
}
