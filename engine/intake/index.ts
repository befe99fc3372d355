export * from './types';
export type { Authentication } from './auth';
export { IntakeDesk } from './desk';
export { isIntakeKind, outputsOf, toItems } from './kinds';
export { receive, type IntakeServices, type IntakeSettings } from './receive';
export { Refusal } from './refusal';
