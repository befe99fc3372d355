import { SophiaError } from '../errors';
import { fieldsOf, flattened, isoStamp, itemsSource } from '../systems/items';
import { isSalesforceId, longId } from '../systems/salesforce/ids';
import type { Source, SourceRecord } from '../systems/types';

export { flattened } from '../systems/items';

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
export function givenSource({ object, records }: GivenRecords, organisation: string, system = 'salesforce'): Source {
	return itemsSource({
		system,
		organisation: sameId(organisation),
		description: { name: object, label: object, fields: fieldsOf(records, { writable: false }) },
		records: new Map(records.map((record) => [record.id, record])),
	});
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
	return {
		id: sameId(id),
		modifiedAt: isoStamp(item.SystemModstamp ?? item.LastModifiedDate),
		fields: flattened(item),
	};
}

/** Reports and exports give Salesforce's ids in their short form, which differs from another record's by case alone. */
const sameId = (id: string): string => (isSalesforceId(id) ? longId(id) : id);
