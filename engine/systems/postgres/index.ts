export { connectPostgres, createPostgresDestination, createPostgresSource } from './connection';
export type { PostgresCredentials } from './credentials';
export type { PostgresDestination } from './destination';
export type { PostgresSource, PostgresSourceOptions } from './source';
export type { TableOptions } from './table';
