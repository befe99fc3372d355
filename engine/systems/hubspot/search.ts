import { SophiaError } from '../../errors';
import type { HubspotClient } from './client';
import { halves } from '../shared/batches';
import { wireFilter } from './filter';
import { SEARCH_PAGE, searchPage } from './searchPage';
import type { WireObject } from './wire';

/** HubSpot takes so many values in one IN filter… */
export const SEARCH_VALUES = 100;
/** …and so many characters in a search's body (the limit is 3,000). */
const MAX_BODY = 2_900;
/** HubSpot never gives more results than this for one search. */
const MOST_RESULTS = 10_000;

export interface Search {
	object: string;
	property: string;
	/** In lower case (HubSpot's IN compares nothing else), without repeats, any number. */
	values: string[];
	properties: string[];
	signal?: AbortSignal;
}

/**
 * Every unarchived record whose property has one of the values. The index lags some seconds behind, so
 * what was written a moment ago may be missing.
 */
export async function searchByValues(client: HubspotClient, search: Search): Promise<WireObject[]> {
	const found: WireObject[] = [];
	for (const values of searchChunks(search)) found.push(...(await searchChunk(client, search, values)));
	return found;
}

const filterGroups = (property: string, values: string[]) => [{ filters: [wireFilter(property, 'IN', values)] }];

const bodyLength = (search: Search, values: string[]): number =>
	JSON.stringify({
		limit: SEARCH_PAGE,
		after: String(MOST_RESULTS),
		sorts: [],
		properties: search.properties,
		filterGroups: filterGroups(search.property, values),
	}).length;

/** As many values to a search as its body may hold, at least one. */
function searchChunks(search: Search): string[][] {
	const empty = bodyLength(search, []);
	const pieces: string[][] = [];
	let length = Infinity;
	for (const value of search.values) {
		const more = JSON.stringify(value).length + 1;
		const last = pieces.at(-1);
		if (last === undefined || last.length === SEARCH_VALUES || length + more > MAX_BODY) {
			pieces.push([value]);
			length = empty + more;
		} else {
			last.push(value);
			length += more;
		}
	}
	return pieces;
}

async function searchChunk(client: HubspotClient, search: Search, values: string[]): Promise<WireObject[]> {
	const found: WireObject[] = [];
	const places = new Set<string>();
	let after: string | undefined;
	do {
		const { object, property, properties, signal } = search;
		const page = await searchPage(client, {
			object,
			filterGroups: filterGroups(property, values),
			properties,
			after,
			purpose: 'lookup',
			signal,
		});
		if (page.total > MOST_RESULTS && values.length > 1) {
			const [first, second] = halves(values);
			return [...(await searchChunk(client, search, first)), ...(await searchChunk(client, search, second))];
		}
		found.push(...page.results);
		after = page.next;
		if (after !== undefined && places.has(after)) throw goesInCircles();
		if (after !== undefined) places.add(after);
		// A place in the results, or a token that says nothing.
	} while (after !== undefined && !(Number(after) >= MOST_RESULTS));
	return found;
}

const goesInCircles = (): SophiaError =>
	new SophiaError('transient', 'HubSpot named the same next page of a search twice.', {
		system: 'hubspot',
		remedy: 'Run it again. If it happens again, tell HubSpot’s support, or look at the proxy between.',
	});
