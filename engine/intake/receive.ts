import type { Clock } from '../clock';
import { isSophiaError } from '../errors';
import type { InboxOutcome, InboxStore, InboxWrite } from '../state/inboxTypes';
import { authenticate, hasSecret, type Authentication, type Caller } from './auth';
import type { IntakeDesk } from './desk';
import { bodyKind } from './kinds';
import { parseBody } from './parse';
import { networkOf, type RateLimits } from './rateLimit';
import { Refusal, tryLater } from './refusal';
import type { BodySettings, EmittedEntry, IntakeAnswer, IntakeEntry, IntakeKind, IntakeRequest } from './types';

export interface IntakeSettings extends BodySettings {
	kind: IntakeKind;
	authentication: Authentication;
	/** The inbox's name in the state. */
	inbox: string;
	limits: RateLimits & {
		/** Of the body, without its content encoding. */
		maxBytes: number;
		/** Unfinished bodies in the inbox. */
		maxPending: number;
		/** Requests that wait for the state at a time. */
		maxWaiting: number;
	};
	/** How long a body that comes again is known. 0: as long as it is unfinished. */
	dedupeMs: number;
}

/** What an intake works with. */
export interface IntakeServices {
	/** Opens the state, or shares it. */
	state: () => Promise<Pick<InboxStore, 'putInbox' | 'inboxStatus'>>;
	desk: IntakeDesk;
	clock: Pick<Clock, 'now'>;
	/** `processHolder()`: who emits what is accepted. */
	holder: string;
	/** Told of what the caller is only told to try again for. */
	onProblem?: (error: unknown) => void;
}

const BUSY_MS = 1_000;
const FULL_MS = 60_000;
const LOCKED_MS = 5_000;

/**
 * One request from its first byte to its answer. Whatever is accepted with 200 is on the disk before this returns; what
 * cannot be kept is answered 429 or 503 with Retry-After. Refusals name the field, never a value.
 *
 * 401 not authenticated, 413 too large, 415 no JSON, 400 not valid, 405 another method, 429 too fast, 503 try later.
 * Anything thrown is a bug.
 */
export async function receive(
	request: IntakeRequest,
	settings: IntakeSettings,
	services: IntakeServices,
): Promise<IntakeAnswer> {
	try {
		if (request.method === 'GET' || request.method === 'HEAD') return await ready(request, settings, services);
		if (request.method !== 'POST')
			throw new Refusal(405, 'METHOD', 'Send POST.', { headers: { allow: 'GET, HEAD, POST' } });
		return await accept(request, settings, services);
	} catch (error) {
		return refused(asRefusal(error, services));
	}
}

/** Says that bodies are taken, and which, to anybody: it tells nothing that needs a secret. */
async function ready({ ip }: IntakeRequest, settings: IntakeSettings, services: IntakeServices): Promise<IntakeAnswer> {
	passLimit(`anybody|${networkOf(ip)}`, settings, services);
	if (!hasSecret(settings.authentication)) throw noSecret();
	const { pending } = await (await services.state()).inboxStatus(settings.inbox);
	if (pending >= settings.limits.maxPending) throw full();
	const supported_types = [...bodyKind(settings.kind).supportedTypes];
	return { status: 200, headers: {}, body: { status: 'ready', supported_types }, emitted: [] };
}

async function accept(
	request: IntakeRequest,
	settings: IntakeSettings,
	services: IntakeServices,
): Promise<IntakeAnswer> {
	refuseLength(Number(request.headers['content-length']), settings);
	const caller = await knownCaller(request, settings, services);
	passLimit(`${caller.identity}|${networkOf(request.ip)}`, settings, services);
	const body = parseBody(await boundedBody(request, settings), request.headers);
	const entries = withKeys(bodyKind(settings.kind).read(body, settings), caller, request);
	const outcomes = entries.length === 0 ? [] : await keep(entries, settings, services, caller);
	return accepted(entries, outcomes, services);
}

async function knownCaller(
	request: IntakeRequest,
	settings: IntakeSettings,
	services: IntakeServices,
): Promise<Caller> {
	const { authentication } = settings;
	if (!hasSecret(authentication)) throw noSecret();
	const readBody = async () => await boundedBody(request, settings);
	try {
		return await authenticate(authentication, request, readBody, services.clock.now());
	} catch (error) {
		// Who fails too often is told to wait; who has the right key from the same address is not kept waiting for it.
		if (error instanceof Refusal && error.status === 401)
			passLimit(`unknown|${networkOf(request.ip)}`, settings, services);
		throw asRefusal(error, services);
	}
}

function passLimit(caller: string, { limits }: IntakeSettings, { desk, clock }: IntakeServices): void {
	const waitMs = desk.limiter.take(caller, limits, clock.now());
	if (waitMs > 0) throw tryLater(429, 'TOO_MANY_REQUESTS', 'Too many requests. Try again later.', waitMs);
}

