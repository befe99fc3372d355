export type {
	SalesforceApiCredentials,
	SalesforceAuthMethod,
	SalesforceCredentials,
	SalesforceTokenCredentials,
} from './credentials';
export {
	checkCredentials,
	listFields,
	listFilterFields,
	listObjects,
	listOperators,
	listRecordTypes,
	type CredentialCheck,
	type ListedField,
} from './listing';
export { createSalesforceSource, type SalesforceSourceOptions } from './source';
export {
	createSalesforceDestination,
	type SalesforceDestination,
	type SalesforceDestinationOptions,
} from './destination';
