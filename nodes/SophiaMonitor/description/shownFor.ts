import type { INodeCredentialDescription } from 'n8n-workflow';
import type { CheckedSystem } from './healthCheck';

/** The credential of a system that a health check is to look at. */
export const shownFor = (system: CheckedSystem): Pick<INodeCredentialDescription, 'required' | 'displayOptions'> => ({
	required: true,
	displayOptions: { show: { operation: ['healthCheck'], systems: [system] } },
});
