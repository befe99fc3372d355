import type { RejectionQuery, RejectionWrite } from '../../../../engine/state';
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

		it('are listed by sync, object, category and record, together or apart', async () => {
			const { store } = await open();
			await store.commit(
				{
					rejections: [
						rejection('c1'),
						rejection('c2', { category: 'duplicate' }),
						rejection('c1', { scope: leads }),
						rejection('c1', { syncKey: 'other', category: 'duplicate' }),
						rejection('a1', { scope: accounts }),
					],
				},
				[],
			);
			const listed = async (query: Omit<RejectionQuery, 'limit'>) =>
				(await store.listRejections({ ...query, limit: 10 })).map(
					(one) => `${one.scope.sourceObject} ${one.recordId} ${one.category}`,
				);
			expect(await listed({ sourceObject: 'Contact' })).toEqual([
				'Contact c1 invalidEmail',
				'Contact c2 duplicate',
				'Contact c1 duplicate',
			]);
			expect(await listed({ category: 'duplicate' })).toEqual(['Contact c2 duplicate', 'Contact c1 duplicate']);
			expect(await listed({ recordId: 'c1', syncKey })).toEqual(['Contact c1 invalidEmail', 'Lead c1 invalidEmail']);
			expect(
				await listed({ recordId: 'c1', sourceObject: 'Contact', category: 'duplicate', syncKey: 'other' }),
			).toEqual(['Contact c1 duplicate']);
			expect(await listed({ sourceObject: 'Nothing' })).toEqual([]);
		});

		it('that were dismissed are hidden and not counted until they are refused with another payload or reason', async () => {
			const { store, clock } = await open();
			await store.commit({ rejections: ['c1', 'c2', 'c3', 'c4', 'c5'].map((one) => rejection(one)) }, []);
			const all = await store.listRejections({ limit: 10 });
			const ids = all.map((one) => one.id as string);
			expect(await store.dismissRejections([...ids.slice(0, 4), ids[0], '999', 'nonsense'])).toBe(4);
			expect(await store.dismissRejections(ids.slice(0, 4))).toBe(0);
			const listed = async (dismissed?: boolean | 'any') =>
				(await store.listRejections({ syncKey, dismissed, limit: 10 })).map((one) => one.recordId);
			expect(await listed()).toEqual(['c5']);
			expect(await listed(true)).toEqual(['c1', 'c2', 'c3', 'c4']);
			expect(await listed('any')).toHaveLength(5);
			expect(await store.countRejections(syncKey)).toBe(1);
			const dismissedAt = new Date(clock.now()).toISOString();
			expect((await store.getRejections(syncKey, contacts, ['c1'])).get('c1')).toMatchObject({ dismissedAt });
			expect((await store.getRejections(syncKey, contacts, ['c5'])).get('c5')).not.toHaveProperty('dismissedAt');

			const again = { at: '2026-03-05T00:00:00.000Z', runId: 'run5' };
			await store.commit(
				{
					rejections: [
						rejection('c1', again),
						rejection('c2', { ...again, payloadHash: 'hash2' }),
						rejection('c3', { ...again, reason: 'another one' }),
						rejection('c4', { ...again, field: undefined }),
					],
				},
				[],
			);
			expect(await listed()).toEqual(['c2', 'c3', 'c4', 'c5']);
			expect(await listed(true)).toEqual(['c1']);
			expect((await store.getRejections(syncKey, contacts, ['c1'])).get('c1')).toMatchObject({
				attempts: 2,
				dismissedAt,
			});
			await store.commit({ resolved: [{ syncKey, scope: contacts, sourceId: 'c1' }] }, []);
			await store.commit({ rejections: [rejection('c1')] }, []);
			expect(await listed()).toContain('c1');
		});

		it('that a person wants tried again are due, seen again, and due no longer once they were tried', async () => {
			const { store } = await open();
			await store.commit({ rejections: ['c1', 'c2', 'c3'].map((one) => rejection(one)) }, []);
			const [first, second] = (await store.listRejections({ limit: 10 })).map((one) => one.id as string);
			await store.dismissRejections([first]);
			expect(await store.retryRejections([first, second, first, '999'])).toBe(2);
			const due = async () =>
				(await store.listRejections({ syncKey, due: true, dismissed: 'any', limit: 10 })).map((one) => one.recordId);
			expect(await due()).toEqual(['c1', 'c2']);
			expect(await store.countRejections(syncKey)).toBe(3);
			const [waiting] = await store.listRejections({ recordId: 'c1', limit: 1 });
			expect(waiting).toMatchObject({ payloadHash: '', attempts: 1, payload: { firstname: 'Pat' } });
			expect(waiting).not.toHaveProperty('dismissedAt');
			await store.commit(
				{ rejections: [rejection('c1')], resolved: [{ syncKey, scope: contacts, sourceId: 'c2' }] },
				[],
			);
			expect(await due()).toEqual([]);
			expect((await store.listRejections({ limit: 10 })).map((one) => [one.recordId, one.payloadHash])).toEqual([
				['c1', 'hash1'],
				['c3', 'hash1'],
			]);
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
