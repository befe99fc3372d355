import { connectIntercom, intercomTells } from '../../engine/systems/intercom';
import { createHubspotDestination, createHubspotSource, listHubspotObjects } from '../../engine/systems/hubspot';
import { connectPostgres, type PostgresCredentials } from '../../engine/systems/postgres';
import { createSalesforceDestination, createSalesforceSource, listObjects } from '../../engine/systems/salesforce';
import type { Destination, FieldDescription, Source } from '../../engine/systems/types';
import type { Traffic } from '../../engine/traffic';
import {
	hubspotCredentials,
	intercomCredentials,
	limit,
	salesforceCredentials,
	salesforceFields,
} from '../shared/clients';
import type { CredentialContext } from '../shared/sync/route';
import type { DataSyncOptions, TableColumns } from './dataSyncOptions';
import type { SystemName } from './pairs';

/** What a list in the editor shows of an object or a field. */
export interface Listed {
	name: string;
	label: string;
}

/** A system that a side can be, with the account that the node's credential opens. */
export interface Connection {
	source: Source;
	destination: Destination;
	/** What the source can tell of a window of time. */
	tells: { changes: boolean; deletions: boolean };
	/** Of the editor: what can be a side, by label. */
	objects(): Promise<Listed[]>;
	/** Of the editor: what of it can be mapped, by label. */
	fields(object: string): Promise<Listed[]>;
	close(): Promise<void>;
}

/** A store, by the node's credential for it. Nothing is called yet. */
export type StoreName = Exclude<SystemName, 'items'>;

/** The options, and of a table the parts that its columns play. */
export type ConnectionOptions = DataSyncOptions & TableColumns;

const CONNECT: Record<
	StoreName,
	(context: CredentialContext, traffic: Traffic, options: ConnectionOptions) => Promise<Connection>
> = { salesforce, hubspot, intercom, postgres };

export const connectTo = async (
	context: CredentialContext,
	system: StoreName,
	traffic: Traffic,
	options: ConnectionOptions = {},
): Promise<Connection> => await CONNECT[system](context, traffic, options);

async function salesforce(
	context: CredentialContext,
	traffic: Traffic,
	{ bulkThreshold }: DataSyncOptions,
): Promise<Connection> {
	const credentials = await salesforceCredentials(context);
	const options = bulkThreshold === undefined ? {} : { bulkThreshold };
	const destination = createSalesforceDestination({ credentials, traffic, options });
	return {
		source: createSalesforceSource({ credentials, traffic, options }),
		destination,
		tells: { changes: true, deletions: true },
		objects: async () => await listObjects({ credentials, traffic }),
		fields: async (object) => await salesforceFields(context, object),
		close: async () => destination.close(),
	};
}

async function hubspot(
	context: CredentialContext,
	traffic: Traffic,
	{ hubspotBurst }: DataSyncOptions,
): Promise<Connection> {
	const credentials = await hubspotCredentials(context);
	const options = limit(hubspotBurst);
	const source = createHubspotSource({ credentials, traffic, options });
	const destination = createHubspotDestination({ credentials, traffic, options });
	return {
		source,
		destination,
		tells: { changes: true, deletions: true },
		objects: async () => await listHubspotObjects({ credentials, traffic }),
		fields: async (object) => await described(source, object),
		close: async () => {
			source.close();
			destination.close();
		},
	};
}

async function intercom(
	context: CredentialContext,
	traffic: Traffic,
	{ intercomBurst }: DataSyncOptions,
): Promise<Connection> {
	const credentials = await intercomCredentials(context);
	const { source, destination } = connectIntercom({ credentials, traffic, options: limit(intercomBurst) });
	return {
		source,
		destination,
		tells: intercomTells,
		objects: async () => [
			{ name: 'companies', label: 'Companies' },
			{ name: 'contacts', label: 'Contacts' },
		],
		fields: async (object) => await described(source, object),
		close: async () => destination.close(),
	};
}

async function postgres(
	context: CredentialContext,
	traffic: Traffic,
	{ idColumn, modifiedColumn, deletedColumn }: ConnectionOptions,
): Promise<Connection> {
	const data: unknown = await context.getCredentials('postgres');
	const { source, destination } = connectPostgres({
		credentials: data as PostgresCredentials,
		traffic,
		options: { idColumn, modifiedColumn, deletedColumn },
	});
	return {
		source,
		destination,
		tells: { changes: source.tellsChanges, deletions: source.tellsDeletions },
		objects: async () => (await source.listTables()).map(({ value, label }) => ({ name: value, label })),
		fields: async (object) => await described(source, object),
		close: async () => await source.close(),
	};
}

async function described(source: Source, object: string): Promise<FieldDescription[]> {
	const { fields } = await source.describe(object);
	return [...fields.values()].sort((one, other) => one.label.localeCompare(other.label));
}
