import type { InboxStore } from '../../engine/state';

/** The editor's "Listen for test event": bodies come out at once and are kept nowhere, or a test would be repeated. */
export const testInbox: Pick<InboxStore, 'putInbox' | 'inboxStatus'> = {
	putInbox: async (entries) => entries.map(() => ({ id: 'test', status: 'accepted' })),
	inboxStatus: async () => ({ pending: 0, abandoned: 0 }),
};
