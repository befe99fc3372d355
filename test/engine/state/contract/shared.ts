import type { Lease, Link, LinkScope, PendingAssociation, StateStore } from '../../../../engine/state';

/** A clock that a test moves by hand. */
export interface MovableClock {
	now(): number;
	advance(ms: number): void;
}

/** An open store on storage of its own. */
export interface Opened {
	store: StateStore;
	/** Another store on the same storage, as a second node of the process or a later process would open. */
	reopen(): Promise<StateStore>;
	/** The clock that all of them go by. */
	clock: MovableClock;
}

export type Open = () => Promise<Opened>;

const account = 'hubspot:1234567';
const organisation = 'salesforce:00Dxx0000001gER';

export const contacts: LinkScope = {
	sourceOrganisation: organisation,
	sourceObject: 'Contact',
	destinationAccount: account,
	destinationObject: 'contacts',
};
export const leads: LinkScope = { ...contacts, sourceObject: 'Lead' };
export const accounts: LinkScope = { ...contacts, sourceObject: 'Account', destinationObject: 'companies' };

export const kind = 'contactToCompany';

/** An id that sorts by its number. */
export const id = (prefix: string, number: number): string => `${prefix}${String(number).padStart(6, '0')}`;

export const link = (sourceId: string, destinationId: string, more: Partial<Link> = {}): Link => ({
	sourceId,
	destinationId,
	role: 'primary',
	matchKey: null,
	fields: {},
	modifiedAt: '2026-03-01T00:00:00.000Z',
	...more,
});

export const inScope = (scope: LinkScope, ...links: Link[]) => links.map((one) => ({ scope, link: one }));

export const wants = (contactId: string, ...accountIds: string[]) => ({
	kind,
	from: { scope: contacts, sourceId: contactId },
	toScope: accounts,
	to: accountIds,
});

export const pending = async (
	store: StateStore,
	limit = 1_000,
	after?: PendingAssociation,
): Promise<PendingAssociation[]> => await store.pendingAssociations(kind, account, limit, after);

export const waiting = async (store: StateStore): Promise<number> =>
	await store.countWaitingAssociations(kind, account);

/** Ids of the records to read again. */
export const revisits = async (store: StateStore, scope: LinkScope, afterId?: string, limit = 100): Promise<string[]> =>
	(await store.revisits(scope, afterId, limit)).map((one) => one.sourceId);

/** Pending associations as a person reads them: '+c1→x1' to make, '-c1→x1' to remove. */
export const pairs = (found: PendingAssociation[]): string[] =>
	found.map((one) => `${one.action === 'associate' ? '+' : '-'}${one.fromDestinationId}→${one.toDestinationId}`);

/** Takes leases or fails the test. */
export async function lease(store: StateStore, holder: string, ...names: string[]): Promise<Lease[]> {
	const result = await store.acquireLeases(names, holder);
	if (!result.acquired) throw new Error(`held by ${result.heldBy}`);
	return result.leases;
}

/** Does everything that is pending, as a run would. */
export async function settle(store: StateStore): Promise<string[]> {
	const done: string[] = [];
	for (let page = await pending(store, 2); page.length > 0; page = await pending(store, 2, page.at(-1))) {
		done.push(...pairs(page));
		await store.commit({ doneAssociations: page }, []);
	}
	return done;
}
