import { syncKeys } from './syncKeys';
import type { OperationDescription } from './types';

const SHOW = { show: { operation: ['runReport'] } };

export const runReport: OperationDescription = {
	option: {
		name: 'Run Report',
		value: 'runReport',
		description:
			'What the syncs did in the last days, as items and as a page with charts to send or to open in a browser',
		action: 'Report on the runs of the last days',
	},
	outputs: [{ when: {}, names: ['Report', 'Syncs'] }],
	properties: [
		{
			displayName: 'Days',
			name: 'days',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 366 },
			default: 7,
			description: 'The last so many days, until now. They are compared with as many days before.',
			displayOptions: SHOW,
		},
		syncKeys('runReport'),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			displayOptions: SHOW,
			options: [
				{
					displayName: 'File Name',
					name: 'fileName',
					type: 'string',
					default: 'sophia-report.html',
					description: 'The name of the page',
				},
				{
					displayName: 'Page and Picture',
					name: 'files',
					type: 'boolean',
					default: true,
					description:
						'Whether the item of the output "Report" carries the page (binary field "report") and a picture of it (binary field "picture")',
				},
			],
		},
	],
};
