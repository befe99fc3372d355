import type { JunctionScope, StateStore } from '../../../../engine/state';
import { accounts, contacts, id, inScope, link, pairs, pending, settle, waiting, kind, type Open } from './shared';

const scope: JunctionScope = { kind, fromScope: contacts, toScope: accounts };

const put = async (store: StateStore, junctions: Array<[id: string, from: string, to: string]>, seen?: number) =>
	await store.commit(
		{ junctions: [{ ...scope, put: junctions.map(([one, fromId, toId]) => ({ id: one, fromId, toId })), seen }] },
		[],
	);

const remove = async (store: StateStore, ...ids: string[]) =>
	await store.commit({ junctions: [{ ...scope, remove: ids }] }, []);

const linked = async (store: StateStore) =>
	await store.commit(
		{
			links: [
				...inScope(contacts, link('c1', '101'), link('c2', '102')),
				...inScope(accounts, link('a1', '201'), link('a2', '202')),
			],
		},
		[],
	);

export function junctionContract(open: Open): void {
	describe('junctions', () => {
		it('want an association each, once both ends are linked, whichever was known first', async () => {
			const { store } = await open();
			await put(store, [
				['j1', 'c1', 'a1'],
				['j2', 'c2', 'a2'],
			]);
			expect(await pending(store)).toEqual([]);
			await linked(store);
			expect(await waiting(store)).toBe(0);
			expect(pairs(await pending(store))).toEqual(['+101→201', '+102→202']);
			await settle(store);
			await put(store, [['j3', 'c1', 'a2']]);
			expect(pairs(await pending(store))).toEqual(['+101→202']);
		});

		it('of one pair want it once, until the last of them is gone', async () => {
			const { store } = await open();
			await linked(store);
			await put(store, [
				['j1', 'c1', 'a1'],
				['j2', 'c1', 'a1'],
			]);
			expect(pairs(await pending(store))).toEqual(['+101→201']);
			await settle(store);
			await remove(store, 'j1');
			expect(await pending(store)).toEqual([]);
			await remove(store, 'j2', 'never known');
			expect(pairs(await pending(store))).toEqual(['-101→201']);
		});

		it('that are pointed elsewhere take their association with them', async () => {
			const { store } = await open();
			await linked(store);
			await put(store, [
				['j1', 'c1', 'a1'],
				['j2', 'c2', 'a1'],
			]);
			await settle(store);
			await put(store, [
				['j1', 'c1', 'a2'],
				['j2', 'c1', 'a1'],
			]);
			expect(pairs(await pending(store)).sort()).toEqual(['+101→202', '-102→201']);
			await settle(store);
			// Exchanged in one go: the pairs are the same, and nothing is to be done.
			await put(store, [
				['j1', 'c1', 'a1'],
				['j2', 'c1', 'a2'],
			]);
			expect(await pending(store)).toEqual([]);
		});

		it('that are the same as before change nothing', async () => {
			const { store } = await open();
			await linked(store);
			await put(store, [['j1', 'c1', 'a1']]);
			await settle(store);
			await put(store, [['j1', 'c1', 'a1']], await store.nextGeneration());
			expect(await pending(store)).toEqual([]);
		});

		it('that a full read has not seen are listed in order, a page at a time', async () => {
			const { store } = await open();
			const all = Array.from({ length: 5 }, (_, n) => id('j', n));
			await put(
				store,
				all.map((one) => [one, 'c1', 'a1']),
			);
			const first = await store.nextGeneration();
			await put(store, [[all[1], 'c1', 'a1']], first);
			const unseen = [all[0], all[2], all[3], all[4]];
			expect(await store.unseenJunctions(scope, first, undefined, 3)).toEqual(unseen.slice(0, 3));
			expect(await store.unseenJunctions(scope, first, all[3], 3)).toEqual([all[4]]);
			// An increment in between does not take back what was seen, nor claim it.
			await put(store, [
				[all[1], 'c2', 'a1'],
				[all[2], 'c2', 'a1'],
			]);
			expect(await store.unseenJunctions(scope, first, undefined, 9)).toEqual(unseen);
			expect(await store.unseenJunctions({ ...scope, kind: 'other' }, first, undefined, 9)).toEqual([]);
		});

		it('are forgotten with the links of their scope', async () => {
			const { store } = await open();
			await linked(store);
			await put(store, [['j1', 'c1', 'a1']]);
			await store.reset({ syncKey: 'k', scopes: [contacts] }, []);
			expect(await store.unseenJunctions(scope, await store.nextGeneration(), undefined, 9)).toEqual([]);
			await linked(store);
			expect(await pending(store)).toEqual([]);
		});

		it('end in the same state whatever happens in between', async () => {
			const { store, reopen } = await open();
			const wanted = new Map<string, [string, string]>();
			let random = 7;
			const next = (below: number) => (random = (random * 16_807) % 2_147_483_647) % below;
			await linked(store);
			for (let step = 0; step < 60; step++) {
				const one = `j${next(6)}`;
				if (next(3) === 0) {
					wanted.delete(one);
					await remove(store, one);
				} else {
					const pair: [string, string] = [`c${1 + next(2)}`, `a${1 + next(2)}`];
					wanted.set(one, pair);
					await put(store, [[one, ...pair]], next(2) === 0 ? await store.nextGeneration() : undefined);
				}
				if (next(4) === 0) await settle(store);
			}
			const again = await reopen();
			await settle(again);
			const made = await again.madeAssociations(contacts, ['101', '102']);
			const expected = new Set([...wanted.values()].map(([from, to]) => `${from} ${to}`));
			expect(new Set(made.map(({ from, to }) => `${from.sourceId} ${to.sourceId}`))).toEqual(expected);
			await again.close();
		});
	});
}
