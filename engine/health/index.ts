export { checkHealth, DEFAULT_RULES, worstOf } from './checkHealth';
export { noteChange, type HealthChange } from './change';
export { timed } from './pulse';
export { stateProbe, type StateProbeOptions } from './stateProbe';
export type * from './types';
