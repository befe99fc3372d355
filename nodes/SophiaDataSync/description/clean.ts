import type { INodeProperties } from 'n8n-workflow';

const CLEAN = { operation: ['cleanItems'], preset: ['clean'] };

/** Of Clean Items. */
export const cleanProperties: INodeProperties[] = [
	{
		displayName: 'Preset',
		name: 'preset',
		type: 'options',
		options: [
			{
				name: 'Clean',
				value: 'clean',
				description: 'Spaces around texts and nulls go, at any depth; 0, false and empty texts stay',
			},
			{
				name: 'Sophia 2.1 Payload',
				value: 'sophia21',
				description: 'The answer of the former Sophia AI webhook, from items with "source_data"',
			},
		],
		default: 'clean',
		description: 'What becomes of each input item',
		displayOptions: { show: { operation: ['cleanItems'] } },
	},
	{
		displayName: 'Bring Into One Form',
		name: 'normalise',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Field',
		default: {},
		description: 'Fields whose values are to be spelled in one way. A value that cannot be read stays as it is.',
		displayOptions: { show: CLEAN },
		options: [
			{
				displayName: 'Field',
				name: 'field',
				values: [
					{
						displayName: 'Field',
						name: 'path',
						type: 'string',
						default: '',
						placeholder: 'e.g. address.country',
						description: 'The name of the field; of nested ones with dots',
					},
					{
						displayName: 'Form',
						name: 'form',
						type: 'options',
						options: [
							{ name: 'Country Code', value: 'country', description: 'Germany → DE (ISO 3166)' },
							{
								name: 'Domain',
								value: 'domain',
								description: 'Web address https://www.example.com/about → example.com',
							},
							{ name: 'E-Mail Address', value: 'email', description: 'Ann@Example.COM → ann@example.com' },
							{ name: 'Phone Number', value: 'phone', description: '(030) 123456 → +4930123456 (E.164)' },
						],
						default: 'email',
						description: 'How its values are spelled afterwards',
					},
					{
						displayName: 'Region',
						name: 'region',
						type: 'string',
						default: '',
						placeholder: 'e.g. DE',
						description: 'The country in which phone numbers without a country code are dialled (ISO 3166)',
						displayOptions: { show: { form: ['phone'] } },
					},
				],
			},
		],
	},
	{
		displayName: 'Remove Doubles By',
		name: 'uniqueBy',
		type: 'string',
		default: '',
		placeholder: 'e.g. email',
		description:
			'The field, or several with commas, by which items are the same; the first of them stays. Compared after cleaning; items without a value all stay. Empty: no item is removed.',
		displayOptions: { show: CLEAN },
	},
];
