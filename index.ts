/**
 * What a program that imports the package gets. n8n itself reads the `n8n` section of package.json
 * instead and loads each node and credential file on its own.
 */
export { SophiaHubspotApi } from './credentials/SophiaHubspotApi.credentials';
export { SophiaSalesforceApi } from './credentials/SophiaSalesforceApi.credentials';
