export { mapConcurrent } from './concurrency';
export { createTraffic } from './controller';
export { networkFailure } from './network';
export { nodeAgent, undiciDispatcher, type DispatcherTimeouts } from './proxy';
export { backoffDelays } from './retry';
export { headerValue, retryAfter, type HeaderSource } from './retryAfter';
export type * from './types';
