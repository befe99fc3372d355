import type { INodeProperties } from 'n8n-workflow';
import {
	callLimitOption,
	dailyShareOption,
	maxItemsOption,
	maxRunTimeOption,
	retriesOption,
	syncKeyProperty,
	timeoutOption,
} from '../../shared/description/runOptions';
import { isCustom, pairsWhere, type SystemName } from '../pairs';
import { READERS, SYNCS } from './operation';

/** Pairs in which a system is on either side. */
const withSystem = (system: SystemName): string[] =>
	pairsWhere(({ left, right }) => left === system || right === system);

const FILTER_WORDS =
	"In Salesforce a SOQL condition and in PostgreSQL an SQL condition, as it would stand behind WHERE; in HubSpot conditions such as lifecyclestage = 'customer' AND phone != null; in Intercom a search query as JSON";

const filter = (side: 'Left' | 'Right'): INodeProperties => ({
	displayName: `${side} Filter`,
	name: `filter${side}`,
	type: 'string',
	default: '',
	placeholder: "e.g. Type = 'Customer'",
	description: `Records on the ${side.toLowerCase()} that do not meet it are no part of the pair. ${FILTER_WORDS}.`,
	displayOptions: {
		show: { '/pair': pairsWhere(({ left, right }) => (side === 'Left' ? left : right) !== 'items') },
	},
});

const ownId = (side: 'Left' | 'Right', other: 'Left' | 'Right'): INodeProperties => ({
	displayName: `${side} Field for the ${other} ID`,
	name: `ownId${side}`,
	type: 'string',
	default: '',
	placeholder: side === 'Right' ? 'e.g. salesforce_case_id' : 'e.g. HubSpot_ID__c',
	description: `A unique field on the ${side.toLowerCase()} that takes the ID of the ${other.toLowerCase()} record. With it, creating a record twice is impossible. In HubSpot it is created if it is missing.`,
	displayOptions: { show: { '/pair': pairsWhere(isCustom) } },
});

/** How a run behaves. */
export const optionProperties: INodeProperties[] = [
	syncKeyProperty([...READERS, 'reset']),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { operation: READERS } },
		options: [
			{
				displayName: 'Bulk API Above',
				name: 'bulkThreshold',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 10000,
				description: 'Use Salesforce Bulk API 2.0 when more records than this are read or written',
				displayOptions: { show: { '/pair': withSystem('salesforce') } },
			},
			{
				displayName: 'Full Compare Every (Days)',
				name: 'fullCompareDays',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 7,
				description:
					'How often both sides are read in full, to find what modification dates do not show (formula fields, parent fields, records that left the filter)',
				displayOptions: { show: { '/operation': SYNCS } },
			},
			{
				...callLimitOption('HubSpot', 'hubspotBurst', 190),
				displayOptions: { show: { '/pair': withSystem('hubspot') } },
			},
			{
				...callLimitOption('Intercom', 'intercomBurst', 1667),
				displayOptions: { show: { '/pair': withSystem('intercom') } },
			},
			ownId('Left', 'Right'),
			filter('Left'),
			maxItemsOption,
			maxRunTimeOption,
			{
				displayName: 'Overlap (Minutes)',
				name: 'overlapMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 5,
				description:
					'How far each run looks back behind the end of the last one, for changes that a system saved late. Unchanged records cost no call.',
				displayOptions: { show: { '/operation': SYNCS } },
			},
			{
				displayName: 'Read Everything',
				name: 'forceFullRead',
				type: 'boolean',
				default: false,
				description: 'Whether to compare all records in this run, not only what has changed',
				displayOptions: { show: { '/operation': SYNCS } },
			},
			retriesOption,
			{
				displayName: 'Retry Rejected Records',
				name: 'retryRejected',
				type: 'boolean',
				default: false,
				description: 'Whether to try all rejected records again although nothing about them has changed',
				displayOptions: { show: { '/operation': SYNCS } },
			},
			ownId('Right', 'Left'),
			filter('Right'),
			dailyShareOption("a system's"),
			timeoutOption,
		],
	},
	{
		displayName: 'Allow AI Agents to Reset and Archive',
		name: 'allowDestructiveFromAgents',
		type: 'boolean',
		default: false,
		description:
			'Whether an AI agent that uses this node as a tool may reset it, repair, mirror, or archive deleted records',
		displayOptions: { show: { operation: ['repair', ...SYNCS, 'reset'] } },
	},
];
