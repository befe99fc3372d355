import type { ChildProcessByStdio, ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A child process whose output comes through pipes and that gets no input. */
export type Launched = ChildProcessByStdio<null, Readable, Readable>;

export declare function launch(
	file: string,
	args: string[],
	options: { cwd?: string; env?: NodeJS.ProcessEnv; detached?: boolean },
): Launched;

export declare function launchTied(
	file: string,
	args: string[],
	options: { cwd?: string; env?: NodeJS.ProcessEnv },
): ChildProcessWithoutNullStreams;
