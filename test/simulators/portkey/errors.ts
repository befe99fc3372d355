/** A refusal of the gateway itself, or one of the model's provider that the gateway passes on. */
export class PortkeyError extends Error {
	constructor(
		readonly status: number,
		readonly body: Record<string, unknown>,
		readonly headers: Record<string, string> = {},
	) {
		super(`Portkey answers ${status}`);
	}
}

/** What the gateway says before any provider is asked. */
export const gatewayError = (status: number, message: string, headers?: Record<string, string>) =>
	new PortkeyError(status, { status: 'failure', message }, headers);

/** What a provider of OpenAI's kind says, as the gateway hands it on: under the provider's name. */
export const providerError = (
	provider: string,
	status: number,
	message: string,
	details: { type?: string; param?: string | null; code?: string | null } = {},
	headers?: Record<string, string>,
) =>
	new PortkeyError(
		status,
		{
			error: {
				message: `${provider} error: ${message}`,
				type: details.type ?? 'invalid_request_error',
				param: details.param ?? null,
				code: details.code ?? null,
			},
			provider,
		},
		headers,
	);
