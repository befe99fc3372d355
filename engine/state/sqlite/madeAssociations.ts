import { chunksOf, turn } from '../order';
import type { PendingAssociation } from '../types';
import type { DestinationName } from './names';
import type { Session } from './session';

interface MadeRow {
	kind_id: number;
	from_scope_id: number;
	from_id: string;
	from_record_id: string;
	to_scope_id: number;
	to_id: string;
	to_record_id: string;
}

const columns = 'kind_id, from_scope_id, from_id, from_record_id, to_scope_id, to_id, to_record_id';

export const madeQueries = {
	from: `SELECT ${columns} FROM done WHERE from_destination_id = ? AND from_record_id IN (?*)`,
	to: `SELECT ${columns} FROM done WHERE to_destination_id = ? AND to_record_id IN (?*)`,
};

/** See `StateStore.madeAssociations`. */
export async function madeAssociations(
	session: Session,
	destination: DestinationName,
	destinationIds: string[],
): Promise<PendingAssociation[]> {
	const id = session.names.findDestination(destination);
	if (id === undefined) return [];
	const made: PendingAssociation[] = [];
	for (const chunk of chunksOf(new Set(destinationIds))) {
		for (const sql of [madeQueries.from, madeQueries.to]) {
			for (const row of session.list<MadeRow>(sql, [id], chunk)) {
				made.push({
					kind: session.names.text(row.kind_id),
					action: 'dissociate',
					from: { scope: session.names.scopeById(row.from_scope_id).scope, sourceId: row.from_id },
					to: { scope: session.names.scopeById(row.to_scope_id).scope, sourceId: row.to_id },
					fromDestinationId: row.from_record_id,
					toDestinationId: row.to_record_id,
				});
			}
		}
		await turn();
	}
	return made;
}
