import { cancelled, unlessAborted } from '../../traffic/abort';
import type { Session } from './auth';

interface Opening {
	promise: Promise<Session>;
	/** How many callers wait; nobody left means that it is given up. */
	waiting: number;
	controller: AbortController;
}

interface Entry {
	session?: Session;
	opening?: Opening;
}

/** One registry for the process, whatever number of copies of the package it holds. */
const registryKey = Symbol.for('n8n-nodes-sophia.salesforce.sessions.1');
/** Credentials that are edited leave sessions behind; the oldest go first. */
const maxEntries = 200;

function registry(): Map<string, Entry> {
	const holder = globalThis as { [registryKey]?: Map<string, Entry> };
	return (holder[registryKey] ??= new Map<string, Entry>());
}

function entryOf(key: string): Entry {
	const entries = registry();
	let entry = entries.get(key);
	if (entry === undefined) {
		entry = {};
		entries.set(key, entry);
		if (entries.size > maxEntries) {
			for (const [old, { opening }] of entries) {
				if (opening === undefined && old !== key) {
					entries.delete(old);
					break;
				}
			}
		}
	}
	return entry;
}

/** Waits for an opening as long as the caller itself is not cancelled. */
async function join(opening: Opening, signal: AbortSignal | undefined): Promise<Session> {
	opening.waiting++;
	try {
		return await unlessAborted(opening.promise, signal);
	} catch (error) {
		throw signal?.aborted && error === signal.reason ? cancelled(signal) : error;
	} finally {
		if (--opening.waiting === 0) opening.controller.abort();
	}
}

/**
 * The session of a credential, shared by everything in the process that uses it. However many callers
 * ask at once, it is opened once; a refused one (`stale`) is replaced once.
 * @param key the credential's hash
 * @param open opens a session; aborted only when no caller waits any more
 */
export async function sharedSession(
	key: string,
	stale: Session | undefined,
	open: (signal: AbortSignal) => Promise<Session>,
	signal?: AbortSignal,
): Promise<Session> {
	const entry = entryOf(key);
	if (entry.session !== undefined && entry.session.accessToken !== stale?.accessToken) return entry.session;
	if (entry.opening === undefined || entry.opening.controller.signal.aborted) {
		const controller = new AbortController();
		const opening: Opening = { waiting: 0, controller, promise: open(controller.signal) };
		entry.session = undefined;
		entry.opening = opening;
		opening.promise.then(
			(session) => {
				if (entry.opening !== opening) return;
				entry.session = session;
				entry.opening = undefined;
			},
			() => {
				if (entry.opening === opening) entry.opening = undefined;
			},
		);
	}
	return await join(entry.opening, signal);
}

/** Forgets every session. For tests. */
export const forgetSessions = (): void => registry().clear();
