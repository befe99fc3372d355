import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { ROUTES, type SalesforceObject } from '../../../engine/routes/salesforceToHubspot';
import { createTraffic } from '../../../engine/traffic';
import { hubspotClient, hubspotCredentials } from '../../shared/clients';
import { fromAll } from '../../shared/results';

/** Set Up HubSpot: creates the unique id properties that are missing; one item per property. */
export async function setUp(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const objects = context.getNodeParameter('objects', 0) as SalesforceObject[];
	const destination = hubspotClient(await hubspotCredentials(context), createTraffic());
	try {
		const results = await destination.provision(
			objects.map((object) => {
				const { destinationObject, idProperty, idPropertyLabel } = ROUTES[object];
				return { object: destinationObject, idProperty, idPropertyLabel };
			}),
			{ dryRun: false, signal: context.getExecutionCancelSignal() },
		);
		return [fromAll(results.map((result) => ({ ...result })), context.getInputData().length), []];
	} finally {
		destination.close();
	}
}
