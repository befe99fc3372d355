import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Launched } from '../../../n8n/harness/launch';
import { ended, messagesOf, runChild } from '../../../shared/child';

export interface Ending {
	/** The signal that ended it, or its exit code. */
	how: number | NodeJS.Signals | null;
	/** What its run's report says; absent for one that was killed. */
	status?: string;
}

/** A process that has loaded the engine and waits for its turn. */
export class Worker {
	private readonly endings: Promise<Ending>;

	private constructor(
		private readonly child: Launched,
		private readonly gate: Server,
		private readonly waiting: Promise<ServerResponse>,
	) {
		this.endings = this.listen();
	}

	/** @param entry the program: it reads its orders as JSON from its first argument and asks the gate before it begins */
	static async start(orders: object, entry = join(__dirname, 'worker.ts')): Promise<Worker> {
		let arrive: (response: ServerResponse) => void;
		const waiting = new Promise<ServerResponse>((resolve) => (arrive = resolve));
		const gate = createServer((_request, response) => arrive(response));
		await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
		const address = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
		return new Worker(runChild(entry, [JSON.stringify({ ...orders, gate: address })]), gate, waiting);
	}

	/** Lets it begin. Resolves when it is gone, however that came about. */
	async run(): Promise<Ending> {
		(await this.waiting).end();
		return await this.endings;
	}

	kill(): void {
		this.child.kill('SIGKILL');
	}

	/** For one that is not needed any more. */
	async dismiss(): Promise<void> {
		this.kill();
		await this.endings;
	}

	private async listen(): Promise<Ending> {
		let status: string | undefined;
		for await (const message of messagesOf<{ status: string }>(this.child)) ({ status } = message);
		const how = await ended(this.child);
		this.gate.close();
		return { how, status };
	}
}
