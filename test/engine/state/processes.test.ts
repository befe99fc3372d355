import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { processHolder } from '../../../engine/state';
import { ended, messagesOf, runChild } from '../../shared/child';
import { contacts } from './contract/shared';
import { Temporary } from './temporary';

const temporary = new Temporary();
const child = (name: string): string => join(__dirname, 'children', `${name}.ts`);

describe('a process that is killed', () => {
	it('loses nothing that was committed and leaves nothing half done, at any instant', async () => {
		const directory = temporary.directory();
		for (let kill = 0; kill < 8; kill++) {
			const committer = runChild(child('committer'), [directory]);
			let said = 0;
			let pages = 0;
			for await (const page of messagesOf<number>(committer)) {
				said = page;
				// Each time a little later within a page: the next commit is under way.
				if (++pages === kill + 1) setTimeout(() => committer.kill('SIGKILL'), kill);
			}
			expect(await ended(committer)).toBe('SIGKILL');
			const store = await temporary.open({ directory });
			const page = Number((await store.getCursor('sync', 'Contact'))?.watermark);
			expect(page).toBeGreaterThanOrEqual(said);
			expect(await store.countLinks(contacts)).toBe(200 * page);
			await store.close();
		}
	});

	it('has what it said it accepted in its inbox, at any instant; the next process gets it at once', async () => {
		const directory = temporary.directory();
		const said = new Set<string>();
		for (let kill = 0; kill < 8; kill++) {
			const receiver = runChild(child('receiver'), [directory, String(kill)]);
			let here = 0;
			for await (const name of messagesOf<string>(receiver)) {
				said.add(name);
				if (++here === 30 + kill) setTimeout(() => receiver.kill('SIGKILL'), kill);
			}
			expect(await ended(receiver)).toBe('SIGKILL');
		}
		const store = await temporary.open({ directory });
		const claim = { holder: processHolder(), visibilityMs: 3_600_000, maxAttempts: 5, limit: 100_000 };
		const claimed = await store.claimInbox(claim);
		const bodies = claimed.map(({ body }) => body);
		expect(new Set(bodies).size).toBe(bodies.length);
		expect([...said].filter((name) => !bodies.includes(name))).toEqual([]);
		expect(await store.claimInbox(claim)).toEqual([]);
		expect((await store.inboxStatus()).pending).toBe(bodies.length);
	});

	it('is replaced at once: its lease, its run, its fork', async () => {
		const directory = temporary.directory();
		const first = runChild(child('holder'), [directory]);
		const messages = messagesOf<{ holder: string; result: unknown }>(first);
		const { value } = await messages.next();
		const { holder } = value as { holder: string };
		const store = await temporary.open({ directory });
		expect(await store.acquireLeases(['contacts'], processHolder('run2'))).toMatchObject({
			acquired: false,
			heldBy: holder,
		});
		await store.startRun({ runId: 'run2', syncKey: 'sync', operation: 'sync', startedAt: '2026-03-01T00:01:00.000Z' });
		expect((await store.listRuns({ limit: 10 })).map((run) => run.status)).toEqual(['running', 'running']);
		expect(readdirSync(directory).filter((name) => name.startsWith('fork'))).not.toEqual([]);

		first.kill('SIGKILL');
		await ended(first);
		const next = await temporary.open({ directory });
		expect(await next.acquireLeases(['contacts'], processHolder('run3'))).toMatchObject({
			acquired: true,
			leases: [{ fence: 2 }],
		});
		await next.startRun({ runId: 'run3', syncKey: 'sync', operation: 'sync', startedAt: '2026-03-01T00:02:00.000Z' });
		expect((await next.listRuns({ limit: 10 })).map((run) => [run.runId, run.status])).toEqual([
			['run3', 'running'],
			['run2', 'running'],
			['run1', 'crashed'],
		]);
		expect(readdirSync(directory).filter((name) => name.startsWith('fork'))).toEqual([]);
	});
});

describe('several processes on one file', () => {
	it('make it, its key and its secret once, and all of them write', async () => {
		const directory = temporary.directory();
		const children = ['a', 'b', 'c'].map((name) => runChild(child('counter'), [directory, name, '15']));
		const said: Array<{ generations: number[]; hashKey: string }> = [];
		await Promise.all(
			children.map(async (one) => {
				for await (const message of messagesOf<(typeof said)[number]>(one)) said.push(message);
			}),
		);
		expect(await Promise.all(children.map(ended))).toEqual([0, 0, 0]);
		expect(new Set(said.map((one) => one.hashKey)).size).toBe(1);
		const generations = said.flatMap((one) => one.generations);
		expect(new Set(generations).size).toBe(45);
		const store = await temporary.open({ directory });
		expect(await store.countLinks(contacts)).toBe(3 * 15 * 20);
		expect((await store.hashKey()).toString('hex')).toBe(said[0].hashKey);
	});
});
