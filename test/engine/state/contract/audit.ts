import type { AuditQuery, AuditWrite, StateStore } from '../../../../engine/state';
import { accounts, contacts, leads, type Open } from './shared';

const at = (minute: number): string => new Date(Date.parse('2026-03-01T00:00:00.000Z') + minute * 60_000).toISOString();

const entry = (minute: number, recordId: string, more: Partial<AuditWrite> = {}): AuditWrite => ({
	at: at(minute),
	runId: 'run1',
	action: 'updated',
	scope: contacts,
	recordId,
	...more,
});

const start = async (store: StateStore, runId: string, syncKey: string) =>
	await store.startRun({
		runId,
		syncKey,
		operation: 'sync',
		startedAt: at(0),
		origin: { workflowName: `Workflow of ${runId}`, executionId: '17', node: 'Sync' },
	});

const records = async (store: StateStore, query: Omit<AuditQuery, 'limit'>, limit = 100): Promise<string[]> =>
	(await store.listAudit({ ...query, limit })).map((one) => one.recordId);

export function auditContract(open: Open): void {
	describe('the audit trail', () => {
		it('says who did what to which record when, and with which fields', async () => {
			const { store, reopen } = await open();
			await start(store, 'run1', 'k');
			const written: AuditWrite[] = [
				entry(1, '003xx0000001', { action: 'created', destinationId: '101', fields: ['email', 'city'] }),
				entry(1, '003xx0000001', { destinationId: '101', fields: [] }),
				entry(2, '003xx0000002', { action: 'adopted', destinationId: '0102' }),
				entry(2, '7', { scope: accounts, action: 'archived', destinationId: '201', fields: ['city', 'email'] }),
				entry(3, '007', { action: 'detached' }),
				entry(3, '900719925474099312345', { action: 'associated', fields: ["'; --\0\u{1f600}__proto__"] }),
				entry(3, '', { action: 'dissociated', destinationId: '' }),
			];
			await store.commit({ audit: written.slice(0, 3) }, []);
			await store.commit({ audit: written.slice(3) }, []);
			const listed = await (await reopen()).listAudit({ limit: 100 });
			const origin = { workflowName: 'Workflow of run1', executionId: '17', node: 'Sync' };
			expect(listed).toEqual(
				written.map(({ fields, ...one }) => ({
					...one,
					...(fields && { fields: [...fields].sort() }),
					id: expect.any(String),
					syncKey: 'k',
					operation: 'sync',
					origin,
				})),
			);
		});

		it('is written with the commit or not at all', async () => {
			const { store } = await open();
			const broken = entry(1, 'c2', { action: undefined as never, recordId: null as never });
			await expect(store.commit({ audit: [entry(1, 'c1'), broken] }, [])).rejects.toThrow();
			expect(await records(store, {})).toEqual([]);
			await store.commit({ audit: [entry(1, 'c1')] }, []);
			expect(await records(store, {})).toEqual(['c1']);
		});

		it('is found by the id of either side', async () => {
			const { store } = await open();
			await store.commit(
				{
					audit: [
						entry(1, 'c1', { destinationId: '101' }),
						entry(2, 'c2', { destinationId: '102' }),
						entry(3, '101', { scope: leads, destinationId: 'x' }),
						entry(4, 'c1'),
						entry(5, '101', { destinationId: '101' }),
					],
				},
				[],
			);
			expect(await records(store, { recordId: '101' })).toEqual(['c1', '101', '101']);
			expect(await records(store, { recordId: 'c1' })).toEqual(['c1', 'c1']);
			expect(await records(store, { recordId: 'c1', since: at(2) })).toEqual(['c1']);
			expect(await records(store, { recordId: 'unknown' })).toEqual([]);
		});

		it('is found by run, sync and time, also when runs wrote in turns', async () => {
			const { store } = await open();
			await start(store, 'run1', 'k');
			await start(store, 'run2', 'other');
			for (let minute = 0; minute < 6; minute++) {
				await store.commit({ audit: [entry(minute, `c${minute}`, { runId: minute % 2 === 0 ? 'run1' : 'run2' })] }, []);
			}
			await store.commit({ audit: [entry(6, 'c6', { runId: 'unknown' }), entry(7, 'c7')] }, []);
			expect(await records(store, { runId: 'run1' })).toEqual(['c0', 'c2', 'c4', 'c7']);
			expect(await records(store, { syncKey: 'other' })).toEqual(['c1', 'c3', 'c5']);
			expect(await records(store, { syncKey: '' })).toEqual(['c6']);
			expect(await records(store, { since: at(2), until: at(5) })).toEqual(['c2', 'c3', 'c4']);
			expect(await records(store, { runId: 'run2', since: at(2) })).toEqual(['c3', 'c5']);
			expect(await records(store, { syncKey: 'k', runId: 'run2' })).toEqual([]);
			expect(await records(store, { since: at(99) })).toEqual([]);
			expect(await records(store, { runId: 'run1', newestFirst: true }, 2)).toEqual(['c7', 'c4']);
			expect(await records(store, { newestFirst: true, until: at(6) }, 3)).toEqual(['c5', 'c4', 'c3']);
		});

		it('is listed page by page, every entry once, however many there are', async () => {
			const { store } = await open();
			const many = Array.from({ length: 4_500 }, (_, n) =>
				entry(n % 3, `c${n}`, { runId: `run${n % 2}`, destinationId: n % 9 === 0 ? '7' : String(n) }),
			);
			await store.commit({ audit: many }, []);
			for (const query of [{}, { runId: 'run1' }, { recordId: '7' }, { since: at(1), until: at(2) }]) {
				const all = await store.listAudit({ ...query, limit: 10_000 });
				const paged = [];
				for (let page = await store.listAudit({ ...query, limit: 700 }); page.length > 0; ) {
					paged.push(...page);
					page = await store.listAudit({ ...query, limit: 700, afterId: page.at(-1)?.id });
				}
				expect(paged).toEqual(all);
				const downwards = [];
				for (let page = await store.listAudit({ ...query, newestFirst: true, limit: 700 }); page.length > 0; ) {
					downwards.push(...page);
					const afterId = page.at(-1)?.id;
					page = await store.listAudit({ ...query, newestFirst: true, limit: 700, afterId });
				}
				expect(downwards).toEqual([...all].reverse());
			}
			expect(await records(store, {}, 10_000)).toEqual(many.map((one) => one.recordId));
			expect(await records(store, { recordId: '7' }, 10_000)).toHaveLength(501);
		});

		it('outlives a reset of the sync', async () => {
			const { store } = await open();
			await start(store, 'run1', 'k');
			await store.commit({ audit: [entry(1, 'c1')] }, []);
			await store.reset({ syncKey: 'k', scopes: [contacts] }, []);
			expect(await records(store, { syncKey: 'k' })).toEqual(['c1']);
		});
	});
}
