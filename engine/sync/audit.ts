import type { AuditWrite, PendingAssociation } from '../state/types';
import type { WriteRecord } from '../systems/types';
import { now, type PreparedObject, type RunContext } from './context';

type What = Pick<AuditWrite, 'action' | 'recordId' | 'destinationId' | 'fields'>;

/** A row of the audit trail: what the destination has confirmed of one record. */
export const audited = (context: RunContext, object: PreparedObject, what: What): AuditWrite => ({
	at: now(context),
	runId: context.runId,
	scope: object.scope,
	...what,
});

/** Properties set beside the mapped ones: the ids of records that change hands. */
export const auditedUpdate = (
	context: RunContext,
	object: PreparedObject,
	{ id, properties }: WriteRecord,
	destinationId: string,
): AuditWrite =>
	audited(context, object, { action: 'updated', recordId: id, destinationId, fields: Object.keys(properties) });

/** Associations, by the record that they start at. */
export const auditedAssociations = (
	context: RunContext,
	action: 'associated' | 'dissociated',
	associations: PendingAssociation[],
): AuditWrite[] =>
	associations.map(({ kind, from, fromDestinationId }) => ({
		at: now(context),
		runId: context.runId,
		action,
		scope: from.scope,
		recordId: from.sourceId,
		destinationId: fromDestinationId,
		fields: [kind],
	}));
