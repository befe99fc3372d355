export { readRuns, type RunsQuery } from './readRuns';
export { personalHider } from './personal';
export type * from './types';
