import { SophiaError } from '../../errors';
import type { Answer } from '../shared/answer';
import { asObject, asText } from '../shared/json';
import type { IntercomApi } from './client';

/** What a token opens, for the credential test and the health check. */
export interface IntercomAccess {
	/** The workspace's permanent id (`id_code`). */
	workspaceId: string;
	workspaceName?: string;
	/** Where Intercom says that the workspace is hosted: 'US', 'EU', 'AU'. */
	region?: string;
	timeZone?: string;
}

/** @throws SophiaError `credentials` for a wrong token, or an answer that names no workspace */
export const readAccess = async (api: IntercomApi, signal?: AbortSignal): Promise<IntercomAccess> =>
	accessOf(await identify(api, signal));

/** Whose token it is, as Intercom answers. */
export const identify = async (api: IntercomApi, signal?: AbortSignal): Promise<Answer> =>
	await api.call({ purpose: 'meta', signal }, async (sdk) => await sdk.admins.identify());

/** @throws SophiaError `credentials` for an answer that names no workspace */
export function accessOf({ body }: Answer): IntercomAccess {
	const app = asObject(asObject(body).app);
	const workspaceId = asText(app.id_code);
	if (workspaceId === undefined || workspaceId === '') {
		throw new SophiaError('credentials', 'The answer names no Intercom workspace.', {
			system: 'intercom',
			remedy: 'Check the Region and the API Base URL of the Intercom credential.',
		});
	}
	return {
		workspaceId,
		workspaceName: asText(app.name),
		region: asText(app.region),
		timeZone: asText(app.timezone),
	};
}
