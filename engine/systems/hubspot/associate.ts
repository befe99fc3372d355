import type { RecordProblem } from '../../errors';
import { mapConcurrent } from '../../traffic';
import type { AssociationOutcome, AssociationPair, AssociationRequest } from '../types';
import type { TypeOf } from './associationTypes';
import { chunks, halves } from '../shared/batches';
import type { HubspotClient } from './client';
import { batchRefusal } from './errors';
import { recordProblem } from './recordProblems';
import { asObject, asObjects } from '../shared/json';
import { readError, type WireError } from './wire';

/** HubSpot takes so many pairs in one batch. */
export const ASSOCIATE_BATCH = 2_000;

const NO_ANSWER: RecordProblem = {
	category: 'unavailable',
	reason: 'HubSpot did not say whether the association was made. It is tried again in the next run.',
	retryable: true,
};

/** What one call to HubSpot did: which pairs it confirms, and which errors it has for the others. */
interface PairsAnswer {
	confirmed: Set<string>;
	errors: WireError[];
}

type Send = (pairs: AssociationPair[]) => Promise<PairsAnswer>;

/** Associates pairs; those that are associated already are a success. One outcome per pair, in the pairs' order. */
export async function associatePairs(
	client: HubspotClient,
	typeOf: TypeOf,
	request: AssociationRequest,
): Promise<AssociationOutcome[]> {
	if (request.pairs.length === 0) return [];
	const { kind, signal, beforeCall } = request;
	const types = [await typeOf(kind, signal)];
	return await inBatches(client, request, async (pairs) => {
		const inputs = pairs.map(({ fromId, toId }) => ({ _from: { id: fromId }, to: { id: toId }, types }));
		const { body } = await client.call(
			{ purpose: 'associate', signal, beforeCall },
			async (crm, options) =>
				await crm.associations.v4.batchApi.createWithHttpInfo(kind.fromObject, kind.toObject, { inputs }, options),
		);
		const { results, errors } = asObject(body);
		const confirmed = asObjects(results).map(pairOf).map(nameOf);
		return { confirmed: new Set(confirmed), errors: asObjects(errors).map(readError) };
	});
}

/** HubSpot's end points for associations write the two ids in one of two ways. */
const pairOf = ({ fromObjectId, toObjectId, from, to }: Record<string, unknown>): AssociationPair => ({
	fromId: String(fromObjectId ?? asObject(from).id),
	toId: String(toObjectId ?? asObject(to).id),
});

const bare = ({ fromId, toId }: AssociationPair): AssociationPair => ({ fromId, toId });
export const nameOf = ({ fromId, toId }: AssociationPair): string => `${fromId}>${toId}`;

/** Every pair once, in batches; a pair that was given twice gets its outcome twice. */
export async function inBatches(
	client: HubspotClient,
	{ pairs, signal }: AssociationRequest,
	send: Send,
): Promise<AssociationOutcome[]> {
	const distinct = [...new Map(pairs.map((pair) => [nameOf(pair), bare(pair)])).values()];
	const done = await mapConcurrent(
		chunks(distinct, ASSOCIATE_BATCH),
		client.concurrency,
		async (batch) => await settle(batch, send),
		signal,
	);
	const outcomes = new Map(done.flat().map((outcome) => [nameOf(outcome), outcome]));
	return pairs.map((pair) => outcomes.get(nameOf(pair)) ?? { ...bare(pair), problem: NO_ANSWER });
}

/** One batch, until each pair is confirmed or has its own error. */
async function settle(pairs: AssociationPair[], send: Send): Promise<AssociationOutcome[]> {
	let answer: PairsAnswer;
	try {
		answer = await send(pairs);
	} catch (error) {
		// The whole batch was refused and nothing of it done.
		answer = { confirmed: new Set(), errors: [batchRefusal(error).error] };
	}
	const outcomes: AssociationOutcome[] = [];
	const open: AssociationPair[] = [];
	for (const pair of pairs) {
		// The one result of a single pair is its own, whatever ids it names: HubSpot answers with a merged record's new id.
		if (answer.confirmed.has(nameOf(pair)) || (pairs.length === 1 && answer.confirmed.size === 1)) {
			outcomes.push(pair);
			continue;
		}
		const named = answer.errors.find((error) => names(error, pair));
		const error = named ?? (pairs.length === 1 ? answer.errors[0] : undefined);
		if (error !== undefined) outcomes.push({ ...pair, problem: recordProblem(error) });
		else if (pairs.length === 1) outcomes.push({ ...pair, problem: NO_ANSWER });
		else open.push(pair);
	}
	if (open.length === 0) return outcomes;
	// The unconfirmed ones are sent again: all of them if others had answers, else in halves down to the one at fault.
	if (open.length < pairs.length) return [...outcomes, ...(await settle(open, send))];
	const [first, second] = halves(open);
	return [...(await settle(first, send)), ...(await settle(second, send))];
}

/** Whether an error is about this pair: its context lists the ids of one end or of both. */
function names(error: WireError, pair: AssociationPair): boolean {
	const contexts = [error.context, ...error.errors.map((detail) => detail.context)];
	return contexts.some((context) => {
		const from = context.fromObjectId ?? [];
		const to = context.toObjectId ?? [];
		const either = [...(context.ids ?? []), ...(context.id ?? []), ...(context.objectId ?? [])];
		if (either.includes(pair.fromId) || either.includes(pair.toId)) return true;
		if (from.length > 0 && to.length > 0) return from.includes(pair.fromId) && to.includes(pair.toId);
		return from.includes(pair.fromId) || to.includes(pair.toId);
	});
}
