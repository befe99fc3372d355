import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { launch, type Launched } from '../n8n/harness/launch';

/**
 * Runs a TypeScript file in a Node process of its own, for what only a second process can show: being
 * killed, sharing a file. It tells its parent things by printing lines of JSON.
 *
 * @param entry absolute path of the file
 * @param args its `process.argv.slice(2)`
 */
export function runChild(entry: string, args: string[] = [], env: NodeJS.ProcessEnv = process.env): Launched {
	const child = launch(process.execPath, [join(__dirname, 'typescript.cjs'), entry, ...args], { env });
	child.stderr.pipe(process.stderr);
	return child;
}

/** What a child prints, line by line as JSON, until it ends. Begin to listen before it can end: Node drops what nobody reads. */
export async function* messagesOf<T>(child: Launched): AsyncGenerator<T> {
	for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as T;
}

/** Resolves when the child is gone: the signal that ended it, or its exit code. */
export async function ended(child: Launched): Promise<number | NodeJS.Signals | null> {
	if (child.exitCode !== null || child.signalCode !== null) return child.signalCode ?? child.exitCode;
	return await new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
}
