import type { INodeProperties } from 'n8n-workflow';
import { connectionsProperty } from './connections';
import { operationProperty } from './operation';
import { optionProperties } from './options';
import { providerProperties } from './providers';
import { scoreProperties } from './score';
import { sourceProperties } from './source';
import { writeBackProperties } from './writeBack';

/** The parameters of the node Sophia Lead Enrichment. */
export const leadEnrichmentProperties: INodeProperties[] = [
	operationProperty,
	connectionsProperty,
	...sourceProperties,
	...providerProperties,
	...scoreProperties,
	...writeBackProperties,
	...optionProperties,
];
