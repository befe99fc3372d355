export * from './types';
export { isIntakeKind, outputsOf, toItems } from './kinds';
