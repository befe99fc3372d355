export type { IntercomAccess } from './account';
export { defaultIntercomVersion, type IntercomCredentials, type IntercomRegion } from './credentials';
export { createIntercomDestination, type IntercomDestination, type IntercomDestinationOptions } from './destination';
