import type { SalesforceDestinationOptions } from '../../../../engine/systems/salesforce';
import type { WriteOutcome, WriteRecord } from '../../../../engine/systems/types';
import { fields, type SalesforceOptions, type SalesforceSimulator } from '../../../simulators/salesforce';
import { startOrg, type TestOrg } from './org';

/** The external id field for our own ids. */
export const KEY = 'Sophia_Id__c';

export interface WritableOrg extends TestOrg {
	upsert(records: WriteRecord[], object?: string, options?: SalesforceDestinationOptions): Promise<WriteOutcome[]>;
	update(records: WriteRecord[], object?: string, options?: SalesforceDestinationOptions): Promise<WriteOutcome[]>;
	insert(records: WriteRecord[], object?: string, options?: SalesforceDestinationOptions): Promise<WriteOutcome[]>;
}

export const record = (id: string, properties: Record<string, string>, destinationId?: string): WriteRecord => ({
	id,
	properties,
	...(destinationId === undefined ? {} : { destinationId }),
});

/** Outcomes in the order of the records' ids. */
const inOrder = (outcomes: WriteOutcome[]): WriteOutcome[] => [...outcomes].sort((a, b) => (a.id < b.id ? -1 : 1));

/** The Salesforce id of a record that was written. */
export function idOf(outcome: WriteOutcome): string {
	if (!('destinationId' in outcome)) throw new Error(`Not written: ${JSON.stringify(outcome)}`);
	return outcome.destinationId;
}

/** An organisation whose accounts, contacts and leads have a field for our own ids. */
export async function startWritableOrg(
	options: SalesforceOptions = {},
	prepare?: (simulator: SalesforceSimulator) => void,
): Promise<WritableOrg> {
	const org = await startOrg(options, prepare);
	for (const object of ['Account', 'Contact', 'Lead'])
		org.simulator.addField(object, fields.text(KEY, 'Sophia id', { length: 40, externalId: true, unique: true }));
	return {
		...org,
		upsert: async (records, object = 'Account', settings = {}) =>
			inOrder(await org.destination(settings).upsert({ object, idProperty: KEY, records })),
		update: async (records, object = 'Account', settings = {}) =>
			inOrder(await org.destination(settings).update({ object, idProperty: KEY, records })),
		insert: async (records, object = 'Account', settings = {}) =>
			inOrder(await org.destination(settings).insert({ object, records })),
	};
}
