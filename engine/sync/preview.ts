import type { AssociationRequest, Destination, WriteOutcome, WriteRequest } from '../systems/types';
import { PreviewedKeys } from './previewedKeys';
import type { SyncPlan } from './types';

/** Ids of records that exist only in a preview. */
const PREFIX = 'preview:';

/** The write calls that a sync would have made. */
export interface WriteCalls {
	write: number;
	archive: number;
	associate: number;
}

/**
 * The destination with a null writer: it reads as the real one does and takes every write for done
 * without sending it, but for what the destination is sure to refuse. It is what makes a preview the same code path as a sync.
 */
export function previewDestination(
	real: Destination,
	plan: Pick<SyncPlan, 'objects'>,
): { destination: Destination; calls: WriteCalls } {
	const calls: WriteCalls = { write: 0, archive: 0, associate: 0 };
	const perCall = real.recordsPerCall ?? real.batchSize;
	const exists = (id: string) => !id.startsWith(PREFIX);
	const associated = async ({ pairs }: AssociationRequest) => {
		calls.associate += Math.ceil(pairs.length / perCall.associate);
		return pairs.map((pair) => ({ ...pair }));
	};
	const keys = new Map(plan.objects.map((object) => [object.destinationObject, new PreviewedKeys(real, object)]));
	const written = async (request: WriteRequest): Promise<WriteOutcome[]> => {
		const { object, records } = request;
		const alone = real.recordsPerCall !== undefined;
		const sent = alone ? records.filter((record) => real.foresee?.(object, record) === undefined) : records;
		calls.write += Math.ceil(sent.length / perCall.write);
		const holders = await keys.get(object)?.holders(request);
		return records.map((record) => {
			const { id, destinationId } = record;
			const problem = real.foresee?.(object, record) ?? keys.get(object)?.take(record, holders);
			if (problem !== undefined) return { id, status: 'rejected', problem };
			return destinationId === undefined
				? { id, status: 'created', destinationId: `${PREFIX}${id}` }
				: { id, status: 'updated', destinationId };
		});
	};
	const destination: Destination = {
		system: real.system,
		label: real.label,
		...(real.createFields === undefined
			? {}
			: {
					createFields: async (object, fields, options) =>
						(await real.createFields?.(object, fields, { ...options, dryRun: true })) ?? [],
				}),
		...(real.pipelines === undefined
			? {}
			: { pipelines: async (object, signal) => (await real.pipelines?.(object, signal)) ?? [] }),
		...(real.timeZone === undefined ? {} : { timeZone: async (signal) => await real.timeZone?.(signal) }),
		checkAssociation: async (kind, signal) => await real.checkAssociation?.(kind, signal),
		batchSize: real.batchSize,
		findLags: real.findLags,
		concurrency: real.concurrency,
		account: async (signal) => await real.account(signal),
		ping: async (signal) => await real.ping(signal),
		describe: async (object, signal) => await real.describe(object, signal),
		provision: async (requests, options) => await real.provision(requests, { ...options, dryRun: true }),
		addOptions: async () => {
			calls.write++;
		},
		find: async (request) => await real.find(request),
		read: async (request) => {
			const ids = request.ids.filter(exists);
			const found = ids.length === 0 ? new Map() : await real.read({ ...request, ids });
			for (const id of request.ids) if (!exists(id)) found.set(id, { id, properties: {} });
			return found;
		},
		upsert: written,
		update: written,
		archive: async ({ ids }) => {
			calls.archive += Math.ceil(ids.length / perCall.archive);
		},
		associate: associated,
		dissociate: associated,
	};
	return { destination, calls };
}
