import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import type { PostgresCredentials } from '../../engine/systems/postgres';
import { launchTied } from '../n8n/harness/launch';

/** A real PostgreSQL server of this test file alone, on a free port of the loopback interface. */
export class PostgresServer {
	private constructor(
		readonly credentials: PostgresCredentials & { ssl?: undefined; port: number; password: string },
		private readonly child: ReturnType<typeof launchTied>,
		private readonly admin: Client,
	) {}

	/** Takes a second or two. Call {@link stop} at the end; should that fail the server ends with this process. */
	static async start(): Promise<PostgresServer> {
		const child = launchTied(process.execPath, [join(__dirname, 'postgresServer.mjs')], {});
		child.stderr.pipe(process.stderr);
		for await (const line of createInterface({ input: child.stdout })) {
			const { port, password } = JSON.parse(line) as { port: number; password: string };
			const credentials = { host: '127.0.0.1', port, database: 'postgres', user: 'postgres', password };
			const admin = new Client(credentials);
			admin.on('error', () => {});
			await admin.connect();
			return new PostgresServer(credentials, child, admin);
		}
		throw new Error('The PostgreSQL server for tests did not start.');
	}

	/** Runs SQL past the code under test: to set up and to look at what is there. */
	async sql<Row extends Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]> {
		return (await this.admin.query<Row>(text, values)).rows;
	}

	/** Ends every connection to the server but the one of {@link sql}. */
	async killConnections(): Promise<number> {
		const killed = await this.sql(
			'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND client_port IS NOT NULL',
		);
		return killed.length;
	}

	/** A further connection of its own, for what happens at the same time. The caller ends it. */
	async connect(): Promise<Client> {
		const client = new Client(this.credentials);
		client.on('error', () => {});
		await client.connect();
		return client;
	}

	async stop(): Promise<void> {
		await this.admin.end();
		const gone = once(this.child, 'exit');
		this.child.stdin.end();
		await gone;
	}
}
