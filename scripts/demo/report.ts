import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tmpFolder, type N8nRest, type N8nServer } from '../../test/n8n/harness';
import { bundledWorkflow, TRIGGER } from '../../test/n8n/vendors';
import type { DemoOptions } from './index';
import { table } from './print';

interface SyncItem {
	syncKey: string;
	state: string;
	runs: { total: number };
	written: number;
	rejectedOpen: number;
	calls: { calls: number };
}

/**
 * Shows the workflow of the daily report: what all the runs before it did, as figures and as a page, and the alerts.
 *
 * @returns the workflow's id
 */
export async function showReport(n8n: N8nServer, { say, print }: Pick<DemoOptions, 'say' | 'print'>): Promise<string> {
	const { id } = await n8n.rest.createWorkflow(bundledWorkflow('daily-report'));
	say('the workflow "Sophia: Daily Report" sums up what has run so far');
	const execution = await n8n.rest.run(id, TRIGGER);
	const [report] = execution.items('Report');
	const syncs = execution.json('Syncs') as unknown as SyncItem[];
	if (execution.status !== 'success' || report === undefined || syncs.length === 0)
		throw new Error(`The report ended with status "${execution.status}": ${JSON.stringify(execution.error())}`);
	const rows = syncs.map(({ syncKey, state, runs, written, rejectedOpen, calls }) => [
		syncKey,
		state,
		...[runs.total, written, rejectedOpen, calls.calls].map(String),
	]);
	print(`\n${String(report.json.text)}\n\n${table(['Sync', 'State', 'Runs', 'Written', 'Rejected', 'Calls'], rows)}\n`);
	for (const [field, name] of [
		['report', 'sophia-report.html'],
		['picture', 'sophia-report.png'],
	]) {
		const files = report.binary as Record<string, Parameters<N8nRest['binary']>[0]>;
		const path = join(tmpFolder('demo'), name);
		writeFileSync(path, (await n8n.rest.binary(files[field])).body);
		say(`the ${field === 'report' ? 'page' : 'picture of it'} is in ${pathToFileURL(path)}`);
	}
	const fired = (await n8n.rest.run(id, 'Check Now')).json('Fired');
	const again = (await n8n.rest.run(id, 'Check Now')).json('Fired');
	if (fired.length === 0 || again.length > 0)
		throw new Error(`Alerts should fire once: ${fired.length} fired, then ${again.length}.`);
	say(`${fired.length} alerts fired, and none of them when the alerts were looked at again:`);
	for (const { text } of fired) print(`   ${String(text)}`);
	return id;
}
