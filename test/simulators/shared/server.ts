import Fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { realClock, type SimulatorClock } from './clock';
import { FaultPlan, seededRandom } from './faults';

export interface SimulatorOptions {
	/** Default 0: any free port. */
	port?: number;
	seed?: number;
	clock?: SimulatorClock;
	/** Milliseconds of real time before every answer. Default 0. */
	latencyMs?: number;
}

export interface LoggedRequest {
	method: string;
	/** Path with query. */
	url: string;
	status: number;
	at: number;
}

/** What every simulator is: a server on loopback with a clock, a seed, latency, planted faults and a log of requests. */
export abstract class SimulatorServer {
	/** Told the body of every answer: tests look for what was told in places where it must not be. */
	static readonly readers = new Set<(body: string) => void>();
	readonly app: FastifyInstance;
	readonly clock: SimulatorClock;
	readonly random: () => number;
	readonly faults: FaultPlan;
	/** Method, path and status of every request; never bodies or headers. */
	readonly requests: LoggedRequest[] = [];
	latencyMs: number;
	private readonly port: number;

	constructor(options: SimulatorOptions) {
		this.clock = options.clock ?? realClock;
		this.random = seededRandom(options.seed ?? 1);
		this.faults = new FaultPlan(this.random);
		this.latencyMs = options.latencyMs ?? 0;
		this.port = options.port ?? 0;
		this.app = Fastify({
			bodyLimit: 150 * 1024 * 1024,
			forceCloseConnections: true,
			routerOptions: { ignoreTrailingSlash: true },
		});
		this.plantHooks();
	}

	/** Registers the routes; called once, before the server listens. */
	protected abstract routes(): void;

	async start(): Promise<this> {
		this.routes();
		await this.app.listen({ port: this.port, host: '127.0.0.1' });
		return this;
	}

	async stop(): Promise<void> {
		await this.app.close();
	}

	get url(): string {
		return `http://127.0.0.1:${(this.app.server.address() as AddressInfo).port}`;
	}

	private plantHooks(): void {
		this.app.addHook('onRequest', async (request, reply) => {
			const fault = this.faults.take(request.method, request.url);
			if (fault === undefined) return;
			if (fault.kind === 'reset') {
				reply.hijack();
				request.raw.socket.destroy();
			} else if (fault.kind === 'status') {
				await reply
					.code(fault.status ?? 500)
					.headers(fault.headers ?? {})
					.send(fault.body ?? '');
			} else {
				Object.assign(request, { fault: fault.kind });
			}
		});
		this.app.addHook('onSend', async (request, reply, payload) => {
			if (typeof payload === 'string') for (const read of SimulatorServer.readers) read(payload);
			if (this.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
			const fault = (request as unknown as { fault?: string }).fault;
			if (fault === 'lost') {
				reply.hijack();
				request.raw.socket.destroy();
			} else if (fault === 'hang') {
				await new Promise((resolve) => request.raw.socket.once('close', resolve));
			}
			return payload;
		});
		this.app.addHook('onResponse', async (request, reply) => {
			this.requests.push({ method: request.method, url: request.url, status: reply.statusCode, at: this.clock.now() });
		});
	}
}
