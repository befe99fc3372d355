/** Where a read in the order of change stands: everything before `at` is read. */
export interface ChangePosition {
	/** ISO 8601, UTC. Records of this very instant are still to be read… */
	at: string;
	/** …but for those up to this id, where the instant's records are read in the order of their ids. */
	afterId?: string;
}

/** What stands behind the opaque tokens of `SourcePage.resume`. */
export type Resume =
	/** HubSpot's own token of the list of all records. */
	| { kind: 'list'; after: string }
	/** A full read through search, in the order of ids. */
	| { kind: 'ids'; afterId: string }
	| ({ kind: 'changes' } & ChangePosition)
	/** The page was the last. */
	| { kind: 'end' };

export const writeResume = (resume: Resume): string => JSON.stringify(resume);

const isId = (value: unknown): value is string => typeof value === 'string' && /^\d+$/.test(value);

/** Reads a token; undefined for one that cannot be used, so that reading starts again. */
export function readResume(token: string | undefined): Resume | undefined {
	if (token === undefined) return undefined;
	let parsed: unknown;
	try {
		parsed = JSON.parse(token);
	} catch {
		return undefined;
	}
	if (typeof parsed !== 'object' || parsed === null) return undefined;
	const { kind, after, at, afterId } = parsed as Record<string, unknown>;
	switch (kind) {
		case 'end':
			return { kind };
		case 'list':
			return typeof after === 'string' ? { kind, after } : undefined;
		case 'ids':
			return isId(afterId) ? { kind, afterId } : undefined;
		case 'changes':
			if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
			if (afterId === undefined) return { kind, at };
			return isId(afterId) ? { kind, at, afterId } : undefined;
		default:
			return undefined;
	}
}
