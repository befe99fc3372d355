import { seededRandom } from '../simulators/shared/faults';
import { ask, IntakeScene, SECRETS } from './intakeScene';
import { n8nForTheseTests } from './server';

const KILLS = Number(process.env.SOPHIA_N8N_KILLS ?? 5);
const SENDERS = 4;
const MOST_ANSWERS = 25;

/** Most kills are those of test/engine/intake/kill, where a start takes no ten seconds. */
describe(`Sophia Trigger in a real n8n that is killed ${KILLS} times under load`, () => {
	const n8n = n8nForTheseTests('intake-kill');

	it('every acknowledged body is emitted in the end, by the trigger or by Drain Inbox', async () => {
		const random = seededRandom(20_260_505);
		const scene = await IntakeScene.open(
			n8n.current.rest,
			{ bodies: 'json', settings: { requestsPerMinute: 0, inbox: 'killed' } },
			{ outputs: 1 },
		);
		const { pathname } = new URL(scene.url);
		const acknowledged = new Set<number>();
		let sent = 0;
		for (let kill = 0; kill < KILLS; kill++) {
			const url = n8n.current.url + pathname;
			const until = acknowledged.size + 1 + Math.floor(random() * MOST_ANSWERS);
			let killed: Promise<void> | undefined;
			const sender = async (): Promise<void> => {
				for (;;) {
					const n = ++sent;
					const status = await post(url, { n });
					if (status === undefined) return;
					expect(status).toBe(200);
					acknowledged.add(n);
					if (acknowledged.size === until) killed = n8n.current.kill('SIGKILL');
				}
			};
			await Promise.all(Array.from({ length: SENDERS }, sender));
			await killed;
			await n8n.restart();
		}
		const { rest } = n8n.current;
		const drain = await rest.createWorkflow(drainWorkflow());
		const drained = (await rest.run(drain.id, 'Start')).json('Drain');
		const emitted = new Set(drained.map(({ n }) => n));
		// Nothing was marked as finished, and all of those processes are gone: the inbox has every one of them.
		expect([...acknowledged].filter((n) => !emitted.has(n))).toEqual([]);
		const again = await rest.run(drain.id, 'Start');
		expect(again.json('Drain')).toEqual([]);
	}, 240_000);
});

/** "Start" → "Drain" → "Finish". */
function drainWorkflow() {
	const node = (name: string, type: string, column: number, parameters: object) => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [column * 200, 0],
		parameters,
	});
	const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	const monitor = 'n8n-nodes-sophia.sophiaMonitor';
	const drain = { operation: 'drainInbox', inboxAction: 'emit', bodies: 'json', inbox: 'killed', limit: 10_000 };
	return {
		name: 'Drain',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', 0, {}),
			node('Drain', monitor, 1, drain),
			node('Finish', monitor, 2, { operation: 'drainInbox', inboxAction: 'markFinished', entries: 'items' }),
		],
		connections: { Start: to('Drain'), Drain: to('Finish') },
	};
}

async function post(url: string, body: object): Promise<number | undefined> {
	const headers = { 'x-api-key': SECRETS.apiKey, 'content-type': 'application/json' };
	return await ask(url, { method: 'POST', headers, body: JSON.stringify(body) }).then(
		({ status }) => status,
		() => undefined,
	);
}
