import type { AssociationOutcome, AssociationPair, AssociationRequest } from '../types';
import { inBatches, nameOf } from './associate';
import { readLabelled } from './associationRead';
import type { AssociationSpec, TypeOf } from './associationTypes';
import type { HubspotClient } from './client';

/**
 * Removes the associations of a kind; what is not associated is a success. Without a label that is every association
 * between the records of each pair. With one, other labels of the pair stay, and with the last one the plain
 * association goes, which HubSpot makes along with every label.
 */
export async function dissociatePairs(
	client: HubspotClient,
	typeOf: TypeOf,
	request: AssociationRequest,
): Promise<AssociationOutcome[]> {
	if (request.pairs.length === 0) return [];
	const { kind, signal } = request;
	const type = kind.label === undefined ? undefined : await typeOf(kind, signal);
	const outcomes = await inBatches(client, request, async (pairs) => {
		if (type === undefined) await removePairs(client, request, pairs);
		else await removeLabel(client, request, pairs, type);
		return { confirmed: new Set(pairs.map(nameOf)), errors: [] };
	});
	return outcomes.map(({ problem, ...pair }) =>
		problem === undefined || problem.category === 'notFound' ? pair : { ...pair, problem },
	);
}

async function removePairs(
	client: HubspotClient,
	request: AssociationRequest,
	pairs: AssociationPair[],
): Promise<void> {
	const { kind, signal, beforeCall } = request;
	const targets = new Map<string, Array<{ id: string }>>();
	for (const { fromId, toId } of pairs) {
		const known = targets.get(fromId);
		if (known === undefined) targets.set(fromId, [{ id: toId }]);
		else known.push({ id: toId });
	}
	const inputs = [...targets].map(([id, to]) => ({ _from: { id }, to }));
	await client.call(
		{ purpose: 'associate', signal, beforeCall },
		async (crm, options) =>
			await crm.associations.v4.batchApi.archiveWithHttpInfo(kind.fromObject, kind.toObject, { inputs }, options),
	);
}

/** Repeated after a kill it ends the same: a label that is gone already is no failure. */
async function removeLabel(
	client: HubspotClient,
	request: AssociationRequest,
	pairs: AssociationPair[],
	type: AssociationSpec,
): Promise<void> {
	const { kind, signal, beforeCall } = request;
	const inputs = pairs.map(({ fromId, toId }) => ({ _from: { id: fromId }, to: { id: toId }, types: [type] }));
	await client.call(
		{ purpose: 'associate', signal, beforeCall },
		async (crm, options) =>
			await crm.associations.v4.batchApi.archiveLabelsWithHttpInfo(kind.fromObject, kind.toObject, { inputs }, options),
	);
	const labelled = await readLabelled(client, {
		object: kind.fromObject,
		target: kind.toObject,
		ids: pairs.map(({ fromId }) => fromId),
		signal,
	});
	const plain = pairs.filter((pair) => !labelled.has(nameOf(pair)));
	if (plain.length > 0) await removePairs(client, request, plain);
}
