import { auditedAssociations } from './audit';
import { slices, destinationOf, type PreparedObject, type RunContext } from './context';

/**
 * Takes the associations that this package made off destination records whose source records are gone;
 * the records themselves stay. Sent first, committed then: a kill between the two repeats it, which
 * changes nothing.
 */
export async function detachAll(context: RunContext, object: PreparedObject, destinationIds: string[]): Promise<void> {
	for (const ids of slices([...new Set(destinationIds)], 500)) {
		const made = await context.state.madeAssociations(destinationOf(object), ids);
		for (const { kind } of context.plan.associations) {
			const ours = made.filter((association) => association.kind === kind.name);
			if (ours.length === 0) continue;
			context.stop.check();
			const outcomes = await context.destination.dissociate({
				kind,
				pairs: ours.map(({ fromDestinationId, toDestinationId }) => ({
					fromId: fromDestinationId,
					toId: toDestinationId,
				})),
				signal: context.signal,
				beforeCall: () => context.lease.assertHeld(),
			});
			const kept = new Set<string>();
			for (const { fromId, toId, problem } of outcomes) {
				if (problem === undefined) continue;
				kept.add(`${fromId} ${toId}`);
				context.report.note(`An association ${kind.name} could not be removed: ${problem.reason}`);
			}
			const removed = ours.filter((one) => !kept.has(`${one.fromDestinationId} ${one.toDestinationId}`));
			await context.state.commit(
				{ doneAssociations: ours, audit: auditedAssociations(context, 'dissociated', removed) },
				context.lease.leases,
			);
			context.report.association(kind.name).dissociated += outcomes.filter(
				({ problem }) => problem === undefined,
			).length;
		}
	}
}
