import { SophiaError, type FailureDetails } from '../../errors';
import { networkFailure } from '../../traffic';
import { asText, isObject } from '../shared/json';

/** What PostgreSQL's ErrorResponse says, as far as it holds no values. */
export interface ServerComplaint {
	/** SQLSTATE. */
	code: string;
	constraint?: string;
	column?: string;
	table?: string;
	/** The function of the server that complains: tells a policy for rows from a privilege, which share a code. */
	routine?: string;
}

/**
 * PostgreSQL understood a statement and refuses it as it stands. Whoever sent several records may find the one at
 * fault by sending fewer; unhandled it is a fault of the plan.
 */
export class PostgresRefusal extends SophiaError {
	constructor(readonly complaint: ServerComplaint) {
		super('configuration', `PostgreSQL refused the statement (${complaint.code}).`, {
			system: 'postgres',
			code: complaint.code,
		});
	}
}

/** Classes and codes that are about the values of a record: data, constraints, triggers, limits, views' check options. */
const ABOUT_RECORD = /^(22|23|27|38|39|44|54|P0|21000)/;
const TRANSIENT = /^(08|40|53|57P0[1235]|25P0[34]|55006|58|72)/;
/** A lock that is not granted in time. */
export const LOCKED = '55P03';
const TIMED_OUT = '57014';

export interface FailureContext {
	/** COMMIT was sent: if the connection breaks now, nobody knows. */
	committing: boolean;
	/** The statement carries several records: one that waits for a lock must not hold up the others. */
	splittable: boolean;
}

/**
 * The error that a failure of the driver or the server stands for. The server's own sentences are never passed on,
 * nor kept as the cause: they quote values. Errors that are neither's are returned as they are.
 */
export function failureOf(error: unknown, context: FailureContext): unknown {
	if (error instanceof SophiaError) return error;
	const complaint = complaintOf(error);
	if (complaint !== undefined) return ofServer(complaint, context);
	return ofConnection(error, context);
}

/** An ErrorResponse of the server: it alone has a SQLSTATE and a severity. */
function complaintOf(error: unknown): ServerComplaint | undefined {
	if (!isObject(error) && !(error instanceof Error)) return undefined;
	const { code, severity, constraint, column, table, routine } = error as unknown as Record<string, unknown>;
	if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code) || typeof severity !== 'string') return undefined;
	return {
		code,
		constraint: asText(constraint),
		column: asText(column),
		table: asText(table),
		routine: asText(routine),
	};
}

function ofServer(complaint: ServerComplaint, { committing, splittable }: FailureContext): SophiaError {
	const { code } = complaint;
	const details: FailureDetails = { system: 'postgres', code };
	if (code === LOCKED && splittable) return new PostgresRefusal(complaint);
	if (code === LOCKED)
		return new SophiaError('transient', 'Another transaction of the database holds a lock.', details);
	if (code === TIMED_OUT) {
		return new SophiaError('transient', 'PostgreSQL cancelled a statement that took too long.', {
			...details,
			remedy: 'Give the step more time, or add an index that serves its key, filter or modification stamp.',
		});
	}
	if (TRANSIENT.test(code)) {
		const lost = committing && /^(08|57P)/.test(code);
		return new SophiaError('transient', `PostgreSQL could not do it just now (${code}).`, {
			...details,
			mayHaveHappened: lost,
		});
	}
	return ofSettings(complaint, details) ?? new PostgresRefusal(complaint);
}

function ofSettings(complaint: ServerComplaint, details: FailureDetails): SophiaError | undefined {
	const { code } = complaint;
	if (code === '28P01' || code.startsWith('28')) {
		return new SophiaError('credentials', 'PostgreSQL does not accept the user or the password.', {
			...details,
			remedy:
				'Check User, Password and SSL of the Postgres credential, and that pg_hba.conf lets this machine in with them.',
		});
	}
	if (code === '3D000') {
		return new SophiaError('credentials', 'The database of the Postgres credential does not exist.', {
			...details,
			remedy: 'Correct the Database of the Postgres credential.',
		});
	}
	if (code === '42501' && !isRowPolicy(complaint)) {
		return new SophiaError('credentials', 'The PostgreSQL user lacks a privilege that this needs.', {
			...details,
			remedy:
				'GRANT the user of the Postgres credential SELECT on the table and, where it is written, INSERT, UPDATE and DELETE.',
		});
	}
	if (code === '25006') {
		return new SophiaError(
			'configuration',
			'The PostgreSQL server takes no changes: it is a replica, or set to read only.',
			{
				...details,
				remedy: 'Set the Host of the Postgres credential to the primary server.',
			},
		);
	}
	return undefined;
}

const isRowPolicy = ({ code, routine }: ServerComplaint): boolean =>
	code === '42501' && routine === 'ExecWithCheckOptions';

/** The refusal, when a part of the records may escape it. @throws whatever else the error is */
export function recordRefusal(error: unknown): PostgresRefusal {
	if (!(error instanceof PostgresRefusal)) throw error;
	const { complaint } = error;
	if (ABOUT_RECORD.test(complaint.code) || complaint.code === LOCKED || isRowPolicy(complaint)) return error;
	throw error;
}

const CONNECTION_LOST =
	/^(Connection terminated|Client was closed|Client has encountered a connection error|Received unexpected|Connection ended|Cannot use a pool|Query read timeout)/;
const NOT_CONNECTED =
	/timeout exceeded when trying to connect|Connection terminated due to connection timeout|timeout expired/;

function ofConnection(error: unknown, { committing }: FailureContext): unknown {
	const message = error instanceof Error ? error.message : '';
	if (message === 'The server does not support SSL connections') {
		return new SophiaError('configuration', 'The PostgreSQL server has no SSL switched on.', {
			system: 'postgres',
			code: 'NO_SSL',
			remedy: 'Set SSL of the Postgres credential to Disable, or switch SSL on in the server.',
		});
	}
	if (message.startsWith('SASL')) {
		return new SophiaError(
			'credentials',
			'PostgreSQL asks for a password in a way that the credential does not answer.',
			{
				system: 'postgres',
				code: 'SASL',
				remedy: 'Fill in the Password of the Postgres credential.',
			},
		);
	}
	if (NOT_CONNECTED.test(message))
		return broken('No connection to PostgreSQL could be made in time.', 'CONNECT_TIMEOUT', false);
	if (CONNECTION_LOST.test(message))
		return broken('The connection to PostgreSQL broke.', 'CONNECTION_LOST', committing);
	const failure = networkFailure('postgres', error);
	if (failure === undefined) return error;
	if (failure.kind === 'configuration') {
		return new SophiaError('configuration', failure.message, {
			system: 'postgres',
			code: failure.code,
			remedy:
				"Name the authority's certificate file in the environment variable NODE_EXTRA_CA_CERTS, or switch on Ignore SSL Issues in the Postgres credential.",
		});
	}
	if (failure.mayHaveHappened) return broken('The connection to PostgreSQL broke.', failure.code, committing);
	return broken(failure.message, failure.code, false);
}

const broken = (message: string, code: string | undefined, mayHaveHappened: boolean) =>
	new SophiaError('transient', message, {
		system: 'postgres',
		code,
		mayHaveHappened,
		...(mayHaveHappened
			? {}
			: { remedy: 'Check Host and Port of the Postgres credential, the network and the server.' }),
	});
