import type { ChildProcess } from 'node:child_process';

/** A Node process with a channel for messages. */
export function startChild(file: string, execArgv: string[]): ChildProcess;
/** What a script prints. @throws when it fails */
export function outputOf(file: string, args: string[]): string;
