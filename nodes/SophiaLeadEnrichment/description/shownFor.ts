import type { INodeCredentialDescription } from 'n8n-workflow';
import type { ConnectionName } from '../leadEnrichmentOptions';
import { WITH_SYSTEMS } from './operation';

export const shownFor = (
	connection: ConnectionName,
): Pick<INodeCredentialDescription, 'required' | 'displayOptions'> => ({
	required: true,
	displayOptions: { show: { operation: WITH_SYSTEMS, connections: [connection] } },
});
