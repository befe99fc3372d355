import { SophiaError } from '../../errors';
import type { Traffic } from '../../traffic';
import { Remembered } from '../shared/remembered';
import type { Destination, FieldDescription, ProvisionResult, WriteRequest } from '../types';
import { archiveRecords } from './archive';
import { SalesforceClient } from './client';
import { COLLECTION_SIZE } from './collections';
import type { SalesforceCredentials } from './credentials';
import { Describer } from './describe';
import { pollDefaults } from './job';
import { canLookUp, findRecords, LOOKUP_SIZE, readRecords } from './lookups';
import { checkIdField } from './provision';
import { organisationId } from './source';
import { writeRecords, type WriteOptions } from './write';
import { isRow, makeRow, type Target } from './write-values';

export type SalesforceDestinationOptions = Partial<WriteOptions>;

const defaults: WriteOptions = {
	concurrency: 3,
	saveDespiteAlerts: false,
	bulkThreshold: 10_000,
	bulkBytes: 25_000_000,
	...pollDefaults,
};

/** Salesforce as a destination, and what only Salesforce has. */
export interface SalesforceDestination extends Destination {
	insert: NonNullable<Destination['insert']>;
	canFind: NonNullable<Destination['canFind']>;
	foresee: NonNullable<Destination['foresee']>;
	/** An object's fields by label, for lists in the user interface. */
	listProperties(object: string, signal?: AbortSignal): Promise<FieldDescription[]>;
	/** Nothing to close: connections are the whole process's, and keep it alive no longer than it is in use. */
	close(): void;
}

const unsupported = (message: string, remedy: string): SophiaError =>
	new SophiaError('configuration', message, { system: 'salesforce', code: 'UNSUPPORTED', remedy });

const noAssociations = (): SophiaError =>
	unsupported(
		'Salesforce has no associations: records refer to each other by fields.',
		'Map the reference field (AccountId, for example) instead.',
	);

/**
 * Any object of Salesforce as a destination: collections of 200, upsert by an external id field,
 * Bulk API 2.0 for a write of more than 10,000 records. Archiving
 * deletes: records go to the recycle bin. What is described is kept as long as the destination: make one per run.
 *
 * The API cannot create fields or options: `provision` only checks, `addOptions` refuses. Converted leads and
 * person accounts are not found or read as Lead and Account, as the source does not read them as such.
 *
 * @throws SophiaError `credentials` when a setting is plainly wrong
 */
export function createSalesforceDestination({
	credentials,
	traffic,
	options = {},
}: {
	credentials: SalesforceCredentials;
	traffic: Traffic;
	options?: SalesforceDestinationOptions;
}): SalesforceDestination {
	const settings: WriteOptions = { ...defaults, ...options };
	const client = new SalesforceClient(credentials, traffic);
	const describer = new Describer(client);
	const organisation = new Remembered<string>();
	const describe = async (object: string, signal?: AbortSignal) => await describer.describe(object, signal);
	const write = async (kind: Target['kind'], request: Omit<WriteRequest, 'idProperty'> & { idProperty?: string }) => {
		const { records, ...target } = request;
		const description = await describe(request.object, request.signal);
		return await writeRecords(client, description, { ...target, kind }, records, settings);
	};

	return {
		system: 'salesforce',
		label: 'Salesforce',
		batchSize: {
			find: LOOKUP_SIZE,
			write: COLLECTION_SIZE,
			read: LOOKUP_SIZE,
			archive: COLLECTION_SIZE,
			associate: 1,
		},
		concurrency: settings.concurrency,
		account: async (signal) => await organisation.get('', async () => await organisationId(client, signal)),
		describe,
		provision: async (requests, { signal }) => {
			const results: ProvisionResult[] = [];
			for (const request of requests) results.push(await checkIdField(describer, request, signal));
			return results;
		},
		addOptions: async (object, property) => {
			throw unsupported(
				`Options of ${object}.${property} cannot be added through Salesforce's API.`,
				'Add them in Salesforce Setup, or choose another policy for unknown options.',
			);
		},
		find: async (request) => await findRecords(client, describer, request),
		canFind: (object, key, normalise) => {
			const description = describer.known(object);
			return description === undefined ? normalise !== 'phone' : canLookUp(description, key, normalise);
		},
		read: async (request) => await readRecords(client, describer, request),
		foresee: (object, { properties }) => {
			const description = describer.known(object);
			if (description === undefined) return undefined;
			const made = makeRow(description, { kind: 'insert', object }, { id: '', properties });
			return isRow(made) ? undefined : made;
		},
		upsert: async (request) => await write('upsert', request),
		update: async (request) => await write('update', request),
		insert: async (request) => await write('insert', request),
		archive: async (request) => await archiveRecords(client, request),
		associate: async () => {
			throw noAssociations();
		},
		dissociate: async () => {
			throw noAssociations();
		},
		ping: async (signal) => {
			await client.json({ path: '/limits', purpose: 'meta', signal });
		},
		listProperties: async (object, signal) =>
			[...(await describe(object, signal)).fields.values()].sort((one, other) => one.label.localeCompare(other.label)),
		close: () => {},
	};
}
