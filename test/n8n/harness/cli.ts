import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, type CommandResult } from './commands';
import { toExecution, type Execution } from './execution';
import { n8nBinary, tmpFolder } from './paths';
import { rememberSecrets } from './output';
import type { WorkflowDefinition } from './rest';
import { n8nSettings } from './server';

export interface CredentialDefinition {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** Runs n8n's command line in a user folder, about 5 seconds a call. */
export async function cli(
	userFolder: string,
	args: string[],
	env: Record<string, string> = {},
): Promise<CommandResult> {
	const settings = await n8nSettings(userFolder, env);
	return await command(process.execPath, [n8nBinary, ...args], { cwd: userFolder, env: settings });
}

async function importFile(userFolder: string, what: 'workflow' | 'credentials', content: unknown): Promise<void> {
	const folder = mkdtempSync(join(tmpFolder('n8n'), 'import-'));
	try {
		const file = join(folder, `${what}.json`);
		writeFileSync(file, JSON.stringify(content), { mode: 0o600 });
		const { code, stdout, stderr } = await cli(userFolder, [`import:${what}`, `--input=${file}`]);
		// n8n ends with code 0 whatever happened.
		if (code !== 0 || !/Successfully imported/.test(stdout)) {
			throw new Error(`n8n import:${what} failed:\n${`${stdout}\n${stderr}`.slice(-3000)}`);
		}
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** `n8n import:workflow`. Every workflow needs an `id`. */
export async function importWorkflow(
	userFolder: string,
	...workflows: Array<WorkflowDefinition & { id: string }>
): Promise<void> {
	await importFile(userFolder, 'workflow', workflows);
}

/** `n8n import:credentials`, with plain data. */
export async function importCredentials(userFolder: string, ...credentials: CredentialDefinition[]): Promise<void> {
	for (const { data } of credentials) rememberSecrets(data);
	await importFile(userFolder, 'credentials', credentials);
}

/** `n8n execute --id --rawOutput`. @throws Error with n8n's output when there is no result (the workflow failed). */
export async function executeWorkflow(
	userFolder: string,
	id: string,
	env?: Record<string, string>,
): Promise<Execution> {
	const { stdout, stderr } = await cli(userFolder, ['execute', `--id=${id}`, '--rawOutput'], env);
	const json = /^\{$[\s\S]*^\}$/m.exec(stdout)?.[0];
	if (json === undefined) throw new Error(`n8n execute gave no result:\n${`${stdout}\n${stderr}`.slice(-4000)}`);
	return toExecution(JSON.parse(json));
}
