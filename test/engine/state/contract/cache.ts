import type { CacheEntry, StateStore } from '../../../../engine/state';
import type { MovableClock, Open } from './shared';

const namespace = 'portkey';
const hour = 3_600_000;

const entry = (clock: MovableClock, key: string, ttlMs: number, value = `answer of ${key}`): CacheEntry => ({
	key,
	value,
	expiresAt: new Date(clock.now() + ttlMs).toISOString(),
});

const read = async (store: StateStore, ...keys: string[]) => Object.fromEntries(await store.getCached(namespace, keys));

export function cacheContract(open: Open): void {
	describe('cached answers', () => {
		it('come back until they expire, in every store on the same storage', async () => {
			const { store, reopen, clock } = await open();
			await store.putCached(namespace, [entry(clock, 'long', 48 * hour), entry(clock, 'short', hour)]);
			const other = await reopen();
			expect(await read(other, 'long', 'short', 'unknown')).toEqual({
				long: 'answer of long',
				short: 'answer of short',
			});
			clock.advance(hour - 1);
			expect(await read(other, 'short')).toEqual({ short: 'answer of short' });
			clock.advance(1);
			expect(await read(store, 'long', 'short')).toEqual({ long: 'answer of long' });
		});

		it('are replaced by a newer one', async () => {
			const { store, clock } = await open();
			await store.putCached(namespace, [entry(clock, 'a', hour)]);
			await store.putCached(namespace, [entry(clock, 'a', 3 * hour, 'newer'), entry(clock, 'b', hour)]);
			clock.advance(2 * hour);
			expect(await read(store, 'a', 'b')).toEqual({ a: 'newer' });
		});

		it('belong to their namespace', async () => {
			const { store, clock } = await open();
			await store.putCached('other', [entry(clock, 'a', hour)]);
			await store.putCached(namespace, [entry(clock, 'b', hour)]);
			expect(await read(store, 'a', 'b')).toEqual({ b: 'answer of b' });
			expect(await store.getCached('other', ['a', 'b'])).toEqual(new Map([['a', 'answer of a']]));
		});

		it('go when they have expired, thousands of them, and only those', async () => {
			const { store, clock } = await open();
			const keys = Array.from({ length: 1_201 }, (_, n) => `k${n}`);
			await store.putCached(
				namespace,
				keys.map((key, n) => entry(clock, key, n === 7 ? 2 * hour : hour)),
			);
			expect(await store.expireCached()).toBe(0);
			clock.advance(hour);
			expect(await store.expireCached()).toBe(1_200);
			expect(await store.expireCached()).toBe(0);
			expect(await read(store, ...keys)).toEqual({ k7: 'answer of k7' });
		});

		it('hold any text under any key', async () => {
			const { store, clock } = await open();
			const text = "'; --\0\u{1f600}__proto__";
			await store.putCached(text, [entry(clock, text, hour, text), entry(clock, '', hour, '')]);
			expect(await store.getCached(text, [text, '', '__proto__'])).toEqual(
				new Map([
					[text, text],
					['', ''],
				]),
			);
		});
	});
}
