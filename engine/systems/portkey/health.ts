import { isSophiaError } from '../../errors';
import { timed } from '../../health/pulse';
import type { HealthProbe, HealthProblem, ProbeFindings } from '../../health/types';
import type { Traffic } from '../../traffic';
import { PortkeyGateway } from './client';
import type { PortkeyCredentials } from './credentials';

/** As Portkey calls it. */
const LIST_MODELS = 'models.list';

/** The key, by the list of models that it sees; one call, and no model is asked: that would cost at every check. */
export function portkeyProbe({
	credentials,
	traffic: untimed,
}: {
	credentials: PortkeyCredentials;
	traffic: Traffic;
}): HealthProbe {
	const { traffic, pulse } = timed(untimed);
	return {
		check: 'portkey',
		label: 'Portkey',
		pulse,
		look: async (signal): Promise<ProbeFindings> => {
			const gateway = new PortkeyGateway(credentials, traffic);
			const models = await gateway.models(signal).catch(unlessForbidden);
			return models === undefined
				? { authorised: true, scopes: { granted: [], missing: [LIST_MODELS] }, problems: [hidden] }
				: { authorised: true, scopes: { granted: [LIST_MODELS], missing: [] }, details: { models: models.length } };
		},
	};
}

const hidden: HealthProblem = {
	status: 'degraded',
	code: 'MISSING_SCOPES',
	message: 'The Portkey key may not list models, which is all that can be asked of it at no cost.',
	remedy:
		'In Portkey (API Keys), give the key the permission to list models, or leave Portkey out of the health check.',
};

const unlessForbidden = async (error: unknown): Promise<undefined> =>
	isSophiaError(error, 'credentials') && error.status === 403 ? undefined : await Promise.reject(error);
