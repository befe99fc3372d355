export {
	PortkeyGateway,
	type Completion,
	type CompletionRequest,
	type PortkeyOptions,
	type TokenUsage,
} from './client';
export type { PortkeyCredentials } from './credentials';
