import { processHolder } from '../../../../engine/state';
import { accounts, contacts, inScope, lease, link, type Open } from './shared';

const names = ['hubspot:1/contacts', 'hubspot:1/companies'];
const elsewhere = (run: string) => processHolder(run, { host: 'elsewhere.example.com', pid: 7, start: '77' });

export function leaseContract(open: Open): void {
	describe('leases', () => {
		it('are held by one run at a time, also within one process', async () => {
			const { store, reopen, clock } = await open();
			const since = new Date(clock.now()).toISOString();
			await lease(store, processHolder('run1'), ...names);
			const other = await reopen();
			expect(await other.acquireLeases([names[1]], processHolder('run2'))).toEqual({
				acquired: false,
				heldBy: processHolder('run1'),
				since,
			});
		});

		it('are taken all or none', async () => {
			const { store } = await open();
			await lease(store, processHolder('run1'), names[1]);
			expect(await store.acquireLeases(names, processHolder('run2'))).toMatchObject({ acquired: false });
			await lease(store, processHolder('run3'), names[0]);
		});

		it('have numbers that only grow, released or not', async () => {
			const { store, clock } = await open();
			const fences: number[] = [];
			for (let run = 0; run < 3; run++) {
				const held = await lease(store, elsewhere(`run${run}`), names[0]);
				fences.push(held[0].fence);
				if (run === 0) await store.releaseLeases(held);
				else clock.advance(60_000);
			}
			expect(fences[1]).toBeGreaterThan(fences[0]);
			expect(fences[2]).toBeGreaterThan(fences[1]);
		});

		it('live for 60 seconds from their last renewal', async () => {
			const { store, clock } = await open();
			const held = await lease(store, elsewhere('run1'), ...names);
			clock.advance(59_999);
			expect(await store.renewLeases(held)).toBe(true);
			clock.advance(59_999);
			expect(await store.acquireLeases(names, elsewhere('run2'))).toMatchObject({
				acquired: false,
				heldBy: elsewhere('run1'),
			});
			clock.advance(1);
			await lease(store, elsewhere('run2'), ...names);
			expect(await store.renewLeases(held)).toBe(false);
		});

		it('are the same for the run that asks again', async () => {
			const { store } = await open();
			const held = await lease(store, processHolder('run1'), ...names);
			expect(await lease(store, processHolder('run1'), ...names, names[0])).toEqual(held);
		});

		it('once lost, are neither renewed nor released nor committed under', async () => {
			const { store, clock } = await open();
			const old = await lease(store, elsewhere('run1'), ...names);
			const change = {
				links: inScope(contacts, link('c1', '101')),
				cursor: { syncKey: 'k', object: 'Contact', cursor: {} },
			};
			await store.commit(change, old);
			clock.advance(60_000);
			const taken = await lease(store, elsewhere('run2'), names[0]);
			await expect(
				store.commit(
					{
						links: inScope(accounts, link('a1', '201')),
						cursor: { syncKey: 'k', object: 'Contact', cursor: { watermark: 'x' } },
					},
					old,
				),
			).rejects.toMatchObject({
				name: 'SophiaError',
				kind: 'cancelled',
				code: 'LEASE_LOST',
			});
			expect(await store.countLinks(accounts)).toBe(0);
			expect(await store.getCursor('k', 'Contact')).toEqual({});
			await expect(store.reset({ syncKey: 'k', scopes: [contacts] }, old)).rejects.toMatchObject({
				code: 'LEASE_LOST',
			});
			expect(await store.countLinks(contacts)).toBe(1);
			await store.releaseLeases(old);
			expect(await store.renewLeases(taken)).toBe(true);
			await store.commit(change, taken);
		});

		it('with the right number but another holder are not held', async () => {
			const { store } = await open();
			const [held] = await lease(store, processHolder('run1'), names[0]);
			for (const forged of [
				{ ...held, holder: processHolder('run2') },
				{ ...held, fence: held.fence + 1 },
				{ ...held, name: 'unknown' },
			]) {
				await expect(store.commit({}, [forged])).rejects.toMatchObject({ code: 'LEASE_LOST' });
			}
			await store.commit({}, [held]);
		});
	});
}
