export { poll, type PollHost } from './poll';
export { recentEvents } from './recent';
export type { PollEvent, PollEventKind, PollPlan, PollSource } from './types';
