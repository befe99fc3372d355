export { runLeads, type LeadRunOptions } from './runLeads';
export { runGivenLeads } from './runGivenLeads';
export type { LeadWorkOptions } from './leadRun';
export { SALESFORCE_LEAD_FIELDS } from './salesforceLead';
export { WriteBack, type LeadToWrite, type Written } from './writeBack';
export type * from './types';
