import type { Intercom } from 'intercom-client';
import { readAhead } from '../shared/readAhead';
import type { IntercomApi } from './client';
import { refusalOf } from './errors';
import { fanOut } from './fanOut';
import { readOne } from './find';
import { SEARCH_BATCH } from './search';
import { stampOf } from './stamps';
import { readPage, type WireRecord } from './wire';

/** The most that Intercom puts on a page of the list. */
const PAGE = 150;

/**
 * Intercom searches by whole days, of the workspace's time zone in the stable versions of its API: `>` means "on a
 * later day". Two days before is a day earlier in any time zone, however the day of the bound itself is counted.
 */
const DAYS_BEFORE_MS = 2 * 86_400_000;

export interface ContactPage {
	records: WireRecord[];
	/** Where the next page starts; absent on the last one. */
	next?: string;
}

type Load = (after: string | undefined, signal: AbortSignal) => Promise<ContactPage>;

/** Every contact that is not archived, users and leads, as it is now: the list, unlike the search, does not lag. */
export function listContacts(
	api: IntercomApi,
	after: string | undefined,
	signal?: AbortSignal,
): AsyncGenerator<ContactPage, void, undefined> {
	return pages(
		after,
		async (starting_after, own) => {
			const { body } = await api.call(
				{ purpose: 'read', signal: own },
				async (sdk) => await sdk.contacts.list({ per_page: PAGE, starting_after }),
			);
			return readPage(body);
		},
		signal,
	);
}

/**
 * Contacts that were changed since a moment, the latest first: one that is changed meanwhile moves to where reading
 * has been, and is found from the next moment on. The search only tells which ones: as its index lags, each is read
 * by itself, so that no value from before the latest write is taken for news. Those that are archived or merged by
 * now are left out.
 */
export function changedContacts(
	api: IntercomApi,
	since: Date,
	after: string | undefined,
	signal?: AbortSignal,
): AsyncGenerator<ContactPage, void, undefined> {
	const floor = since.getTime();
	let previous = Infinity;
	let sorted = true;
	let sorts = true;
	const search: Load = async (starting_after, own) =>
		await searchPage(api, floor, { starting_after, sorts }, own).catch(async (error: unknown) => {
			// The reference does not name the sort that the guide describes: where it is refused, all is read.
			if (starting_after !== undefined || refusalOf(error).status !== 400) throw error;
			sorts = false;
			sorted = false;
			return await searchPage(api, floor, { starting_after, sorts }, own);
		});
	const load: Load = async (starting_after, own) => {
		const { records, next } = await search(starting_after, own);
		for (const record of records) {
			sorted &&= stampOf(record) <= previous;
			previous = stampOf(record);
		}
		const fresh = await fanOut(
			records.filter((record) => stampOf(record) >= floor),
			{ signal: own },
			async ({ id }, beforeCall) => await readOne(api, 'contacts', id, { signal: own, beforeCall }),
		);
		const older = sorted && previous < floor;
		return {
			records: fresh.filter((record) => record !== undefined),
			...(next === undefined || older ? {} : { next }),
		};
	};
	return pages(after, load, signal);
}

async function searchPage(
	api: IntercomApi,
	floor: number,
	{ starting_after, sorts }: { starting_after: string | undefined; sorts: boolean },
	signal: AbortSignal,
): Promise<ContactPage> {
	const request = {
		query: { field: 'updated_at', operator: '>', value: Math.floor((floor - DAYS_BEFORE_MS) / 1000) },
		...(sorts ? { sort: { field: 'updated_at', order: 'descending' } } : {}),
		pagination: { per_page: SEARCH_BATCH, ...(starting_after === undefined ? {} : { starting_after }) },
	};
	const { body } = await api.call(
		{ purpose: 'read', signal },
		// The client's types do not know sorting.
		async (sdk) => await sdk.contacts.search(request as unknown as Intercom.SearchRequest),
	);
	return readPage(body);
}

/** One page after the other. A cursor of an earlier run that Intercom no longer takes starts again. */
function pages(
	start: string | undefined,
	load: Load,
	signal?: AbortSignal,
): AsyncGenerator<ContactPage, void, undefined> {
	const loaded = async (after: string | undefined, own: AbortSignal) => {
		const page = await load(after, own);
		const next = page.next === after ? undefined : page.next;
		return { pages: [{ records: page.records, ...(next === undefined ? {} : { next }) }], next };
	};
	const first = async (own: AbortSignal) =>
		await loaded(start, own).catch(async (error: unknown) => {
			if (start === undefined) throw error;
			refusalOf(error);
			return await loaded(undefined, own);
		});
	return readAhead(first, loaded, signal);
}
