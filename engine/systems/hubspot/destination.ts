import type { Traffic } from '../../traffic';
import type { Destination, FieldDescription, Pipeline, ProvisionResult } from '../types';
import { Remembered } from '../shared/remembered';
import { readAccess, readPortal, type HubspotAccess } from './account';
import { addPropertyOptions } from './addOptions';
import { ARCHIVE_BATCH, archiveRecords } from './archive';
import { ASSOCIATE_BATCH, associatePairs } from './associate';
import { READ_BATCH } from './batchRead';
import { associationType, readTypes, type AssociationSpec, type TypeOf } from './associationTypes';
import { dissociatePairs } from './dissociate';
import { HubspotClient } from './client';
import type { HubspotCredentials } from './credentials';
import { Describer } from './describer';
import { foreseeProblem } from './foresee';
import { canFindBy, findRecords, readRecords } from './find';
import { readPipelines } from './pipelines';
import { provisionProperty } from './provision';
import { WRITE_BATCH, writeRecords } from './write';

export interface HubspotDestinationOptions {
	/** Calls of one operation under way at once. Default 4. */
	concurrency?: number;
	/** Calls in 10 seconds, at most; a lower figure of HubSpot's wins. Default 190. */
	callsPer10Seconds?: number;
	/** Describe HubSpot's own objects with their associations to the account's own objects too: a call more. Default false. */
	customAssociations?: boolean;
}

/** HubSpot as a destination, and what only HubSpot has. */
export interface HubspotDestination extends Destination {
	/** Portal, scopes and today's use: for the credential test and the health check. */
	checkCredentials(signal?: AbortSignal): Promise<HubspotAccess>;
	/** An object's properties by label, for lists in the user interface. */
	listProperties(object: string, signal?: AbortSignal): Promise<FieldDescription[]>;
	/** The labels that associations between two objects may have, seen from the first. */
	associationLabels(fromObject: string, toObject: string, signal?: AbortSignal): Promise<string[]>;
	/** Closes the connections that are kept open. */
	close(): void;
}

/**
 * HubSpot through one private-app token. What is described is kept as long as the destination: make one
 * per run.
 *
 * @throws SophiaError `credentials` when the token or the base URL cannot be one
 */
export function createHubspotDestination({
	credentials,
	traffic,
	options = {},
}: {
	credentials: HubspotCredentials;
	traffic: Traffic;
	options?: HubspotDestinationOptions;
}): HubspotDestination {
	const concurrency = options.concurrency ?? 4;
	const client = new HubspotClient(credentials, traffic, concurrency, options.callsPer10Seconds);
	const portal = new Remembered<string>();
	const pipelines = new Remembered<Pipeline[]>();
	const describer = new Describer(client, options.customAssociations ?? false);
	const types = new Remembered<AssociationSpec>();
	const typeOf: TypeOf = async (kind, signal) =>
		await types.get(JSON.stringify(kind), async () => await associationType(client, kind, signal));
	const account = async (signal?: AbortSignal) => await portal.get('', async () => await readPortal(client, signal));
	const describe = async (object: string, signal?: AbortSignal) => await describer.describe(object, signal);

	return {
		system: 'hubspot',
		label: 'HubSpot',
		batchSize: {
			find: READ_BATCH,
			write: WRITE_BATCH,
			read: READ_BATCH,
			archive: ARCHIVE_BATCH,
			associate: ASSOCIATE_BATCH,
		},
		concurrency,
		account,
		describe,
		provision: async (requests, { dryRun, signal }) => {
			const results: ProvisionResult[] = [];
			for (const request of requests) {
				const result = await provisionProperty(client, request, { dryRun, signal });
				if (result.status === 'created') describer.forget(request.object);
				results.push(result);
			}
			return results;
		},
		pipelines: async (object, signal) =>
			await pipelines.get(object, async () => await readPipelines(client, object, signal)),
		timeZone: async (signal) => {
			await account(signal);
			return client.timeZone;
		},
		addOptions: async (object, property, newOptions, signal) => {
			await addPropertyOptions(client, object, property, newOptions, signal);
			describer.forget(object);
		},
		find: async (request) => await findRecords(client, request, describe),
		canFind: (object, key, normalise) => canFindBy(describer.known(object), key, normalise),
		read: async (request) => await readRecords(client, request),
		foresee: foreseeProblem,
		upsert: async (request) => await writeRecords(client, 'upsert', request),
		update: async (request) => await writeRecords(client, 'update', request),
		insert: async (request) => await writeRecords(client, 'insert', request),
		archive: async (request) => await archiveRecords(client, request),
		checkAssociation: async (kind, signal) => {
			await typeOf(kind, signal);
		},
		associate: async (request) => await associatePairs(client, typeOf, request),
		dissociate: async (request) => await dissociatePairs(client, typeOf, request),
		ping: async (signal) => {
			await readPortal(client, signal);
		},
		checkCredentials: async (signal) => await readAccess(client, signal),
		listProperties: async (object, signal) =>
			[...(await describe(object, signal)).fields.values()]
				.filter(({ association }) => association === undefined)
				.sort((one, other) => one.label.localeCompare(other.label)),
		associationLabels: async (fromObject, toObject, signal) =>
			(await readTypes(client, fromObject, toObject, signal)).flatMap(({ label }) => label ?? []),
		close: () => client.close(),
	};
}
