import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { Authentication, IntakeKind, IntakeSettings } from '../../engine/intake';
import { credentialOf } from './credentials';

type Context = IWebhookFunctions | IHookFunctions;

/** What the node's options say, as stored. */
interface TriggerOptions {
	acceptLegacySignatures?: boolean;
	burst?: number;
	dedupeHours?: number;
	inbox?: string;
	maxBodyMb?: number;
	maxPending?: number;
	publicUrl?: string;
	replayWindowSeconds?: number;
	requestsPerMinute?: number;
}

/** Requests that may wait for the state at a time, before it is their memory that grows. */
const MAX_WAITING = 500;

export const optionsOf = (context: Context): TriggerOptions =>
	context.getNodeParameter('settings', {}) as TriggerOptions;

/** The inbox's name: what was chosen, or workflow id and node name. */
export function inboxOf(context: Context): string {
	const chosen = (optionsOf(context).inbox ?? '').trim();
	return chosen === '' ? `${context.getWorkflow().id ?? 'unsaved'}/${context.getNode().name}` : chosen;
}

/** The node's parameters as the engine wants them. */
export async function settingsOf(context: Context): Promise<IntakeSettings> {
	const options = optionsOf(context);
	return {
		kind: context.getNodeParameter('bodies') as IntakeKind,
		authentication: await authenticationOf(context),
		inbox: inboxOf(context),
		keyFields: namesOf(context.getNodeParameter('keyFields', '') as string),
		idField: (context.getNodeParameter('idField', '') as string).trim() || undefined,
		limits: {
			perMinute: options.requestsPerMinute ?? 100,
			burst: options.burst ?? 20,
			maxBytes: Math.floor((options.maxBodyMb ?? 5) * 1024 * 1024),
			maxPending: options.maxPending ?? 10_000,
			maxWaiting: MAX_WAITING,
		},
		dedupeMs: (options.dedupeHours ?? 24) * 3_600_000,
	};
}

/** @throws NodeOperationError of n8n's when no credential is chosen */
async function authenticationOf(context: Context): Promise<Authentication> {
	const options = optionsOf(context);
	const data = await credentialOf(context, 'sophiaWebhookApi');
	const secret = (field: string): string => String(data[field] ?? '');
	switch (context.getNodeParameter('authentication', 'apiKey')) {
		case 'hmac':
			return {
				type: 'hmac',
				secret: secret('hmacSecret'),
				windowMs: (options.replayWindowSeconds ?? 300) * 1000,
			};
		case 'hubspot':
			return {
				type: 'hubspot',
				clientSecret: secret('hubspotClientSecret'),
				acceptLegacy: options.acceptLegacySignatures === true,
			};
		case 'intercom':
			return { type: 'intercom', clientSecret: secret('intercomClientSecret') };
		default:
			return { type: 'apiKey', apiKey: secret('apiKey') };
	}
}

const namesOf = (text: string): string[] =>
	text
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
