import { connect } from 'node:net';

/** PostgreSQL's CancelRequest: its length, its code, the backend and its secret. */
const LENGTH = 16;
const CANCEL_REQUEST = 80_877_102;
const PATIENCE_MS = 10_000;

export interface Backend {
	host: string;
	port: number;
	processId: number;
	secretKey: number;
}

/**
 * Asks the server to end what a backend is doing, on a connection of its own as the protocol wants it. The server
 * never answers, so that nothing is awaited; it takes the request before any encryption or sign-in.
 */
export function requestCancel({ host, port, processId, secretKey }: Backend): void {
	const request = Buffer.alloc(LENGTH);
	request.writeInt32BE(LENGTH, 0);
	request.writeInt32BE(CANCEL_REQUEST, 4);
	request.writeInt32BE(processId, 8);
	request.writeInt32BE(secretKey, 12);
	const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
	socket.setTimeout(PATIENCE_MS, () => socket.destroy());
	// A server that is gone has nothing to cancel.
	socket.on('error', () => socket.destroy());
	socket.on('connect', () => socket.end(request));
	socket.resume();
	socket.unref();
}
