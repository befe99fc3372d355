import { launch } from './launch';
import { childEnvironment } from './paths';

export interface CommandResult {
	code: number;
	stdout: string;
	stderr: string;
}

/** Runs a command to its end, whatever its exit code. */
export async function command(
	file: string,
	args: string[],
	options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<CommandResult> {
	const child = launch(file, args, { cwd: options.cwd, env: childEnvironment(options.env) });
	const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
		const chunks: Buffer[] = [];
		stream.on('data', (chunk: Buffer) => chunks.push(chunk));
		return chunks;
	});
	const code = await new Promise<number>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (status) => resolve(status ?? 1));
	});
	return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** Runs a command that has to succeed. @throws Error with the end of its output. */
export async function mustRun(...args: Parameters<typeof command>): Promise<string> {
	const { code, stdout, stderr } = await command(...args);
	if (code !== 0) {
		throw new Error(
			`${args[0]} ${args[1].join(' ')} failed (exit code ${code}):\n${`${stdout}\n${stderr}`.slice(-4000)}`,
		);
	}
	return stdout;
}
