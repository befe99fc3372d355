import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import { hasSecret } from '../../engine/intake';
import { toNodeError } from '../shared/errors';
import { stateOptions } from '../shared/state';
import { settingsOf } from './settings';
import { withSharedState } from './sharedState';

const FIELDS = {
	apiKey: 'API Key',
	hmac: 'HMAC Secret',
	hubspot: 'HubSpot Client Secret',
	intercom: 'Intercom Client Secret',
};

/**
 * Before the address goes live: the credential has the secret that callers are checked with, and the state opens.
 * @throws NodeOperationError that says what to do
 */
export async function checkSetUp(context: IHookFunctions): Promise<void> {
	const { authentication, inbox } = await settingsOf(context);
	if (!hasSecret(authentication)) {
		throw new NodeOperationError(context.getNode(), `The credential has no ${FIELDS[authentication.type]}`, {
			description: 'Fill it in, or choose another Authentication: without it every request would be refused.',
		});
	}
	await stateOptions(context)
		.then(async (options) => await withSharedState(options, async (state) => await state.inboxStatus(inbox)))
		.catch((error: unknown) => {
			throw toNodeError(context, error);
		});
}
