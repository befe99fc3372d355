import { RateLimiter } from './rateLimit';

/** Failed entries that are remembered, so that a sender who tries again is served. */
const MAX_FAILED = 1000;

/** What one intake remembers between requests, in memory: losing it loses nothing that was accepted. */
export class IntakeDesk {
	readonly limiter = new RateLimiter();
	/** Requests between their authentication and the commit of their bodies. */
	waiting = 0;
	private readonly failed = new Set<string>();

	/** The caller was told that the run of these entries failed. They stay in the inbox. */
	noteFailed(ids: readonly string[]): void {
		for (const id of ids) {
			this.failed.delete(id);
			this.failed.add(id);
		}
		for (const id of this.failed) {
			if (this.failed.size <= MAX_FAILED) return;
			this.failed.delete(id);
		}
	}

	/** Whether an entry that is sent again is one that failed; it is tried once for each time that it is sent. */
	takeFailed(id: string): boolean {
		return this.failed.delete(id);
	}
}
