export { SalesforceSimulator } from './simulator';
export type { BulkOptions, SalesforceOptions } from './options';
export type { CustomObject } from './schema/schema';
export * as fields from './schema/fields';
export type { GenerateOptions } from './store/generate';
export type { Fields, WriteTimes } from './store/store';
export type { DuplicateRule, RowLock, ValidationRule } from './write/rules';
