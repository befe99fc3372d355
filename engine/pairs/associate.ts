import type { RecordProblem } from '../errors';
import type { AuditWrite } from '../state/types';
import { slices } from '../sync/context';
import type { AssociationKind } from '../systems/types';
import { audited } from './audit';
import { destinationFor, refOf, scopeDestination, type PairContext } from './context';
import { noChanges, remember, type AssociationWrite, type Operation } from './operations';
import type { SideName } from './types';

type Wanted = { operation: Operation; association: AssociationWrite; fromId: string };

/**
 * Makes and removes the associations of records that are written: new ones first, so that none is ever without.
 * Remembered are those that were done; the one-way syncs' own memory of them is kept in step.
 *
 * @param settled told once per operation that has associations, with the first problem there was
 */
export async function writeAssociations(
	context: PairContext,
	to: SideName,
	operations: Operation[],
	settled: (operation: Operation, problem: RecordProblem | undefined) => Promise<void>,
): Promise<void> {
	const wanted = operations.flatMap((operation) =>
		operation.associations.map(
			(association): Wanted => ({
				operation,
				association,
				fromId: operation.pair.ids[to] ?? '',
			}),
		),
	);
	const problems = new Map<Operation, RecordProblem>();
	const kinds = new Map(wanted.map(({ association: { kind } }) => [kind.name, kind]));
	for (const kind of kinds.values()) {
		const ofKind = wanted.filter(({ association }) => association.kind.name === kind.name);
		for (const batch of slices(ofKind, destinationFor(context, to).batchSize.associate))
			await writeBatch(context, to, kind, batch, problems);
	}
	for (const operation of new Set(wanted.map((one) => one.operation)))
		await settled(operation, problems.get(operation));
}

async function writeBatch(
	context: PairContext,
	to: SideName,
	kind: AssociationKind,
	batch: Wanted[],
	problems: Map<Operation, RecordProblem>,
) {
	const destination = destinationFor(context, to);
	const changed = batch.filter(({ association }) => association.to !== association.before);
	const done: AuditWrite[] = [];
	const steps = {
		associate: changed.filter(({ association }) => association.to !== ''),
		dissociate: changed.filter(({ association }) => association.before !== ''),
	};
	for (const step of ['associate', 'dissociate'] as const) {
		const going = steps[step].filter(({ operation }) => !problems.has(operation));
		if (going.length === 0) continue;
		context.stop.check();
		const outcomes = await destination[step]({
			kind,
			pairs: going.map(({ association, fromId }) => ({
				fromId,
				toId: step === 'associate' ? association.to : association.before,
			})),
			signal: context.signal,
			beforeCall: () => context.lease.assertHeld(),
		});
		const refused = new Map(
			outcomes.flatMap((outcome) => (outcome.problem ? [[outcome.fromId, outcome.problem]] : [])),
		);
		for (const { operation, fromId } of going) {
			const problem = refused.get(fromId);
			if (problem !== undefined) problems.set(operation, problem);
			else done.push(...audited(context, to, `${step}d`, operation.pair.ids, [kind.name]));
		}
	}
	const changes = noChanges();
	changes.audit.push(...done);
	for (const { operation, association } of batch) {
		if (problems.has(operation)) continue;
		remember(context, operation.pair, association.entries, changes);
		if (to === scopeDestination(context)) tellOneWaySyncs(context, operation, association, changes);
	}
	await context.state.commit(changes, context.lease.leases);
}

/** What the one-way syncs remember of associations: they would make and remove them otherwise as they last wanted them. */
function tellOneWaySyncs(
	context: PairContext,
	{ pair: { link } }: Operation,
	{ kind, to, of, scope }: AssociationWrite,
	changes: ReturnType<typeof noChanges>,
) {
	if (link === undefined) return;
	const from = refOf(context, link);
	changes.wantedAssociations.push({ kind: kind.name, from, toScope: scope, to: of === '' ? [] : [of] });
	if (to === '') return;
	changes.doneAssociations.push({
		kind: kind.name,
		action: 'associate',
		from,
		to: { scope, sourceId: of },
		fromDestinationId: link.destinationId,
		toDestinationId: to,
	});
}
