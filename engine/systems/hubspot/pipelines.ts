import type { Pipeline } from '../types';
import { asObject, asObjects } from '../shared/json';
import type { HubspotClient } from './client';

/**
 * The pipelines of an object with their stages, in the order in which HubSpot shows them; archived ones are left out.
 * Scope: reading that object.
 */
export async function readPipelines(client: HubspotClient, object: string, signal?: AbortSignal): Promise<Pipeline[]> {
	const { body } = await client.call(
		{ purpose: 'meta', signal },
		async (crm, options) => await crm.pipelines.pipelinesApi.getAllWithHttpInfo(object, options),
	);
	return inOrder(asObjects(asObject(body).results)).map((pipeline) => ({
		...named(pipeline),
		stages: inOrder(asObjects(pipeline.stages)).map((stage) => ({ ...named(stage), ...closedAs(stage) })),
	}));
}

const inOrder = (entries: Array<Record<string, unknown>>): Array<Record<string, unknown>> =>
	entries
		.filter(({ id, archived }) => typeof id === 'string' && archived !== true)
		.sort((one, other) => Number(one.displayOrder) - Number(other.displayOrder));

const named = ({ id, label }: Record<string, unknown>): { id: string; label: string } => ({
	id: String(id),
	label: typeof label === 'string' && label !== '' ? label : String(id),
});

/** A deal's stage with the chance 1 is won, with the chance 0 lost. */
function closedAs({ metadata }: Record<string, unknown>): { closed?: 'won' | 'lost' } {
	const { isClosed, probability } = asObject(metadata);
	const chance = Number(probability ?? NaN);
	if (String(isClosed) !== 'true' || Number.isNaN(chance)) return {};
	return { closed: chance === 1 ? 'won' : 'lost' };
}
