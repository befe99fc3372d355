import type { IDataObject } from 'n8n-workflow';
import { nextTryOf, remedyOf, type Explanation } from '../../engine/explain';
import type { AuditEntry, Rejection, RunOrigin, ScopedLink } from '../../engine/state';

type PayloadShown = (payload: Record<string, string>) => Record<string, string>;

/** A rejected record, as its item. It never has `error`: n8n would move the item to the error output. */
export function rejectionItem(rejection: Rejection, payloadShown?: PayloadShown): IDataObject {
	const { id, scope, payload, field, blockedBy, dismissedAt, ...rest } = rejection;
	return {
		rejectionId: id,
		recordId: rest.recordId,
		object: scope.sourceObject,
		destination: scope.destinationAccount,
		destinationObject: scope.destinationObject,
		category: rest.category,
		...(field === undefined ? {} : { field }),
		reason: rest.reason,
		whatToDo: remedyOf(rejection),
		nextTry: nextTryOf(rejection),
		retryable: rest.retryable,
		...(blockedBy === undefined ? {} : { blockedBy }),
		attempts: rest.attempts,
		firstAt: rest.firstAt,
		lastAt: rest.lastAt,
		...(dismissedAt === undefined ? {} : { dismissedAt }),
		syncKey: rest.syncKey,
		runId: rest.runId,
		...(payloadShown === undefined ? {} : { payload: payload && payloadShown(payload) }),
	};
}

const originItem = ({ workflowName, workflowId, executionId, node }: RunOrigin = {}): IDataObject => ({
	...(workflowName === undefined ? {} : { workflow: workflowName }),
	...(workflowId === undefined ? {} : { workflowId }),
	...(executionId === undefined ? {} : { executionId }),
	...(node === undefined ? {} : { node }),
});

/** An entry of the audit log, as its item. */
export const auditItem = ({
	id,
	at,
	action,
	scope,
	recordId,
	destinationId,
	fields,
	...run
}: AuditEntry): IDataObject => ({
	entryId: id,
	at,
	action,
	recordId,
	object: scope.sourceObject,
	source: scope.sourceOrganisation,
	destination: scope.destinationAccount,
	destinationObject: scope.destinationObject,
	...(destinationId === undefined ? {} : { destinationId }),
	...(fields === undefined ? {} : { fields }),
	syncKey: run.syncKey,
	operation: run.operation,
	...originItem(run.origin),
	runId: run.runId,
});

const refItem = ({ scope, sourceId }: Pick<ScopedLink, 'scope' | 'sourceId'>): IDataObject => ({
	recordId: sourceId,
	object: scope.sourceObject,
	source: scope.sourceOrganisation,
	destination: scope.destinationAccount,
	destinationObject: scope.destinationObject,
});

/** Where a record stands, as one item. */
export function explanationItem(explanation: Explanation, payloadShown?: PayloadShown): IDataObject {
	const { recordId, status, sentences, links, rejections, revisits, waiting, history, syncs } = explanation;
	return {
		recordId,
		status,
		explanation: sentences.join('\n'),
		links: links.map(({ destinationId, role, modifiedAt, lastWrite, sent, ...link }) => ({
			...refItem(link),
			destinationId,
			role,
			sourceModifiedAt: modifiedAt,
			...(lastWrite && {
				lastWrite: {
					at: lastWrite.at,
					action: lastWrite.action,
					...originItem(lastWrite.origin),
					runId: lastWrite.runId,
				},
			}),
			sent: sent.map((one) => ({ ...one })),
		})),
		rejections: rejections.map((one) => rejectionItem(one, payloadShown)),
		pending: revisits.map(refItem),
		waitsFor: waiting.map(({ kind, to }) => ({ association: kind, ...refItem(to) })),
		history: history.map(auditItem),
		syncs: syncs.map(({ lastRun, ...sync }) => ({
			...sync,
			...(lastRun && { lastRun: { ...lastRun, origin: originItem(lastRun.origin) } }),
		})),
	};
}
