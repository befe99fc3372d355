import type { ICredentialsDisplayOptions, INodeProperties } from 'n8n-workflow';
import { SALESFORCE_SIGN_IN, signInProperty } from '../../description/signIn';
import type { SyncRoute } from '../route';

/** Where a node signs in to Salesforce. */
export const READS_SALESFORCE: ICredentialsDisplayOptions = {
	show: { operation: ['sync', 'preview', 'reset', 'suggestMapping'] },
	hide: { source: ['items'] },
};

/** Where it signs in to the vendor that it writes to. */
export const USES_DESTINATION: ICredentialsDisplayOptions = {
	show: { operation: ['sync', 'preview', 'setUp', 'reset', 'suggestMapping'] },
};

/** The choices of sign-in: Salesforce's, and the vendor's where it has more than one kind. */
export const signInProperties = ({ signIn }: SyncRoute): INodeProperties[] => [
	signInProperty(SALESFORCE_SIGN_IN, READS_SALESFORCE),
	...(signIn === undefined ? [] : [signInProperty(signIn, USES_DESTINATION)]),
];
