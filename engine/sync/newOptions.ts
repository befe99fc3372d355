import { optionsToAdd } from '../mapping/mapRecord';
import type { SourceRecord } from '../systems/types';
import type { PreparedObject, RunContext } from './context';
import { desire, type Desired } from './desired';

/**
 * Maps a page of records. Where the plan says that unknown options are added to the destination, that
 * is done first, once per property, and the page is mapped again with them.
 */
export async function desireWithOptions(
	context: RunContext,
	object: PreparedObject,
	records: SourceRecord[],
): Promise<Desired[]> {
	const desired = await desire(context, object, records);
	const wanted = optionsToAdd(desired.map(({ mapped }) => mapped));
	if (wanted.size === 0) return desired;
	for (const [property, options] of wanted) {
		await context.destination.addOptions(object.plan.destinationObject, property, options, context.signal);
		const field = object.description.fields.get(property);
		if (field !== undefined)
			object.description.fields.set(property, { ...field, options: [...(field.options ?? []), ...options] });
	}
	object.map = object.compile();
	return await desire(context, object, records);
}
