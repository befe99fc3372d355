import type { Traffic } from '../../traffic';
import { PostgresClient } from './client';
import type { PostgresCredentials } from './credentials';
import { destinationOf, type PostgresDestination } from './destination';
import { sourceOf, type PostgresSource, type PostgresSourceOptions } from './source';
import { Tables, type TableOptions } from './table';

interface Settings<Options> {
	credentials: PostgresCredentials;
	traffic: Traffic;
	options?: Options;
}

/**
 * A PostgreSQL database (12 or later), with its tables and views as objects: 'schema.table'. Both sides share their
 * connections and what is read of the catalogue, which is kept as long as they are: make them once per run. Closing
 * one closes both.
 *
 * @throws SophiaError `credentials` when a setting cannot be one, `configuration` for an SSH tunnel
 */
export function connectPostgres({ credentials, traffic, options = {} }: Settings<PostgresSourceOptions>): {
	source: PostgresSource;
	destination: PostgresDestination;
} {
	const client = new PostgresClient(credentials, traffic);
	const tables = new Tables(client, options);
	return { source: sourceOf(client, tables, options), destination: destinationOf(client, tables) };
}

/** The source alone. See {@link connectPostgres}. */
export const createPostgresSource = (settings: Settings<PostgresSourceOptions>): PostgresSource =>
	connectPostgres(settings).source;

/** The destination alone. See {@link connectPostgres}. */
export const createPostgresDestination = (settings: Settings<TableOptions>): PostgresDestination =>
	connectPostgres(settings).destination;
