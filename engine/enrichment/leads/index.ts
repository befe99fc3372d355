export { runLeads, type LeadRunOptions } from './runLeads';
export { SALESFORCE_LEAD_FIELDS } from './salesforceLead';
export { WriteBack, type LeadToWrite, type Written } from './writeBack';
export type * from './types';
