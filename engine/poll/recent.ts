import type { PollEvent, PollPlan, PollSource } from './types';

const HOUR_MS = 3_600_000;
/** How far back to look for something to show, the nearest first. */
const SPANS_MS = [HOUR_MS, 24 * HOUR_MS, 30 * 24 * HOUR_MS];

/**
 * Some records that were changed lately, as a poll would tell them: for a person who builds a workflow. Nothing is
 * remembered of it.
 *
 * @param atMost how many
 */
export async function recentEvents(
	source: Pick<PollSource, 'now' | 'changes'>,
	{ object, fields, filter }: Pick<PollPlan, 'object' | 'fields' | 'filter'>,
	atMost: number,
	signal?: AbortSignal,
): Promise<PollEvent[]> {
	const until = await source.now(signal);
	for (const span of SPANS_MS) {
		const since = new Date(until.getTime() - span);
		for await (const { records } of source.changes({ object, fields, filter, since, until, signal })) {
			if (records.length === 0) continue;
			return records.slice(-atMost).map(({ id, modifiedAt, fields: values }) => ({
				event: 'changed',
				object,
				recordId: id,
				modifiedAt,
				record: { Id: id, ...Object.fromEntries(fields.map((field) => [field, values[field] ?? null])) },
			}));
		}
	}
	return [];
}
