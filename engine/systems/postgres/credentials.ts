import { createHash } from 'node:crypto';
import type { ClientConfig } from 'pg';
import { SophiaError } from '../../errors';

/** The fields of n8n's own credential `postgres`, as they are stored. */
export interface PostgresCredentials {
	host: string;
	/** Default 5432. */
	port?: number | string;
	database: string;
	user: string;
	password?: string;
	/** As n8n's own Postgres node has it: `allow` and `require` both mean TLS with a certificate that is checked. */
	ssl?: 'disable' | 'allow' | 'require';
	/** TLS with any certificate, whatever `ssl` says. */
	allowUnauthorizedCerts?: boolean;
	/** Default 100; few of them are ever needed. */
	maxConnections?: number;
	/** Not supported: refused. */
	sshTunnel?: boolean;
}

export interface ConnectionSettings {
	config: ClientConfig & { host: string; port: number; database: string };
	/** Connections of one client at most. */
	connections: number;
	/** Names the server, database and user without giving the password away. */
	account: string;
}

/** Connections that one client can use: a cursor that is read from, and what goes on beside it. */
const MOST_CONNECTIONS = 4;
/** A cursor holds one while records are looked up by another. */
const LEAST_CONNECTIONS = 2;

const wrong = (message: string, remedy: string) =>
	new SophiaError('credentials', message, { system: 'postgres', remedy });

/**
 * What the driver needs of a credential.
 *
 * @throws SophiaError `credentials` when a setting cannot be one, `configuration` when it asks for an SSH tunnel
 */
export function connectionSettings(credentials: PostgresCredentials): ConnectionSettings {
	if (credentials.sshTunnel === true) {
		throw new SophiaError(
			'configuration',
			'The Postgres credential asks for an SSH tunnel, which Sophia does not open.',
			{
				system: 'postgres',
				code: 'SSH_TUNNEL',
				remedy:
					'Use a Postgres credential without SSH Tunnel: reach the server directly with SSL, or keep a tunnel open yourself and name its local end as Host and Port.',
			},
		);
	}
	const host = named(credentials.host, 'Host');
	const database = named(credentials.database, 'Database');
	const user = named(credentials.user, 'User');
	const port = Number(credentials.port ?? 5432);
	if (!(Number.isInteger(port) && port > 0 && port < 65_536)) {
		throw wrong(
			'The Port of the Postgres credential is no port number.',
			'Set it to the port of the server, usually 5432.',
		);
	}
	const most = Math.trunc(Number(credentials.maxConnections ?? 100)) || MOST_CONNECTIONS;
	return {
		config: { host, port, database, user, password: String(credentials.password ?? ''), ssl: tls(credentials) },
		connections: Math.max(LEAST_CONNECTIONS, Math.min(MOST_CONNECTIONS, most)),
		account: createHash('sha256')
			.update(JSON.stringify([host, port, database, user]))
			.digest('hex')
			.slice(0, 16),
	};
}

function tls({ ssl, allowUnauthorizedCerts }: PostgresCredentials): ClientConfig['ssl'] {
	if (allowUnauthorizedCerts === true) return { rejectUnauthorized: false };
	return ssl === 'allow' || ssl === 'require';
}

function named(value: string | undefined, label: string): string {
	const text = (value ?? '').trim();
	if (text === '' || text.includes('\0')) {
		throw wrong(`The Postgres credential has no ${label}.`, `Fill in the ${label} of the Postgres credential.`);
	}
	return text;
}
