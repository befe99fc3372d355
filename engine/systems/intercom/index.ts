export type { IntercomAccess } from './account';
export { connectIntercom } from './connection';
export { defaultIntercomVersion, type IntercomCredentials, type IntercomRegion } from './credentials';
export { createIntercomDestination, type IntercomDestination, type IntercomDestinationOptions } from './destination';
export { createIntercomSource, intercomTells, type IntercomSourceOptions } from './source';
