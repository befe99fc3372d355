import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { isSophiaError } from '../../engine/errors';
import type { CredentialCheck, SalesforceApiCredentials } from '../../engine/systems/salesforce';
import type { SnowflakeCredentials } from '../../engine/systems/snowflake';

/** Somebody is looking at a button that turns. */
const PATIENCE_MS = 30_000;

const success = ({ username, organisationId, apiUsage }: CredentialCheck): string => {
	const who = username === undefined ? 'Signed in' : `Signed in as ${username}`;
	const usage =
		apiUsage === undefined ? '' : `; ${apiUsage.used} of ${apiUsage.max} API calls of the last 24 hours are used`;
	return `${who}, organisation ${organisationId}${usage}.`;
};

/** What to tell a person. The engine's messages hold no secrets and say which setting to mend. */
function failure(error: unknown, system: string, address: string): string {
	if (isSophiaError(error, 'cancelled')) {
		return `${system} did not answer within ${PATIENCE_MS / 1000} seconds. Check the ${address} and the network of this n8n.`;
	}
	if (isSophiaError(error)) return [error.message, error.remedy].filter(Boolean).join(' ');
	return `The test itself failed: ${error instanceof Error ? error.message : String(error)}`;
}

/**
 * The Test button of `sophiaSalesforceApi` (`methods.credentialTest`, named by `testedBy`): signs in by the chosen
 * method and makes one call. Gives up after 30 seconds; never throws.
 */
export async function salesforceCredentialTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const [{ checkCredentials }, { createTraffic }] = await Promise.all([
		import('../../engine/systems/salesforce'),
		import('../../engine/traffic'),
	]);
	// n8n hands over the fields as the credential type declares them, and the engine takes them under the same names.
	const credentials = { ...credential.data } as unknown as SalesforceApiCredentials;
	// The whole day's calls count as free: a used-up budget is no fault of the credential.
	const traffic = createTraffic({ retries: 1, timeoutMs: PATIENCE_MS, dailyShare: 1 });
	try {
		const check = await checkCredentials({ credentials, traffic, signal: AbortSignal.timeout(PATIENCE_MS) });
		return { status: 'OK', message: success(check) };
	} catch (error) {
		return { status: 'Error', message: failure(error, 'Salesforce', 'Login URL') };
	}
}

/**
 * The Test button of `sophiaSnowflakeApi`: runs a statement that reads nothing, in the warehouse and with the role of the
 * credential. Gives up after 30 seconds; never throws.
 */
export async function snowflakeCredentialTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const [{ SnowflakeSql }, { createTraffic }] = await Promise.all([
		import('../../engine/systems/snowflake'),
		import('../../engine/traffic'),
	]);
	const credentials = { ...credential.data } as unknown as SnowflakeCredentials;
	try {
		const sql = new SnowflakeSql(credentials, createTraffic({ retries: 1, timeoutMs: PATIENCE_MS }));
		await sql.run({ statement: 'SELECT 1', binds: [], timeoutSeconds: 20, signal: AbortSignal.timeout(PATIENCE_MS) });
		return { status: 'OK', message: `Signed in; the warehouse ${credentials.warehouse} answers.` };
	} catch (error) {
		return { status: 'Error', message: failure(error, 'Snowflake', 'Account URL') };
	}
}

/**
 * The Test button of `sophiaStateApi`: holds the keys against the state of this n8n, and changes nothing. Never throws.
 */
export async function stateCredentialTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const { checkStateKey, stateDirectory } = await import('../../engine/state');
	const { encryptionKey, previousEncryptionKey } = { ...credential.data } as Record<string, string | undefined>;
	if (!encryptionKey) return { status: 'Error', message: 'Encryption Key is empty.' };
	const messages = {
		none: 'There is no state yet; it will be encrypted with this key.',
		current: 'The state is encrypted with this key.',
		former:
			'The state is encrypted with another key that is known; Maintain of a Sophia Monitor encrypts it with this one.',
	};
	try {
		const found = await checkStateKey({ directory: stateDirectory(), encryptionKey, previousEncryptionKey });
		return { status: 'OK', message: messages[found] };
	} catch (error) {
		if (isSophiaError(error))
			return { status: 'Error', message: [error.message, error.remedy].filter(Boolean).join(' ') };
		return { status: 'Error', message: `The test itself failed: ${error instanceof Error ? error.name : 'unknown'}` };
	}
}
