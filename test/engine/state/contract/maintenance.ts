import { processHolder, type MaintenanceRequest, type RejectionWrite, type StateStore } from '../../../../engine/state';
import { contacts, inScope, link, type MovableClock, type Open } from './shared';

const day = 86_400_000;
const nothing: MaintenanceRequest = { keep: {}, vacuum: false, integrityCheck: false, reencrypt: false };
const none = { runs: 0, audit: 0, inbox: 0, rejections: 0, cache: 0, inboxKeys: 0 };
const now = (clock: MovableClock): string => new Date(clock.now()).toISOString();

const rejection = (recordId: string, at: string): RejectionWrite => ({
	syncKey: 'k',
	scope: contacts,
	recordId,
	category: 'refused',
	reason: 'no',
	retryable: false,
	payloadHash: 'h',
	payload: { city: 'x' },
	at,
	runId: 'r1',
});

/** One run of a sync, with an audit entry and a rejected record. */
async function oneDay(store: StateStore, clock: MovableClock, runId: string): Promise<void> {
	await store.startRun({ runId, syncKey: 'k', operation: 'sync', startedAt: now(clock) });
	await store.commit(
		{
			audit: [
				{ at: now(clock), runId, action: 'created', scope: contacts, recordId: `c ${runId}`, destinationId: '1' },
			],
			rejections: [rejection(`c ${runId}`, now(clock))],
		},
		[],
	);
	await store.finishRun({ runId, status: 'completed', finishedAt: now(clock), report: {} });
	clock.advance(day);
}

