import type { INodeProperties } from 'n8n-workflow';
import { HUBSPOT_SIGN_IN, SALESFORCE_SIGN_IN, signInProperty } from '../../shared/description/signIn';
import { cleanProperties } from './clean';
import { fieldProperties } from './fields';
import { operationProperty } from './operation';
import { optionProperties } from './options';
import { ruleProperties } from './rules';
import { sideProperties } from './sides';
import { shownFor } from './shownFor';

/** The parameters of the node Sophia Data Sync. */
export const dataSyncProperties: INodeProperties[] = [
	operationProperty,
	...sideProperties,
	signInProperty(SALESFORCE_SIGN_IN, shownFor('salesforce').displayOptions),
	signInProperty(HUBSPOT_SIGN_IN, shownFor('hubspot').displayOptions),
	...fieldProperties,
	...ruleProperties,
	...cleanProperties,
	...optionProperties,
];
