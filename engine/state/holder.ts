import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process as a lease names it. A process id alone comes back after a restart, so its start time goes with it. */
export interface ProcessIdentity {
	host: string;
	pid: number;
	/** Opaque; '' where the system does not tell (the process id alone is checked then). */
	start: string;
}

/** What the operating system knows of a process id on this host: its start, or undefined when it is not alive. */
export type ProcessProbe = (pid: number) => string | undefined;

/** Who this process is and what it can learn of others; tests replace both. */
export interface Surroundings {
	process: ProcessIdentity;
	probe: ProcessProbe;
}

/** Start time in clock ticks since boot (field 22 of /proc/<pid>/stat); undefined for a zombie: it will not write again. */
function linuxStart(pid: number): string | undefined {
	const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
	// The second field is the command in brackets and may hold anything, brackets and spaces included.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

export const probeProcess: ProcessProbe = (pid) => {
	try {
		process.kill(pid, 0);
	} catch (error) {
		// EPERM: it is alive and somebody else's.
		if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
	}
	if (process.platform !== 'linux') return '';
	try {
		return linuxStart(pid);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : '';
	}
};

let self: ProcessIdentity | undefined;

/** This process. */
export function thisProcess(): ProcessIdentity {
	self ??= { host: hostname(), pid: process.pid, start: probeProcess(process.pid) ?? '' };
	return self;
}

/** `host:pid:processStart`, each part escaped so that the colons stay unambiguous. */
export const describeProcess = (identity: ProcessIdentity): string =>
	[identity.host, String(identity.pid), identity.start].map(encodeURIComponent).join(':');

/**
 * The holder of a lease: `host:pid:processStart:runId`. Two runs in one process must not share a lease,
 * so each names its own run; without one a random id is used.
 */
export function processHolder(runId: string = randomUUID(), identity: ProcessIdentity = thisProcess()): string {
	return `${describeProcess(identity)}:${encodeURIComponent(runId)}`;
}

/** The process part of a holder, or undefined when the string is none of ours. */
export function parseHolder(holder: string): ProcessIdentity | undefined {
	const [host, pid, start] = holder.split(':');
	if (host === undefined || start === undefined || !/^\d{1,10}$/.test(pid)) return undefined;
	try {
		return { host: decodeURIComponent(host), pid: Number(pid), start: decodeURIComponent(start) };
	} catch {
		return undefined;
	}
}

/** True when the holder is a process of this host that is known to be gone. False when in doubt. */
export function isDead(holder: string, identity: ProcessIdentity, probe: ProcessProbe): boolean {
	const owner = parseHolder(holder);
	if (owner === undefined || owner.host !== identity.host) return false;
	const start = probe(owner.pid);
	if (start === undefined) return true;
	return start !== '' && owner.start !== '' && start !== owner.start;
}
