import { explainRecord } from '../../../engine/explain';
import type { AuditWrite, RejectionWrite, StateStore } from '../../../engine/state';
import { accounts, contacts, inScope, leads, link, wants } from '../state/contract/shared';
import { HandClock, Temporary } from '../state/temporary';

const at = (minute: number): string => `2026-03-01T10:${String(minute).padStart(2, '0')}:00.000Z`;

const rejection = (recordId: string, more: Partial<RejectionWrite> = {}): RejectionWrite => ({
	syncKey: 'nightly',
	scope: contacts,
	recordId,
	category: 'invalidEmail',
	reason: 'HubSpot does not accept the e-mail address in email.',
	field: 'email',
	retryable: false,
	payloadHash: 'hash',
	payload: { email: 'pat@', lastname: 'Example' },
	at: at(5),
	runId: 'run1',
	...more,
});

const written = (minute: number, recordId: string, more: Partial<AuditWrite> = {}): AuditWrite => ({
	at: at(minute),
	runId: 'run1',
	action: 'created',
	scope: contacts,
	recordId,
	destinationId: '101',
	fields: ['email', 'lastname'],
	...more,
});

describe('a record explained', () => {
	const temporary = new Temporary();
	let store: StateStore;

	beforeEach(async () => {
		store = await temporary.open({ directory: temporary.directory(), clock: new HandClock() });
		await store.startRun({
			runId: 'run1',
			syncKey: 'nightly',
			operation: 'sync',
			startedAt: at(0),
			origin: { workflowName: 'Nightly', executionId: '17', node: 'Sync' },
		});
		await store.finishRun({ runId: 'run1', status: 'completed', finishedAt: at(9), report: {} });
		const cursor = { syncKey: 'nightly', object: 'Contact', cursor: { watermark: at(1) } };
		await store.commit({ cursor }, []);
	});

	const explain = async (recordId: string, more: { includePayload?: boolean; historyLimit?: number } = {}) =>
		await explainRecord(store, [recordId], { historyLimit: 20, includePayload: false, ...more });

	it('that is in step: what it is, when what was sent, by whom', async () => {
		await store.commit(
			{
				links: inScope(contacts, link('c1', '101', { modifiedAt: at(0), fields: { email: 'abcdefghij_-' } })),
				audit: [
					written(2, 'c1'),
					written(3, 'c1', { action: 'updated', fields: ['lastname'] }),
					written(4, 'c1', { action: 'associated', fields: ['contactToCompany'] }),
				],
			},
			[],
		);
		for (const id of ['c1', '101']) {
			const told = await explain(id);
			expect(told).toMatchObject({
				status: 'synced',
				links: [
					{
						lastWrite: { action: 'updated', at: at(3) },
						sent: [
							{ field: 'lastname', lastSentAt: at(3) },
							{ field: 'email', lastSentAt: at(2) },
						],
					},
				],
			});
			expect(told.history.map(({ action }) => action)).toEqual(['associated', 'updated', 'created']);
			expect(told.sentences).toEqual([
				`Record ${id}: It is linked, and what was sent last was accepted.`,
				'Salesforce Contact c1 is HubSpot contacts 101. What was sent last is Salesforce Contact c1 as of its change on 2026-03-01 10:00 UTC.',
				"HubSpot contacts 101 was updated on 2026-03-01 10:03 UTC by the node 'Sync' of the workflow 'Nightly' (execution 17) with lastname; 1 other field before.",
				"The last run of the sync 'nightly' began on 2026-03-01 10:00 UTC: completed. It has dealt with every change of Contact before 2026-03-01 10:01 UTC.",
			]);
		}
		expect((await explain('c1', { historyLimit: 1 })).history).toHaveLength(1);
	});

	it('that was refused: why, what to do and when it is tried again; the payload only when it is asked for', async () => {
		await store.commit({ rejections: [rejection('c1')] }, []);
		const told = await explain('c1');
		expect(told.status).toBe('rejected');
		expect(told.sentences).toEqual([
			'Record c1: It was refused and is not in step.',
			"Salesforce Contact c1 was refused on 2026-03-01 10:05 UTC by HubSpot or before it was sent there (sync 'nightly'): HubSpot does not accept the e-mail address in email. (invalidEmail, email)",
			'What to do: Correct the e-mail address in the source.',
			'It is tried again when it changes in Salesforce, at the next full read, or when it is retried.',
			expect.stringContaining("The last run of the sync 'nightly'"),
		]);
		expect(JSON.stringify(told)).not.toContain('pat@');
		expect((await explain('c1', { includePayload: true })).rejections[0].payload).toEqual({
			email: 'pat@',
			lastname: 'Example',
		});
		const ids = (await store.listRejections({ limit: 9 })).map(({ id }) => id as string);
		await store.dismissRejections(ids);
		expect(await explain('c1')).toMatchObject({
			status: 'dismissed',
			sentences: expect.arrayContaining(['That was dismissed on 2026-03-01 00:00 UTC.']),
		});
		await store.retryRejections(ids);
		expect(await explain('c1')).toMatchObject({
			status: 'rejected',
			rejections: [{ nextTry: 'The next run of its sync tries it again, because somebody asked for it.' }],
		});
	});

	it('that stands in the way of another one, and the other one', async () => {
		await store.commit(
			{
				links: inScope(contacts, link('c1', '101')),
				rejections: [rejection('c2', { category: 'duplicate', blockedBy: '101' })],
			},
			[],
		);
		const first = await explain('c1');
		expect(first).toMatchObject({ status: 'synced', rejections: [{ recordId: 'c2', isOther: true }] });
		expect(first.sentences.join(' ')).toContain('It stands in the way of another record: Salesforce Contact c2');
		expect(await explain('c2')).toMatchObject({
			status: 'rejected',
			rejections: [{ isOther: false, nextTry: expect.stringContaining('the record 101 in HubSpot no longer stands') }],
		});
	});

	it('that waits: for the next run, or for the record that it is to be associated with', async () => {
		await store.commit(
			{
				links: inScope(contacts, link('c1', '101')),
				wantedAssociations: [wants('c1', 'a1')],
				revisit: [{ scope: contacts, sourceId: 'c1' }],
			},
			[],
		);
		const told = await explain('c1');
		expect(told).toMatchObject({ status: 'pending', waiting: [{ to: { scope: accounts, sourceId: 'a1' } }] });
		expect(told.sentences).toEqual(
			expect.arrayContaining([
				'The next run reads Salesforce Contact c1 again, because something that it depends on has changed.',
				'Salesforce Contact c1 waits for Salesforce Account a1 to be synced: then the two are associated (contactToCompany).',
			]),
		);
	});

	it('that is in the shadow of another one, was archived, or is not known at all', async () => {
		await store.commit(
			{
				links: [...inScope(contacts, link('c1', '101')), ...inScope(leads, link('l1', '101', { role: 'shadow' }))],
				audit: [written(2, 'c9', { action: 'archived', destinationId: '109', fields: undefined })],
			},
			[],
		);
		expect(await explain('l1')).toMatchObject({
			status: 'shadowed',
			sentences: expect.arrayContaining([
				'Salesforce Lead l1 is the same as HubSpot contacts 101, which follows another record: it is known and never written.',
			]),
		});
		expect((await explain('c1')).status).toBe('synced');
		for (const id of ['c9', '109'])
			expect(await explain(id)).toMatchObject({
				status: 'removed',
				sentences: expect.arrayContaining([
					"The last thing done with it: HubSpot contacts 109 was archived on 2026-03-01 10:02 UTC by the node 'Sync' of the workflow 'Nightly' (execution 17).",
				]),
			});
		const unknown = await explain('c404');
		expect(unknown).toMatchObject({ status: 'unknown', links: [], history: [], syncs: [{ syncKey: 'nightly' }] });
		expect(unknown.sentences.at(-1)).toContain('outside of the filter');
	});

	it('that is a lead which was enriched, and whose write-back was refused', async () => {
		const scope = { ...leads, destinationAccount: 'sophia:enrichment', destinationObject: 'hourly' };
		await store.commit(
			{
				links: inScope(scope, link('l1', 'l1', { modifiedAt: at(0), fields: { '@input': 'abcdefghij_-' } })),
				rejections: [
					rejection('l1', { scope, syncKey: 'hourly', category: 'refused', reason: 'A rule.', field: undefined }),
				],
			},
			[],
		);
		expect((await explain('l1')).sentences.slice(0, 3)).toEqual([
			'Record l1: It was refused and is not in step.',
			"Salesforce Lead l1 was enriched by the sync 'hourly', as it was on 2026-03-01 10:00 UTC.",
			"Salesforce Lead l1 was refused on 2026-03-01 10:05 UTC when what was found was written back (sync 'hourly'): A rule. (refused)",
		]);
	});

	it('is found by another spelling of its id', async () => {
		await store.commit({ links: inScope(contacts, link('003xx0000000001AAA', '101')) }, []);
		const options = { historyLimit: 1, includePayload: false };
		expect(await explainRecord(store, ['003xx0000000001', '003xx0000000001AAA'], options)).toMatchObject({
			recordId: '003xx0000000001AAA',
			status: 'synced',
		});
		expect(await explainRecord(store, ['101', '101AAA'], options)).toMatchObject({ recordId: '101' });
		expect(await explainRecord(store, ['404', '404AAA'], options)).toMatchObject({ status: 'unknown' });
	});
});
