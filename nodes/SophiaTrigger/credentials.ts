import type { ICredentialDataDecryptedObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

type Context = IWebhookFunctions | IHookFunctions;

/** How long requests share what was read. After this, a changed credential counts. */
const SHARED_MS = 1_000;

const shared = new Map<string, Promise<object>>();

/**
 * A credential of the node, as it was at most a second ago: n8n sets up a virtual machine for each reading, and that
 * takes as much CPU as all that the request itself needs. Tests from the editor share nothing: there, a credential may
 * be that of the user who tests.
 */
export async function credentialOf<T extends object = ICredentialDataDecryptedObject>(
	context: Context,
	type: string,
): Promise<T> {
	const workflow = context.getWorkflow().id;
	if (context.getMode() !== 'webhook' || workflow === undefined) return await context.getCredentials<T>(type);
	const { id, credentials } = context.getNode();
	const key = JSON.stringify([workflow, id, type, credentials?.[type]?.id]);
	return (await (shared.get(key) ?? share(key, context.getCredentials<T>(type)))) as T;
}

async function share<T extends object>(key: string, reading: Promise<T>): Promise<T> {
	shared.set(key, reading);
	const forget = () => shared.delete(key);
	reading.catch(forget);
	setTimeout(forget, SHARED_MS).unref();
	return await reading;
}
