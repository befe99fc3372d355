import { fileOptions, limitOption } from './exports';
import type { OperationDescription } from './types';

const OPERATION = ['auditLog'];
const shown = (...auditAction: string[]) => ({ show: { operation: OPERATION, auditAction } });

export const auditLog: OperationDescription = {
	option: {
		name: 'Audit Log',
		value: 'auditLog',
		description: 'Which workflow, execution and node did what to which record, and when',
		action: 'Read the audit log',
	},
	properties: [
		{
			displayName: 'Action',
			name: 'auditAction',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Export CSV', value: 'exportCsv', description: 'All entries that fit as one file, oldest first' },
				{ name: 'Query', value: 'query', description: 'The newest entries that fit, one item each' },
			],
			default: 'query',
			displayOptions: { show: { operation: OPERATION } },
		},
		{
			displayName: 'Filters',
			name: 'auditFilters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			displayOptions: { show: { operation: OPERATION } },
			options: [
				{
					displayName: 'Record ID',
					name: 'recordId',
					type: 'string',
					default: '',
					description: 'The ID of the record in either system',
				},
				{ displayName: 'Run ID', name: 'runId', type: 'string', default: '', description: 'As in the item of a run' },
				{ displayName: 'Since', name: 'since', type: 'dateTime', default: '', description: 'At this time or later' },
				{ displayName: 'Sync Key', name: 'syncKey', type: 'string', default: '', description: 'The sync that did it' },
				{ displayName: 'Until', name: 'until', type: 'dateTime', default: '', description: 'Before this time' },
			],
		},
		limitOption(shown('query')),
		fileOptions('audit-log.csv', shown('exportCsv').show),
	],
};
