import { isSalesforceId } from './ids';
import type { Position } from './read-plan';

/** What stands behind the opaque tokens of `SourcePage.resume`. */
export type Resume =
	| { kind: 'rest'; after: Position }
	| { kind: 'bulk'; job: string; locator: string }
	/** The page was the last. */
	| { kind: 'end' };

export const writeResume = (resume: Resume): string => JSON.stringify(resume);

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
	const { kind, after, job, locator } = parsed as Record<string, unknown>;
	if (kind === 'end') return { kind };
	if (kind === 'bulk' && typeof job === 'string' && isSalesforceId(job) && typeof locator === 'string') {
		return { kind, job, locator };
	}
	if (kind === 'rest' && typeof after === 'object' && after !== null) {
		const { at, id } = after as Record<string, unknown>;
		if (typeof at === 'string' && !Number.isNaN(Date.parse(at)) && typeof id === 'string' && isSalesforceId(id)) {
			return { kind, after: { at, id } };
		}
	}
	return undefined;
}
