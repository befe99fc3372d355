import {
	NodeOperationError,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
} from 'n8n-workflow';

type Context = Pick<IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions, 'getNode'> & {
	helpers: Partial<Pick<IExecuteFunctions['helpers'], 'getSecureEgressFilter'>>;
};

/**
 * Holds an address that a credential names against this n8n's own rules for outgoing calls (its egress
 * filter, where one is configured), because the vendors' SDKs make their calls past n8n's HTTP helpers.
 *
 * @throws NodeOperationError when the rules forbid the address
 */
export async function checkEgress(context: Context, url: string | undefined, setting: string): Promise<void> {
	const filter = context.helpers.getSecureEgressFilter?.();
	if (filter === undefined || !url || !URL.canParse(url)) return;
	const verdict = await filter.validateUrl(url);
	if (verdict.ok) return;
	throw new NodeOperationError(context.getNode(), `This n8n does not allow calls to the address in "${setting}"`, {
		description: `${verdict.error.message} Correct the setting, or ask the administrator of this n8n to allow the address.`,
	});
}