async function boundedBody(request: IntakeRequest, settings: IntakeSettings): Promise<Buffer> {
	const body = await request.readBody();
	refuseLength(body.length, settings);
	return body;
}

function refuseLength(bytes: number, { limits }: IntakeSettings): void {
	if (bytes > limits.maxBytes)
		throw new Refusal(413, 'TOO_LARGE', `The body is larger than ${limits.maxBytes} bytes.`, {
			headers: { connection: 'close' },
		});
}

/**
 * What the body says of itself goes first. A signature with a time is next: it comes again in a replay only, and unlike
 * a header nobody but the signer can change it. Where there is none, the sender may name the order in Idempotency-Key.
 */
function withKeys(entries: IntakeEntry[], { signature }: Caller, { headers }: IntakeRequest): IntakeEntry[] {
	const header = headers['idempotency-key'];
	const named = typeof header === 'string' && header !== '' ? `key:${header}` : undefined;
	const whole = signature === undefined ? named : `signature:${signature}`;
	return entries.map(({ body, dedupeKey }, index) => {
		const key = dedupeKey === undefined ? whole && `${whole}#${index}` : `body:${dedupeKey}`;
		return { body, ...(key === undefined ? {} : { dedupeKey: key }) };
	});
}

/** Commits the entries, all or none. */
async function keep(
	entries: IntakeEntry[],
	settings: IntakeSettings,
	services: IntakeServices,
	{ signature }: Caller,
): Promise<Array<Exclude<InboxOutcome, { status: 'full' }>>> {
	const { desk } = services;
	const { inbox, kind, limits } = settings;
	if (desk.waiting >= limits.maxWaiting)
		throw tryLater(503, 'BUSY', 'Too many requests are waiting. Try again later.', BUSY_MS);
	desk.waiting++;
	try {
		const now = services.clock.now();
		const receivedAt = new Date(now).toISOString();
		const rememberMs = signature === undefined ? settings.dedupeMs : Math.max(settings.dedupeMs, replayMs(settings));
		const dedupeUntil = rememberMs > 0 ? new Date(now + rememberMs).toISOString() : undefined;
		const writes = entries.map(
			({ body, dedupeKey }): InboxWrite => ({
				inbox,
				kind,
				body: JSON.stringify(body),
				receivedAt,
				holder: services.holder,
				...(dedupeKey === undefined ? {} : { dedupeKey, ...(dedupeUntil === undefined ? {} : { dedupeUntil }) }),
			}),
		);
		const outcomes = await (await services.state()).putInbox(writes, { maxPending: limits.maxPending });
		return outcomes.map((outcome) => {
			if (outcome.status === 'full') throw full();
			return outcome;
		});
	} finally {
		desk.waiting--;
	}
}

/** A signed request passes from one window before its time to one after it. */
const replayMs = ({ authentication }: IntakeSettings): number =>
	authentication.type === 'hmac' ? 2 * authentication.windowMs : 0;

function accepted(
	entries: IntakeEntry[],
	outcomes: Array<Exclude<InboxOutcome, { status: 'full' }>>,
	{ desk }: IntakeServices,
): IntakeAnswer {
	const emitted: EmittedEntry[] = [];
	outcomes.forEach(({ id, status }, index) => {
		if (status === 'accepted' || desk.takeFailed(id)) emitted.push({ id, body: entries[index].body });
	});
	const body = {
		status: emitted.length === 0 && outcomes.length > 0 ? 'duplicate' : 'accepted',
		accepted: emitted.length,
		duplicates: outcomes.length - emitted.length,
	};
	return { status: 200, headers: {}, body, emitted };
}

const noSecret = () =>
	tryLater(503, 'NOT_SET_UP', 'The credential of this address has no secret to check requests with.', FULL_MS);

const full = () => tryLater(503, 'INBOX_FULL', 'The inbox is full. Try again later.', FULL_MS);

/** Trouble with the state is no fault of the caller's, and passes; a bug is thrown. */
function asRefusal(error: unknown, { onProblem }: IntakeServices): Refusal {
	if (error instanceof Refusal) return error;
	if (!isSophiaError(error)) throw bug(error);
	onProblem?.(error);
	return error.kind === 'transient'
		? tryLater(503, 'BUSY', 'The state is in use. Try again later.', error.retryAfterMs ?? LOCKED_MS)
		: tryLater(503, 'NOT_SET_UP', 'The state cannot be used at the moment.', FULL_MS);
}

const bug = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

function refused({ status, code, message, details }: Refusal): IntakeAnswer {
	const { field, headers = {} } = details;
	const body = { status: 'error', error: code, message, ...(field === undefined ? {} : { field }) };
	return { status, headers, body, emitted: [] };
}
