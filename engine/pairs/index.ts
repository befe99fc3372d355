export * from './types';
export { runPairSync, type PairRunOptions, type PairSystems } from './runPairSync';
