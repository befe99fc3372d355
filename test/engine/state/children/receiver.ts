import { openSqliteState, processHolder } from '../../../../engine/state';

/** Puts entries into an inbox, many calls at a time, until it is killed. Says an entry's number once its call has returned. */
async function main(directory: string, prefix: string): Promise<void> {
	const store = await openSqliteState({ directory });
	const holder = processHolder();
	let next = 0;
	const receive = async () => {
		for (;;) {
			const name = `${prefix}.${next++}`;
			const entry = { inbox: 'trigger', kind: 'json', body: name, dedupeKey: name, receivedAt: '2026-03-01', holder };
			const [{ status }] = await store.putInbox([entry], { maxPending: 1_000_000 });
			if (status === 'accepted') process.stdout.write(`${JSON.stringify(name)}\n`);
			// As in a server: what else came in gets its turn.
			await new Promise((resolve) => setImmediate(resolve));
		}
	};
	await Promise.all(Array.from({ length: 20 }, receive));
}

void main(process.argv[2], process.argv[3]);
