import type { IntercomApi } from './client';
import { refusalOf, unlessNotFound } from './errors';
import { fanOut } from './fanOut';

/**
 * Archives contacts, and deletes companies (which Intercom carries out later). What is gone already is a
 * success.
 *
 * @throws IntercomRefusal for a record that Intercom will not archive; the others are
 */
export async function archiveRecords(
	api: IntercomApi,
	{ object, ids, signal }: { object: string; ids: string[]; signal?: AbortSignal },
): Promise<void> {
	const refusals = await fanOut([...new Set(ids)], { signal }, async (id, beforeCall) => {
		const call = api.call({ purpose: 'archive', signal, beforeCall }, async (sdk) =>
			object === 'contacts'
				? await sdk.contacts.archive({ contact_id: id })
				: await sdk.companies.delete({ company_id: id }),
		);
		return await call.catch(unlessNotFound).then(() => undefined, refusalOf);
	});
	const refusal = refusals.find((each) => each !== undefined);
	if (refusal !== undefined) throw refusal;
}
