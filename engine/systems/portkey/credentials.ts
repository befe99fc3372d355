import { SophiaError } from '../../errors';
import { checkedBaseUrl, type Vendor } from '../shared/credentials';

/** The fields of n8n's `sophiaPortkeyApi`. Either `config`, or `provider` and `model`, or a model '@provider/model'. */
export interface PortkeyCredentials {
	apiKey: string;
	apiBaseUrl?: string;
	/** Id of a saved config ('pc-…'), or a config as JSON. */
	config?: string;
	/** Slug of a provider of the model catalogue: '@openai-main'. */
	provider?: string;
	model?: string;
}

export const PORTKEY: Vendor = { system: 'portkey', name: 'Portkey' };

const DEFAULT_URL = 'https://api.portkey.ai/v1';

/** What every request carries, and where it goes. */
export interface PortkeyRoute {
	baseUrl: string;
	headers: Record<string, string>;
	/** Absent where the config says it. */
	model?: string;
}

const refuse = (message: string, remedy: string) =>
	new SophiaError('credentials', message, { system: 'portkey', remedy });

/** @throws SophiaError `credentials` that names the field to mend */
export function routeOf(credentials: PortkeyCredentials): PortkeyRoute {
	const header = (value: string | undefined, name: string): string => {
		const text = (value ?? '').trim();
		if (/[^\x20-\x7e]/.test(text))
			throw refuse(
				`The ${name} of the Portkey credential holds characters that it cannot have.`,
				`Copy the ${name} again from Portkey.`,
			);
		return text;
	};
	const apiKey = header(credentials.apiKey, 'API Key');
	if (apiKey === '')
		throw refuse('The Portkey credential has no API Key.', 'Fill in the API Key: in Portkey, API Keys → Create.');
	const [config, provider, model] = [
		header(credentials.config, 'Config'),
		header(credentials.provider, 'Provider'),
		header(credentials.model, 'Model'),
	];
	if (config === '' && provider === '' && !/^@[^/]+\/./.test(model))
		throw refuse(
			'The Portkey credential does not say which model to use.',
			'Fill in Config, or Provider and Model, or a Model such as @openai-main/gpt-4o-mini.',
		);
	if (config === '' && model === '')
		throw refuse('The Portkey credential has no Model.', 'Fill in the Model, e.g. gpt-4o-mini.');
	const by: Record<string, string> =
		config !== ''
			? { 'x-portkey-config': config }
			: provider === ''
				? {}
				: { 'x-portkey-provider': provider.startsWith('@') ? provider : `@${provider}` };
	return {
		baseUrl: checkedBaseUrl(PORTKEY, credentials.apiBaseUrl, DEFAULT_URL),
		headers: { 'x-portkey-api-key': apiKey, ...by },
		...(model === '' ? {} : { model }),
	};
}
