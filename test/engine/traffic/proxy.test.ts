import { createServer, get, request as httpRequest, type Agent, type Server } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { networkFailure } from '../../../engine/traffic/network';
import { nodeAgent, undiciDispatcher } from '../../../engine/traffic/proxy';

const VARIABLES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

async function listen<S extends Server | ReturnType<typeof createTcpServer>>(server: S): Promise<number> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
	return (server.address() as AddressInfo).port;
}

/** A proxy on loopback: forwards plain requests and opens tunnels, and remembers where to. */
function tinyProxy(seen: string[]): Server {
	const proxy = createServer((incoming, outgoing) => {
		seen.push(`${incoming.method} ${incoming.url}`);
		incoming.pipe(
			httpRequest(incoming.url ?? '', { method: incoming.method, headers: incoming.headers }, (answer) => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(outgoing);
			}),
		);
	});
	proxy.on('connect', (incoming, socket: Socket) => {
		seen.push(`CONNECT ${incoming.url}`);
		const [host, port] = (incoming.url ?? '').split(':');
		const target = connect(Number(port), host, () => {
			socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			target.pipe(socket).pipe(target);
		});
		target.on('error', () => socket.destroy());
		socket.on('error', () => target.destroy());
	});
	return proxy;
}

describe('the proxies of the environment', () => {
	const before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
	const seen: string[] = [];
	let target: Server;
	let proxy: Server;
	let targetUrl: string;
	let proxyUrl: string;

	beforeEach(async () => {
		for (const name of VARIABLES) delete process.env[name];
		seen.length = 0;
		target = createServer((_request, answer) => answer.end('from the target'));
		proxy = tinyProxy(seen);
		targetUrl = `http://127.0.0.1:${await listen(target)}/path`;
		proxyUrl = `http://127.0.0.1:${await listen(proxy)}`;
	});

	afterEach(async () => {
		for (const server of [target, proxy]) {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
		for (const name of VARIABLES) {
			if (before[name] === undefined) delete process.env[name];
			else process.env[name] = before[name];
		}
	});

	const withAgent = async (): Promise<string> => {
		const agent = nodeAgent('http:', 5_000) as Agent;
		try {
			return await new Promise((resolve, reject) => {
				get(targetUrl, { agent }, (answer) => {
					let body = '';
					answer
						.setEncoding('utf8')
						.on('data', (chunk: string) => (body += chunk))
						.on('end', () => resolve(body));
				}).on('error', reject);
			});
		} finally {
			agent.destroy();
		}
	};

	const withUndici = async (): Promise<string> => {
		const { fetch } = await import('undici');
		const dispatcher: Dispatcher = await undiciDispatcher({ connectMs: 5_000, headersMs: 5_000, bodyMs: 5_000 });
		try {
			return await (await fetch(targetUrl, { dispatcher })).text();
		} finally {
			await dispatcher.close();
		}
	};

	describe.each([
		['nodeAgent', withAgent],
		['undiciDispatcher', withUndici],
	])('%s', (_name, read) => {
		it('goes straight without them', async () => {
			expect(await read()).toBe('from the target');
			expect(seen).toEqual([]);
		});

		it.each(['HTTP_PROXY', 'http_proxy'])('goes through %s', async (name) => {
			process.env[name] = proxyUrl;
			expect(await read()).toBe('from the target');
			expect(seen).toHaveLength(1);
			expect(seen[0]).toContain(new URL(targetUrl).host);
		});

		it.each(['NO_PROXY', 'no_proxy'])('goes straight to what %s names', async (name) => {
			process.env.HTTP_PROXY = proxyUrl;
			process.env[name] = 'localhost,127.0.0.1';
			expect(await read()).toBe('from the target');
			expect(seen).toEqual([]);
		});

		it('takes a proxy that is not there for a failure of the network that did not happen', async () => {
			const gone = createServer();
			process.env.HTTP_PROXY = `http://user:hunter2@127.0.0.1:${await listen(gone)}`;
			await new Promise((resolve) => gone.close(resolve));
			const error = await read().then(
				() => undefined,
				(failure: unknown) => failure,
			);
			const failure = networkFailure('vendor', error);
			expect(failure).toMatchObject({ kind: 'transient', mayHaveHappened: false });
			expect(failure?.message).not.toContain('hunter2');
		});
	});
});

describe('a peer that is gone', () => {
	it('does not hold a request for ever', async () => {
		const sockets: Socket[] = [];
		const silent = createTcpServer((socket) => sockets.push(socket));
		const port = await listen(silent);
		const agent = nodeAgent('http:', 30) as Agent;
		const error = await new Promise((resolve) => {
			get({ host: '127.0.0.1', port, agent }, resolve).on('error', resolve);
		});
		expect(networkFailure('vendor', error)).toMatchObject({
			code: 'ETIMEDOUT',
			kind: 'transient',
			mayHaveHappened: true,
		});
		agent.destroy();
		for (const socket of sockets) socket.destroy();
		await new Promise((resolve) => silent.close(resolve));
	});

	it('is forgotten by an idle connection, and a live one is used again', async () => {
		let connections = 0;
		const server = createServer((_request, answer) => answer.end('ok'));
		server.on('connection', () => connections++);
		const port = await listen(server);
		const agent = nodeAgent('http:', 50) as Agent;
		const read = async () =>
			await new Promise<Socket>((resolve, reject) => {
				get({ host: '127.0.0.1', port, agent }, (answer) => {
					const { socket } = answer;
					answer.resume().on('end', () => setImmediate(resolve, socket));
				}).on('error', reject);
			});
		const first = await read();
		const second = await read();
		expect(second).toBe(first);
		expect(connections).toBe(1);
		await new Promise((resolve) => (second.destroyed ? resolve(undefined) : second.once('close', resolve)));
		expect(Object.values(agent.freeSockets).flat()).toEqual([]);
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
});
