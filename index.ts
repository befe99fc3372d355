/**
 * What a program that imports the package gets. n8n itself reads the `n8n` section of package.json
 * instead and loads each node and credential file on its own.
 */
export { SophiaHubspotApi } from './credentials/SophiaHubspotApi.credentials';
export { SophiaIntercomApi } from './credentials/SophiaIntercomApi.credentials';
export { SophiaPortkeyApi } from './credentials/SophiaPortkeyApi.credentials';
export { SophiaSalesforceApi } from './credentials/SophiaSalesforceApi.credentials';
export { SophiaSnowflakeApi } from './credentials/SophiaSnowflakeApi.credentials';
export { SophiaHubspotOAuth2Api } from './credentials/SophiaHubspotOAuth2Api.credentials';
export { SophiaSalesforceOAuth2Api } from './credentials/SophiaSalesforceOAuth2Api.credentials';
export { SophiaStateApi } from './credentials/SophiaStateApi.credentials';
export { SophiaWebhookApi } from './credentials/SophiaWebhookApi.credentials';
export { SophiaDataSync } from './nodes/SophiaDataSync/SophiaDataSync.node';
export { SophiaLeadEnrichment } from './nodes/SophiaLeadEnrichment/SophiaLeadEnrichment.node';
export { SophiaMonitor } from './nodes/SophiaMonitor/SophiaMonitor.node';
export { SophiaSalesforceToHubspot } from './nodes/SophiaSalesforceToHubspot/SophiaSalesforceToHubspot.node';
export { SophiaSalesforceToIntercom } from './nodes/SophiaSalesforceToIntercom/SophiaSalesforceToIntercom.node';
export { SophiaSalesforceTrigger } from './nodes/SophiaSalesforceTrigger/SophiaSalesforceTrigger.node';
export { SophiaTrigger } from './nodes/SophiaTrigger/SophiaTrigger.node';

export * from './engine/errors';
export { systemClock, type Clock } from './engine/clock';
export * from './engine/enrichment';
export * from './engine/enrichment/leads';
export { cortexCompanyProvider, cortexTitleProvider } from './engine/enrichment/providers/cortex';
export { hubspotMatchProvider, salesforceMatchProvider } from './engine/enrichment/providers/crmMatch';
export { httpProvider, type HttpProviderSettings } from './engine/enrichment/providers/http';
export { portkeyCompanyProvider, portkeyTitleProvider } from './engine/enrichment/providers/portkey';
export type * from './engine/mapping/types';
export type * from './engine/pairs/types';
export type * from './engine/sync/types';
export type * from './engine/systems/types';
export type * from './engine/enrichment/types';
export { derivedProvider, runEnrichment, scoreLead, type EnrichmentParts } from './engine/enrichment';
export { runGivenLeads, runLeads, type LeadRunPlan, type LeadWork } from './engine/enrichment/leads';
export { runSync, type RunOptions, type SyncSystems } from './engine/sync/runSync';
export { runPairSync, type PairRunOptions, type PairSystems } from './engine/pairs/runPairSync';
export { runReconcile, type ReconcileOptions, type ReconcileSystems } from './engine/pairs/reconcile';
export {
	salesforceAndHubspot,
	exchanged,
	type PairRecords,
	type ReadyPair,
} from './engine/routes/salesforceAndHubspot';
export { salesforceToHubspotPlan, type SalesforceToHubspotChoices } from './engine/routes/salesforceToHubspot';
export { salesforceToIntercomPlan, type SalesforceToIntercomChoices } from './engine/routes/salesforceToIntercom';
export * from './engine/state';
export * from './engine/systems/hubspot';
export * from './engine/systems/intercom';
export * from './engine/systems/portkey';
export * from './engine/systems/postgres';
export * from './engine/systems/salesforce';
export * from './engine/systems/snowflake';
export { createTraffic, type Traffic, type TrafficSettings } from './engine/traffic';
