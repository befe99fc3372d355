import { accounts, contacts, id, inScope, leads, link, revisits, type Open } from './shared';

export function linkContract(open: Open): void {
	describe('links', () => {
		it('come back as they were committed, replaced by later ones', async () => {
			const { store } = await open();
			const first = link('c1', '101', {
				matchKey: 'hash-of-mail',
				fields: { firstname: 'abcdefghij_-', city: 'ABCDEFGHIJ01' },
			});
			await store.commit({ links: inScope(contacts, first, link('c2', '102', { role: 'shadow' })) }, []);
			expect(Object.fromEntries(await store.getLinks(contacts, ['c1', 'c2', 'c3', 'c1']))).toEqual({
				c1: first,
				c2: link('c2', '102', { role: 'shadow' }),
			});
			const second = link('c1', '109', { fields: { city: 'zzzzzzzzzzzz' }, modifiedAt: '2026-03-02T00:00:00.000Z' });
			await store.commit({ links: inScope(contacts, first, second) }, []);
			expect((await store.getLinks(contacts, ['c1'])).get('c1')).toEqual(second);
			expect(await store.countLinks(contacts)).toBe(2);
		});

		it('keep pairs of hashes beside single ones, however many fields there are', async () => {
			const { store, reopen } = await open();
			const names = Array.from({ length: 300 }, (_, index) => `field ${index}`);
			const fields = Object.fromEntries([
				...names.map((name) => [name, 'abcdefghij_-']),
				...names.map((name) => [`=${name}=`, 'ABCDEFGHIJ01.zzzzzzzzzz_-']),
				['=gone', '0123456789ab'],
			]) as Record<string, string>;
			const odd = { ...fields, odd: 'ABCDEFGHIJ01.zzzzzzzzzz_-.ABCDEFGHIJ01', empty: '', short: 'a.b' };
			const links = [link('c1', '1', { fields }), link('c2', '2', { fields: odd })];
			await store.commit({ links: inScope(contacts, ...links) }, []);
			const found = await (await reopen()).getLinks(contacts, ['c1', 'c2']);
			expect(links.map(({ sourceId }) => found.get(sourceId))).toEqual(links);
		});

		it('of one scope are not those of another', async () => {
			const { store } = await open();
			await store.commit({ links: [...inScope(contacts, link('x', '1')), ...inScope(accounts, link('x', '2'))] }, []);
			expect((await store.getLinks(contacts, ['x'])).get('x')?.destinationId).toBe('1');
			expect((await store.getLinks(accounts, ['x'])).get('x')?.destinationId).toBe('2');
			expect(await store.getLinks(leads, ['x'])).toEqual(new Map());
			expect(await store.countLinks({ ...contacts, destinationAccount: 'hubspot:2' })).toBe(0);
		});

		it('are found from the destination, by id and by match key, over all source objects', async () => {
			const { store } = await open();
			const contact = link('c1', '101', { matchKey: 'mail' });
			const lead = link('l1', '101', { matchKey: 'mail', role: 'shadow' });
			await store.commit(
				{ links: [...inScope(contacts, contact), ...inScope(leads, lead), ...inScope(accounts, link('a1', '101'))] },
				[],
			);
			const expected = [
				{ ...contact, scope: contacts },
				{ ...lead, scope: leads },
			];
			const byId = await store.linksByDestination(contacts, ['101', '999']);
			expect([...byId.keys()]).toEqual(['101']);
			expect(byId.get('101')).toHaveLength(2);
			expect(byId.get('101')).toEqual(expect.arrayContaining(expected));
			const byKey = await store.linksByMatchKey(contacts, ['mail', 'other']);
			expect(byKey.get('mail')).toEqual(expect.arrayContaining(expected));
			expect(byKey.size).toBe(1);
		});

		it('are removed, and made again in the same commit when they move', async () => {
			const { store } = await open();
			await store.commit({ links: inScope(leads, link('l1', '101')) }, []);
			await store.commit(
				{
					removeLinks: [
						{ scope: leads, sourceId: 'l1' },
						{ scope: leads, sourceId: 'unknown' },
					],
					links: inScope(contacts, link('c1', '101')),
				},
				[],
			);
			expect(await store.countLinks(leads)).toBe(0);
			expect((await store.linksByDestination(contacts, ['101'])).get('101')?.map((found) => found.sourceId)).toEqual([
				'c1',
			]);
		});

		it('are read and written in any number', async () => {
			const { store } = await open();
			const many = Array.from({ length: 1_203 }, (_, n) => link(id('c', n), String(n), { matchKey: `k${n % 700}` }));
			await store.commit({ links: inScope(contacts, ...many) }, []);
			const found = await store.getLinks(
				contacts,
				many.map((one) => one.sourceId),
			);
			expect(found.size).toBe(1_203);
			expect(found.get(id('c', 1_202))).toEqual(many[1_202]);
			const byKey = await store.linksByMatchKey(
				contacts,
				many.map((one) => one.matchKey as string),
			);
			expect([byKey.size, byKey.get('k0')?.length, byKey.get('k699')?.length]).toEqual([700, 2, 1]);
			expect(await store.countLinks(contacts)).toBe(1_203);
			expect(await store.getLinks(contacts, [])).toEqual(new Map());
		});

		it('hold any text', async () => {
			const { store, reopen } = await open();
			const hostile = [
				"'; DROP TABLE links; --",
				'a\0b',
				'\u{1f600}',
				'é',
				'e\u0301',
				'%',
				'_',
				'__proto__',
				'constructor',
				' ',
				'x'.repeat(1_048_576),
			];
			const links = hostile.map((text) => {
				const fields = Object.fromEntries([
					[text, text],
					['same', 'abcdefghij_-'],
				]);
				return link(text, text, { matchKey: text, fields, modifiedAt: text });
			});
			await store.commit(
				{ links: inScope(contacts, ...links), revisit: hostile.map((sourceId) => ({ scope: contacts, sourceId })) },
				[],
			);
			const again = await reopen();
			const found = await again.getLinks(contacts, hostile);
			expect(hostile.map((text) => found.get(text))).toEqual(links);
			expect((await again.linksByMatchKey(contacts, hostile)).size).toBe(hostile.length);
			expect((await again.linksByDestination(contacts, hostile)).size).toBe(hostile.length);
			expect(new Set(await revisits(again, contacts))).toEqual(new Set(hostile));
		});
	});

	describe('marks of a full read', () => {
		it('tell which links it has not seen, page by page, ascending', async () => {
			const { store } = await open();
			const ids = Array.from({ length: 10 }, (_, n) => id('c', n));
			await store.commit({ links: inScope(contacts, ...ids.map((one, n) => link(one, String(n)))) }, []);
			await store.commit({ seen: { scope: contacts, generation: 1, sourceIds: ids.slice(0, 8) } }, []);
			await store.commit(
				{ seen: { scope: contacts, generation: 2, sourceIds: [ids[1], ids[3], ids[9], 'unknown'] } },
				[],
			);
			expect(await store.unseenLinks(contacts, 1, undefined, 100)).toEqual([ids[8]]);
			const missing = [ids[0], ids[2], ids[4], ids[5], ids[6], ids[7], ids[8]];
			expect(await store.unseenLinks(contacts, 2, undefined, 100)).toEqual(missing);
			expect(await store.unseenLinks(contacts, 2, undefined, 3)).toEqual(missing.slice(0, 3));
			expect(await store.unseenLinks(contacts, 2, missing[2], 3)).toEqual(missing.slice(3, 6));
			expect(await store.unseenLinks(contacts, 2, missing[6], 3)).toEqual([]);
			expect(await store.unseenLinks(accounts, 2, undefined, 3)).toEqual([]);
		});

		it('stay when a link is written again, and are never taken back by an earlier read', async () => {
			const { store } = await open();
			await store.commit(
				{ links: inScope(contacts, link('c1', '1')), seen: { scope: contacts, generation: 5, sourceIds: ['c1'] } },
				[],
			);
			await store.commit({ links: inScope(contacts, link('c1', '2')) }, []);
			await store.commit({ seen: { scope: contacts, generation: 4, sourceIds: ['c1'] } }, []);
			expect(await store.unseenLinks(contacts, 5, undefined, 10)).toEqual([]);
			expect(await store.unseenLinks(contacts, 6, undefined, 10)).toEqual(['c1']);
		});

		it('are numbered upwards, over all stores', async () => {
			const { store, reopen } = await open();
			const first = await store.nextGeneration();
			expect(first).toBeGreaterThan(0);
			expect(await (await reopen()).nextGeneration()).toBeGreaterThan(first);
		});
	});

	describe('revisits', () => {
		it('are kept until the record has been read again', async () => {
			const { store } = await open();
			const refs = ['c3', 'c1', 'c2', 'c1'].map((sourceId) => ({ scope: contacts, sourceId }));
			await store.commit({ revisit: refs }, []);
			expect(await revisits(store, contacts, undefined, 2)).toEqual(['c1', 'c2']);
			const rest = await store.revisits(contacts, 'c2', 2);
			expect(rest.map((one) => one.sourceId)).toEqual(['c3']);
			await store.commit({ revisited: rest.map((one) => ({ scope: contacts, ...one })) }, []);
			expect(await revisits(store, contacts)).toEqual(['c1', 'c2']);
			expect(await revisits(store, leads)).toEqual([]);
		});

		it('stay when the record was marked anew while it was read', async () => {
			const { store } = await open();
			const ref = { scope: contacts, sourceId: 'c1' };
			await store.commit({ revisit: [ref] }, []);
			const [read] = await store.revisits(contacts, undefined, 10);
			await store.commit({ revisit: [ref] }, []);
			await store.commit({ revisited: [{ ...ref, mark: read.mark }] }, []);
			const [again] = await store.revisits(contacts, undefined, 10);
			expect(again.mark).toBeGreaterThan(read.mark);
			await store.commit({ revisited: [{ ...ref, mark: again.mark }] }, []);
			expect(await revisits(store, contacts)).toEqual([]);
		});
	});
}
