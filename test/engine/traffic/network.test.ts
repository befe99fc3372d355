import { createServer, request as httpRequest } from 'node:http';
import { connect as tlsConnect } from 'node:tls';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { fetch as undiciFetch } from 'undici';
import { networkFailure } from '../../../engine/traffic/network';

const coded = (code: string, more: Record<string, unknown> = {}) =>
	Object.assign(new Error(`failed: ${code}`), { code, ...more });
const caught = async (promise: Promise<unknown>) =>
	await promise.then(
		() => undefined,
		(error: unknown) => error,
	);

describe('a network failure', () => {
	it.each([
		['hubspot', 'No connection to HubSpot could be made (ECONNREFUSED).'],
		['salesforce', 'No connection to Salesforce could be made (ECONNREFUSED).'],
		['vendor', 'No connection to vendor could be made (ECONNREFUSED).'],
	])('names %s as people write it', (system, message) => {
		expect(networkFailure(system, coded('ECONNREFUSED'))).toMatchObject({ system, message });
	});

	it.each([
		['ECONNREFUSED', false],
		['ENOTFOUND', false],
		['EAI_AGAIN', false],
		['EHOSTUNREACH', false],
		['UND_ERR_CONNECT_TIMEOUT', false],
		['ECONNRESET', true],
		['EPIPE', true],
		['ETIMEDOUT', true],
		['UND_ERR_SOCKET', true],
		['UND_ERR_HEADERS_TIMEOUT', true],
		['UND_ERR_BODY_TIMEOUT', true],
		['ERR_STREAM_PREMATURE_CLOSE', true],
		['HPE_INVALID_CONSTANT', true],
	])('%s is transient, may have happened: %p', (code, mayHaveHappened) => {
		for (const error of [
			coded(code),
			new TypeError('fetch failed', { cause: coded(code) }),
			new AggregateError([coded(code), coded(code)], ''),
			new Error('wrapped', { cause: new TypeError('fetch failed', { cause: coded(code) }) }),
		]) {
			expect(networkFailure('vendor', error)).toMatchObject({
				kind: 'transient',
				code,
				mayHaveHappened,
				system: 'vendor',
			});
		}
	});

	it('before the connection stood cannot have happened', () => {
		expect(networkFailure('vendor', coded('ETIMEDOUT', { syscall: 'connect' }))?.mayHaveHappened).toBe(false);
		const tls = Object.assign(
			new Error('Client network socket disconnected before secure TLS connection was established'),
			{ code: 'ECONNRESET' },
		);
		expect(networkFailure('vendor', tls)?.mayHaveHappened).toBe(false);
	});

	it.each([
		'CERT_HAS_EXPIRED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'ERR_TLS_CERT_ALTNAME_INVALID',
	])('of the certificate (%s) is for a person to mend', (code) => {
		const failure = networkFailure('vendor', new TypeError('fetch failed', { cause: coded(code) }));
		expect(failure).toMatchObject({ kind: 'configuration', code });
		expect(failure?.remedy).toContain('NODE_EXTRA_CA_CERTS');
	});

	it.each(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'])('of the encryption (%s) too', (code) => {
		const failure = networkFailure('vendor', coded(code));
		expect(failure?.kind).toBe('configuration');
		expect(failure?.remedy).toContain('base URL');
	});

	it('of a proxy that wants a password is for a person to mend', () => {
		for (const error of [
			coded('ERR_PROXY_TUNNEL', { statusCode: 407 }),
			new TypeError('fetch failed', {
				cause: Object.assign(new Error('Proxy response (407) !== 200 when HTTP Tunneling'), {
					code: 'UND_ERR_ABORTED',
				}),
			}),
		]) {
			expect(networkFailure('vendor', error)).toMatchObject({ kind: 'configuration', code: 'PROXY_AUTHENTICATION' });
		}
		expect(networkFailure('vendor', coded('ERR_PROXY_TUNNEL', { statusCode: 502 }))).toMatchObject({
			kind: 'transient',
			mayHaveHappened: false,
		});
		expect(networkFailure('vendor', coded('ERR_PROXY_INVALID_CONFIG'))?.kind).toBe('configuration');
	});

	it('without a code is known by its words', () => {
		expect(networkFailure('vendor', new Error('socket hang up'))).toMatchObject({
			code: 'ECONNRESET',
			mayHaveHappened: true,
		});
		expect(networkFailure('vendor', new TypeError('fetch failed'))).toMatchObject({
			kind: 'transient',
			mayHaveHappened: true,
		});
		expect(networkFailure('vendor', new TypeError('terminated'))).toMatchObject({
			kind: 'transient',
			mayHaveHappened: true,
		});
		expect(networkFailure('vendor', new DOMException('late', 'TimeoutError'))).toMatchObject({ code: 'TIMEOUT' });
		expect(networkFailure('vendor', new TypeError('fetch failed', { cause: new Error('bad port') }))?.kind).toBe(
			'configuration',
		);
	});

	it('is not seen in anything else', () => {
		const circular: Error & { cause?: unknown } = new Error('round');
		circular.cause = circular;
		for (const error of [
			undefined,
			null,
			0,
			'ECONNRESET',
			{},
			[],
			new Error('ECONNRESET'),
			new TypeError('x is not a function'),
			coded('ENOENT'),
			coded('UND_ERR_INVALID_ARG'),
			new TypeError('fetch failed', { cause: coded('UND_ERR_INVALID_ARG') }),
			new DOMException('aborted', 'AbortError'),
			{ code: 429, message: 7 },
			circular,
		]) {
			expect(networkFailure('vendor', error)).toBeUndefined();
		}
	});

	it('says nothing of the address but its host', () => {
		const secret = 'https://user:hunter2@api.example.com/path?token=hunter2';
		for (const code of ['ECONNRESET', 'ENOTFOUND', 'ERR_PROXY_TUNNEL', 'CERT_HAS_EXPIRED', 'EPROTO']) {
			const error = Object.assign(new Error(`request to ${secret} failed`), { code, hostname: secret, input: secret });
			const failure = networkFailure('vendor', new TypeError(secret, { cause: error }));
			expect(failure).toBeDefined();
			expect(JSON.stringify({ ...failure, message: failure?.message, cause: failure?.cause })).not.toContain('hunter2');
		}
		expect(networkFailure('vendor', coded('ENOTFOUND', { hostname: 'api.example.com' }))?.message).toContain(
			'(api.example.com)',
		);
	});
});

