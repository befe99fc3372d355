import { openSqliteState, processHolder } from '../../../../engine/state';

/** Takes a lease, starts a run, makes a fork, says so and stays alive. */
async function main(directory: string): Promise<void> {
	const store = await openSqliteState({ directory });
	const holder = processHolder('run1');
	await store.startRun({ runId: 'run1', syncKey: 'sync', operation: 'sync', startedAt: '2026-03-01T00:00:00.000Z' });
	const result = await store.acquireLeases(['contacts'], holder);
	await store.fork();
	process.stdout.write(`${JSON.stringify({ holder, result })}\n`);
	setInterval(() => undefined, 60_000);
}

void main(process.argv[2]);
