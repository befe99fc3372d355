import { Worker } from 'node:worker_threads';
import type { MaintenanceReport } from '../types';

/** Lines that are told at most. */
const maxProblems = 100;

/**
 * Runs in a thread of its own: the check is one statement, and node:sqlite is synchronous. As text, because a thread's
 * file would need a path that is the same compiled and not.
 */
const check = `
const { parentPort, workerData } = require('node:worker_threads');
const { DatabaseSync } = require('node:sqlite');
const db = new DatabaseSync(workerData, { readOnly: true });
const rows = db.prepare('PRAGMA integrity_check(${maxProblems})').all();
parentPort.postMessage(rows.map((row) => String(Object.values(row)[0])));
db.close();
`;

/** Looks at every page and index of a file, beside whatever else goes on with it. */
export async function checkIntegrity(path: string): Promise<NonNullable<MaintenanceReport['integrity']>> {
	const lines = await new Promise<string[]>((resolve) => {
		const worker = new Worker(check, { eval: true, workerData: path });
		worker.once('message', resolve);
		// What is damaged too badly to be checked fails to be read.
		worker.once('error', (error) => resolve([error.message]));
	});
	const problems = lines.filter((line) => line !== 'ok');
	return { ok: problems.length === 0, problems };
}
