import type { FastifyInstance } from 'fastify';

/** What a call is for, told from its method and path alone: the code under test has no say in it. */
export type CallKind = 'read' | 'search' | 'lookup' | 'write' | 'associate' | 'archive' | 'other';

export interface KindCount {
	calls: number;
	/** The most under way at once. */
	atOnce: number;
}

export type CallCounts = Record<CallKind, KindCount> & { refused: number; otherPaths: string[] };

const PATTERNS: Array<[CallKind, RegExp]> = [
	['associate', /\/associations\/.*\/batch\//],
	['search', /\/search$/],
	['lookup', /\/batch\/read$/],
	['archive', /\/batch\/archive$/],
	['write', /\/batch\/(upsert|update|create)$/],
	['read', /\/services\/data\/v[\d.]+\/(query|queryAll|jobs)\b/],
	// Intercom: one record a call.
	['associate', / \/contacts\/[^/]+\/companies(\/[^/]+)?$/],
	['lookup', /^GET \/(companies|contacts\/[^/]+)$/],
	['archive', /^DELETE \/(companies|contacts)\/[^/]+$/],
	['write', /^(POST|PUT) \/(companies|contacts)(\/[^/]+)?$/],
];

/** Counts the calls of a simulator, and how many of a kind are under way at once. Installed before it starts. */
export class CallLog {
	private counts = emptyCounts();
	private readonly underWay = new Map<CallKind, number>();

	install(app: FastifyInstance): void {
		app.addHook('onRequest', async (request) => {
			const path = request.url.split('?')[0];
			const kind = kindOf(`${request.method} ${path}`);
			const now = (this.underWay.get(kind) ?? 0) + 1;
			this.underWay.set(kind, now);
			const count = this.counts[kind];
			count.calls++;
			count.atOnce = Math.max(count.atOnce, now);
			if (kind === 'other') this.counts.otherPaths.push(`${request.method} ${path}`);
		});
		app.addHook('onResponse', async (request, reply) => {
			const kind = kindOf(`${request.method} ${request.url.split('?')[0]}`);
			this.underWay.set(kind, (this.underWay.get(kind) ?? 1) - 1);
			if (reply.statusCode === 429) this.counts.refused++;
		});
	}

	/** The counts since the last time. */
	take(): CallCounts {
		const taken = this.counts;
		this.counts = emptyCounts();
		return taken;
	}
}

const kindOf = (call: string): CallKind => PATTERNS.find(([, pattern]) => pattern.test(call))?.[0] ?? 'other';

const none = (): KindCount => ({ calls: 0, atOnce: 0 });

const emptyCounts = (): CallCounts => ({
	read: none(),
	search: none(),
	lookup: none(),
	write: none(),
	associate: none(),
	archive: none(),
	other: none(),
	refused: 0,
	otherPaths: [],
});
