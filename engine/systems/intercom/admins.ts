import { isSophiaError } from '../../errors';
import { asObject, asObjects, asText } from '../shared/json';
import type { FieldOption } from '../types';
import type { IntercomApi } from './client';
import { refusalOf } from './errors';

/**
 * The workspace's teammates, who can own contacts, as options: the id to write, labelled with the e-mail address.
 *
 * @returns undefined when the token may not read them
 */
export async function readAdmins(api: IntercomApi, signal?: AbortSignal): Promise<FieldOption[] | undefined> {
	const answer = await api
		.call({ purpose: 'meta', signal }, async (sdk) => await sdk.admins.list())
		.catch(unlessForbidden);
	if (answer === undefined) return undefined;
	return asObjects(asObject(answer.body).admins).flatMap((admin) => {
		const value = asText(admin.id);
		const label = asText(admin.email);
		return value === undefined || label === undefined || label === '' ? [] : [{ value, label }];
	});
}

function unlessForbidden(error: unknown): undefined {
	if (isSophiaError(error, 'credentials') && error.status === 403) return;
	refusalOf(error);
}
