import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, type Launched } from './launch';
import { expectNoLeak, keepPrinted, outputFolder } from './output';
import { childEnvironment, freePort, n8nBinary } from './paths';
import { N8nRest } from './rest';

export interface StartOptions {
	/** N8N_USER_FOLDER: database, key and packages live below it. */
	userFolder: string;
	/** Default: any free port. */
	port?: number;
	/** Added to, and stronger than, the settings below. */
	env?: Record<string, string>;
	/** Milliseconds until n8n has to answer. Default 120,000. */
	timeoutMs?: number;
}

/** The settings under which n8n keeps to this machine: no telemetry, no look-ups, loopback only. */
export async function n8nSettings(
	userFolder: string,
	extra: Record<string, string> = {},
): Promise<Record<string, string>> {
	return {
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		// Asks n8n.io for a list when it starts.
		N8N_DISABLED_MODULES: 'mcp-registry',
		N8N_SECURE_COOKIE: 'false',
		// Every n8n process, the CLI's too, opens a broker of its own.
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		...extra,
	};
}

const running = new Set<Launched>();

/** The whole process group, because n8n starts its task runner as a child. */
function signalGroup(child: Launched, signal: NodeJS.Signals): void {
	if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid as number), signal);
}

process.on('exit', () => running.forEach((child) => signalGroup(child, 'SIGKILL')));

/** A running n8n. */
export class N8nServer {
	readonly rest: N8nRest;

	constructor(
		readonly url: string,
		readonly userFolder: string,
		readonly pid: number,
		private readonly child: Launched,
		private readonly output: string[],
	) {
		this.rest = new N8nRest(url);
	}

	/** All that n8n has printed so far; also in `<userFolder>/n8n.log`. */
	log(): string {
		return this.output.join('');
	}

	/** Ends n8n as an operator does, and after 20 seconds by force. @throws Error when it has logged a secret or a person */
	async stop(): Promise<void> {
		const force = setTimeout(() => signalGroup(this.child, 'SIGKILL'), 20_000);
		await this.kill('SIGTERM');
		clearTimeout(force);
		expectNoLeak();
	}

	/** Sends a signal to n8n and its children and waits until n8n is gone. */
	async kill(signal: NodeJS.Signals): Promise<void> {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const gone = new Promise((resolve) => this.child.once('exit', resolve));
		signalGroup(this.child, signal);
		await gone;
	}
}

/** Starts n8n and waits until it answers. @throws Error with the end of its log when it does not. */
export async function startN8n(options: StartOptions): Promise<N8nServer> {
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	mkdirSync(options.userFolder, { recursive: true });
	const settings = await n8nSettings(options.userFolder, {
		N8N_PORT: String(port),
		// Whatever is logged at any level is looked through.
		...(outputFolder() === undefined ? {} : { N8N_LOG_LEVEL: 'debug' }),
		...options.env,
	});
	const child = launch(process.execPath, [n8nBinary, 'start'], {
		cwd: options.userFolder,
		env: childEnvironment(settings),
		detached: true,
	});
	running.add(child);
	child.once('exit', () => running.delete(child));
	const output: string[] = [];
	const file = createWriteStream(join(options.userFolder, 'n8n.log'), { flags: 'a' });
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			output.push(chunk.toString());
			file.write(chunk);
			keepPrinted(`n8n-${child.pid}`, chunk);
		});
	}
	child.once('close', () => file.end());
	const server = new N8nServer(url, options.userFolder, child.pid as number, child, output);
	const deadline = Date.now() + (options.timeoutMs ?? 120_000);
	while (!(await server.rest.isReady())) {
		const exited = child.exitCode !== null || child.signalCode !== null;
		if (exited || Date.now() > deadline) {
			await server.kill('SIGKILL');
			throw new Error(`n8n ${exited ? 'ended' : 'does not answer'}:\n${server.log().slice(-4000)}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	return server;
}
