import { turn } from '../order';
import type { LinkScope } from '../types';
import type { Session } from './session';

const slice = 2_000;

export const lonelyQuery = `SELECT l.source_id,
		NOT EXISTS (SELECT 1 FROM done d
			WHERE d.to_destination_id = l.destination_id AND d.to_record_id = l.record_id AND d.kind_id = ?) AS lonely
	FROM links l WHERE l.scope_id = ? AND l.role = 0 AND l.source_id > ? ORDER BY l.source_id LIMIT ?`;

/** See `StateStore.countLonelyTargets`. Counted in slices: a million links take a second in one go. */
export async function countLonely(session: Session, kind: string, scope: LinkScope): Promise<number> {
	const scopeId = session.names.findScope(scope)?.id;
	if (scopeId === undefined) return 0;
	// A kind that has no number yet has led nowhere: every target is lonely.
	const kindId = session.names.findNumber(kind) ?? 0;
	let total = 0;
	let after = '';
	for (let more = true; more; await turn()) {
		const rows = session.all<{ source_id: string; lonely: number }>(lonelyQuery, kindId, scopeId, after, slice);
		for (const row of rows) total += row.lonely;
		after = rows.at(-1)?.source_id ?? after;
		more = rows.length === slice;
	}
	return total;
}
