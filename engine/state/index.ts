export * from './types';
export { stateDirectory } from './directory';
export { keyedHash } from './hash';
export { processHolder } from './holder';
export { checkStateKey } from './sqlite/checkKey';
export { openSqliteState, type SqliteStateOptions } from './sqlite/open';
