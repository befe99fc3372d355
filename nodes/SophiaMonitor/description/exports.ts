import type { INodeProperties } from 'n8n-workflow';

type Show = Record<string, Array<string | boolean>>;

/** Names of the file and of the binary field that it is in. */
export const fileOptions = (fileName: string, show: Show): INodeProperties => ({
	displayName: 'File Options',
	name: 'fileOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	displayOptions: { show },
	options: [
		{
			displayName: 'File Name',
			name: 'fileName',
			type: 'string',
			default: fileName,
			description: 'The name of the file',
		},
		{
			displayName: 'Put Output File in Field',
			name: 'binaryField',
			type: 'string',
			default: 'data',
			hint: 'The name of the output binary field to put the file in',
		},
	],
});

export const limitOption = (displayOptions: INodeProperties['displayOptions']): INodeProperties => ({
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
	displayOptions,
});

/** Payloads are shown without them otherwise. */
export const showPersonal = (show: Show): INodeProperties => ({
	displayName: 'Show E-Mails and Phones',
	name: 'showPersonal',
	type: 'boolean',
	default: false,
	description: 'Whether e-mail addresses and telephone numbers in the payload are shown as they are, not as hashes',
	displayOptions: { show },
});
