interface Held<T> {
	/** What search still shows; undefined = nothing yet. */
	shown: T | undefined;
	/** What it will show, and from when on. */
	coming: Array<{ at: number; data: T }>;
}

/** What search sees of records that were written a moment ago: the state before, until the lag has passed. */
export class LaggingIndex<T> {
	private readonly held = new Map<string, Held<T>>();

	constructor(
		private readonly now: () => number,
		/** How long search does not see a write, in milliseconds. */
		public lagMs: number,
	) {}

	/** Notes a write: `before` is undefined for a new record. */
	changed(id: string, before: T | undefined, after: T): void {
		if (this.lagMs <= 0 && !this.held.has(id)) return;
		const held = this.held.get(id) ?? { shown: before, coming: [] };
		held.coming.push({ at: this.now() + this.lagMs, data: after });
		this.held.set(id, held);
	}

	/** A record that is gone for good is gone from search at once: nothing could be shown of it. */
	forget(id: string): void {
		this.held.delete(id);
	}

	/** Ids of records that search still shows otherwise than they are. */
	stale(): string[] {
		for (const [id, held] of this.held) this.settle(id, held);
		return [...this.held].filter(([, { shown }]) => shown !== undefined).map(([id]) => id);
	}

	/** What search sees of a record that is `current` now. */
	view(id: string, current: T): T | undefined {
		const held = this.held.get(id);
		if (held === undefined || this.settle(id, held)) return current;
		return held.shown;
	}

	private settle(id: string, held: Held<T>): boolean {
		const now = this.now();
		while (held.coming.length > 0 && held.coming[0].at <= now) held.shown = held.coming.shift()!.data;
		if (held.coming.length > 0) return false;
		this.held.delete(id);
		return true;
	}
}
