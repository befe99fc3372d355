import type { IExecuteFunctions, INodeExecutionData, NodeTypeAndVersion } from 'n8n-workflow';
import { isIntakeKind, outputsOf } from '../../engine/intake';

/**
 * The ids of all inbox entries that nodes before this one have emitted in this execution, whatever has become of their
 * items in between. Without those of a trigger that answers when the last node finishes: it finishes them itself, once
 * the answer is sent.
 */
export function emittedBefore(context: IExecuteFunctions): string[] {
	const ids = new Set<string>();
	for (const node of context.getParentNodes(context.getNode().name, { includeNodeParameters: true }))
		if (emits(node)) for (const id of emittedBy(context, node)) ids.add(id);
	return [...ids];
}

/** A list of abandoned entries names entries, too, but hands none out. n8n leaves out parameters that are at their defaults. */
const emits = ({
	type,
	parameters: { operation, inboxAction = 'emit', responseMode = 'lastNode' } = {},
}: NodeTypeAndVersion): boolean =>
	(type.endsWith('.sophiaTrigger') && responseMode !== 'lastNode') ||
	(type.endsWith('.sophiaMonitor') && operation === 'drainInbox' && inboxAction === 'emit');

function* emittedBy(context: IExecuteFunctions, { name, parameters = {} }: NodeTypeAndVersion): Generator<string> {
	const node = context.getWorkflowDataProxy(0).$(name) as {
		isExecuted: boolean;
		all(output: number): INodeExecutionData[];
	};
	const { bodies = 'sophia21' } = parameters;
	if (!node.isExecuted || typeof bodies !== 'string' || !isIntakeKind(bodies)) return;
	for (const output of outputsOf(bodies).keys())
		for (const { json } of node.all(output)) if (typeof json.sophiaInboxId === 'string') yield json.sophiaInboxId;
}
