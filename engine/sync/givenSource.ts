import { SophiaError } from '../errors';
import { isSalesforceId, longId } from '../systems/salesforce/ids';
import type {
	FieldDescription,
	FieldType,
	FieldValue,
	ObjectDescription,
	Source,
	SourceRecord,
} from '../systems/types';

const PAGE = 500;

export interface GivenRecords {
	/** The object the records are taken for, e.g. 'Contact'. */
	object: string;
	records: SourceRecord[];
}

/**
 * A source that is a list of records handed over. It knows the organisation they come from only if it
 * is told: records of one organisation share their links with the scheduled sync of it.
 *
 * @param organisation permanent id of the organisation
 */
export function givenSource(given: GivenRecords, organisation: string, system = 'salesforce'): Source {
	const description: ObjectDescription = { name: given.object, label: given.object, fields: fieldsOf(given.records) };
	return {
		system,
		organisation: async () => sameId(organisation),
		now: async () => new Date(),
		describe: async () => description,
		unreadableFields: async () => [],
		validateFilter: async () => {
			throw new SophiaError('configuration', 'A filter cannot be used with input items.', {
				remedy: 'Filter the items before this node.',
			});
		},
		async *changes() {
			for (let i = 0; i < given.records.length; i += PAGE) {
				yield { records: given.records.slice(i, i + PAGE), resume: String(i + PAGE) };
			}
		},
		async *identityChanges() {},
		readByIds: async ({ ids }) => {
			const byId = new Map(given.records.map((record) => [record.id, record]));
			return {
				records: ids.flatMap((id) => byId.get(id) ?? []),
				gone: [],
				filteredOut: [],
				missing: ids.filter((id) => !byId.has(id)),
			};
		},
	};
}

/** The fields that any record has, typed by their values: a destination that creates fields goes by that. */
function fieldsOf(records: SourceRecord[]): Map<string, FieldDescription> {
	const fields = new Map<string, FieldDescription>();
	const typed = new Map<string, FieldType>();
	for (const record of records) {
		for (const [name, value] of Object.entries(record.fields)) {
			if (value !== null) typed.set(name, commonType(typed.get(name), value));
			fields.set(name, { name, label: name, type: typed.get(name) ?? 'string', writable: false, unique: false });
		}
	}
	return fields;
}

/** What holds the values so far and this one. */
function commonType(known: FieldType | undefined, value: FieldValue): FieldType {
	const type =
		typeof value === 'number' || typeof value === 'boolean' ? (typeof value as 'number' | 'boolean') : 'string';
	return known === undefined || known === type ? type : 'string';
}

/**
 * Makes a source record of a plain object. Nested parents ({Owner: {Email}}) become dotted names.
 *
 * @throws SophiaError `configuration` when it has no Id
 */
export function givenRecord(item: Record<string, unknown>): SourceRecord {
	const id = item.Id ?? item.id;
	if (typeof id !== 'string' || id === '') {
		throw new SophiaError('configuration', 'The item has no field "Id".', {
			remedy:
				'Give every item the id of its Salesforce record in a field named Id: it is how the record is recognised next time.',
		});
	}
	const fields = flattened(item);
	const stamp = item.SystemModstamp ?? item.LastModifiedDate;
	const modified = typeof stamp === 'string' ? Date.parse(stamp) : Number.NaN;
	return { id: sameId(id), modifiedAt: new Date(Number.isNaN(modified) ? 0 : modified).toISOString(), fields };
}

/** Reports and exports give Salesforce's ids in their short form, which differs from another record's by case alone. */
const sameId = (id: string): string => (isSalesforceId(id) ? longId(id) : id);

/** An item's values by name, those of nested objects by dotted names ({Owner: {Email}} → 'Owner.Email'). */
export function flattened(item: Record<string, unknown>): Record<string, FieldValue> {
	const fields: Record<string, FieldValue> = {};
	flatten(item, '', fields);
	return fields;
}

function flatten(value: Record<string, unknown>, prefix: string, into: Record<string, FieldValue>) {
	for (const [name, entry] of Object.entries(value)) {
		if (name === 'attributes' || entry === undefined) continue;
		if (typeof entry === 'object' && entry !== null && !Array.isArray(entry) && prefix.split('.').length < 5) {
			flatten(entry as Record<string, unknown>, `${prefix}${name}.`, into);
		} else into[`${prefix}${name}`] = entry as FieldValue;
	}
}
