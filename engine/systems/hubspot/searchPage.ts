import type { CallPurpose } from '../../traffic';
import { asObject } from '../shared/json';
import type { HubspotClient } from './client';
import type { WireFilter } from './filter';
import { nextPage, readBatch, type WireObject } from './wire';

export const SEARCH_PAGE = 200;

export interface SearchPage {
	results: WireObject[];
	total: number;
	/** HubSpot's place of the next result; absent on the last page. */
	next?: string;
}

/** One page of a search. HubSpot's index lags some seconds behind its records. */
export async function searchPage(
	client: HubspotClient,
	request: {
		object: string;
		filterGroups: Array<{ filters: WireFilter[] }>;
		properties: string[];
		/** Ascending. */
		sort?: string;
		/** Which of the two ways to write a sort that HubSpot documents: its API reference has texts, its guide objects. */
		sortAs?: 'text' | 'object';
		after?: string;
		purpose: CallPurpose;
		signal?: AbortSignal;
	},
): Promise<SearchPage> {
	const { object, filterGroups, properties, sort, sortAs = 'text', after, purpose, signal } = request;
	const { body } = await client.call(
		{ purpose, search: true, signal },
		async (crm, options) =>
			await crm.objects.searchApi.doSearchWithHttpInfo(
				object,
				{
					limit: SEARCH_PAGE,
					...(after === undefined ? {} : { after }),
					...(sort === undefined ? {} : { sorts: [sortAs === 'text' ? sort : sortObject(sort)] }),
					properties,
					filterGroups,
				},
				options,
			),
	);
	return { results: readBatch(body).results, total: Number(asObject(body).total), next: nextPage(body) };
}

/** The client knows texts only; it sends what it is given. */
const sortObject = (propertyName: string): string => ({ propertyName, direction: 'ASCENDING' }) as unknown as string;
