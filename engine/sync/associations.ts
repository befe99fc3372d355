import type { PendingAssociation } from '../state/types';
import type { AssociationRequest } from '../systems/types';
import { auditedAssociations } from './audit';
import type { RunContext } from './context';
import { planName, type AssociationPlan } from './types';

/**
 * Creates and removes the associations that are wanted and whose both ends are in the destination, a batch
 * of the destination's size between two commits.
 * New ones first, so that a contact that changes its company is never without one. What waits for an
 * end is remembered and comes with a later run.
 */
export async function syncAssociations(context: RunContext, association: AssociationPlan): Promise<void> {
	const { kind } = association;
	const report = context.report.association(kind.name);
	const account = context.objects[0].scope.destinationAccount;
	let after: PendingAssociation | undefined;
	for (;;) {
		context.stop.check();
		const page = await context.state.pendingAssociations(
			kind.name,
			account,
			context.destination.batchSize.associate,
			after,
		);
		if (page.length === 0) break;
		for (const action of ['associate', 'dissociate'] as const) {
			const pending = page.filter((entry) => entry.action === action && context.trial?.includes(entry) !== false);
			if (pending.length === 0) continue;
			const request: AssociationRequest = {
				kind,
				pairs: pending.map((entry) => ({ fromId: entry.fromDestinationId, toId: entry.toDestinationId })),
				signal: context.signal,
				beforeCall: () => context.lease.assertHeld(),
			};
			const outcomes = await (action === 'associate'
				? context.destination.associate(request)
				: context.destination.dissociate(request));
			const problems = new Map(
				outcomes.flatMap((outcome) =>
					outcome.problem ? [[`${outcome.fromId} ${outcome.toId}`, outcome.problem]] : [],
				),
			);
			const done = pending.filter((entry) => !problems.has(`${entry.fromDestinationId} ${entry.toDestinationId}`));
			await context.state.commit(
				{ doneAssociations: done, audit: auditedAssociations(context, `${action}d`, done) },
				context.lease.leases,
			);
			if (action === 'associate') report.associated += done.length;
			else report.dissociated += done.length;
			report.rejected += pending.length - done.length;
			for (const problem of problems.values())
				context.report.note(`An association ${kind.name} was refused: ${problem.reason}`);
		}
		after = page[page.length - 1];
	}
	report.waiting = await context.state.countWaitingAssociations(kind.name, account);
	const target = context.objects.find((object) => planName(object.plan) === association.targetObject);
	if (association.tellLonelyTargets === true && target !== undefined) {
		report.lonelyTargets = await context.state.countLonelyTargets(kind.name, target.scope);
	}
}
