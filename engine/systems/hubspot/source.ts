import type { Traffic } from '../../traffic';
import { readAhead, type Loaded } from '../shared/readAhead';
import { Remembered } from '../shared/remembered';
import type { ChangesRequest, IdentityChange, ObjectDescription, ReadByIdResult, Source, SourcePage } from '../types';
import { readClock, readPortal } from './account';
import { ChangeSearch, searchByIds } from './changeSearch';
import { HubspotClient } from './client';
import type { HubspotCredentials } from './credentials';
import { MERGED_IDS, readArchived, readMerged } from './departures';
import { Describer } from './describer';
import { HubspotRefusal } from './errors';
import { parseFilter, propertiesOf, type Filter } from './filter';
import { ListReader } from './listRead';
import { readSourceByIds } from './readByIds';
import { planRead, type ReadPlan } from './readPlan';
import { readResume, writeResume, type ChangePosition, type Resume } from './resume';
import { readFound } from './sourceValues';

export interface HubspotSourceOptions {
	/** Calls of one operation under way at once. Default 4. */
	concurrency?: number;
	/** Calls in 10 seconds, at most; a lower figure of HubSpot's wins. Default 190. */
	callsPer10Seconds?: number;
}

export interface HubspotSource extends Source {
	/** Closes the connections that are kept open. */
	close(): void;
}

/** HubSpot as a source. See {@link createHubspotSource}. */
class HubspotRecords implements HubspotSource {
	readonly system = 'hubspot';
	private readonly describer: Describer;
	private readonly portal = new Remembered<string>();

	constructor(private readonly client: HubspotClient) {
		this.describer = new Describer(client, true);
	}

	/** The portal id. */
	async organisation(signal?: AbortSignal): Promise<string> {
		return await this.portal.get('', async () => await readPortal(this.client, signal));
	}

	async now(signal?: AbortSignal): Promise<Date> {
		return await readClock(this.client, signal);
	}

	async describe(object: string, signal?: AbortSignal): Promise<ObjectDescription> {
		return await this.describer.describe(object, signal);
	}

	async unreadableFields(object: string, fields: string[], signal?: AbortSignal): Promise<string[]> {
		const description = await this.describer.describe(object, signal);
		return fields.filter((field) => !description.fields.has(field));
	}

	async validateFilter(object: string, filter: string, signal?: AbortSignal): Promise<void> {
		parseFilter(await this.describer.describe(object, signal), filter);
	}

	/**
	 * Without `since`: every live record as it is when it is read, those changed at or after `until` too (they
	 * come again in the next window). With it: what search finds in the window, with the values the
	 * records have now. Search learns of a change some seconds late, so that the last seconds before `until` may
	 * lack some: the next window begins before this one ends (the sync's overlap).
	 *
	 * A changed association is a change of the record where HubSpot writes it into the record, as it does with a
	 * contact's primary company. Others show when the record changes otherwise, or in the next full read.
	 */
	async *changes(request: ChangesRequest): AsyncGenerator<SourcePage, void, undefined> {
		const { plan, filter } = await this.plan(request);
		const { since, until, signal } = request;
		const resume = readResume(request.resume);
		if (resume?.kind === 'end') return;
		if (since !== undefined) yield* this.inOrderOfChange(plan, filter, { since, until }, resume, signal);
		else if (filter !== undefined) yield* this.inOrderOfIds(plan, filter, resume, signal);
		else yield* this.listed(plan, resume, signal);
	}

	async *identityChanges(request: {
		object: string;
		since: Date;
		until: Date;
		signal?: AbortSignal;
	}): AsyncGenerator<IdentityChange[], void, undefined> {
		const description = await this.describer.describe(request.object, request.signal);
		const plan = planRead(description, []);
		yield* readArchived(this.client, plan, request);
		if (description.fields.has(MERGED_IDS)) yield* readMerged(this.client, plan, request);
	}

