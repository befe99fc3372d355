import type { SourcePage } from '../types';
import { asObject } from '../shared/json';
import type { Loaded } from '../shared/readAhead';
import type { HubspotClient } from './client';
import { recordOf, type ReadPlan } from './readPlan';
import { writeResume } from './resume';
import { readFound, readTargets } from './sourceValues';
import { nextPage, readBatch, type WireObject } from './wire';

/** HubSpot lists so many records at once. */
const LIST_PAGE = 100;
/** So many pages share one reading of associations, which takes 1,000 records. */
const PAGES_WITH_TARGETS = 10;
/** Of the address; with more property names the values are read in batches. */
const MAX_NAMES = 6_000;

export interface ListedPage {
	results: WireObject[];
	next?: string;
}

/** One page of all live (or all archived) records, by id. It looks at the records themselves, not at the index of search. */
export async function listPage(
	client: HubspotClient,
	request: { object: string; properties: string[]; archived: boolean; after?: string; signal?: AbortSignal },
): Promise<ListedPage> {
	const { object, properties, archived, after, signal } = request;
	const { body } = await client.call(
		{ purpose: 'read', signal },
		async (crm, options) =>
			await crm.objects.basicApi.getPageWithHttpInfo(
				object,
				LIST_PAGE,
				after,
				properties,
				undefined,
				undefined,
				archived,
				options,
			),
	);
	return { results: readBatch(asObject(body)).results, next: nextPage(body) };
}

/** Reads every live record of an object. */
export class ListReader {
	constructor(
		private readonly client: HubspotClient,
		private readonly plan: ReadPlan,
	) {}

	async load(after: string | undefined, signal?: AbortSignal): Promise<Loaded<SourcePage, string>> {
		const { object, stamp, properties, targets } = this.plan;
		const inAddress = properties.join('&properties=').length <= MAX_NAMES;
		const listed: ListedPage[] = [];
		let next = after;
		do {
			const asked = { object, properties: inAddress ? properties : [stamp], archived: false, after: next, signal };
			const page = await listPage(this.client, asked);
			listed.push(page);
			next = page.next;
		} while (next !== undefined && listed.length < (targets.length === 0 ? 1 : PAGES_WITH_TARGETS));
		const pages = inAddress ? await this.asListed(listed, signal) : await this.readAgain(listed, signal);
		return { pages: pages.filter(({ records }) => records.length > 0), next };
	}

	private async asListed(listed: ListedPage[], signal?: AbortSignal): Promise<SourcePage[]> {
		const ids = listed.flatMap(({ results }) => results.map(({ id }) => id));
		const associated = await readTargets(this.client, this.plan, ids, signal);
		return listed.map(({ results, next }) => ({
			records: results.map((wire) => recordOf(this.plan, wire, associated)),
			resume: resumeAt(next),
		}));
	}

	private async readAgain(listed: ListedPage[], signal?: AbortSignal): Promise<SourcePage[]> {
		const pages: SourcePage[] = [];
		for (const { results, next } of listed) {
			const ids = results.map(({ id }) => id);
			const records = await readFound(this.client, this.plan, undefined, ids, signal);
			pages.push({ records, resume: resumeAt(next) });
		}
		return pages;
	}
}

const resumeAt = (next: string | undefined): string =>
	writeResume(next === undefined ? { kind: 'end' } : { kind: 'list', after: next });
