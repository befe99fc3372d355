import {
	resolveWebhookDescriptionField,
	webhookDescriptionIsNativelyResolvable,
	Workflow,
	type INode,
	type INodeParameters,
	type INodeTypes,
} from 'n8n-workflow';
import { SophiaTrigger } from '../../nodes/SophiaTrigger/SophiaTrigger.node';

const trigger = new SophiaTrigger();
const nodeTypes = { getByNameAndVersion: () => trigger } as unknown as INodeTypes;

/** The node as n8n has it: with the defaults of what is not stored. */
function workflowOf(parameters: INodeParameters): { workflow: Workflow; node: INode } {
	const node: INode = { id: 'n', name: 'Trigger', type: 'sophiaTrigger', typeVersion: 1, position: [0, 0], parameters };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return { workflow, node: workflow.nodes.Trigger };
}

describe('the addresses of the trigger', () => {
	it('need no expression of n8n', () => {
		expect(trigger.description.webhooks?.map(webhookDescriptionIsNativelyResolvable)).toEqual([true, true]);
	});

	it.each<[INodeParameters, object]>([
		[{ path: 'a' }, { path: 'a', responseMode: 'lastNode', responseData: 'firstEntryJson' }],
		[
			{ path: 'a', responseMode: 'onReceived' },
			{ path: 'a', responseMode: 'onReceived', responseData: '' },
		],
		[
			{ path: 'a', responseMode: 'lastNode', responseData: 'allEntries' },
			{ path: 'a', responseMode: 'lastNode', responseData: 'allEntries' },
		],
	])('are the same by function and by expression: %j', (parameters, expected) => {
		const { workflow, node } = workflowOf(parameters);
		const [webhook] = trigger.description.webhooks ?? [];
		const fields = Object.keys(expected);
		const native = fields.map((field) => [field, resolveWebhookDescriptionField(node, webhook, field)]);
		expect(Object.fromEntries(native)).toEqual(
			Object.fromEntries(Object.entries(expected).map(([field, value]) => [field, { resolved: true, value }])),
		);
		const evaluated = fields.map((field) => [
			field,
			workflow.expression.getSimpleParameterValue(node, webhook[field], 'webhook', {}),
		]);
		expect(Object.fromEntries(evaluated)).toEqual(expected);
	});

	it('are left to n8n where a parameter is an expression', () => {
		const { workflow, node } = workflowOf({ path: '={{ "a" + "b" }}' });
		const [webhook] = trigger.description.webhooks ?? [];
		expect(resolveWebhookDescriptionField(node, webhook, 'path')).toEqual({ resolved: false });
		expect(workflow.expression.getSimpleParameterValue(node, webhook.path, 'webhook', {})).toBe('ab');
	});
});
