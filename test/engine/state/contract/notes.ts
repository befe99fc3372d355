import type { Open } from './shared';

export function noteContract(open: Open): void {
	describe('notes', () => {
		it('are remembered, changed and deleted, for every store on the same storage', async () => {
			const { store, reopen } = await open();
			expect(await store.getNote('n')).toBeUndefined();
			expect(await store.updateNote<number[]>('n', (old) => [...(old ?? []), 1])).toEqual([1]);
			const other = await reopen();
			expect(await other.updateNote<number[]>('n', (old) => [...(old ?? []), 2])).toEqual([1, 2]);
			expect(await store.getNote('n')).toEqual([1, 2]);
			expect(await store.getNote('N')).toBeUndefined();
			expect(await store.updateNote('n', () => undefined)).toBeUndefined();
			expect(await other.getNote('n')).toBeUndefined();
		});

		it('are changed by one at a time', async () => {
			const { store, reopen } = await open();
			const stores = [store, await reopen(), await reopen()];
			await Promise.all(
				Array.from({ length: 30 }, async (_, n) => await stores[n % 3].updateNote<number>('n', (old = 0) => old + 1)),
			);
			expect(await store.getNote('n')).toBe(30);
		});

		it('stay as they are when the change fails', async () => {
			const { store } = await open();
			await store.updateNote('n', () => 'before');
			const change = store.updateNote('n', () => {
				throw new Error('no');
			});
			await expect(change).rejects.toThrow('no');
			expect(await store.getNote('n')).toBe('before');
		});

		it('hold any text under any name', async () => {
			const { store } = await open();
			const text = "'; --\0\u{1f600}__proto__\ud800";
			await store.updateNote(text, () => ({ text, no: false, none: null, zero: 0 }));
			expect(await store.getNote(text)).toEqual({ text, no: false, none: null, zero: 0 });
		});
	});
}
