import type { PollEvent, PollPlan, PollPosition, PollSource } from './types';

/**
 * Reads what has happened since a position: deletions first, then records in the order of their modification, each
 * with its latest values and once per modification.
 *
 * - `created`: it was created within the window and has not been read before
 * - `changed`: any other; a record that was undeleted, or that meets the filter only now, is one
 * - `deleted`: also a record that was merged into another one
 *
 * @returns the events, and the position behind them
 * @throws SophiaError as the source does; the position stands then
 */
export async function readEvents(
	source: PollSource,
	plan: PollPlan,
	position: PollPosition,
	signal?: AbortSignal,
): Promise<{ events: PollEvent[]; position: PollPosition }> {
	const { open } = position;
	const since = open?.since ?? lookBack(position.floor, position.watermark, plan.overlapMs);
	const until = open?.until ?? (await source.now(signal)).toISOString();
	if (open === undefined && until <= since) return { events: [], position };
	const events: PollEvent[] = [];
	const next: PollPosition = {
		floor: position.floor,
		watermark: position.watermark,
		seen: { ...position.seen },
		seenDeleted: { ...position.seenDeleted },
	};
	const window = { since: new Date(since), until: new Date(until) };
	if (open === undefined) await readDeletions(source, plan, window, next, events, signal);
	const resume = await readChanges(source, plan, { ...window, resume: open?.resume }, next, events, signal);
	if (resume !== undefined) return { events, position: { ...next, open: { since, until, resume } } };
	const kept = lookBack(position.floor, until, plan.overlapMs);
	return {
		events,
		position: { ...next, watermark: until, seen: within(next.seen, kept), seenDeleted: within(next.seenDeleted, kept) },
	};
}

async function readDeletions(
	source: PollSource,
	{ object, events: wanted }: PollPlan,
	window: { since: Date; until: Date },
	position: PollPosition,
	events: PollEvent[],
	signal?: AbortSignal,
): Promise<void> {
	if (!wanted.includes('deleted')) return;
	for await (const page of source.identityChanges({ object, ...window, signal })) {
		for (const { id, kind, into, modifiedAt } of page) {
			// A lead that was converted is still there, and is told as changed.
			if (kind === 'converted' || position.seenDeleted[id] === modifiedAt) continue;
			position.seenDeleted[id] = modifiedAt;
			events.push({
				event: 'deleted',
				object,
				recordId: id,
				modifiedAt,
				...(into === undefined ? {} : { mergedInto: into.id }),
			});
		}
	}
}

/** @returns where to go on, when there is more than one poll tells */
async function readChanges(
	source: PollSource,
	{ object, fields, filter, events: wanted, maxEvents }: PollPlan,
	window: { since: Date; until: Date; resume?: string },
	position: PollPosition,
	events: PollEvent[],
	signal?: AbortSignal,
): Promise<string | undefined> {
	if (!wanted.includes('created') && !wanted.includes('changed')) return undefined;
	const asked = [...new Set([...fields, 'CreatedDate'])];
	let resume: string | undefined;
	for await (const page of source.changes({ object, fields: asked, filter, ...window, signal })) {
		if (resume !== undefined && events.length >= maxEvents) return resume;
		for (const { id, modifiedAt, fields: values } of page.records) {
			const before = position.seen[id];
			if (before === modifiedAt) continue;
			position.seen[id] = modifiedAt;
			const isNew = before === undefined && Date.parse(String(values.CreatedDate)) >= window.since.getTime();
			const event = isNew ? 'created' : 'changed';
			if (!wanted.includes(event)) continue;
			const record = Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
			events.push({ event, object, recordId: id, modifiedAt, record: { Id: id, ...record } });
		}
		resume = page.resume;
	}
	return undefined;
}

/** An instant, so much earlier, but not before the floor. */
const lookBack = (floor: string, instant: string, overlapMs: number): string => {
	const back = new Date(Date.parse(instant) - overlapMs).toISOString();
	return back > floor ? back : floor;
};

/** What of a memory the next window can still meet. */
const within = (seen: Record<string, string>, from: string): Record<string, string> =>
	Object.fromEntries(Object.entries(seen).filter(([, stamp]) => Date.parse(stamp) >= Date.parse(from)));
