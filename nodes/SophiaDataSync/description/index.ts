import type { INodeProperties } from 'n8n-workflow';
import { cleanProperties } from './clean';
import { fieldProperties } from './fields';
import { operationProperty } from './operation';
import { optionProperties } from './options';
import { ruleProperties } from './rules';
import { sideProperties } from './sides';

/** The parameters of the node Sophia Data Sync. */
export const dataSyncProperties: INodeProperties[] = [
	operationProperty,
	...sideProperties,
	...fieldProperties,
	...ruleProperties,
	...cleanProperties,
	...optionProperties,
];
