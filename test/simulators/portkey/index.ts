export { PortkeySimulator, type ModelAnswer, type PortkeySimulatorOptions } from './simulator';
export type { CompletionRequest, Message } from './request';
