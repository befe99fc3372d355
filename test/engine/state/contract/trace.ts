import type { RejectionWrite } from '../../../../engine/state';
import { accounts, contacts, inScope, kind, leads, link, wants, type Open } from './shared';

const rejection = (recordId: string, more: Partial<RejectionWrite> = {}): RejectionWrite => ({
	syncKey: 'k',
	scope: contacts,
	recordId,
	category: 'refused',
	reason: 'no',
	retryable: false,
	payloadHash: 'h',
	payload: null,
	at: '2026-03-01T00:00:00.000Z',
	runId: 'r1',
	...more,
});

const nothing = { links: [], rejections: [], revisits: [], waiting: [] };

export function traceContract(open: Open): void {
	describe('what is known of a record', () => {
		it('is nothing at first, and of a record that nobody knows', async () => {
			const { store } = await open();
			expect(await store.explainRecord('c1')).toEqual(nothing);
			await store.commit({ links: inScope(contacts, link('c1', '101')) }, []);
			expect(await store.explainRecord('c2')).toEqual(nothing);
			expect(await store.explainRecord('')).toEqual(nothing);
		});

		it('is found from either side, with the other records of the same destination record', async () => {
			const { store } = await open();
			const contact = link('c1', '101', { fields: { city: 'abcdefghij_-' } });
			const lead = link('l1', '101', { role: 'shadow' });
			await store.commit(
				{
					links: [
						...inScope(contacts, contact, link('c2', '102')),
						...inScope(leads, lead),
						...inScope(accounts, link('a1', '101')),
					],
					wantedAssociations: [wants('c1', 'a1', 'a2', 'a3')],
					revisit: [
						{ scope: leads, sourceId: 'l1' },
						{ scope: contacts, sourceId: 'c2' },
					],
					rejections: [
						rejection('l1', { scope: leads }),
						rejection('c9', { blockedBy: '101' }),
						rejection('c2'),
						rejection('l1', { scope: accounts }),
					],
				},
				[],
			);
			const about = await store.explainRecord('c1');
			expect(about.links).toEqual([
				{ ...contact, scope: contacts },
				{ ...lead, scope: leads },
			]);
			expect(about.rejections.map((one) => [one.recordId, one.scope.sourceObject])).toEqual([
				['l1', 'Lead'],
				['c9', 'Contact'],
			]);
			expect(about.revisits).toEqual([{ scope: leads, sourceId: 'l1' }]);
			expect(about.waiting).toEqual(
				['a2', 'a3'].map((id) => ({
					kind,
					from: { scope: contacts, sourceId: 'c1' },
					to: { scope: accounts, sourceId: id },
				})),
			);
			expect((await store.explainRecord('l1')).links).toHaveLength(2);
			// A number may be the id of two objects' records.
			expect((await store.explainRecord('101')).links.map((one) => one.sourceId).sort()).toEqual(['a1', 'c1', 'l1']);
		});

		it('holds a record that was refused and has no link, also when that was dismissed', async () => {
			const { store } = await open();
			await store.commit({ rejections: [rejection('c1', { payload: { city: 'x' } })] }, []);
			await store.dismissRejections((await store.listRejections({ limit: 1 })).map((one) => one.id as string));
			const { rejections, links } = await store.explainRecord('c1');
			expect(links).toEqual([]);
			expect(rejections).toMatchObject([{ recordId: 'c1', payload: { city: 'x' }, dismissedAt: expect.any(String) }]);
		});
	});
}
