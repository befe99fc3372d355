export type { HubspotAccess, HubspotUsage } from './account';
export type { HubspotCredentials } from './credentials';
export { createHubspotDestination, type HubspotDestination, type HubspotDestinationOptions } from './destination';
export { createHubspotSource, type HubspotSource, type HubspotSourceOptions } from './source';
export { listObjects as listHubspotObjects, type ListedObject as ListedHubspotObject } from './listObjects';
