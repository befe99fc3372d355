export { PortkeyGateway, type CompletionRequest, type PortkeyOptions } from './client';
export type { Completion, TokenUsage } from './completion';
export type { PortkeyCredentials } from './credentials';
