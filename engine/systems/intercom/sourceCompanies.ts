import { isSophiaError, SophiaError } from '../../errors';
import { readAhead } from '../shared/readAhead';
import { asObject, asText } from '../shared/json';
import type { IntercomApi } from './client';
import { IntercomRefusal, refusalOf } from './errors';
import { readPage, type WireRecord } from './wire';

/** A scroll that nobody reads is over after this; there is no way to end it before. */
const EXPIRES_MS = 60_000;
/** How often it is tried whether somebody else's scroll is over, and for how long. */
const POLL_MS = 10_000;
const PATIENCE_MS = 15 * 60_000;
/** How often a scroll is begun anew before it is given up. */
const MOST_RESTARTS = 3;

interface ScrollPage {
	records: WireRecord[];
	/** Absent at the end. */
	param?: string;
}

/**
 * Every company that has a contact (Intercom shows no others), 100 to a page, by the scroll: the plain list ends at
 * 10,000. A page that was given out cannot be asked for again, so that a lost answer, or a scroll that ended because
 * whoever reads was slow, begins anew, and records come twice.
 *
 * An app has one scroll at a time. While somebody else's is open this waits, up to 15 minutes.
 *
 * @throws SophiaError `transient` when the scroll stays taken, or breaks off again and again
 */
export function scrollCompanies(api: IntercomApi, signal?: AbortSignal): AsyncGenerator<WireRecord[], void, undefined> {
	let restarts = 0;
	const load = async (param: string | undefined, own: AbortSignal) => {
		const reading = param === undefined ? openScroll(api, own) : readScroll(api, param, own);
		const page = await reading.catch(async (error: unknown) => {
			const lost = checkBroken(error, param);
			if (++restarts > MOST_RESTARTS) throw lost ? error : tooSlow();
			// The scroll that broke off is still open as far as Intercom is concerned.
			if (lost) await pause(api, EXPIRES_MS, own);
			return await openScroll(api, own);
		});
		return { pages: page.records.length === 0 ? [] : [page.records], next: page.param };
	};
	return readAhead(async (own) => await load(undefined, own), load, signal);
}

/** Begins a scroll, as soon as nobody else has one open. */
async function openScroll(api: IntercomApi, signal: AbortSignal): Promise<ScrollPage> {
	const { clock } = api.traffic;
	const until = clock.now() + PATIENCE_MS;
	for (;;) {
		const page = await readScroll(api, undefined, signal).catch(unlessTaken);
		if (page !== undefined) return page;
		if (clock.now() >= until) throw taken();
		await pause(api, POLL_MS, signal);
	}
}

async function readScroll(
	api: IntercomApi,
	scroll_param: string | undefined,
	signal: AbortSignal,
): Promise<ScrollPage> {
	const { body } = await api.call(
		// Repeated after a lost answer it would give the page behind the lost one.
		{ purpose: 'read', signal, repeatable: false },
		async (sdk) => await sdk.companies.scroll(scroll_param === undefined ? {} : { scroll_param }),
	);
	const { records } = readPage(body);
	const { data, scroll_param: param } = asObject(body);
	const isEnd = !Array.isArray(data) || data.length === 0;
	return { records, ...(isEnd ? {} : { param: asText(param) }) };
}

/** Waits; when it is cancelled, the next call says so. */
async function pause(api: IntercomApi, ms: number, signal: AbortSignal): Promise<void> {
	await api.traffic.clock.sleep(ms, signal).catch(() => undefined);
}

/**
 * @returns true when an answer was lost, false when the scroll is over
 * @throws the error, when it is neither
 */
function checkBroken(error: unknown, param: string | undefined): boolean {
	if (isSophiaError(error, 'transient') && error.mayHaveHappened) return true;
	if (param === undefined) throw error;
	refusalOf(error);
	return false;
}

/** @throws the error, unless somebody else has a scroll open */
function unlessTaken(error: unknown): undefined {
	if (!isTaken(error)) throw error;
}

const isTaken = (error: unknown): boolean =>
	error instanceof IntercomRefusal &&
	error.errors.some(({ code, message }) => code === 'scroll_exists' || /scroll already exists/i.test(message));

const taken = () =>
	new SophiaError('transient', 'The companies of this Intercom app are being read by another program.', {
		system: 'intercom',
		code: 'scroll_exists',
		remedy:
			'Intercom lets an app read all companies once at a time. Run again when the other run has ended, or give one of the programs an app (an access token) of its own.',
	});

const tooSlow = () =>
	new SophiaError('transient', 'Intercom ended the reading of all companies again and again before it was through.', {
		system: 'intercom',
		code: 'scroll_expired',
		remedy: 'Intercom waits a minute for the next page. Run again when less is running on this machine.',
	});
