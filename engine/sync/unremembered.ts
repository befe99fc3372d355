import type { Link } from '../state/types';
import type { Departure } from './departures';
import { destinationOf, type PreparedObject, type RunContext } from './context';

/**
 * Departed records without a link whose destination record carries their id all the same: it was written,
 * and the answer, or the process that waited for it, was lost. Looked up only where the plan archives, and
 * left alone where another source record is linked to it by now.
 *
 * @returns the links that were never remembered, by source id
 */
export async function unrememberedLinks(
	context: RunContext,
	object: PreparedObject,
	departures: Departure[],
): Promise<Map<string, Link>> {
	const { idProperty, destinationObject } = object.plan;
	const { onDelete, onFilterExit } = context.plan;
	const links = new Map<string, Link>();
	const asked = departures.filter((departure) =>
		departure.kind === 'filteredOut' ? onFilterExit === 'archive' : onDelete === 'archive',
	);
	if (asked.length === 0 || !object.readProperties.includes(idProperty)) return links;
	const found = await context.destination.find({
		object: destinationObject,
		key: idProperty,
		values: asked.map((departure) => departure.id),
		properties: [idProperty],
		signal: context.signal,
	});
	const ids = [...found.values()].flat().map((record) => record.id);
	if (ids.length === 0) return links;
	const led = await context.state.linksByDestination(destinationOf(object), ids);
	for (const { id } of asked) {
		const [record] = found.get(id) ?? [];
		if (record === undefined || led.has(record.id)) continue;
		links.set(id, {
			sourceId: id,
			destinationId: record.id,
			role: 'primary',
			matchKey: null,
			fields: {},
			modifiedAt: new Date(0).toISOString(),
		});
	}
	return links;
}
