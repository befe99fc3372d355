export { explainRecord, type ExplainOptions } from './explainRecord';
export { nextTryOf, remedyOf } from './rejected';
export type * from './types';
