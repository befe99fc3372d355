import { processHolder, type InboxOutcome, type InboxWrite } from '../../../../engine/state';
import type { Open } from './shared';

const elsewhere = processHolder('run', { host: 'elsewhere.example.com', pid: 7, start: '77' });
const limits = { maxPending: 100 };
const minute = 60_000;
const claim = { holder: processHolder('drain'), visibilityMs: 60 * minute, maxAttempts: 3, limit: 100 };

const arrived = (body: string, more: Partial<InboxWrite> = {}): InboxWrite => ({
	inbox: 'trigger 1',
	kind: 'json',
	body,
	receivedAt: '2026-03-01T00:00:00.000Z',
	holder: elsewhere,
	...more,
});

const idOf = (outcome: InboxOutcome): string => {
	if (outcome.status === 'full') throw new Error('It is full.');
	return outcome.id;
};

export function inboxContract(open: Open): void {
	describe('the inbox', () => {
		it('keeps what arrived until it is finished, in order, for every store on the same storage', async () => {
			const { store, reopen, clock } = await open();
			const bodies = ['{"n":1}', '{"n":2}', '\0\u{1f600}', ''];
			const put = await store.putInbox(
				bodies.map((body) => arrived(body)),
				limits,
			);
			expect(put.map(({ status }) => status)).toEqual(bodies.map(() => 'accepted'));
			const other = await reopen();
			expect(await other.inboxStatus()).toEqual({
				pending: 4,
				abandoned: 0,
				oldestReceivedAt: '2026-03-01T00:00:00.000Z',
			});
			expect(await other.finishInbox([idOf(put[1]), idOf(put[1]), '999', 'nonsense'])).toBe(1);
			clock.advance(60 * minute);
			const claimed = await other.claimInbox(claim);
			expect(claimed.map(({ body }) => body)).toEqual([bodies[0], bodies[2], bodies[3]]);
			expect(claimed[0]).toEqual({
				id: idOf(put[0]),
				inbox: 'trigger 1',
				kind: 'json',
				receivedAt: '2026-03-01T00:00:00.000Z',
				emittedAt: new Date(clock.now()).toISOString(),
				attempts: 2,
				abandoned: false,
				body: bodies[0],
			});
			expect(await store.finishInbox(put.map(idOf))).toBe(3);
			expect(await store.inboxStatus()).toEqual({ pending: 0, abandoned: 0 });
		});

		it('tells duplicates of one inbox, finished or not, until their date', async () => {
			const { store, clock } = await open();
			const dedupeUntil = new Date(clock.now() + 10 * minute).toISOString();
			const entry = arrived('1', { dedupeKey: 'message 1', dedupeUntil });
			const [first] = await store.putInbox([entry], limits);
			const again = { id: idOf(first), status: 'duplicate' };
			expect(await store.putInbox([entry], limits)).toEqual([again]);
			await store.finishInbox([idOf(first)]);
			expect(await store.putInbox([entry], limits)).toEqual([again]);
			expect((await store.putInbox([{ ...entry, inbox: 'trigger 2' }], limits))[0].status).toBe('accepted');
			clock.advance(10 * minute);
			const [later] = await store.putInbox([entry], limits);
			expect(later.status).toBe('accepted');
			expect(idOf(later)).not.toBe(idOf(first));
		});

		it('forgets a key without a date once its entry is finished', async () => {
			const { store } = await open();
			const entry = arrived('1', { dedupeKey: 'k' });
			const [first] = await store.putInbox([entry], limits);
			expect((await store.putInbox([entry], limits))[0].status).toBe('duplicate');
			await store.finishInbox([idOf(first)]);
			expect((await store.putInbox([entry], limits))[0].status).toBe('accepted');
		});

		it('tells duplicates within a call and among calls at the same time', async () => {
			const { store, reopen } = await open();
			const other = await reopen();
			const entry = arrived('1', { dedupeKey: 'k' });
			const calls = await Promise.all([
				store.putInbox([entry, arrived('2'), entry], limits),
				other.putInbox([entry], limits),
				store.putInbox([entry], limits),
			]);
			const outcomes = calls.flat();
			expect(outcomes.filter(({ status }) => status === 'accepted')).toHaveLength(2);
			const same = outcomes.filter((_, index) => index !== 1).map(idOf);
			expect(new Set(same).size).toBe(1);
			expect((await store.inboxStatus()).pending).toBe(2);
		});

		it('takes a call whole or not at all when it is full; duplicates and other inboxes are no matter', async () => {
			const { store } = await open();
			const two = { maxPending: 2 };
			const known = arrived('0', { dedupeKey: 'k' });
			const [first] = await store.putInbox([known], two);
			expect(await store.putInbox([known, arrived('1'), arrived('2')], two)).toEqual([
				{ id: idOf(first), status: 'duplicate' },
				{ status: 'full' },
				{ status: 'full' },
			]);
			expect((await store.inboxStatus('trigger 1')).pending).toBe(1);
			const [second, third] = await Promise.all([
				store.putInbox([arrived('1')], two),
				store.putInbox([arrived('2')], two),
			]);
			expect([second, third].flat().map(({ status }) => status)).toEqual(['accepted', 'full']);
			expect((await store.putInbox([arrived('3', { inbox: 'trigger 2' })], two))[0].status).toBe('accepted');
			await store.finishInbox([idOf(first)]);
			expect((await store.putInbox([arrived('4')], two))[0].status).toBe('accepted');
		});

		it('refuses a call with a date that is none, and no other call of the group', async () => {
			const { store } = await open();
			const good = store.putInbox([arrived('1')], limits);
			await expect(store.putInbox([arrived('2'), arrived('3', { receivedAt: 'today' })], limits)).rejects.toThrow(
				RangeError,
			);
			expect((await good)[0].status).toBe('accepted');
			expect((await store.inboxStatus()).pending).toBe(1);
		});

		it('emits again what was not finished in time, a limited number of times, then keeps it until it is released', async () => {
			const { store, clock } = await open();
			const [put] = await store.putInbox([arrived('1')], limits);
			const id = idOf(put);
			expect(await store.claimInbox(claim)).toEqual([]);
			const seen: number[] = [];
			for (let round = 0; round < 4; round++) {
				clock.advance(60 * minute - 1);
				expect(await store.claimInbox(claim)).toEqual([]);
				clock.advance(1);
				seen.push(...(await store.claimInbox(claim)).map(({ attempts }) => attempts));
			}
			expect(seen).toEqual([2, 3]);
			expect(await store.inboxStatus()).toEqual({ pending: 0, abandoned: 1 });
			expect(await store.listInbox({ abandoned: true, limit: 10 })).toMatchObject([
				{ id, attempts: 3, abandoned: true },
			]);
			expect(await store.listInbox({ abandoned: false, limit: 10 })).toEqual([]);
			expect(await store.releaseInbox([id, '999'])).toBe(1);
			expect(await store.releaseInbox([id])).toBe(0);
			const [released] = await store.listInbox({ limit: 10 });
			expect(released).toMatchObject({ id, attempts: 0, abandoned: false });
			expect(released).not.toHaveProperty('emittedAt');
			expect(await store.claimInbox(claim)).toMatchObject([{ id, attempts: 1, body: '1' }]);
		});

		it('can be claimed one inbox at a time and a few at a time, nothing twice', async () => {
			const { store, reopen, clock } = await open();
			const entries = Array.from({ length: 12 }, (_, n) => arrived(String(n), { inbox: `trigger ${n % 3}` }));
			await store.putInbox(entries, limits);
			clock.advance(60 * minute);
			const one = await store.claimInbox({ ...claim, inbox: 'trigger 1' });
			expect(one.map(({ body }) => body)).toEqual(['1', '4', '7', '10']);
			expect(await store.claimInbox({ ...claim, inbox: 'unknown' })).toEqual([]);
			const other = await reopen();
			const parts = await Promise.all(
				[store, other, store].map(async (from) => await from.claimInbox({ ...claim, limit: 3 })),
			);
			expect(parts.map((part) => part.length)).toEqual([3, 3, 2]);
			expect(new Set(parts.flat().map(({ id }) => id)).size).toBe(8);
		});

		it('can be claimed one kind at a time; the others are not even tried', async () => {
			const { store, clock } = await open();
			const kinds = ['json', 'estuary', 'json'];
			await store.putInbox(
				kinds.map((kind, n) => arrived(String(n), { kind })),
				limits,
			);
			clock.advance(60 * minute);
			expect(await store.claimInbox({ ...claim, kind: 'unknown' })).toEqual([]);
			const claimed = await store.claimInbox({ ...claim, kind: 'json' });
			expect(claimed.map(({ body }) => body)).toEqual(['0', '2']);
			expect((await store.listInbox({ limit: 10 })).map(({ attempts }) => attempts)).toEqual([2, 1, 2]);
		});

		it('is listed page by page in the order of arrival', async () => {
			const { store } = await open();
			const entries = Array.from({ length: 9 }, (_, n) => arrived(String(n), { inbox: `trigger ${n % 3}` }));
			const ids = (await store.putInbox(entries, limits)).map(idOf);
			const paged: string[] = [];
			for (let page = await store.listInbox({ limit: 2 }); page.length > 0; ) {
				paged.push(...page.map(({ id }) => id));
				page = await store.listInbox({ limit: 2, afterId: paged.at(-1) });
			}
			expect(paged).toEqual(ids);
			expect((await store.listInbox({ inbox: 'trigger 2', limit: 10 })).map(({ id }) => id)).toEqual(
				[2, 5, 8].map((n) => ids[n]),
			);
			expect((await store.listInbox({ limit: 1 }))[0]).not.toHaveProperty('body');
		});

		it('takes nothing for an empty call', async () => {
			const { store } = await open();
			expect(await store.putInbox([], { maxPending: 0 })).toEqual([]);
		});
	});
}
