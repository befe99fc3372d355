import type { INodeProperties } from 'n8n-workflow';
import { HUBSPOT_SIGN_IN, SALESFORCE_SIGN_IN, signInProperty } from '../../shared/description/signIn';
import { connectionsProperty } from './connections';
import { operationProperty } from './operation';
import { optionProperties } from './options';
import { providerProperties } from './providers';
import { scoreProperties } from './score';
import { sourceProperties } from './source';
import { writeBackProperties } from './writeBack';
import { shownFor } from './shownFor';

/** The parameters of the node Sophia Lead Enrichment. */
export const leadEnrichmentProperties: INodeProperties[] = [
	operationProperty,
	connectionsProperty,
	signInProperty(SALESFORCE_SIGN_IN, shownFor('salesforce').displayOptions),
	signInProperty(HUBSPOT_SIGN_IN, shownFor('hubspot').displayOptions),
	...sourceProperties,
	...providerProperties,
	...scoreProperties,
	...writeBackProperties,
	...optionProperties,
];
