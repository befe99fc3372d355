import { parse } from 'csv-parse/sync';
import { auditCsv } from '../../../../engine/report/exports/audit';
import { payloadHider } from '../../../../engine/report/exports/payload';
import { rejectionsCsv } from '../../../../engine/report/exports/rejections';
import type { StateStore } from '../../../../engine/state';
import { contacts } from '../../state/contract/shared';
import { Temporary } from '../../state/temporary';

const read = (file: Buffer): Array<Record<string, string>> => parse(file, { bom: true, columns: true });

describe('exports as CSV', () => {
	const temporary = new Temporary();
	let store: StateStore;

	beforeEach(async () => {
		store = await temporary.open({ directory: temporary.directory() });
	});

	const reject = async (...recordIds: string[]) =>
		await store.commit(
			{
				rejections: recordIds.map((recordId) => ({
					syncKey: 'k',
					scope: contacts,
					recordId,
					category: 'refused' as const,
					reason: 'no, "never";\r\nnot at all',
					retryable: false,
					payloadHash: 'h',
					payload: {
						email: 'Pat@example.com',
						Phone: '512 555 0100',
						note: 'call +1 512 555 0100 or pat@example.com',
						n: '1',
					},
					at: '2026-03-01T00:00:00.000Z',
					runId: 'r',
				})),
			},
			[],
		);

	it('hold every row once, however many there are, and any text', async () => {
		const ids = Array.from({ length: 1_203 }, (_, n) => `c${n}`);
		await reject(...ids);
		const rows = read(await rejectionsCsv(store, {}));
		expect(rows.map((row) => row['Record ID'])).toEqual(ids);
		expect(rows[0]).toMatchObject({ Reason: 'no, "never";\r\nnot at all', Attempts: '1', Dismissed: '' });
		expect(rows[0]).not.toHaveProperty('Payload');
		expect(read(await rejectionsCsv(store, { recordId: 'c7' }))).toHaveLength(1);
	});

	it('have their header when there is nothing', async () => {
		const file = await auditCsv(store, {});
		expect(file.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
		expect(file.toString('utf8', 3)).toMatch(/^Entry ID,Time,.*,Run ID\r\n$/);
	});

	it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('hold no formula: %j', async (text) => {
		await reject(text);
		const [row] = read(await rejectionsCsv(store, {}));
		expect(row['Record ID']).toBe(`'${text}`);
	});

	it('show payloads as they are told to, addresses and numbers as hashes that can be compared', async () => {
		await reject('c1', 'c2');
		const rows = read(await rejectionsCsv(store, {}, await payloadHider(store)));
		const [one, two] = rows.map((row) => JSON.parse(row.Payload) as Record<string, string>);
		expect(one).toEqual(two);
		expect(one).toEqual({
			email: expect.stringMatching(/^email#[\w-]{12}$/),
			Phone: expect.stringMatching(/^phone#[\w-]{12}$/),
			note: expect.stringMatching(/^call phone#[\w-]{12} or email#[\w-]{12}$/),
			n: '1',
		});
		expect(one.note).toContain(one.email);
	});

	it('of the audit log hold who did what', async () => {
		const origin = { workflowName: 'W', workflowId: 'w1', executionId: '7', node: 'N' };
		await store.startRun({
			runId: 'r',
			syncKey: 'k',
			operation: 'sync',
			startedAt: '2026-03-01T00:00:00.000Z',
			origin,
		});
		await store.commit(
			{
				audit: [
					{
						at: '2026-03-01T00:00:01.000Z',
						runId: 'r',
						action: 'created',
						scope: contacts,
						recordId: 'c1',
						destinationId: '101',
						fields: ['email', 'city'],
					},
				],
			},
			[],
		);
		expect(read(await auditCsv(store, { syncKey: 'k' }))).toMatchObject([
			{
				Time: '2026-03-01T00:00:01.000Z',
				Action: 'created',
				'Destination ID': '101',
				Fields: 'city email',
				Workflow: 'W',
				Node: 'N',
			},
		]);
		expect(read(await auditCsv(store, { syncKey: 'other' }))).toEqual([]);
	});
});
