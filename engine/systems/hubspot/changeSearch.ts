import { SophiaError } from '../../errors';
import type { HubspotClient } from './client';
import { HubspotRefusal } from './errors';
import { filterGroups, wireFilter, type Filter, type WireFilter } from './filter';
import { isoUtc, type ReadPlan } from './readPlan';
import type { ChangePosition } from './resume';
import { searchPage, SEARCH_PAGE, type SearchPage } from './searchPage';
import type { WireObject } from './wire';

export interface FoundIds<Position> {
	ids: string[];
	/** Absent at the end. */
	next?: Position;
}

/** Records of one instant are read by their ids once so many of them stand at the end of a page. */
const MANY_TIES = SEARCH_PAGE / 2;
const ID = 'hs_object_id';
const MOST_TRIES = 5;

/**
 * Finds the records of a window in the order of change.
 *
 * HubSpot gives no more than 10,000 results for one search, sorts by one property only, and its pages shift when
 * records change meanwhile. So no second page is ever asked for: each search starts where the last
 * one ended. Records of one instant (an import gives thousands the same) are told apart by their ids: a page that
 * ends within an instant hands out what comes before it, and the instant is read by id.
 */
export class ChangeSearch {
	constructor(
		private readonly client: HubspotClient,
		private readonly plan: Pick<ReadPlan, 'object' | 'stamp'>,
		private readonly window: { since: Date; until: Date },
		private readonly filter: Filter | undefined,
	) {}

	async load(position: ChangePosition | undefined, signal?: AbortSignal): Promise<FoundIds<ChangePosition>> {
		const start = position ?? { at: this.window.since.toISOString() };
		return start.afterId === undefined
			? await this.fromInstant(start.at, signal)
			: await this.withinInstant(start.at, start.afterId, signal);
	}

	/** Everything at or behind an instant, in the order of change. */
	private async fromInstant(at: string, signal?: AbortSignal): Promise<FoundIds<ChangePosition>> {
		const { stamp } = this.plan;
		const { until } = this.window;
		const own = [wireFilter(stamp, 'GTE', [millis(at)]), wireFilter(stamp, 'LT', [String(until.getTime())])];
		const { results, next } = await this.search(
			own,
			{ sort: stamp, rank: (result) => Date.parse(this.stampOf(result)), from: Date.parse(at) },
			signal,
		);
		const ids = results.map(({ id }) => id);
		if (next === undefined || results.length === 0) return { ids };
		const last = this.stampOf(results[results.length - 1]);
		const before = results.filter((result) => this.stampOf(result) !== last);
		const ties = results.length - before.length;
		const restart: ChangePosition =
			before.length === 0 || ties >= MANY_TIES ? { at: last, afterId: '0' } : { at: last };
		return { ids: before.map(({ id }) => id), next: restart };
	}

	/** The records of one instant, in the order of their ids. Behind them the next millisecond is next. */
	private async withinInstant(at: string, afterId: string, signal?: AbortSignal): Promise<FoundIds<ChangePosition>> {
		const own = [wireFilter(this.plan.stamp, 'EQ', [millis(at)]), wireFilter(ID, 'GT', [afterId])];
		const { results, next } = await this.search(own, { sort: ID, rank: idOf, from: Number(afterId) + 1 }, signal);
		const ids = results.map(({ id }) => id);
		if (next !== undefined && results.length > 0) return { ids, next: { at, afterId: ids[ids.length - 1] } };
		return { ids, next: { at: new Date(Date.parse(at) + 1).toISOString() } };
	}

	private async search(own: WireFilter[], order: Order, signal?: AbortSignal): Promise<SearchPage> {
		const { object, stamp } = this.plan;
		const { filter } = this;
		return await searchInOrder(this.client, { object, filter, own, properties: [stamp], order, signal });
	}

	private stampOf(result: WireObject): string {
		return isoUtc(result.properties[this.plan.stamp] ?? result.updatedAt ?? '');
	}
}

/** The records that meet a filter, in the order of their ids: no search needs more than its first page. */
export async function searchByIds(
	client: HubspotClient,
	plan: Pick<ReadPlan, 'object'>,
	filter: Filter,
	afterId: string,
	signal?: AbortSignal,
): Promise<FoundIds<string>> {
	const { results, next } = await searchInOrder(client, {
		object: plan.object,
		filter,
		own: [wireFilter(ID, 'GT', [afterId])],
		properties: [ID],
		order: { sort: ID, rank: idOf, from: Number(afterId) + 1 },
		signal,
	});
	const ids = results.map(({ id }) => id);
	return { ids, next: next === undefined ? undefined : ids.at(-1) };
}

const millis = (at: string): string => String(Date.parse(at));
const idOf = ({ id }: WireObject): number => Number(id);

/** What a search is sorted by. */
interface Order {
	sort: string;
	rank: (result: WireObject) => number;
	/** The least that a result can be. */
	from: number;
}

/**
 * The first page of a search, in the order that was asked for: what is read next begins at its end. While records
 * change HubSpot may mix an old order with new values; it is asked again then, and with the sort in its other form,
 * which is tried too where the first is refused.
 *
 * @throws SophiaError `transient` when it comes in disorder every time: reading on would lose some, or never end
 */
async function searchInOrder(
	client: HubspotClient,
	search: {
		object: string;
		filter: Filter | undefined;
		own: WireFilter[];
		properties: string[];
		order: Order;
		signal?: AbortSignal;
	},
): Promise<SearchPage> {
	const { object, filter, own, properties, order, signal } = search;
	for (let tries = 0; tries < MOST_TRIES; tries++) {
		const page = await searchPage(client, {
			object,
			filterGroups: filterGroups(filter, own),
			properties,
			sort: order.sort,
			sortAs: tries % 2 === 0 ? 'text' : 'object',
			purpose: 'read',
			signal,
		}).catch(async (error: unknown) =>
			tries === 0 && error instanceof HubspotRefusal ? undefined : await Promise.reject(error),
		);
		if (page === undefined) continue;
		const ranks = [order.from, ...page.results.map(order.rank)];
		if (ranks.every((rank, index) => index === 0 || rank >= ranks[index - 1])) return page;
	}
	throw new SophiaError('transient', 'HubSpot gives search results in another order than it is asked for.', {
		system: 'hubspot',
		code: 'OUT_OF_ORDER',
		remedy: 'Run again a little later.',
	});
}
