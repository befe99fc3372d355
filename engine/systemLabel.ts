/** The systems that do not spell themselves as their name here does. */
const LABELS: ReadonlyMap<string, string> = new Map([
	['salesforce', 'Salesforce'],
	['hubspot', 'HubSpot'],
	['intercom', 'Intercom'],
	['postgres', 'PostgreSQL'],
	['portkey', 'Portkey'],
	['snowflake', 'Snowflake'],
]);

/** A system's name as people write it, for messages: 'hubspot' → 'HubSpot'. One that is not known stays as it is. */
export const systemLabel = (system: string): string => LABELS.get(system) ?? system;
