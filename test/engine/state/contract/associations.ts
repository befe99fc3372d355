import {
	accounts,
	contacts,
	id,
	inScope,
	leads,
	link,
	pairs,
	pending,
	settle,
	waiting,
	wants,
	type Open,
} from './shared';

export function associationContract(open: Open): void {
	describe('associations', () => {
		it('are pending once both ends are linked, and no longer when they are done', async () => {
			const { store } = await open();
			await store.commit({ links: inScope(contacts, link('c1', '101')), wantedAssociations: [wants('c1', 'a1')] }, []);
			expect(await pending(store)).toEqual([]);
			expect(await waiting(store)).toBe(1);
			await store.commit({ links: inScope(accounts, link('a1', '201')) }, []);
			expect(await waiting(store)).toBe(0);
			const found = await pending(store);
			expect(found).toEqual([
				{
					kind: 'contactToCompany',
					action: 'associate',
					from: { scope: contacts, sourceId: 'c1' },
					to: { scope: accounts, sourceId: 'a1' },
					fromDestinationId: '101',
					toDestinationId: '201',
				},
			]);
			await store.commit({ doneAssociations: found }, []);
			expect(await pending(store)).toEqual([]);
			await store.commit({ wantedAssociations: [wants('c1', 'a1')] }, []);
			expect(await pending(store)).toEqual([]);
		});

		it('wait for a record that is linked after its wish; a shadow has none of its own, but leads to the record behind which it stands', async () => {
			const { store } = await open();
			await store.commit({ links: inScope(accounts, link('a1', '201')), wantedAssociations: [wants('c1', 'a1')] }, []);
			expect([await pending(store), await waiting(store)]).toEqual([[], 0]);
			await store.commit({ links: inScope(contacts, link('c1', '101', { role: 'shadow' })) }, []);
			expect([await pending(store), await waiting(store)]).toEqual([[], 0]);
			await store.commit({ links: inScope(contacts, link('c1', '101')) }, []);
			expect(pairs(await pending(store))).toEqual(['+101→201']);
			await store.commit({ links: inScope(accounts, link('a1', '201', { role: 'shadow' })) }, []);
			expect([pairs(await pending(store)), await waiting(store)]).toEqual([['+101→201'], 0]);
			await store.commit({ removeLinks: [{ scope: accounts, sourceId: 'a1' }] }, []);
			expect([await pending(store), await waiting(store)]).toEqual([[], 1]);
		});

		it('are replaced: the former one goes, the new one comes', async () => {
			const { store } = await open();
			await store.commit(
				{
					links: [...inScope(accounts, link('a1', '201'), link('a2', '202')), ...inScope(contacts, link('c1', '101'))],
					wantedAssociations: [wants('c1', 'a1')],
				},
				[],
			);
			expect(await settle(store)).toEqual(['+101→201']);
			await store.commit({ wantedAssociations: [wants('c1', 'a2')] }, []);
			const found = await pending(store);
			expect(pairs(found)).toEqual(['-101→201', '+101→202']);
			expect(found[0]).toMatchObject({ from: { sourceId: 'c1' }, to: { sourceId: 'a1' } });
			await settle(store);
			expect(await pending(store)).toEqual([]);
			await store.commit({ wantedAssociations: [wants('c1')] }, []);
			expect(await settle(store)).toEqual(['-101→202']);
			expect(await pending(store)).toEqual([]);
		});

		it('go when they are no longer wanted although the new end is not there yet', async () => {
			const { store } = await open();
			const links = [...inScope(accounts, link('a1', '201')), ...inScope(contacts, link('c1', '101'))];
			await store.commit({ links, wantedAssociations: [wants('c1', 'a1')] }, []);
			await settle(store);
			await store.commit({ wantedAssociations: [wants('c1', 'a2')] }, []);
			expect(pairs(await pending(store))).toEqual(['-101→201']);
			expect(await waiting(store)).toBe(1);
		});

		it('that were made are told from either end, and no longer once they are removed', async () => {
			const { store } = await open();
			await store.commit(
				{
					links: [...inScope(accounts, link('a1', '201')), ...inScope(contacts, link('c1', '101'), link('c2', '102'))],
					wantedAssociations: [wants('c1', 'a1'), wants('c2', 'a1')],
				},
				[],
			);
			expect(await store.madeAssociations(accounts, ['201'])).toEqual([]);
			await settle(store);
			const ofCompany = await store.madeAssociations(accounts, ['201', 'unknown']);
			expect(pairs(ofCompany).sort()).toEqual(['-101→201', '-102→201']);
			expect(pairs(await store.madeAssociations(contacts, ['102']))).toEqual(['-102→201']);
			expect(await store.madeAssociations({ ...contacts, destinationAccount: 'hubspot:other' }, ['102'])).toEqual([]);
			await store.commit({ links: inScope(accounts, link('a2', '202'), link('a3', '203', { role: 'shadow' })) }, []);
			expect(await store.countLonelyTargets('contactToCompany', accounts)).toBe(1);
			expect(await store.countLonelyTargets('no such kind', accounts)).toBe(2);
			expect(await store.countLonelyTargets('contactToCompany', leads)).toBe(0);
			await store.commit({ removeLinks: [{ scope: accounts, sourceId: 'a1' }], doneAssociations: ofCompany }, []);
			expect(await store.madeAssociations(accounts, ['201'])).toEqual([]);
		});

		it('stay when another record wants the same pair', async () => {
			const { store } = await open();
			await store.commit(
				{
					links: [...inScope(accounts, link('a1', '201'), link('a2', '201')), ...inScope(contacts, link('c1', '101'))],
					wantedAssociations: [wants('c1', 'a1', 'a2')],
				},
				[],
			);
			expect(await settle(store)).toEqual(['+101→201']);
			await store.commit({ wantedAssociations: [wants('c1', 'a2')] }, []);
			expect(await pending(store)).toEqual([]);
			await store.commit({ wantedAssociations: [wants('c1')] }, []);
			expect(pairs(await pending(store))).toEqual(['-101→201']);
		});

		it('follow a link to another destination record', async () => {
			const { store } = await open();
			await store.commit(
				{
					links: [...inScope(accounts, link('a1', '201')), ...inScope(contacts, link('c1', '101'), link('c2', '102'))],
					wantedAssociations: [wants('c1', 'a1'), wants('c2', 'a1')],
				},
				[],
			);
			await settle(store);
			// The company was deleted in the destination and made again: what hung on the former one went with it.
			await store.commit({ links: inScope(accounts, link('a1', '299')) }, []);
			expect(await settle(store)).toEqual(['+101→299', '+102→299']);
			// The same for a contact.
			await store.commit({ links: inScope(contacts, link('c1', '199')) }, []);
			expect(await settle(store)).toEqual(['+199→299']);
		});

		it('are removed from a destination record that lives on with another source record', async () => {
			const { store } = await open();
			await store.commit(
				{
					links: [...inScope(accounts, link('a1', '201')), ...inScope(contacts, link('c1', '101'))],
					wantedAssociations: [wants('c1', 'a1')],
				},
				[],
			);
			await settle(store);
			await store.commit({ links: inScope(contacts, link('c1', '102'), link('c2', '101')) }, []);
			expect(await settle(store)).toEqual(['-101→201', '+102→201']);
		});

		it('of a destination record that was archived are forgotten, not removed', async () => {
			const { store } = await open();
			const links = [
				...inScope(accounts, link('a1', '201')),
				...inScope(contacts, link('c1', '101'), link('c2', '102')),
			];
			await store.commit({ links, wantedAssociations: [wants('c1', 'a1'), wants('c2', 'a1')] }, []);
			await settle(store);
			await store.commit({ removeLinks: [{ scope: contacts, sourceId: 'c1' }] }, []);
			expect([await pending(store), await waiting(store)]).toEqual([[], 0]);
			await store.commit({ removeLinks: [{ scope: accounts, sourceId: 'a1' }] }, []);
			expect([await pending(store), await waiting(store)]).toEqual([[], 1]);
			// Both come back as new destination records.
			await store.commit(
				{ links: [...inScope(accounts, link('a1', '201')), ...inScope(contacts, link('c1', '101'))] },
				[],
			);
			expect(await settle(store)).toEqual(['+101→201', '+102→201']);
		});

		it('stay with the destination record when its link moves to another source record', async () => {
			const { store } = await open();
			const leadWants = { ...wants('l1', 'a1'), from: { scope: leads, sourceId: 'l1' } };
			await store.commit(
				{
					links: [...inScope(accounts, link('a1', '201')), ...inScope(leads, link('l1', '101'))],
					wantedAssociations: [leadWants],
				},
				[],
			);
			expect(await settle(store)).toEqual(['+101→201']);
			await store.commit(
				{
					removeLinks: [{ scope: leads, sourceId: 'l1' }],
					links: inScope(contacts, link('c1', '101')),
					wantedAssociations: [wants('c1', 'a1')],
				},
				[],
			);
			expect(await pending(store)).toEqual([]);
			await store.commit({ wantedAssociations: [wants('c1')] }, []);
			expect(pairs(await pending(store))).toEqual(['-101→201']);
		});

		it('stay when the other end moves to the winner of a merge before the record itself follows', async () => {
			const { store } = await open();
			await store.commit(
				{
					links: [...inScope(accounts, link('loser', '201')), ...inScope(contacts, link('c1', '101'))],
					wantedAssociations: [wants('c1', 'loser')],
				},
				[],
			);
			await settle(store);
			await store.commit(
				{ removeLinks: [{ scope: accounts, sourceId: 'loser' }], links: inScope(accounts, link('winner', '201')) },
				[],
			);
			expect(await pending(store)).toEqual([]);
			await store.commit({ wantedAssociations: [wants('c1', 'winner')] }, []);
			expect([await pending(store), await waiting(store)]).toEqual([[], 0]);
		});

		it('come in a stable order, page by page, and come again while they are not done', async () => {
			const { store } = await open();
			const count = 620;
			const numbers = Array.from({ length: count }, (_, n) => n);
			await store.commit(
				{
					links: [
						...inScope(accounts, link('a1', '201'), link('a2', '202')),
						...inScope(contacts, ...numbers.map((n) => link(id('c', n), id('1', n)))),
					],
					wantedAssociations: numbers.map((n) => wants(id('c', n), 'a1', 'a2')),
				},
				[],
			);
			const all = await pending(store, 10_000);
			expect(all).toHaveLength(2 * count);
			for (const limit of [7, 1_000]) {
				const paged = [];
				for (let page = await pending(store, limit); page.length > 0; page = await pending(store, limit, page.at(-1))) {
					expect(page.length).toBeLessThanOrEqual(limit);
					paged.push(...page);
				}
				expect(paged).toEqual(all);
			}
			await store.commit({ doneAssociations: all.filter((_, n) => n % 100 !== 0) }, []);
			expect(await pending(store, 10_000)).toEqual(all.filter((_, n) => n % 100 === 0));
			expect(await pending(store, 0)).toEqual([]);
		});

		it('of a company with very many contacts follow it', async () => {
			const { store } = await open();
			const numbers = Array.from({ length: 1_300 }, (_, n) => n);
			await store.commit(
				{
					links: inScope(contacts, ...numbers.map((n) => link(id('c', n), id('1', n)))),
					wantedAssociations: numbers.map((n) => wants(id('c', n), 'a1')),
				},
				[],
			);
			expect(await waiting(store)).toBe(1_300);
			await store.commit({ links: inScope(accounts, link('a1', '201')) }, []);
			expect(await waiting(store)).toBe(0);
			const found = await pending(store, 10_000);
			expect(found).toHaveLength(1_300);
			await store.commit({ doneAssociations: found }, []);
			await store.commit({ removeLinks: [{ scope: accounts, sourceId: 'a1' }] }, []);
			expect([await pending(store), await waiting(store)]).toEqual([[], 1_300]);
		});

		it('of another kind or account are not mixed in', async () => {
			const { store } = await open();
			const elsewhere = { destinationAccount: 'hubspot:2' };
			await store.commit(
				{
					links: [
						...inScope(accounts, link('a1', '201')),
						...inScope(contacts, link('c1', '101')),
						...inScope({ ...accounts, ...elsewhere }, link('a1', '901')),
						...inScope({ ...contacts, ...elsewhere }, link('c1', '801')),
					],
					wantedAssociations: [
						wants('c1', 'a1'),
						{ ...wants('c1', 'a1'), kind: 'other' },
						{
							...wants('c1', 'a1'),
							from: { scope: { ...contacts, ...elsewhere }, sourceId: 'c1' },
							toScope: { ...accounts, ...elsewhere },
						},
					],
				},
				[],
			);
			expect(pairs(await pending(store))).toEqual(['+101→201']);
			expect(await settle(store)).toEqual(['+101→201']);
			expect(pairs(await store.pendingAssociations('other', contacts.destinationAccount, 10))).toEqual(['+101→201']);
			expect(pairs(await store.pendingAssociations('contactToCompany', 'hubspot:2', 10))).toEqual(['+801→901']);
			expect(await store.pendingAssociations('unknown', 'hubspot:2', 10)).toEqual([]);
			expect(await store.countWaitingAssociations('unknown', 'hubspot:2')).toBe(0);
		});
	});
}
