import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processHolder } from '../../../../engine/state';
import { ended, messagesOf, runChild } from '../../../shared/child';
import { seededRandom } from '../../../simulators/shared/faults';
import { Temporary } from '../../state/temporary';

const KILLS = Number(process.env.SOPHIA_INTAKE_KILLS ?? 45);
const SEED = Number(process.env.SOPHIA_KILL_SEED ?? 20_260_505);
const SENDERS = 8;
/** Answers after which a process is killed, at most; the kill itself falls anywhere in what it does then. */
const MOST_ANSWERS = 60;

describe(`An intake over HTTP, killed ${KILLS} times under load`, () => {
	const temporary = new Temporary();

	it('has every body that it acknowledged, in the inbox or emitted', async () => {
		const random = seededRandom(SEED);
		const directory = temporary.directory();
		const emittedFile = join(directory, 'emitted.txt');
		writeFileSync(emittedFile, '');
		const acknowledged = new Set<number>();
		let sent = 0;
		let cutOff = 0;
		for (let kill = 0; kill < KILLS; kill++) {
			const child = runChild(join(__dirname, 'server.ts'), [directory, emittedFile]);
			const { value } = await messagesOf<{ port: number }>(child).next();
			const url = `http://127.0.0.1:${(value as { port: number }).port}`;
			const until = acknowledged.size + 1 + Math.floor(random() * MOST_ANSWERS);
			const sender = async (): Promise<void> => {
				for (;;) {
					const n = ++sent;
					const status = await post(url, { n });
					if (status === undefined) {
						cutOff++;
						return;
					}
					expect(status).toBe(200);
					acknowledged.add(n);
					if (acknowledged.size === until) child.kill('SIGKILL');
				}
			};
			await Promise.all(Array.from({ length: SENDERS }, sender));
			expect(await ended(child)).toBe('SIGKILL');
		}
		const state = await temporary.open({ directory });
		const emitted = new Set(readFileSync(emittedFile, 'utf8').trim().split('\n').map(Number));
		const finished = emitted.size;
		for (;;) {
			const claim = { holder: processHolder('drain'), visibilityMs: 3_600_000, maxAttempts: 5, limit: 100 };
			const entries = await state.claimInbox(claim);
			if (entries.length === 0) break;
			for (const { body } of entries) emitted.add((JSON.parse(body) as { n: number }).n);
		}
		expect([...acknowledged].filter((n) => !emitted.has(n))).toEqual([]);
		// The kills fell among requests, and both ways of being emitted were taken.
		expect(cutOff).toBe(KILLS * SENDERS);
		expect(finished).toBeGreaterThan(KILLS);
		expect(emitted.size).toBeGreaterThan(finished);
	});
});

/** @returns the status, or undefined where the process went away */
async function post(url: string, body: object): Promise<number | undefined> {
	const headers = { 'x-api-key': 'key', 'content-type': 'application/json' };
	try {
		const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
		await response.arrayBuffer();
		return response.status;
	} catch {
		return undefined;
	}
}
