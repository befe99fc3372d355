export { checkHealth, DEFAULT_RULES, worstOf } from './checkHealth';
export { timed } from './pulse';
export { stateProbe, type StateProbeOptions } from './stateProbe';
export type * from './types';
