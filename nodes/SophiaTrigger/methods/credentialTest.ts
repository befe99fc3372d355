import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';

/** Shorter ones can be guessed. HubSpot's and Intercom's are theirs to choose. */
const SHORTEST = 16;

/** There is nobody to ask: the secrets are for those who call. The Test button looks whether they are any good. */
export async function webhookCredentialTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const lengthOf = (field: string): number => String(data[field] ?? '').length;
	const own = { apiKey: 'API Key', hmacSecret: 'HMAC Secret' };
	for (const [field, name] of Object.entries(own)) {
		const length = lengthOf(field);
		if (length > 0 && length < SHORTEST)
			return { status: 'Error', message: `The ${name} is shorter than ${SHORTEST} characters: it could be guessed.` };
	}
	if (![...Object.keys(own), 'hubspotClientSecret', 'intercomClientSecret'].some((field) => lengthOf(field) > 0))
		return { status: 'Error', message: 'Every secret is empty. Fill in the one that your Sophia Trigger uses.' };
	return { status: 'OK', message: 'The secrets are set.' };
}
