import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';

/** In milliseconds. */
export interface DispatcherTimeouts {
	connectMs: number;
	/** Until the answer's headers are there. */
	headersMs: number;
	/** Between two pieces of the answer's body. */
	bodyMs: number;
}

/**
 * A dispatcher for undici's own `fetch` and `request` that goes through the proxies of the environment:
 * HTTP_PROXY, HTTPS_PROXY and NO_PROXY, lower case first. HTTPS_PROXY falls back to HTTP_PROXY, and a name
 * in NO_PROXY covers its subdomains. Node's global `fetch` has another undici inside and refuses it. Its idle
 * connections keep no process alive; whoever makes it for less than the process's life closes it.
 */
export async function undiciDispatcher(timeouts: DispatcherTimeouts): Promise<Dispatcher> {
	const { EnvHttpProxyAgent } = await import('undici');
	return new EnvHttpProxyAgent({
		connectTimeout: timeouts.connectMs,
		headersTimeout: timeouts.headersMs,
		bodyTimeout: timeouts.bodyMs,
	});
}

/**
 * An agent of Node's own http or https that keeps connections and goes through the proxies of the
 * environment: HTTP_PROXY or HTTPS_PROXY for its own protocol, NO_PROXY (where `.example.com` or
 * `*.example.com` covers subdomains, `example.com` only itself, and loopback is not exempt unless it is
 * named). A socket on which nothing moves for `timeoutMs` is destroyed, so that a peer that is gone
 * cannot hold a request for ever. Node before 24.5 does not know proxies and connects directly.
 */
export function nodeAgent(protocol: 'http:' | 'https:', timeoutMs: number): HttpAgent | HttpsAgent {
	const options: AgentOptions = { keepAlive: true, timeout: timeoutMs, proxyEnv: process.env };
	return withoutDeadSockets(protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options), timeoutMs);
}

type Connect = (options: object, callback?: (error: Error | null, socket: Duplex) => void) => Duplex | null | undefined;

/** Node's agent itself only drops sockets that idle between requests; on one in use it merely emits `timeout`. */
function withoutDeadSockets<A extends HttpAgent>(agent: A, timeoutMs: number): A {
	const watched = new WeakSet<Duplex>();
	const watch = (stream: Duplex | null | undefined) => {
		if (stream === null || stream === undefined || watched.has(stream)) return;
		watched.add(stream);
		const socket = stream as Socket;
		socket.setTimeout(timeoutMs, () => {
			socket.destroy(Object.assign(new Error('The connection was silent for too long.'), { code: 'ETIMEDOUT' }));
		});
	};
	const connect = agent.createConnection.bind(agent) as Connect;
	const watchedConnect: Connect = (options, callback) => {
		const socket = connect(options, (error, established) => {
			watch(established);
			callback?.(error, established);
		});
		watch(socket);
		return socket;
	};
	return Object.assign(agent, { createConnection: watchedConnect });
}
