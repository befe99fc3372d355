import type { INodeProperties } from 'n8n-workflow';
import type { SyncRoute } from '../route';
import { filterProperties } from './filters';
import { mappingProperties } from './mapping';
import { operationProperty } from './operation';
import { optionProperties } from './options';
import { signInProperties } from './signIns';
import { sourceProperties } from './source';
import { suggestProperties } from './suggest';

/** The parameters of a node that syncs Salesforce with a vendor. */
export const syncProperties = (route: SyncRoute): INodeProperties[] => [
	operationProperty(route.words),
	...sourceProperties(route),
	...signInProperties(route),
	...filterProperties(route),
	...mappingProperties(route),
	...(route.own?.properties ?? []),
	...optionProperties(route),
	...suggestProperties(route),
];
