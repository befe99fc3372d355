import type { Destination, WriteRequest } from '../systems/types';

/** Ids of records that exist only in a preview. */
const PREFIX = 'preview:';

export const isPreviewed = (id: string): boolean => id.startsWith(PREFIX);

/**
 * A destination that reads as the real one does and takes every write for done without sending it, but for what the
 * destination is sure to refuse. It is what makes a preview the same code path as a sync.
 */
export function nullDestination(real: Destination): Destination {
	const written = async ({ object, records }: Pick<WriteRequest, 'object' | 'records'>) =>
		records.map((record) => {
			const { id, destinationId } = record;
			const problem = real.foresee?.(object, record);
			if (problem !== undefined) return { id, status: 'rejected' as const, problem };
			return destinationId === undefined
				? { id, status: 'created' as const, destinationId: `${PREFIX}${id}` }
				: { id, status: 'updated' as const, destinationId };
		});
	const associated: Destination['associate'] = async ({ pairs }) => pairs.map((pair) => ({ ...pair }));
	const canFind = real.canFind?.bind(real);
	return {
		system: real.system,
		label: real.label,
		batchSize: real.batchSize,
		...(real.findLags === undefined ? {} : { findLags: real.findLags }),
		concurrency: real.concurrency,
		...(canFind === undefined ? {} : { canFind }),
		account: async (signal) => await real.account(signal),
		ping: async (signal) => await real.ping(signal),
		describe: async (object, signal) => await real.describe(object, signal),
		provision: async (requests, options) => await real.provision(requests, { ...options, dryRun: true }),
		addOptions: async () => {},
		find: async (request) => await real.find(request),
		read: async (request) => await real.read({ ...request, ids: request.ids.filter((id) => !isPreviewed(id)) }),
		upsert: written,
		update: written,
		insert: written,
		archive: async () => {},
		associate: associated,
		dissociate: associated,
	};
}
