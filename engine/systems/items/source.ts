import { SophiaError } from '../../errors';
import type { ObjectDescription, Source, SourceRecord } from '../types';

const PAGE = 500;

/** What a list of items is to a source. */
export interface ItemList {
	system: string;
	/** Permanent id of where the records come from. */
	organisation: string;
	description: ObjectDescription;
	/** By id. */
	records: ReadonlyMap<string, SourceRecord>;
}

/** A source that is a list handed over: always read as a whole, and without an account of what was deleted. */
export function itemsSource({ system, organisation, description, records }: ItemList): Source {
	return {
		system,
		organisation: async () => organisation,
		now: async () => new Date(),
		describe: async () => description,
		unreadableFields: async () => [],
		validateFilter: async () => {
			throw new SophiaError('configuration', 'A filter cannot be used with input items.', {
				remedy: 'Filter the items before this node.',
			});
		},
		async *changes() {
			// Those that are there now: what is written while they are read is no change of theirs.
			const all = [...records.values()];
			for (let i = 0; i < all.length; i += PAGE) {
				yield { records: all.slice(i, i + PAGE), resume: String(i + PAGE) };
			}
		},
		async *identityChanges() {},
		readByIds: async ({ ids }) => ({
			records: ids.flatMap((id) => records.get(id) ?? []),
			gone: [],
			filteredOut: [],
			missing: ids.filter((id) => !records.has(id)),
		}),
	};
}
