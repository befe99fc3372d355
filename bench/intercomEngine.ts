import { systemClock } from '../engine/clock';
import { salesforceToIntercomPlan } from '../engine/routes/salesforceToIntercom';
import { openSqliteState } from '../engine/state';
import { runSync } from '../engine/sync/runSync';
import { createIntercomDestination } from '../engine/systems/intercom';
import { createSalesforceSource } from '../engine/systems/salesforce';
import { createTraffic } from '../engine/traffic';
import { note, serve } from './child';
import type { EngineResult } from './engineProcess';
import type { IntercomAddress } from './intercomSimulators';
import { Meter } from './meter';

export interface IntercomEngineRun {
	pair: IntercomAddress;
	stateDirectory: string;
	/** Reads everything, as the regular full compare does. */
	full?: boolean;
}

/** One run, made as a node makes it: everything anew, only the state folder survives between two. */
async function run({ pair, stateDirectory, full }: IntercomEngineRun): Promise<EngineResult> {
	const meter = new Meter();
	const clock = systemClock;
	const traffic = createTraffic({}, clock);
	const state = await openSqliteState({ directory: stateDirectory, clock });
	const { salesforceUrl: loginUrl, clientId, clientSecret, accessToken, intercomUrl: apiBaseUrl } = pair;
	const destination = createIntercomDestination({
		credentials: { accessToken, region: 'custom', apiBaseUrl },
		traffic,
	});
	try {
		const source = createSalesforceSource({
			credentials: { authMethod: 'clientCredentials', loginUrl, clientId, clientSecret },
			traffic,
		});
		const plan = salesforceToIntercomPlan({ syncKey: 'bench', objects: ['Account', 'Contact'], forceFullRead: full });
		let done = 0;
		const onResult = () => {
			meter.working();
			if (++done % 500 === 0) note(`${done} records`);
		};
		const report = await runSync(plan, { source, destination, state, traffic, clock }, { onResult });
		return { report, measured: meter.stop() };
	} finally {
		destination.close();
		await state.close();
	}
}

serve({ run });
