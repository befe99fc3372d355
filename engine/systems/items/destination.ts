import { SophiaError } from '../../errors';
import type { Destination, DestinationRecord, FieldValue, SourceRecord, WriteOutcome, WriteRecord } from '../types';
import type { ItemStore } from './store';

type Normalisation = Parameters<NonNullable<Destination['canFind']>>[2];

/** Any number goes at once: nothing is called. */
const BATCH = 1_000;

const COMPARABLE: Partial<Record<Normalisation, (text: string) => string>> = {
	exact: (text) => text,
	caseInsensitive: (text) => text.toLowerCase(),
	email: (text) => text.trim().toLowerCase(),
};

const noAssociations = async (): Promise<never> => {
	throw new SophiaError('configuration', 'Items have no associations.', {
		system: 'items',
		code: 'ASSOCIATIONS',
		remedy: 'Map a field that holds the id of the other record.',
	});
};

/** A destination whose writes are kept by the store, as items to hand out. */
export function itemsDestination(store: ItemStore, account: string): Destination {
	const { object, idField } = store.options;
	return {
		system: 'items',
		label: 'Items',
		batchSize: { find: BATCH, write: BATCH, read: BATCH, archive: BATCH, associate: 1 },
		concurrency: 1,
		account: async () => account,
		describe: async () => ({ name: object, label: object, fields: store.fields }),
		provision: async (requests, { dryRun }) =>
			requests.map(({ idProperty }) => {
				const exists = store.fields.has(idProperty);
				if (!dryRun) store.addField(idProperty);
				return { object, property: idProperty, status: exists ? 'exists' : dryRun ? 'wouldCreate' : 'created' };
			}),
		addOptions: async () => {},
		canFind: (_object, _key, normalise) => COMPARABLE[normalise] !== undefined,
		find: async ({ key, values, normalise = 'caseInsensitive', properties }) => {
			const comparable = COMPARABLE[normalise] ?? ((text: string) => text);
			const wanted = new Map<string, string[]>();
			for (const value of new Set(values)) {
				if (value !== '') wanted.set(comparable(value), [...(wanted.get(comparable(value)) ?? []), value]);
			}
			const found = new Map<string, DestinationRecord[]>();
			for (const record of store.records.values()) {
				for (const value of wanted.get(comparable(textOf(record.fields[key]) ?? '')) ?? []) {
					found.set(value, [...(found.get(value) ?? []), asAsked(record, properties)]);
				}
			}
			return found;
		},
		read: async ({ ids, properties }) => {
			const records = ids.flatMap((id) => store.records.get(id) ?? []);
			return new Map(records.map((record) => [record.id, asAsked(record, properties)]));
		},
		insert: async ({ records, beforeCall }) => {
			beforeCall?.();
			return records.map((record) => insert(store, record));
		},
		upsert: async ({ idProperty, records, beforeCall }) => {
			beforeCall?.();
			const known = new Map([...store.records.values()].map(({ id, fields }) => [textOf(fields[idProperty]), id]));
			return records.map((record) => {
				const id = known.get(record.id);
				const whole = { ...record, properties: { ...record.properties, [idProperty]: record.id } };
				const outcome = id === undefined ? insert(store, whole) : updated(store, record, id);
				if (outcome.status === 'created') known.set(record.id, outcome.destinationId);
				return outcome;
			});
		},
		update: async ({ records, beforeCall }) => {
			beforeCall?.();
			return records.map((record): WriteOutcome => {
				const id = record.destinationId ?? '';
				return store.records.has(id) ? updated(store, record, id) : { id: record.id, status: 'gone' };
			});
		},
		archive: async ({ ids }) => {
			for (const id of ids) store.remove(id);
		},
		associate: noAssociations,
		dissociate: noAssociations,
		ping: async () => {},
	};

	function insert(items: ItemStore, record: WriteRecord): WriteOutcome {
		const id = items.newId(record);
		if (items.records.has(id)) {
			return {
				id: record.id,
				status: 'rejected',
				problem: {
					category: 'duplicate',
					field: idField,
					reason: `Another item has this id already in ${idField}. Change one of them, or choose another match key.`,
					retryable: false,
					blockedBy: id,
				},
			};
		}
		items.put(id, record.properties);
		return { id: record.id, status: 'created', destinationId: id };
	}
}

function updated(store: ItemStore, record: WriteRecord, id: string): WriteOutcome {
	store.put(id, record.properties);
	return { id: record.id, status: 'updated', destinationId: id };
}

const asAsked = ({ id, fields }: SourceRecord, properties: string[]): DestinationRecord => ({
	id,
	properties: Object.fromEntries(properties.map((name) => [name, textOf(fields[name]) ?? null])),
});

function textOf(value: FieldValue | undefined): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (Array.isArray(value)) return value.map((element) => textOf(element) ?? '').join(';');
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
