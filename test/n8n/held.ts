import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that takes requests and never answers: what asks it is in the middle of its work for as long as a test likes. */
export class Held {
	private taken = 0;
	private readonly waiting: Array<() => void> = [];

	private constructor(private readonly server: Server) {
		server.on('request', () => {
			this.taken += 1;
			for (const check of this.waiting) check();
		});
	}

	static async open(): Promise<Held> {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return new Held(server);
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Resolves when so many requests have come in all. */
	async requests(count: number): Promise<void> {
		await new Promise<void>((resolve) => {
			const check = () => {
				if (this.taken >= count) resolve();
			};
			this.waiting.push(check);
			check();
		});
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
