import type { IWebhookFunctions } from 'n8n-workflow';
import { credentialOf } from '../../nodes/SophiaTrigger/credentials';

let keys: Record<string, string>;
let count = 0;

beforeEach(() => {
	jest.useFakeTimers();
	keys = { c1: 'first', c2: 'other' };
	count++;
});
afterEach(() => {
	jest.runOnlyPendingTimers();
	jest.useRealTimers();
});

/** A request to a node: its credential is read from `keys` when n8n is asked for it. */
const request = ({ mode = 'webhook', workflow = `w${count}`, node = 'n1', credential = 'c1' } = {}) => {
	const getCredentials = async () => {
		if (keys[credential] === undefined) throw new Error(`No credential ${credential}`);
		return { apiKey: keys[credential] };
	};
	return {
		getMode: () => mode,
		getWorkflow: () => ({ id: workflow === '' ? undefined : workflow }),
		getNode: () => ({ id: node, credentials: { sophiaWebhookApi: { id: credential, name: credential } } }),
		getCredentials,
	} as unknown as IWebhookFunctions;
};

const keyOf = async (options: Parameters<typeof request>[0] = {}) =>
	(await credentialOf(request(options), 'sophiaWebhookApi')).apiKey;

describe('the credential of a request', () => {
	it('is shared for a second, then a changed one counts', async () => {
		expect(await keyOf()).toBe('first');
		keys.c1 = 'second';
		jest.advanceTimersByTime(999);
		expect(await keyOf()).toBe('first');
		jest.advanceTimersByTime(1);
		expect(await keyOf()).toBe('second');
	});

	it('is never older than a second, however many requests come', async () => {
		for (let step = 0; step < 30; step++) {
			keys.c1 = `at ${step * 100}`;
			expect(Number((await keyOf())?.toString().slice(3))).toBeGreaterThan(step * 100 - 1_000);
			jest.advanceTimersByTime(100);
		}
	});

	it('is of its workflow, node and credential', async () => {
		expect(await keyOf()).toBe('first');
		keys.c1 = 'second';
		expect(await keyOf({ credential: 'c2' })).toBe('other');
		expect(await keyOf({ node: 'n2' })).toBe('second');
		expect(await keyOf({ workflow: `${count} too` })).toBe('second');
	});

	it('is read anew when it could not be read', async () => {
		const { c1, ...without } = keys;
		keys = without;
		await expect(keyOf()).rejects.toThrow('No credential c1');
		keys = { c1 };
		expect(await keyOf()).toBe('first');
	});

	it.each([
		['in a test from the editor', { mode: 'manual' }],
		['while it is published', { mode: 'trigger' }],
		['of a workflow without an id', { workflow: '' }],
	])('is not shared %s', async (_, options) => {
		expect(await keyOf()).toBe('first');
		expect(await keyOf(options)).toBe('first');
		keys.c1 = 'second';
		expect(await keyOf(options)).toBe('second');
	});
});
