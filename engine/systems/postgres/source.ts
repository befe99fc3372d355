import { Remembered } from '../shared/remembered';
import type { FieldOption, Source } from '../types';
import { databaseId, serverNow } from './account';
import { listTables } from './catalogue';
import { readChanges } from './changes';
import type { PostgresClient } from './client';
import { readDeletions } from './deletions';
import { validateFilter } from './filter';
import { readRowsByIds } from './readByIds';
import { describeTable, type TableOptions, type Tables } from './table';

export interface PostgresSourceOptions extends TableOptions {
	/** Rows of one page. Default 1,000. */
	pageSize?: number;
}

/** A database as a source, and what only it has. */
export interface PostgresSource extends Source {
	/** Whether increments can be read: there is a modified column. */
	readonly tellsChanges: boolean;
	/** Whether deletions can be read: there is a deleted column. */
	readonly tellsDeletions: boolean;
	/** Tables and views that the user may read, for lists in the user interface. */
	listTables(signal?: AbortSignal): Promise<FieldOption[]>;
	/** Closes the connections that are kept open. */
	close(): Promise<void>;
}

/** See {@link connectPostgres}. */
export function sourceOf(client: PostgresClient, tables: Tables, options: PostgresSourceOptions): PostgresSource {
	const { pageSize = 1_000 } = options;
	const organisations = new Remembered<string>();
	const given = (column: string | undefined) => (column ?? '').trim() !== '';
	return {
		system: 'postgres',
		tellsChanges: given(options.modifiedColumn),
		tellsDeletions: given(options.deletedColumn),
		organisation: async (signal) => await organisations.get('', async () => await databaseId(client, signal)),
		now: async (signal) => await serverNow(client, signal),
		describe: async (object, signal) => describeTable(await tables.get(object, signal)),
		unreadableFields: async (object, fields, signal) => {
			const { columns } = await tables.get(object, signal);
			return fields.filter((field) => !columns.has(field));
		},
		validateFilter: async (object, filter, signal) => {
			await validateFilter(client, await tables.get(object, signal), filter, signal);
		},
		async *changes(request) {
			yield* readChanges(client, await tables.get(request.object, request.signal), request, pageSize);
		},
		async *identityChanges({ object, ...request }) {
			yield* readDeletions(client, await tables.get(object, request.signal), request, pageSize);
		},
		readByIds: async ({ object, ...request }) =>
			await readRowsByIds(client, await tables.get(object, request.signal), request),
		listTables: async (signal) => await listTables(client, signal),
		close: async () => await client.close(),
	};
}
