import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * What to do about what a client has sent. `lose`: it arrives and is answered, the answer is lost with the connection;
 * `cut`: the connection ends before it arrives.
 */
export type Verdict = 'pass' | 'lose' | 'cut';

/** Stands between a client and a server, to break connections at a chosen moment. */
export class TcpProxy {
	private readonly sockets = new Set<Socket>();

	private constructor(
		private readonly server: Server,
		readonly port: number,
	) {}

	static async start(target: { host: string; port: number }, judge: (sent: Buffer) => Verdict): Promise<TcpProxy> {
		const server = createServer();
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const proxy = new TcpProxy(server, (server.address() as AddressInfo).port);
		server.on('connection', (client) => proxy.join(client, connect(target.port, target.host), judge));
		return proxy;
	}

	private join(client: Socket, server: Socket, judge: (sent: Buffer) => Verdict): void {
		const end = () => {
			client.destroy();
			server.destroy();
		};
		let losing = false;
		for (const socket of [client, server]) {
			this.sockets.add(socket);
			socket.on('error', end).on('close', end);
		}
		client.on('data', (sent) => {
			const verdict = judge(sent);
			if (verdict === 'cut') return end();
			losing ||= verdict === 'lose';
			server.write(sent);
		});
		server.on('data', (answer) => {
			if (losing) end();
			else client.write(answer);
		});
	}

	async stop(): Promise<void> {
		for (const socket of this.sockets) socket.destroy();
		this.server.close();
		await once(this.server, 'close');
	}
}