describe('a real failure', () => {
	const get = async (port: number) =>
		await new Promise((resolve, reject) => {
			httpRequest({ host: '127.0.0.1', port }, resolve).on('error', reject).end();
		});

	it('of a closed port is recognised from node:http, fetch and undici', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const { port } = server.address() as AddressInfo;
		await new Promise((resolve) => server.close(resolve));
		const url = `http://127.0.0.1:${port}/?token=hunter2`;
		for (const error of [await caught(get(port)), await caught(fetch(url)), await caught(undiciFetch(url))]) {
			expect(networkFailure('vendor', error)).toMatchObject({
				kind: 'transient',
				code: 'ECONNREFUSED',
				mayHaveHappened: false,
			});
		}
	});

	it('of a connection that is cut is recognised, before and within the answer', async () => {
		const server = createTcpServer((socket) => {
			socket.once('data', (data) => {
				if (data.toString().includes('/within'))
					socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.destroy());
				else socket.destroy();
			});
		}).listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const { port } = server.address() as AddressInfo;
		const url = `http://127.0.0.1:${port}`;
		const errors = [
			await caught(get(port)),
			await caught(fetch(url)),
			await caught(undiciFetch(url)),
			await caught(fetch(`${url}/within`).then(async (answer) => await answer.text())),
			await caught(undiciFetch(`${url}/within`).then(async (answer) => await answer.text())),
		];
		await new Promise((resolve) => server.close(resolve));
		for (const error of errors) {
			expect(networkFailure('vendor', error)).toMatchObject({ kind: 'transient', mayHaveHappened: true });
		}
	});

	it('of https spoken to http is recognised', async () => {
		const server = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		const { port } = server.address() as AddressInfo;
		const error = await new Promise((resolve) => tlsConnect({ host: '127.0.0.1', port }).on('error', resolve));
		await new Promise((resolve) => server.close(resolve));
		expect(networkFailure('vendor', error)?.kind).toBe('configuration');
	});
});
