export { SnowflakeSql, type SnowflakeOptions, type StatementRequest, type StatementResult } from './client';
export type { SnowflakeCredentials } from './credentials';
