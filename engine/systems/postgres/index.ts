export type { PostgresCredentials } from './credentials';
export { createPostgresSource, type PostgresSource, type PostgresSourceOptions } from './source';
