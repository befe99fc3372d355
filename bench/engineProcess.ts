import { systemClock } from '../engine/clock';
import { salesforceToHubspotPlan } from '../engine/routes/salesforceToHubspot';
import { openSqliteState } from '../engine/state';
import { runSync } from '../engine/sync/runSync';
import type { RunReport } from '../engine/sync/types';
import { createHubspotDestination } from '../engine/systems/hubspot';
import { createSalesforceSource } from '../engine/systems/salesforce';
import { createTraffic } from '../engine/traffic';
import { note, serve } from './child';
import { Meter, type Measured } from './meter';
import { withRaisedLimits } from './raisedLimits';
import type { PairAddress } from './simulatorProcess';

export interface EngineRun {
	pair: PairAddress;
	stateDirectory: string;
	/** HubSpot's limits raised out of the way, and everything through Bulk API 2.0. */
	raised: boolean;
	/** Reads everything, as the regular full compare does. */
	full?: boolean;
	/** Opportunities, too. */
	deals?: boolean;
}

export interface EngineResult {
	report: RunReport;
	measured: Measured;
}

/** One run, made as a node makes it: everything anew, only the state folder survives between two. */
async function run({ pair, stateDirectory, raised, full, deals }: EngineRun): Promise<EngineResult> {
	const meter = new Meter();
	const clock = systemClock;
	const own = createTraffic({}, clock);
	const traffic = raised ? withRaisedLimits(own) : own;
	const state = await openSqliteState({ directory: stateDirectory, clock });
	const destination = createHubspotDestination({
		credentials: { accessToken: pair.accessToken, apiBaseUrl: pair.hubspotUrl },
		traffic,
	});
	try {
		const source = createSalesforceSource({
			credentials: {
				authMethod: 'clientCredentials',
				loginUrl: pair.salesforceUrl,
				clientId: pair.clientId,
				clientSecret: pair.clientSecret,
			},
			traffic,
			options: raised ? { bulkThreshold: 1_000, pollMs: 10 } : {},
		});
		const plan = salesforceToHubspotPlan({
			syncKey: 'bench',
			objects: ['Account', 'Contact', ...(deals === true ? (['Opportunity'] as const) : [])],
			forceFullRead: full,
		});
		let done = 0;
		const report = await runSync(
			plan,
			{ source, destination, state, traffic, clock },
			{
				onResult: () => {
					meter.working();
					if (++done % 1_000 === 0) note(`${done} records`);
				},
			},
		);
		return { report, measured: meter.stop() };
	} finally {
		destination.close();
		await state.close();
	}
}

serve({ run });
