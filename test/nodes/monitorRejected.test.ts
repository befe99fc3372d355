import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { openSqliteState } from '../../engine/state';
import { executeMonitor } from '../../nodes/SophiaMonitor/execute';
import { contacts } from '../engine/state/contract/shared';
import { contextOf } from './dataSyncContext';

describe('rejected records and explanations as the node gives them', () => {
	const before = process.env.SOPHIA_STATE_DIR;
	let directory: string;

	beforeEach(async () => {
		directory = mkdtempSync(join(tmpdir(), 'sophia-monitor-'));
		process.env.SOPHIA_STATE_DIR = directory;
		const state = await openSqliteState({ directory });
		await state.commit(
			{
				rejections: ['c1', 'c2', 'c3'].map((recordId) => ({
					syncKey: 'k',
					scope: contacts,
					recordId,
					category: 'refused' as const,
					reason: 'A rule.',
					retryable: false,
					payloadHash: 'h',
					payload: { email: 'pat@example.com', lastname: 'Example' },
					at: '2026-03-01T00:00:00.000Z',
					runId: 'r',
				})),
			},
			[],
		);
		await state.close();
	});

	afterEach(() => {
		if (before === undefined) delete process.env.SOPHIA_STATE_DIR;
		else process.env.SOPHIA_STATE_DIR = before;
		rmSync(directory, { recursive: true, force: true });
	});

	const list = { operation: 'rejected', rejectedAction: 'list', limit: 50 };
	const run = async (parameters: IDataObject, items: IDataObject[] = [{}], tool = false) =>
		await executeMonitor(contextOf(parameters, items, tool));

	it('an AI agent may list and retry them, and dismiss them only where the node allows it', async () => {
		const dismiss = { operation: 'rejected', rejectedAction: 'dismiss', rejectedRecords: 'filters' };
		expect((await run(list, [{}], true))[0]).toHaveLength(3);
		await expect(run(dismiss, [{}], true)).rejects.toMatchObject({
			message: 'Dismiss is not allowed to AI agents',
			description: expect.stringContaining('Allow AI Agents to Forget and Finish'),
		});
		expect((await run(list))[0]).toHaveLength(3);
		const retry = { operation: 'rejected', rejectedAction: 'retry', rejectedRecords: 'items' };
		expect((await run(retry, [{ recordId: 'c1' }], true))[0]).toMatchObject([{ json: { retried: 1 } }]);
		const allowed = { ...dismiss, allowDestructiveFromAgents: true };
		expect((await run(allowed, [{}], true))[0]).toMatchObject([{ json: { dismissed: 3 } }]);
		expect((await run(list))[0]).toEqual([]);
	});

	it('show payloads only when that is asked for, addresses as hashes unless that is, too', async () => {
		const [[plain], [hidden], [shown]] = await Promise.all(
			[{}, { includePayload: true }, { includePayload: true, showPersonal: true }].map(
				async (more) => (await run({ ...list, ...more }))[0],
			),
		);
		expect(plain.json).not.toHaveProperty('payload');
		expect(hidden.json.payload).toEqual({ email: expect.stringMatching(/^email#/), lastname: 'Example' });
		expect(shown.json.payload).toEqual({ email: 'pat@example.com', lastname: 'Example' });
		expect(JSON.stringify([plain, hidden])).not.toContain('pat@');
	});

	it('the limit counts, and every item stems from all input items', async () => {
		const [items] = await run({ ...list, limit: 2 }, [{}, {}]);
		expect(items.map(({ json, pairedItem }) => [json.recordId, pairedItem])).toEqual(
			['c1', 'c2'].map((id) => [id, [{ item: 0 }, { item: 1 }]]),
		);
	});

	it('an item that names nothing is an error with its number', async () => {
		const retry = { operation: 'rejected', rejectedAction: 'retry', rejectedRecords: 'items' };
		await expect(run(retry, [{ recordId: 'c1' }, { name: 'x' }])).rejects.toMatchObject({
			message: 'The input item names no rejected record',
			context: { itemIndex: 1 },
		});
		await expect(run({ operation: 'explain', recordId: ' ', historyLimit: 5 })).rejects.toMatchObject({
			message: 'There is no record ID',
			context: { itemIndex: 0 },
		});
	});
});
