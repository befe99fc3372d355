import { isSophiaError } from '../../errors';
import { timed } from '../../health/pulse';
import type { HealthProbe, HealthProblem, LimitUse, ProbeFindings } from '../../health/types';
import type { Traffic } from '../../traffic';
import { accessOf, identify } from './account';
import { IntercomApi } from './client';
import type { IntercomCredentials } from './credentials';
import { sliceOf } from './rateHeaders';

/** As Intercom's Developer Hub calls it. */
const READ_PEOPLE = 'Read and list users and companies';

/**
 * The workspace, whether its people may be read, and the calls of the current slice; two calls. Intercom has no list of a
 * token's permissions, and the one to write shows only when something is written.
 */
export function intercomProbe({
	credentials,
	traffic: untimed,
}: {
	credentials: IntercomCredentials;
	traffic: Traffic;
}): HealthProbe {
	const { traffic, pulse } = timed(untimed);
	return {
		check: 'intercom',
		label: 'Intercom',
		pulse,
		look: async (signal): Promise<ProbeFindings> => {
			const api = new IntercomApi(credentials, traffic);
			const answer = await identify(api, signal);
			const { workspaceId, workspaceName, region, timeZone } = accessOf(answer);
			const reads = await mayRead(api, signal);
			return {
				authorised: true,
				account: defined({ workspaceId, workspaceName, region, timeZone }),
				scopes: reads ? { granted: [READ_PEOPLE], missing: [] } : { granted: [], missing: [READ_PEOPLE] },
				limits: sliceLimit(sliceOf(answer.headers)),
				problems: reads ? [] : [missingPermission],
			};
		},
	};
}

const missingPermission: HealthProblem = {
	status: 'degraded',
	code: 'MISSING_SCOPES',
	message: `The Intercom token lacks a permission: ${READ_PEOPLE}.`,
	remedy:
		'In Intercom (Settings → Integrations → Developer Hub → your app → Authentication), give the app this permission.',
};

async function mayRead(api: IntercomApi, signal: AbortSignal): Promise<boolean> {
	const read = api.call({ purpose: 'meta', signal }, async (sdk) => await sdk.contacts.list({ per_page: 1 }));
	return await read.then(
		() => true,
		async (error: unknown) =>
			isSophiaError(error, 'credentials') && error.status === 403 ? false : await Promise.reject(error),
	);
}

function sliceLimit({ max, remaining }: { max?: number; remaining?: number }): LimitUse[] {
	if (max === undefined || remaining === undefined) return [];
	return [{ name: 'Intercom API calls of ten seconds', used: Math.max(0, max - remaining), max, left: remaining }];
}

const defined = (values: Record<string, string | undefined>): Record<string, string> =>
	Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
