import type { IDataObject } from 'n8n-workflow';
import { monitorOperations, monitorOutputs, monitorProperties } from '../../nodes/SophiaMonitor/description';
import { executeMonitor } from '../../nodes/SophiaMonitor/execute';
import { Temporary } from '../engine/state/temporary';
import { contextOf } from './dataSyncContext';

const temporary = new Temporary();

beforeEach(() => {
	process.env.SOPHIA_STATE_DIR = temporary.directory();
});
afterEach(() => {
	delete process.env.SOPHIA_STATE_DIR;
});

const MAINTAIN = {
	operation: 'maintain',
	keepRunsDays: 1,
	keepAuditDays: 1,
	keepInboxDays: 1,
	keepRejectionsDays: 1,
	vacuum: true,
	integrityCheck: true,
	reencrypt: false,
};
const EMIT = { operation: 'drainInbox', inboxAction: 'emit', bodies: 'json', inbox: '', limit: 10, options: {} };
const FINISH = { operation: 'drainInbox', inboxAction: 'markFinished', entries: 'items' };
const LIST = { operation: 'drainInbox', inboxAction: 'listAbandoned', inbox: '', limit: 10 };

const asAgent = async (parameters: IDataObject) =>
	await executeMonitor(contextOf(parameters, [{ sophiaInboxId: '1' }], true));

describe('an AI agent', () => {
	it.each<[string, IDataObject]>([
		['maintain', MAINTAIN],
		['take entries out of the inbox', EMIT],
		['finish entries', FINISH],
	])('may not %s unless the node allows it', async (_, parameters) => {
		await expect(asAgent(parameters)).rejects.toMatchObject({
			message: expect.stringContaining('not allowed to AI agents'),
			description: expect.stringContaining('Allow AI Agents to Forget and Finish'),
		});
		const outputs = await asAgent({ ...parameters, allowDestructiveFromAgents: true });
		expect(outputs).toHaveLength(1);
	});

	it('may look', async () => {
		expect(await asAgent(LIST)).toEqual([[]]);
	});
});

describe('Mark Finished', () => {
	it('refuses items without ids, which would finish nothing and seem to', async () => {
		await expect(executeMonitor(contextOf(FINISH, [{ done: true }]))).rejects.toMatchObject({
			message: 'No input item has the field "sophiaInboxId"',
			description: expect.stringContaining('All of This Execution'),
		});
	});

	it('hands its items on as they are', async () => {
		const [items] = await executeMonitor(contextOf(FINISH, [{ sophiaInboxId: '7', a: 1 }, { b: 2 }]));
		expect(items).toEqual([
			{ json: { sophiaInboxId: '7', a: 1 }, pairedItem: { item: 0 } },
			{ json: { b: 2 }, pairedItem: { item: 1 } },
		]);
	});
});

describe('the description', () => {
	it('lists the operations by name', () => {
		const names = monitorOperations.map(({ option }) => option.name);
		expect(names).toEqual(names.toSorted());
	});

	it('shows every parameter for one operation', () => {
		const values = monitorOperations.map(({ option }) => option.value);
		for (const { name, displayOptions } of monitorProperties.slice(1))
			expect([name, values]).toEqual([name, expect.arrayContaining(displayOptions?.show?.operation as string[])]);
	});

	it('has outputs that are one expression, which nothing in it ends early', () => {
		expect(monitorOutputs).toMatch(/^=\{\{ .* \}\}$/);
		expect(monitorOutputs.slice(0, -2)).not.toContain('}}');
	});
});
