export { runLeads, type LeadRunOptions } from './runLeads';
export { runGivenLeads } from './runGivenLeads';
export type { LeadWorkOptions } from './leadRun';
export { resetLeads } from './resetLeads';
export { SALESFORCE_LEAD_FIELDS, leadOf } from './salesforceLead';
export { WriteBack, type LeadToWrite, type Written } from './writeBack';
export type * from './types';
