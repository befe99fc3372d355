import type { Intercom } from 'intercom-client';
import { chunks, halves } from '../shared/batches';
import type { IntercomApi } from './client';
import { refusalOf } from './errors';
import { fanOut } from './fanOut';
import { readPage, type WireRecord } from './wire';

/** Values in one search, and contacts on one of its pages: Intercom gives 50 at most. */
export const SEARCH_BATCH = 50;

/**
 * Every contact, users and leads, whose field has one of the values; archived ones are never among them. The
 * index lags some minutes behind, so what was written a moment ago may be missing or as it was.
 *
 * Intercom documents IN as a short form of OR without saying how many values it takes; where it refuses a
 * search, the values are halved until a single one is refused, which nothing can match.
 *
 * @param values without repeats, any number
 */
export async function searchContacts(
	api: IntercomApi,
	field: string,
	values: string[],
	signal?: AbortSignal,
): Promise<WireRecord[]> {
	const found = await fanOut(
		chunks(values, SEARCH_BATCH),
		{ signal },
		async (chunk, guard) => await searchChunk(api, field, chunk, { signal, beforeCall: guard }),
	);
	return found.flat();
}

interface Call {
	signal?: AbortSignal;
	beforeCall: () => void;
}

async function searchChunk(api: IntercomApi, field: string, values: string[], call: Call): Promise<WireRecord[]> {
	try {
		return await searchPages(api, field, values, call);
	} catch (error) {
		checkAboutValues(error);
		if (values.length === 1) return [];
		const [first, second] = halves(values);
		return [...(await searchChunk(api, field, first, call)), ...(await searchChunk(api, field, second, call))];
	}
}

/** @throws the error, unless Intercom refuses the search for its values */
function checkAboutValues(error: unknown): void {
	const { status } = refusalOf(error);
	if (status !== 400 && status !== 422) throw error;
}

async function searchPages(api: IntercomApi, field: string, values: string[], call: Call): Promise<WireRecord[]> {
	const found: WireRecord[] = [];
	let after: string | undefined;
	do {
		const request = {
			query: { field, operator: 'IN', value: values },
			pagination: { per_page: SEARCH_BATCH, ...(after === undefined ? {} : { starting_after: after }) },
		};
		const { body } = await api.call(
			{ purpose: 'lookup', ...call },
			// The client's types know IN with numbers only.
			async (sdk) => await sdk.contacts.search(request as unknown as Intercom.SearchRequest),
		);
		const page = readPage(body);
		found.push(...page.records);
		after = page.next === after ? undefined : page.next;
	} while (after !== undefined);
	return found;
}
