import type { Rejection } from '../state/types';
import type { WriteOutcome, WriteRequest } from '../systems/types';
import { mapConcurrent } from '../traffic/concurrency';
import { slices, type PreparedObject, type RunContext } from './context';
import type { Desired } from './desired';
import { isolating } from './isolate';
import type { WriteOperation } from './operations';
import { OutcomeSettler } from './outcomes';

export interface WriteResult {
	/** Records to match anew: their target is gone, or an existing record has their key. */
	again: Desired[];
	/** Record id → the destination record that has its key. */
	hints: Map<string, string>;
}

/**
 * Writes operations in full batches, several at a time, and commits each batch's outcomes as soon as
 * it is answered: a kill between the two repeats that batch at most, which changes nothing.
 */
export async function performWrites(
	context: RunContext,
	object: PreparedObject,
	operations: WriteOperation[],
	refused: Map<string, Rejection>,
	options: { lastPass: boolean; gone: Set<string> },
): Promise<WriteResult> {
	const settler = new OutcomeSettler(context, object, refused, options);
	const silent = operations.filter(
		(operation) => operation.kind === 'update' && Object.keys(operation.properties).length === 0,
	);
	for (const batch of slices(silent, 500)) {
		await settler.settle(
			batch,
			batch.map((operation) => ({
				id: operation.desired.record.id,
				status: 'updated',
				destinationId: operation.destinationId ?? '',
			})),
		);
	}
	const loud = operations.filter((operation) => !silent.includes(operation));
	const batches = (['update', 'upsert'] as const).flatMap((kind) =>
		slices(
			loud.filter((operation) => operation.kind === kind),
			context.destination.batchSize.write,
		),
	);
	await mapConcurrent(batches, context.destination.concurrency, async (batch) => {
		context.stop.check();
		const outcomes = await isolating(
			batch,
			({ desired }) => desired.record.id,
			async (part) => await writeBatch(context, object, part),
			context.destination,
			{ signal: context.signal, check: () => context.stop.check() },
		);
		await settler.settle(batch, outcomes);
	});
	return { again: settler.again, hints: settler.hints };
}

async function writeBatch(
	context: RunContext,
	object: PreparedObject,
	batch: WriteOperation[],
): Promise<WriteOutcome[]> {
	const request: WriteRequest = {
		object: object.plan.destinationObject,
		idProperty: object.plan.idProperty,
		records: batch.map(({ desired, destinationId, properties }) => ({
			id: desired.record.id,
			destinationId,
			properties,
		})),
		signal: context.signal,
		beforeCall: () => context.lease.assertHeld(),
	};
	return batch[0].kind === 'upsert'
		? await context.destination.upsert(request)
		: await context.destination.update(request);
}
