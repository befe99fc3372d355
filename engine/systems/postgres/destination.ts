import { SophiaError } from '../../errors';
import { Remembered } from '../shared/remembered';
import type { AssociationOutcome, Destination } from '../types';
import { databaseId } from './account';
import { ARCHIVE_BATCH, archiveRows } from './archive';
import type { PostgresClient } from './client';
import { canFind, FIND_BATCH, findRows, readRows } from './find';
import { provisionColumn } from './provision';
import { READ_BATCH } from './readByIds';
import { describeTable, type Tables } from './table';
import { WRITE_BATCH, writeRecords } from './write';

/** Statements of one operation under way at once. */
const CONCURRENCY = 2;

/** A database as a destination, and what only it has. */
export interface PostgresDestination extends Destination {
	/** Closes the connections that are kept open. */
	close(): Promise<void>;
}

const NO_ASSOCIATIONS = new SophiaError('configuration', 'Rows of PostgreSQL have no associations.', {
	system: 'postgres',
	code: 'ASSOCIATIONS',
	remedy: 'Map the foreign key column.',
});

async function associations(): Promise<AssociationOutcome[]> {
	throw NO_ASSOCIATIONS;
}

/** See {@link connectPostgres}. */
export function destinationOf(client: PostgresClient, tables: Tables): PostgresDestination {
	const accounts = new Remembered<string>();
	return {
		system: 'postgres',
		label: 'PostgreSQL',
		batchSize: { find: FIND_BATCH, write: WRITE_BATCH, read: READ_BATCH, archive: ARCHIVE_BATCH, associate: 1 },
		concurrency: CONCURRENCY,
		account: async (signal) => await accounts.get('', async () => await databaseId(client, signal)),
		describe: async (object, signal) => describeTable(await tables.get(object, signal)),
		provision: async (requests, { signal }) =>
			await Promise.all(
				requests.map(async (request) => provisionColumn(await tables.get(request.object, signal), request)),
			),
		addOptions: async (object, property) => {
			throw new SophiaError('configuration', `The values of ${property} of ${object} are those of a PostgreSQL type.`, {
				system: 'postgres',
				code: 'OPTIONS',
				remedy: 'Add the value with ALTER TYPE … ADD VALUE, or map it to one that is there.',
			});
		},
		find: async (request) => await findRows(client, await tables.get(request.object, request.signal), request),
		canFind: (_object, _key, normalise) => canFind(normalise),
		read: async (request) => await readRows(client, await tables.get(request.object, request.signal), request),
		upsert: async (request) =>
			await writeRecords(client, await tables.get(request.object, request.signal), 'upsert', request, CONCURRENCY),
		update: async (request) =>
			await writeRecords(client, await tables.get(request.object, request.signal), 'update', request, CONCURRENCY),
		insert: async (request) =>
			await writeRecords(client, await tables.get(request.object, request.signal), 'insert', request, CONCURRENCY),
		archive: async (request) => await archiveRows(client, await tables.get(request.object, request.signal), request),
		associate: associations,
		dissociate: associations,
		ping: async (signal) => {
			await client.transaction({ purpose: 'meta', readOnly: true, signal }, async (session) => {
				await session.query('SELECT 1');
			});
		},
		close: async () => await client.close(),
	};
}
