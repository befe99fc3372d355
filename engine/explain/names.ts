import { enrichmentAccount } from '../enrichment/leads/progress';
import type { LinkScope, RunOrigin } from '../state/types';
import { systemLabel } from '../systemLabel';

/** 'hubspot:1234567' → 'HubSpot'. */
export const systemOf = (account: string): string => systemLabel(account.split(':')[0]);

/** 'Salesforce Contact 003…' */
export const sourceName = (scope: LinkScope, id: string): string =>
	`${systemOf(scope.sourceOrganisation)} ${scope.sourceObject} ${id}`;

/** 'HubSpot contacts 101' */
export const destinationName = (scope: LinkScope, id: string): string =>
	`${systemOf(scope.destinationAccount)} ${scope.destinationObject} ${id}`;

/** A link that says that a lead has been enriched: it leads to no other record. */
export const isEnrichment = ({ destinationAccount }: LinkScope): boolean => destinationAccount === enrichmentAccount;

/** '2026-03-01 10:00 UTC' */
export const instant = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** "by the node 'Sync' of the workflow 'Nightly' (execution 17)"; '' when nobody noted it. */
export function startedBy(origin: RunOrigin | undefined): string {
	if (origin === undefined) return '';
	const { node, workflowName, workflowId, executionId } = origin;
	const workflow = workflowName ?? workflowId;
	const parts = [
		...(node === undefined ? [] : [`by the node '${node}'`]),
		...(workflow === undefined ? [] : [`of the workflow '${workflow}'`]),
		...(executionId === undefined ? [] : [`(execution ${executionId})`]),
	];
	return parts.join(' ');
}