export function maintenanceContract(open: Open): void {
	describe('maintenance', () => {
		it('forgets nothing that it is not told to', async () => {
			const { store, clock } = await open();
			for (const runId of ['r1', 'r2']) await oneDay(store, clock, runId);
			clock.advance(1_000 * day);
			const report = await store.maintain(nothing);
			expect(report).toEqual({ deleted: none, bytes: expect.any(Number) });
			expect(report.bytes).toBeGreaterThan(0);
			expect(await store.listRuns({ limit: 10 })).toHaveLength(2);
			expect(await store.listAudit({ limit: 10 })).toHaveLength(2);
		});

		it('forgets what is older than its days; the newest run of a sync stays', async () => {
			const { store, clock } = await open();
			await store.startRun({ runId: 'lonely', syncKey: 'other', operation: 'sync', startedAt: now(clock) });
			await store.finishRun({ runId: 'lonely', status: 'completed', finishedAt: now(clock), report: {} });
			for (const runId of ['r1', 'r2', 'r3', 'r4']) await oneDay(store, clock, runId);
			const report = await store.maintain({ ...nothing, keep: { runsDays: 2, auditDays: 3, rejectionsDays: 1 } });
			expect(report.deleted).toEqual({ ...none, runs: 2, audit: 1, rejections: 3 });
			expect((await store.listRuns({ limit: 10 })).map((run) => run.runId)).toEqual(['r4', 'r3', 'lonely']);
			const audit = await store.listAudit({ syncKey: 'k', limit: 10 });
			expect(audit.map((one) => [one.runId, one.syncKey])).toEqual([
				['r2', 'k'],
				['r3', 'k'],
				['r4', 'k'],
			]);
			expect((await store.listRejections({ limit: 10 })).map((one) => one.recordId)).toEqual(['c r4']);
			clock.advance(10 * day);
			expect((await store.maintain({ ...nothing, keep: { runsDays: 1, auditDays: 1 } })).deleted).toMatchObject({
				runs: 1,
				audit: 3,
			});
			expect((await store.listRuns({ limit: 10 })).map((run) => run.runId)).toEqual(['r4', 'lonely']);
			await oneDay(store, clock, 'r5');
			expect((await store.listAudit({ limit: 10 })).map((one) => one.recordId)).toEqual(['c r5']);
		});

		it('forgets thousands of audit entries of runs at the same time, and those only that are old', async () => {
			const { store, clock } = await open();
			const first = clock.now();
			const entries = Array.from({ length: 3_000 }, (_, n) => ({
				at: new Date(first + (n % 3 === 0 ? 5 * day : 0)).toISOString(),
				runId: `r${n % 3}`,
				action: 'updated' as const,
				scope: contacts,
				recordId: `c${n}`,
			}));
			await store.commit({ audit: entries }, []);
			clock.advance(6 * day);
			expect((await store.maintain({ ...nothing, keep: { auditDays: 3 } })).deleted.audit).toBe(2_000);
			const left = await store.listAudit({ limit: 10_000 });
			expect(left).toHaveLength(1_000);
			expect(new Set(left.map((one) => one.runId))).toEqual(new Set(['r0']));
		});

		it('never forgets what is pending in the inbox; abandoned entries only after their days', async () => {
			const { store, clock } = await open();
			const put = async (inbox: string, dedupeKey: string) =>
				await store.putInbox(
					[{ inbox, kind: 'json', body: '{}', dedupeKey, receivedAt: now(clock), holder: processHolder() }],
					{ maxPending: 10 },
				);
			for (const inbox of ['one', 'two']) await put(inbox, 'given up');
			const claim = { holder: processHolder(), visibilityMs: 0, maxAttempts: 1, limit: 10 };
			expect(await store.claimInbox(claim)).toEqual([]);
			for (const inbox of ['one', 'two']) await put(inbox, 'pending');
			expect(await store.inboxStatus()).toMatchObject({ pending: 2, abandoned: 2 });
			clock.advance(3 * day);
			expect((await store.maintain({ ...nothing, keep: { inboxDays: 4 } })).deleted.inbox).toBe(0);
			expect((await store.maintain({ ...nothing, keep: { inboxDays: 2 } })).deleted.inbox).toBe(2);
			expect(await store.inboxStatus()).toMatchObject({ pending: 2, abandoned: 0 });
			expect((await put('one', 'given up'))[0].status).toBe('accepted');
			expect((await put('one', 'pending'))[0].status).toBe('duplicate');
		});

		it('forgets what has expired by itself', async () => {
			const { store, clock } = await open();
			const dedupeUntil = new Date(clock.now() + day).toISOString();
			const [put] = await store.putInbox(
				[{ inbox: 'i', kind: 'json', body: '{}', dedupeKey: 'k', dedupeUntil, receivedAt: now(clock), holder: 'h' }],
				{ maxPending: 10 },
			);
			await store.finishInbox([(put as { id: string }).id]);
			await store.putCached('n', [{ key: 'k', value: 'v', expiresAt: dedupeUntil }]);
			expect((await store.maintain(nothing)).deleted).toEqual(none);
			clock.advance(day);
			expect((await store.maintain(nothing)).deleted).toEqual({ ...none, cache: 1, inboxKeys: 1 });
		});

		it('checks, gives space back and rewrites what is encrypted, and loses nothing', async () => {
			const { store, clock } = await open();
			await oneDay(store, clock, 'r1');
			const many = Array.from({ length: 2_000 }, (_, n) =>
				link(`c${n}`, String(n), { fields: { city: 'x'.repeat(400) } }),
			);
			await store.commit({ links: inScope(contacts, ...many) }, []);
			await store.commit({ removeLinks: many.slice(10).map(({ sourceId }) => ({ scope: contacts, sourceId })) }, []);
			const report = await store.maintain({ keep: {}, vacuum: true, integrityCheck: true, reencrypt: true });
			expect(report).toMatchObject({
				integrity: { ok: true, problems: [] },
				reencrypted: { rewritten: 0, unreadable: 0 },
			});
			expect(report.vacuum?.bytesAfter).toBeLessThan((report.vacuum?.bytesBefore ?? 0) / 2);
			expect(report.bytes).toBe(report.vacuum?.bytesAfter);
			expect(await store.countLinks(contacts)).toBe(10);
			expect((await store.listRejections({ limit: 1 }))[0].payload).toEqual({ city: 'x' });
		});
	});
}
