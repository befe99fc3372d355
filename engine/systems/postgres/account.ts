import { createHash } from 'node:crypto';
import { isSophiaError } from '../../errors';
import type { PostgresClient } from './client';

/** Codes that say that this server does not tell: no such function, or no privilege for it. */
const UNTOLD = new Set(['42501', '42883', '0A000']);

/**
 * The database's permanent id: the identifier that its cluster was given when it was made, with the database's own
 * number in it. It stays when the host's name, the port or the database's name changes, when a replica takes over,
 * and behind a pooler. Where the server does not tell (some hosted ones), it is a hash of the address as the
 * credential has it, which then must stay the same.
 */
export async function databaseId(client: PostgresClient, signal?: AbortSignal): Promise<string> {
	const told = await client
		.transaction(
			{ purpose: 'meta', readOnly: true, signal },
			async (session) =>
				await session.query(
					'SELECT c.system_identifier::text, d.oid::text FROM pg_catalog.pg_control_system() c, pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()',
				),
		)
		.catch(unlessUntold);
	if (told !== undefined && told.rows.length === 1) return `pg-${told.rows[0].join('-')}`;
	const { host, port, database } = client.settings.config;
	const address = JSON.stringify([host.toLowerCase(), port, database]);
	return `pg-${createHash('sha256').update(address).digest('hex').slice(0, 32)}`;
}

function unlessUntold(error: unknown): undefined {
	if (!isSophiaError(error) || error.code === undefined || !UNTOLD.has(error.code)) throw error;
}

/** How far an open transaction can hold back what a run reads. */
const LONGEST_HOLD = '1 hour';

/**
 * The server's clock, or when the oldest transaction began that has written something and is still open: it commits
 * stamps of that time later, which a window that ends now would have passed by. (Those of other users are hidden
 * from users without the role pg_monitor; the overlap of the windows has to do for them.)
 */
export async function serverNow(client: PostgresClient, signal?: AbortSignal): Promise<Date> {
	const { rows } = await client.transaction(
		{ purpose: 'meta', readOnly: true, signal },
		async (session) =>
			await session.query(
				`SELECT pg_catalog.floor(extract(epoch FROM least(pg_catalog.clock_timestamp(), min(a.xact_start))) * 1000)::bigint::text
				FROM pg_catalog.pg_stat_activity a
				WHERE a.datname = pg_catalog.current_database() AND a.backend_xid IS NOT NULL
					AND a.xact_start > pg_catalog.clock_timestamp() - interval '${LONGEST_HOLD}'`,
			),
	);
	return new Date(Number(rows[0][0]));
}
