import type { Cipher } from '../cipher';
import type { LinkScope, RecordRef, RecordTrace, ScopedLink } from '../types';
import { findLinks, getLinks } from './links';
import { toRejection, type RejectionRow } from './rejections';
import type { Session } from './session';

export const traceQueries = {
	rejections: 'SELECT * FROM rejections WHERE record_id = ? ORDER BY id',
	blocked: 'SELECT * FROM rejections WHERE destination_id = ? AND blocked_by = ? ORDER BY id',
	revisit: 'SELECT 1 AS one FROM revisits WHERE scope_id = ? AND source_id = ?',
	waiting: `SELECT kind_id, to_scope_id, to_id FROM wanted WHERE from_scope_id = ?1 AND from_id = ?2
		AND NOT EXISTS (SELECT 1 FROM links WHERE scope_id = to_scope_id AND source_id = to_id)`,
};

/** One record in one system, known by one of the objects that the store has links of. */
interface Identity {
	account: string;
	object: string;
	id: string;
}

const textOf = ({ account, object, id }: Identity): string => JSON.stringify([account, object, id]);

const sourceOf = (scope: LinkScope, id: string): Identity => ({
	account: scope.sourceOrganisation,
	object: scope.sourceObject,
	id,
});

const destinationOf = (scope: LinkScope, id: string): Identity => ({
	account: scope.destinationAccount,
	object: scope.destinationObject,
	id,
});

/** See `StateStore.explainRecord`. */
export async function explainRecord(session: Session, cipher: Cipher, recordId: string): Promise<RecordTrace> {
	const scopes = session
		.all<{ id: number }>('SELECT id FROM scopes ORDER BY id')
		.map(({ id }) => session.names.scopeById(id).scope);
	const links = await linksAround(session, scopes, recordId);
	const records = new Map<string, Identity>();
	for (const link of links) {
		for (const identity of [sourceOf(link.scope, link.sourceId), destinationOf(link.scope, link.destinationId)])
			records.set(textOf(identity), identity);
	}
	for (const scope of scopes) {
		for (const identity of [sourceOf(scope, recordId), destinationOf(scope, recordId)])
			records.set(textOf(identity), identity);
	}
	const refs = scopes.flatMap((scope) =>
		[...records.values()]
			.filter(({ account, object }) => account === scope.sourceOrganisation && object === scope.sourceObject)
			.map(({ id }): RecordRef => ({ scope, sourceId: id })),
	);
	return {
		links,
		rejections: rejectionsOf(session, cipher, records),
		revisits: refs.filter((ref) => isRevisited(session, ref)),
		waiting: refs.flatMap((ref) => waitingOf(session, ref)),
	};
}

/** Links that start or end at the record, and the others that lead to the same destination records. */
async function linksAround(session: Session, scopes: LinkScope[], recordId: string): Promise<ScopedLink[]> {
	const found = new Map<string, ScopedLink>();
	const add = (link: ScopedLink) =>
		found.set(textOf(sourceOf(link.scope, link.sourceId)) + textOf(destinationOf(link.scope, '')), link);
	const ending = async (scope: LinkScope, id: string) => {
		for (const link of (await findLinks(session, scope, 'record_id', [id])).get(id) ?? []) add(link);
	};
	for (const scope of scopes) {
		const link = (await getLinks(session, scope, [recordId])).get(recordId);
		if (link !== undefined) {
			add({ ...link, scope });
			await ending(scope, link.destinationId);
		}
		await ending(scope, recordId);
	}
	return [...found.values()];
}

function rejectionsOf(session: Session, cipher: Cipher, records: ReadonlyMap<string, Identity>) {
	const rows = new Map<number, RejectionRow>();
	for (const id of new Set([...records.values()].map((record) => record.id))) {
		for (const row of session.all<RejectionRow>(traceQueries.rejections, id)) {
			if (records.has(textOf(sourceOf(session.names.scopeById(row.scope_id).scope, id)))) rows.set(row.id, row);
		}
	}
	for (const { account, object, id } of records.values()) {
		const destination = session.names.findDestination({ destinationAccount: account, destinationObject: object });
		if (destination === undefined) continue;
		for (const row of session.all<RejectionRow>(traceQueries.blocked, destination, id)) rows.set(row.id, row);
	}
	return [...rows.values()].sort((a, b) => a.id - b.id).map((row) => toRejection(session, cipher, row));
}

function isRevisited(session: Session, { scope, sourceId }: RecordRef): boolean {
	const id = session.names.findScope(scope)?.id as number;
	return session.get(traceQueries.revisit, id, sourceId) !== undefined;
}

function waitingOf(session: Session, from: RecordRef): RecordTrace['waiting'] {
	const id = session.names.findScope(from.scope)?.id as number;
	return session
		.all<{ kind_id: number; to_scope_id: number; to_id: string }>(traceQueries.waiting, id, from.sourceId)
		.map((row) => ({
			kind: session.names.text(row.kind_id),
			from,
			to: { scope: session.names.scopeById(row.to_scope_id).scope, sourceId: row.to_id },
		}));
}
