import type { Traffic } from '../../traffic';
import type { Destination, FieldDescription, ProvisionResult } from '../types';
import { readAccess, type IntercomAccess } from './account';
import { addAttributeOptions } from './addOptions';
import { archiveRecords } from './archive';
import { associatePairs, dissociatePairs } from './associate';
import { Catalogue } from './catalogue';
import { IntercomApi, type IntercomLimits } from './client';
import { createFields } from './createFields';
import type { IntercomCredentials } from './credentials';
import { checkObject } from './describe';
import { canFind, findRecords, readRecords } from './find';
import { foreseeProblem } from './foresee';
import { provisionProperty } from './provision';
import { SEARCH_BATCH } from './search';
import { WRITE_UNIT, writeRecords } from './write';

export type IntercomDestinationOptions = IntercomLimits;

/** Enough units of work that calls go on while one of them is committed or waits for its last answer. */
const UNITS_AT_ONCE = 3;

/** Intercom as a destination, and what only Intercom has. */
export interface IntercomDestination extends Destination {
	createFields: NonNullable<Destination['createFields']>;
	insert: NonNullable<Destination['insert']>;
	canFind: NonNullable<Destination['canFind']>;
	/** The workspace that the token opens: for the credential test and the health check. */
	checkCredentials(signal?: AbortSignal): Promise<IntercomAccess>;
	/** An object's fields by label, for lists in the user interface. */
	listProperties(object: string, signal?: AbortSignal): Promise<FieldDescription[]>;
	/** Nothing to close: connections are the whole process's, and keep it alive no longer than it is in use. */
	close(): void;
}

/**
 * Intercom through one app's token. What is described is kept as long as the destination: make one per run.
 *
 * Companies are told apart by `company_id`; contacts that are users by `external_id`. A lead (a record whose
 * `role` is `lead`) has no id that is ours to set: its id property must be a custom attribute.
 *
 * @throws SophiaError `credentials` when the token, the base URL or the version cannot be one
 */
export function createIntercomDestination({
	credentials,
	traffic,
	options = {},
}: {
	credentials: IntercomCredentials;
	traffic: Traffic;
	options?: IntercomDestinationOptions;
}): IntercomDestination {
	return destinationOf(new IntercomApi(credentials, traffic, options));
}

/** The destination on an open connection; `catalogue` may be shared with a source. */
export function destinationOf(api: IntercomApi, catalogue = new Catalogue(api)): IntercomDestination {
	const fieldsOf = async (object: string, signal?: AbortSignal) => await catalogue.fieldsOf(object, signal);

	return {
		system: 'intercom',
		label: 'Intercom',
		batchSize: {
			find: SEARCH_BATCH,
			write: WRITE_UNIT,
			read: SEARCH_BATCH,
			archive: WRITE_UNIT,
			associate: WRITE_UNIT,
		},
		recordsPerCall: { write: 1, archive: 1, associate: 1 },
		findLags: true,
		concurrency: UNITS_AT_ONCE,
		account: async (signal) => await catalogue.account(signal),
		describe: async (object, signal) => await catalogue.describe(object, signal),
		provision: async (requests, { dryRun, signal }) => {
			const results: ProvisionResult[] = [];
			for (const request of requests) {
				const result = await provisionProperty(api, request, { dryRun, signal });
				if (result.status === 'created') catalogue.forget(request.object);
				results.push(result);
			}
			return results;
		},
		createFields: async (object, fields, { dryRun, signal }) => {
			checkObject(object);
			const described = await createFields(api, object, fields, { dryRun, signal });
			if (!dryRun && described.length > 0) catalogue.forget(object);
			return described;
		},
		addOptions: async (object, property, newOptions, signal) => {
			checkObject(object);
			await addAttributeOptions(api, object, property, newOptions, signal);
			catalogue.forget(object);
		},
		find: async (request) => await findRecords(api, request, await fieldsOf(request.object, request.signal)),
		read: async (request) => await readRecords(api, request, await fieldsOf(request.object, request.signal)),
		foresee: foreseeProblem,
		upsert: async (request) =>
			await writeRecords(api, 'upsert', request, await fieldsOf(request.object, request.signal)),
		update: async (request) =>
			await writeRecords(api, 'update', request, await fieldsOf(request.object, request.signal)),
		insert: async (request) =>
			await writeRecords(api, 'insert', request, await fieldsOf(request.object, request.signal)),
		canFind,
		archive: async (request) => {
			checkObject(request.object);
			await archiveRecords(api, request);
		},
		associate: async (request) => await associatePairs(api, request),
		dissociate: async (request) => await dissociatePairs(api, request),
		ping: async (signal) => {
			await readAccess(api, signal);
		},
		checkCredentials: async (signal) => await readAccess(api, signal),
		listProperties: async (object, signal) =>
			[...(await fieldsOf(object, signal)).values()]
				.filter(({ association }) => association === undefined)
				.sort((one, other) => one.label.localeCompare(other.label)),
		close: () => {},
	};
}
