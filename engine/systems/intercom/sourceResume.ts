import { asObject } from '../shared/json';

/**
 * What stands behind the opaque tokens of `SourcePage.resume`. A scroll of companies cannot be gone on with: a page
 * that was given out is gone, whether its answer arrived or not.
 */
export type Resume = { kind: 'contacts'; after: string } | { kind: 'again' } | { kind: 'end' };

export const writeResume = (resume: Resume): string => JSON.stringify(resume);

/** Reads a token; undefined for one that cannot be used, so that reading starts again. */
export function readResume(token: string | undefined): Resume | undefined {
	if (token === undefined) return undefined;
	const { kind, after } = parsed(token);
	if (kind === 'end' || kind === 'again') return { kind };
	return kind === 'contacts' && typeof after === 'string' ? { kind, after } : undefined;
}

function parsed(token: string): Record<string, unknown> {
	try {
		return asObject(JSON.parse(token));
	} catch {
		return {};
	}
}
