export * from './types';
export { hasSecret, type Authentication } from './auth';
export { IntakeDesk } from './desk';
export { isIntakeKind, toItems } from './kinds';
export { OUTPUTS, outputsOf } from './outputs';
export { Finisher } from './finisher';
export { receive, type IntakeServices, type IntakeSettings } from './receive';
export { Refusal } from './refusal';
