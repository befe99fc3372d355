import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { stateCredentialTest } from '../shared/credentialTests';
import { triggerOutputs, triggerProperties } from './description';
import { triggerWebhooks } from './description/webhooks';
import { webhookCredentialTest } from './methods/credentialTest';

/** Takes bodies over HTTP into an inbox that survives a crash, and starts the workflow with what was in them. */
export class SophiaTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sophia Trigger',
		name: 'sophiaTrigger',
		icon: { light: 'file:sophiaTrigger.svg', dark: 'file:sophiaTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ({ sophia21: "Sophia 2.1", estuary: "Estuary Flow", hubspot: "HubSpot Webhooks", intercom: "Intercom Webhooks", json: "Any JSON" })[$parameter["bodies"]] }}',
		description: 'Starts the workflow when data arrives: former callers, Estuary Flow, HubSpot, Intercom, any JSON',
		eventTriggerDescription: 'Waiting for you to call the Test URL',
		activationMessage: 'You can now make calls to your production webhook URL.',
		defaults: { name: 'Sophia Trigger' },
		inputs: [],
		outputs: triggerOutputs,
		credentials: [
			{ name: 'sophiaWebhookApi', required: true, testedBy: 'webhookCredentialTest' },
			{ name: 'sophiaStateApi', required: false, testedBy: 'stateCredentialTest' },
		],
		webhooks: triggerWebhooks,
		properties: triggerProperties,
	};

	methods = { credentialTest: { webhookCredentialTest, stateCredentialTest } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				const { checkSetUp } = await import('./setUp');
				await checkSetUp(this);
				return true;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const { takeRequest } = await import('./takeRequest');
		return await takeRequest(this);
	}
}
