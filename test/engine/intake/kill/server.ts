import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../../engine/clock';
import { IntakeDesk, receive, toItems, type IntakeSettings } from '../../../../engine/intake';
import { openSqliteState, processHolder } from '../../../../engine/state';

/**
 * An intake over HTTP in a process of its own, as a node would host it: `<state directory> <file of emitted items>`.
 * Prints `{port}`. Every other entry that it emits it also finishes, once the item is in the file.
 */
async function main([directory, emittedFile]: string[]): Promise<void> {
	const state = await openSqliteState({ directory });
	const settings: IntakeSettings = {
		kind: 'json',
		authentication: { type: 'apiKey', apiKey: 'key' },
		inbox: 'killed',
		dedupeMs: 3_600_000,
		limits: { perMinute: 0, burst: 1, maxBytes: 100_000, maxPending: 1_000_000, maxWaiting: 1000 },
	};
	const services = { state: async () => state, desk: new IntakeDesk(), clock: systemClock, holder: processHolder() };
	const server = createServer((request, response) => {
		void (async () => {
			const readBody = async () => Buffer.concat((await request.toArray()) as Buffer[]);
			const { method = '', headers } = request;
			const answer = await receive({ method, headers, url: '', ip: '127.0.0.1', readBody }, settings, services);
			response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
			for (const [index, items] of toItems('json', answer.emitted).entries()) {
				for (const { n } of items) {
					if (typeof n !== 'number' || n % 2 === 1) continue;
					appendFileSync(emittedFile, `${n}\n`);
					await state.finishInbox([answer.emitted[index].id]);
				}
			}
		})();
	});
	server.listen(0, '127.0.0.1', () => {
		process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
	});
}

void main(process.argv.slice(2));
