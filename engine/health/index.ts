export { checkHealth, DEFAULT_RULES, worstOf } from './checkHealth';
export { timed } from './latency';
export type * from './types';
