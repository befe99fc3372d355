import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../../engine/clock';
import { isSophiaError, SophiaError } from '../../engine/errors';
import { stateProbe, type HealthProbe, type StateProbeOptions } from '../../engine/health';
import { stateDirectory } from '../../engine/state';
import { systemLabel } from '../../engine/systemLabel';
import { hubspotProbe } from '../../engine/systems/hubspot/health';
import { intercomProbe } from '../../engine/systems/intercom/health';
import { portkeyProbe } from '../../engine/systems/portkey/health';
import { salesforceProbe } from '../../engine/systems/salesforce/health';
import { snowflakeProbe } from '../../engine/systems/snowflake/health';
import type { Traffic } from '../../engine/traffic';
import { hubspotCredentials, intercomCredentials, salesforceCredentials } from '../shared/clients';
import { portkeyCredentials, snowflakeCredentials } from '../shared/models/credentials';
import { withState } from '../shared/state';
import type { CheckedSystem } from './description/healthCheck';

/** The collection "Options" of Health Check. */
export interface HealthOptions extends StateProbeOptions {
	hubspotScopes?: string;
	limitPercent?: number;
	slowSeconds?: number;
	timeoutSeconds?: number;
}

type Opener = (context: IExecuteFunctions, traffic: Traffic, options: HealthOptions) => Promise<HealthProbe>;

const PROBES: Record<CheckedSystem, Opener> = {
	salesforce: async (context, traffic) =>
		salesforceProbe({ credentials: await salesforceCredentials(context), traffic }),
	hubspot: async (context, traffic, { hubspotScopes = '' }) => {
		const scopes = hubspotScopes.split(/[\s,]+/).filter((scope) => scope !== '');
		return hubspotProbe({
			credentials: await hubspotCredentials(context),
			traffic,
			...(scopes.length === 0 ? {} : { neededScopes: scopes }),
		});
	},
	intercom: async (context, traffic) => intercomProbe({ credentials: await intercomCredentials(context), traffic }),
	portkey: async (context, traffic) => portkeyProbe({ credentials: await portkeyCredentials(context), traffic }),
	snowflake: async (context, traffic) => snowflakeProbe({ credentials: await snowflakeCredentials(context), traffic }),
};

/** What is ticked under "Check". A credential that n8n cannot hand over is a result, too. */
export function probesOf(context: IExecuteFunctions, traffic: Traffic, options: HealthOptions): HealthProbe[] {
	const chosen = context.getNodeParameter('systems', 0, []) as string[];
	const systems = (Object.keys(PROBES) as CheckedSystem[])
		.filter((system) => chosen.includes(system))
		.map((system) => opened(system, async () => await PROBES[system](context, traffic, options)));
	return chosen.includes('state') ? [...systems, ofState(context, options)] : systems;
}

const ofState = (context: IExecuteFunctions, options: StateProbeOptions): HealthProbe =>
	stateProbe({
		withState: async (work) => await withState(context, work),
		directory: stateDirectory(),
		clock: systemClock,
		options,
	});

function opened(system: CheckedSystem, open: () => Promise<HealthProbe>): HealthProbe {
	let probe: HealthProbe | undefined;
	return {
		check: system,
		label: systemLabel(system),
		pulse: {
			slowestMs: () => probe?.pulse.slowestMs(),
			waitsForTurn: () => probe?.pulse.waitsForTurn() ?? false,
		},
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
