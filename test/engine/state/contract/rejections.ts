import type { RejectionWrite } from '../../../../engine/state';
import { accounts, contacts, leads, revisits, type Open } from './shared';

const syncKey = 'workflow 1: Sync';

const rejection = (recordId: string, more: Partial<RejectionWrite> = {}): RejectionWrite => ({
	syncKey,
	scope: contacts,
	recordId,
	category: 'invalidEmail',
	reason: 'email is not an e-mail address',
	field: 'email',
	retryable: false,
	payloadHash: 'hash1',
	payload: { email: 'not an address', firstname: 'Pat' },
	at: '2026-03-01T00:00:00.000Z',
	runId: 'run1',
	...more,
});

export function rejectionContract(open: Open): void {
	describe('rejections', () => {
		it('come back with what was tried; a second try counts and keeps the first date', async () => {
			const { store, reopen } = await open();
			await store.commit({ rejections: [rejection('c1')] }, []);
			const { at, ...written } = rejection('c1');
			const expected = { ...written, attempts: 1, firstAt: at, lastAt: at };
			expect((await store.getRejections(syncKey, contacts, ['c1', 'c2'])).get('c1')).toMatchObject(expected);
			const later = rejection('c1', {
				at: '2026-03-02T00:00:00.000Z',
				runId: 'run2',
				category: 'duplicate',
				blockedBy: '101',
				field: undefined,
				payload: null,
			});
			await store.commit({ rejections: [later] }, []);
			const found = (await (await reopen()).getRejections(syncKey, contacts, ['c1'])).get('c1');
			expect(found).toMatchObject({
				attempts: 2,
				firstAt: at,
				lastAt: later.at,
				category: 'duplicate',
				blockedBy: '101',
				payload: null,
				runId: 'run2',
			});
			expect(found).not.toHaveProperty('field');
			expect(await store.countRejections(syncKey)).toBe(1);
		});

		it('go when they are resolved, and start anew', async () => {
			const { store } = await open();
			await store.commit(
				{ rejections: [rejection('c1'), rejection('c1', { scope: leads }), rejection('c1', { syncKey: 'other' })] },
				[],
			);
			await store.commit(
				{
					resolved: [
						{ syncKey, scope: contacts, sourceId: 'c1' },
						{ syncKey, scope: accounts, sourceId: 'c1' },
					],
				},
				[],
			);
			expect(await store.getRejections(syncKey, contacts, ['c1'])).toEqual(new Map());
			expect([await store.countRejections(syncKey), await store.countRejections('other')]).toEqual([1, 1]);
			await store.commit({ rejections: [rejection('c1', { at: '2026-04-01T00:00:00.000Z' })] }, []);
			expect((await store.getRejections(syncKey, contacts, ['c1'])).get('c1')).toMatchObject({
				attempts: 1,
				firstAt: '2026-04-01T00:00:00.000Z',
			});
		});

		it('are listed page by page, every one once, though record ids repeat', async () => {
			const { store } = await open();
			const ids = ['c3', 'c1', 'c2'];
			await store.commit(
				{
					rejections: ids.flatMap((one) => [
						rejection(one),
						rejection(one, { scope: leads }),
						rejection(one, { syncKey: 'other' }),
					]),
				},
				[],
			);
			for (const query of [{ syncKey }, {}]) {
				const all = await store.listRejections({ ...query, limit: 100 });
				expect(all).toHaveLength('syncKey' in query ? 6 : 9);
				const paged = [];
				for (let page = await store.listRejections({ ...query, limit: 2 }); page.length > 0; ) {
					paged.push(...page);
					page = await store.listRejections({ ...query, limit: 2, afterId: page.at(-1)?.id });
				}
				expect(paged).toEqual(all);
			}
			expect(await store.listRejections({ syncKey: 'unknown', limit: 5 })).toEqual([]);
		});

		it('that a freed destination record stood in the way of are read again, whichever sync they are of', async () => {
			const { store } = await open();
			await store.commit(
				{
					rejections: [
						rejection('c1', { blockedBy: '101' }),
						rejection('c1', { blockedBy: '101', syncKey: 'other' }),
						rejection('l1', { scope: leads, blockedBy: '101' }),
						rejection('c2', { blockedBy: '102' }),
						rejection('a1', { scope: accounts, blockedBy: '101' }),
						rejection('c3'),
					],
				},
				[],
			);
			await store.commit({ freed: [{ ...destination, destinationIds: ['101', '101', '999'] }] }, []);
			expect(await revisits(store, contacts)).toEqual(['c1']);
			expect(await revisits(store, leads)).toEqual(['l1']);
			expect(await revisits(store, accounts)).toEqual([]);
			expect(await store.countRejections(syncKey)).toBe(5);
		});

		it('hold any text', async () => {
			const { store } = await open();
			const text = "'; --\0\u{1f600}__proto__";
			const hostile = rejection(text, {
				syncKey: text,
				reason: text,
				field: text,
				payloadHash: text,
				runId: text,
				payload: Object.fromEntries([
					[text, text],
					['__proto__', 'x'],
					['long', 'x'.repeat(1_048_576)],
					['half', '\ud800'],
				]),
			});
			await store.commit({ rejections: [hostile] }, []);
			const { at, ...written } = hostile;
			expect(await store.listRejections({ syncKey: text, limit: 5 })).toEqual([
				{ ...written, id: expect.any(String), attempts: 1, firstAt: at, lastAt: at },
			]);
		});
	});
}

const destination = { destinationAccount: contacts.destinationAccount, destinationObject: contacts.destinationObject };
