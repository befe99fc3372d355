export * from './types';
export { runPairSync, type PairRunOptions, type PairSystems } from './runPairSync';
export { cleanItems, type CleanedItems, type CleanForm, type CleanRules } from './clean';
export { runReconcile, type ReconcileOptions, type ReconcileSystems } from './reconcile';
export { runRepair } from './repair';
