export { SnowflakeSimulator, type SnowflakeSimulatorOptions } from './simulator';
export type { Completion, CortexAnswer } from './aiComplete';
export type { SnowflakeUser } from './auth';
