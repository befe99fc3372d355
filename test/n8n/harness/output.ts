import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LeakScan, personalValuesIn, secretsOf } from '../../shared/leakScan';
import { SimulatorServer } from '../../simulators/shared/server';
import type { Execution } from './execution';
import { projectRoot } from './paths';

/** Set while tests run: where all that n8n prints is kept until it has been looked through. */
const VARIABLE = 'SOPHIA_TEST_OUTPUT';
const VALUES = 'values.jsonl';

/** n8n's own user, and words of n8n's that people of the samples are called, too. */
const ALLOWED = new Set(['owner@example.com', 'User', 'Integration', 'Example', 'Address', 'Good']);

type Kind = 'secret' | 'personal';

/** Makes a new folder to keep the output of the tests of this process and its children. */
export function keepOutput(): void {
	const parent = join(projectRoot, '.tmp', 'n8n-output');
	mkdirSync(parent, { recursive: true });
	process.env[VARIABLE] = mkdtempSync(join(parent, 'run-'));
}

/** The folder, while output is kept (not in the demo, nor in benchmarks). */
export const outputFolder = (): string | undefined => process.env[VARIABLE];

const seen = new Set<string>();

/** Remembers values that may stand in no log. */
function remember(kind: Kind, values: string[]): void {
	const folder = outputFolder();
	if (folder === undefined) return;
	const fresh = [...new Set(values)].map((value) => JSON.stringify({ kind, value })).filter((line) => !seen.has(line));
	for (const line of fresh) seen.add(line);
	if (fresh.length > 0) appendFileSync(join(folder, VALUES), `${fresh.join('\n')}\n`);
}

/** Remembers the secret fields of a credential. */
export const rememberSecrets = (data: object): void => remember('secret', secretsOf(data));

/** Remembers the names and phone numbers in a text. */
export const rememberPeople = (json: string): void => remember('personal', personalValuesIn(json));

// Whatever a vendor tells of people.
if (outputFolder() !== undefined) SimulatorServer.readers.add(rememberPeople);

/** Keeps what n8n has printed. @param name of the file */
export function keepPrinted(name: string, text: string | Buffer): void {
	const folder = outputFolder();
	if (folder !== undefined) appendFileSync(join(folder, `${name}.log`), text);
}

/** Keeps the errors that an execution shows, of nodes and of items. */
export function keepErrors(execution: Execution): void {
	const { error, runData } = execution.result;
	const runs = Object.entries(runData).flatMap(([node, list]) => list.map((run) => ({ node, run })));
	const shown = [
		error,
		...runs.map(({ run }) => run.error),
		...runs.flatMap(({ run }) => (run.data?.main ?? []).flatMap((items) => items ?? []).map(({ json }) => json?.error)),
	].filter((found) => found !== undefined && found !== null);
	// The node with its parameters is what the user has written, and not what is told.
	const lines = shown.map((found) =>
		JSON.stringify(found, (key, value: unknown) => (key === 'node' ? undefined : value)),
	);
	if (lines.length > 0) keepPrinted(`errors-${process.pid}`, `${lines.join('\n')}\n`);
}

/** Looks through everything that is kept in a folder. @returns what was found, by file */
export function leaksIn(folder: string): string[] {
	const path = join(folder, VALUES);
	const known = (existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [])
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as { kind: Kind; value: string });
	const of = (kind: Kind) => known.filter((one) => one.kind === kind).map(({ value }) => value);
	const scan = new LeakScan({ secrets: of('secret'), personal: of('personal') }, ALLOWED);
	return readdirSync(folder)
		.filter((name) => name.endsWith('.log'))
		.flatMap((name) => scan.find(readFileSync(join(folder, name), 'utf8')).map((find) => `${name}, ${find}`));
}

/** @throws Error when what was kept so far holds a secret or a personal value */
export function expectNoLeak(folder = outputFolder()): void {
	if (folder === undefined) return;
	const finds = leaksIn(folder);
	if (finds.length === 0) return;
	throw new Error(`Logs or errors hold what they must not (${folder}):\n${finds.slice(0, 40).join('\n')}`);
}