	async readByIds(request: {
		object: string;
		fields: string[];
		filter?: string;
		ids: string[];
		signal?: AbortSignal;
	}): Promise<ReadByIdResult> {
		const { plan, filter } = await this.plan(request);
		return await readSourceByIds(this.client, plan, { ids: request.ids, filter, signal: request.signal });
	}

	close(): void {
		this.client.close();
	}

	private async plan(request: {
		object: string;
		fields: string[];
		filter?: string;
		signal?: AbortSignal;
	}): Promise<{ plan: ReadPlan; filter?: Filter }> {
		const description = await this.describer.describe(request.object, request.signal);
		const text = request.filter?.trim() ?? '';
		const filter = text === '' ? undefined : parseFilter(description, text);
		return { plan: planRead(description, request.fields, propertiesOf(filter)), filter };
	}

	private async *listed(plan: ReadPlan, resume: Resume | undefined, signal?: AbortSignal) {
		const reader = new ListReader(this.client, plan);
		const after = resume?.kind === 'list' ? resume.after : undefined;
		const load = async (position: string | undefined, own: AbortSignal) => await reader.load(position, own);
		// A place that HubSpot does not know any more: the list is read from its beginning.
		const first = async (own: AbortSignal) =>
			await load(after, own).catch(async (error: unknown) =>
				after !== undefined && error instanceof HubspotRefusal
					? await load(undefined, own)
					: await Promise.reject(error),
			);
		yield* readAhead(first, load, signal);
	}

	private async *inOrderOfIds(plan: ReadPlan, filter: Filter, resume: Resume | undefined, signal?: AbortSignal) {
		const load = async (afterId: string, own: AbortSignal): Promise<Loaded<SourcePage, string>> => {
			const { ids, next } = await searchByIds(this.client, plan, filter, afterId, own);
			return await this.found(plan, filter, ids, next, (id) => ({ kind: 'ids', afterId: id }), own);
		};
		const after = resume?.kind === 'ids' ? resume.afterId : '0';
		yield* readAhead(async (own) => await load(after, own), load, signal);
	}

	private async *inOrderOfChange(
		plan: ReadPlan,
		filter: Filter | undefined,
		window: { since: Date; until: Date },
		resume: Resume | undefined,
		signal?: AbortSignal,
	) {
		const search = new ChangeSearch(this.client, plan, window, filter);
		const load = async (
			position: ChangePosition | undefined,
			own: AbortSignal,
		): Promise<Loaded<SourcePage, ChangePosition>> => {
			const { ids, next } = await search.load(position, own);
			return await this.found(plan, filter, ids, next, (place) => ({ kind: 'changes', ...place }), own);
		};
		const start = resume?.kind === 'changes' ? resume : undefined;
		yield* readAhead(async (own) => await load(start, own), load, signal);
	}

	/** The page of what a search has found. */
	private async found<Position>(
		plan: ReadPlan,
		filter: Filter | undefined,
		ids: string[],
		next: Position | undefined,
		resumeAt: (position: Position) => Resume,
		signal: AbortSignal,
	): Promise<Loaded<SourcePage, Position>> {
		if (ids.length === 0) return { pages: [], next };
		const records = await readFound(this.client, plan, filter, ids, signal);
		const resume = writeResume(next === undefined ? { kind: 'end' } : resumeAt(next));
		return { pages: [{ records, resume }], next };
	}
}

/**
 * HubSpot as a source of records, any object: all of them through the list, changes through search and batch
 * reads, archived records through their list. One per run.
 *
 * Filters are conditions like `lifecyclestage = 'customer' AND annualrevenue >= 100000`, see filterText.ts.
 *
 * @throws SophiaError `credentials` when the token or the base URL cannot be one
 */
export function createHubspotSource({
	credentials,
	traffic,
	options = {},
}: {
	credentials: HubspotCredentials;
	traffic: Traffic;
	options?: HubspotSourceOptions;
}): HubspotSource {
	return new HubspotRecords(
		new HubspotClient(credentials, traffic, options.concurrency ?? 4, options.callsPer10Seconds),
	);
}
