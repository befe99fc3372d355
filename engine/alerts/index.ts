export { evaluate } from './evaluate';
export { breaches, measure } from './measure';
export { problemsOf } from './problems';
export { ALERT_KINDS, DEFAULT_THRESHOLDS, defaultSettings, ruleFor } from './rules';
export { runAlerts, type AlertRequest } from './runAlerts';
export type * from './types';
