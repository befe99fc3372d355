import { SophiaError } from '../errors';
import { systemLabel } from '../systemLabel';

/** The connection never stood: the request cannot have been carried out. */
const NOT_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'EHOSTDOWN',
	'ENETUNREACH',
	'ENETDOWN',
	'EADDRNOTAVAIL',
	'ERR_PROXY_TUNNEL',
	'UND_ERR_CONNECT_TIMEOUT',
	'UND_ERR_PRX_TLS',
]);

/** The connection broke, or the answer did: the request may have been carried out. */
const MAYBE_SENT = new Set([
	'ECONNRESET',
	'ECONNABORTED',
	'EPIPE',
	'ETIMEDOUT',
	'ERR_STREAM_PREMATURE_CLOSE',
	'UND_ERR_SOCKET',
	'UND_ERR_HEADERS_TIMEOUT',
	'UND_ERR_BODY_TIMEOUT',
	'UND_ERR_HEADERS_OVERFLOW',
	'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
	'UND_ERR_RES_EXCEEDED_MAX_SIZE',
	'UND_ERR_ABORTED',
	'UND_ERR_CLOSED',
	'UND_ERR_DESTROYED',
	'UND_ERR_INFO',
]);

/** OpenSSL's and Node's names for a certificate that is not trusted. */
const CERTIFICATE =
	/^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|CRL_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_CERT|EPROTO$|ERR_SSL_|ERR_TLS_)/;

/** How far a chain of causes is followed. */
const DEEPEST = 6;

interface Clue {
	code?: string;
	name: string;
	message: string;
	syscall?: string;
	hostname?: string;
	statusCode?: number;
}

/**
 * What a failed connection means, or undefined when the error is none (an HTTP answer, a bug). The message
 * says what happened in our own words and never quotes the original, which may hold an URL with its
 * query or a proxy's password; for the same reason it is not kept as the cause.
 */
export function networkFailure(system: string, error: unknown): SophiaError | undefined {
	const clues = cluesOf(error);
	for (const clue of clues) {
		const failure = fromProxy(system, clue) ?? fromTls(system, clue) ?? fromConnection(system, clue);
		if (failure !== undefined) return failure;
	}
	return withoutCode(system, clues);
}

function fromConnection(system: string, clue: Clue): SophiaError | undefined {
	const { code } = clue;
	if (code === undefined) return undefined;
	if (NOT_SENT.has(code)) return broken(system, code, false, clue.hostname);
	if (!MAYBE_SENT.has(code) && !code.startsWith('HPE_')) return undefined;
	// The same codes tell of a connection that never stood.
	const notSent = clue.syscall === 'connect' || clue.message.includes('before secure TLS connection');
	return broken(system, code, !notSent);
}

function fromProxy(system: string, { code, message, statusCode }: Clue): SophiaError | undefined {
	const refused =
		code === 'ERR_PROXY_TUNNEL' ? statusCode : Number(/^Proxy response \((\d{3})\)/.exec(message)?.[1] ?? Number.NaN);
	if (refused === 407) {
		return new SophiaError(
			'configuration',
			`The proxy on the way to ${systemLabel(system)} asks for a user name and password.`,
			{
				system,
				code: 'PROXY_AUTHENTICATION',
				remedy: 'Put them into HTTPS_PROXY or HTTP_PROXY, as in http://user:password@proxy.example.com:3128.',
			},
		);
	}
	if (code === 'ERR_PROXY_INVALID_CONFIG') {
		return new SophiaError('configuration', "The environment's proxy address is not valid.", {
			system,
			code,
			remedy: 'Correct HTTPS_PROXY or HTTP_PROXY.',
		});
	}
	return code === 'UND_ERR_ABORTED' && Number.isFinite(refused) ? broken(system, 'PROXY_TUNNEL', false) : undefined;
}

function fromTls(system: string, { code }: Clue): SophiaError | undefined {
	if (code === undefined || !CERTIFICATE.test(code)) return undefined;
	const certificate = code !== 'EPROTO' && !code.startsWith('ERR_SSL_');
	return new SophiaError(
		'configuration',
		certificate
			? `The certificate that ${systemLabel(system)} presents is not trusted (${code}).`
			: `No encrypted connection to ${systemLabel(system)} can be agreed on (${code}).`,
		{
			system,
			code,
			remedy: certificate
				? 'Check the base URL; behind a proxy that opens TLS, name its certificate file in the environment variable NODE_EXTRA_CA_CERTS.'
				: 'Check that the base URL (https or http, and its port) is right, and that no proxy or firewall interferes.',
		},
	);
}

/** fetch and some libraries wrap a failure without any code. */
function withoutCode(system: string, clues: Clue[]): SophiaError | undefined {
	const text = clues.map((clue) => clue.message);
	if (clues.some((clue) => clue.name === 'TimeoutError')) return broken(system, 'TIMEOUT', true);
	if (clues.some((clue) => clue.code !== undefined)) return undefined;
	if (text.includes('socket hang up')) return broken(system, 'ECONNRESET', true);
	const fetchFailed = clues[0]?.name === 'TypeError' && ['fetch failed', 'terminated'].includes(clues[0].message);
	if (!fetchFailed) return undefined;
	if (text.some((message) => /^(bad port|unknown scheme|invalid url)/i.test(message))) {
		return new SophiaError('configuration', `The base URL of ${systemLabel(system)} cannot be used.`, {
			system,
			code: 'BASE_URL',
			remedy: 'Correct the base URL in the credentials.',
		});
	}
	return broken(system, 'FETCH_FAILED', true);
}

function broken(system: string, code: string, mayHaveHappened: boolean, hostname?: string): SophiaError {
	const where = hostname !== undefined && /^[\w.-]{1,253}$/.test(hostname) ? ` (${hostname})` : '';
	const dns = code === 'ENOTFOUND' || code === 'EAI_AGAIN';
	const what = dns
		? `The address of ${systemLabel(system)}${where} could not be found`
		: mayHaveHappened
			? `The connection to ${systemLabel(system)} broke before its answer was there`
			: `No connection to ${systemLabel(system)} could be made`;
	return new SophiaError('transient', `${what} (${code}).`, {
		system,
		code,
		mayHaveHappened,
		remedy: mayHaveHappened
			? undefined
			: 'Check the network, the base URL and the proxy settings (HTTPS_PROXY, NO_PROXY).',
	});
}

/** The error, its causes and, of several errors in one, each; outermost first, without running in circles. */
function cluesOf(error: unknown, depth = 0): Clue[] {
	if (depth >= DEEPEST || typeof error !== 'object' || error === null) return [];
	const { code, name, message, syscall, hostname, statusCode, cause, errors } = error as Record<string, unknown>;
	const own: Clue = {
		code: textOrNothing(code),
		name: textOrNothing(name) ?? '',
		message: textOrNothing(message) ?? '',
		syscall: textOrNothing(syscall),
		hostname: textOrNothing(hostname),
		statusCode: typeof statusCode === 'number' ? statusCode : undefined,
	};
	const inner = [cause, ...(Array.isArray(errors) ? errors.slice(0, DEEPEST) : [])];
	return [own, ...inner.flatMap((each) => cluesOf(each, depth + 1))];
}

const textOrNothing = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
