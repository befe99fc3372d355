import type { IExecuteFunctions } from 'n8n-workflow';
import { isSophiaError, SophiaError } from '../../engine/errors';
import type { HealthProbe } from '../../engine/health';
import { systemLabel } from '../../engine/systemLabel';
import { hubspotProbe } from '../../engine/systems/hubspot/health';
import type { Traffic } from '../../engine/traffic';
import { hubspotCredentials } from '../shared/clients';
import type { CheckedSystem } from './description/healthCheck';

/** The collection "Options" of Health Check. */
export interface HealthOptions {
	hubspotScopes?: string;
	limitPercent?: number;
	slowSeconds?: number;
	timeoutSeconds?: number;
}

type Opener = (context: IExecuteFunctions, traffic: Traffic, options: HealthOptions) => Promise<HealthProbe>;

const PROBES: Record<CheckedSystem, Opener> = {
	hubspot: async (context, traffic, { hubspotScopes = '' }) => {
		const scopes = hubspotScopes.split(/[\s,]+/).filter((scope) => scope !== '');
		return hubspotProbe({
			credentials: await hubspotCredentials(context),
			traffic,
			...(scopes.length === 0 ? {} : { neededScopes: scopes }),
		});
	},
};

/** What is ticked under "Check". A credential that n8n cannot hand over is a result, too. */
export function probesOf(context: IExecuteFunctions, traffic: Traffic, options: HealthOptions): HealthProbe[] {
	const chosen = context.getNodeParameter('systems', 0, []) as string[];
	return (Object.keys(PROBES) as CheckedSystem[])
		.filter((system) => chosen.includes(system))
		.map((system) => opened(system, async () => await PROBES[system](context, traffic, options)));
}

function opened(system: CheckedSystem, open: () => Promise<HealthProbe>): HealthProbe {
	let probe: HealthProbe | undefined;
	return {
		check: system,
		label: systemLabel(system),
		latencyMs: () => probe?.latencyMs(),
		look: async (signal) => {
			probe = await open().catch(asCredentialFailure(system));
			return await probe.look(signal);
		},
	};
}

/** n8n's own words for a credential that is missing, cannot be opened, or leads where it must not. */
const asCredentialFailure =
	(system: CheckedSystem) =>
	async (error: unknown): Promise<never> =>
		await Promise.reject(
			isSophiaError(error)
				? error
				: new SophiaError('configuration', error instanceof Error ? error.message : String(error), {
						system,
						code: 'CREDENTIAL',
						remedy: `Choose a credential for ${systemLabel(system)} in this node, or leave it out under "Check".`,
					}),
		);
