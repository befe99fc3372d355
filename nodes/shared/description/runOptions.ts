import type { INodeProperties } from 'n8n-workflow';
import type { TrafficSettings } from '../../../engine/traffic';

/** The options of every node that runs against systems, as stored. */
export interface TrafficOptions {
	retries?: number;
	timeoutSeconds?: number;
	dailyShare?: number;
}

/** The engine's settings for them; what was not chosen is left to the engine. */
export const trafficSettings = ({ retries, timeoutSeconds, dailyShare }: TrafficOptions): Partial<TrafficSettings> => ({
	...(retries === undefined ? {} : { retries }),
	...(timeoutSeconds === undefined ? {} : { timeoutMs: timeoutSeconds * 1000 }),
	...(dailyShare === undefined ? {} : { dailyShare: dailyShare / 100 }),
});

export const maxItemsOption: INodeProperties = {
	displayName: 'Max Items in Output',
	name: 'maxItems',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 1000,
	description: 'Most items per output; counts stay exact',
};

export const maxRunTimeOption: INodeProperties = {
	displayName: 'Max Run Time (Minutes)',
	name: 'maxRunMinutes',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description: 'End the run cleanly after this time; the next run goes on. 0 means no limit.',
};

export const retriesOption: INodeProperties = {
	displayName: 'Retries',
	name: 'retries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 3,
	description: 'How often a failed call is repeated before it counts as failed',
};

/** @param whose "Salesforce's or HubSpot's" */
export const dailyShareOption = (whose: string): INodeProperties => ({
	displayName: "Share of the Day's Calls (%)",
	name: 'dailyShare',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 100 },
	default: 80,
	description: `Stop cleanly when this share of ${whose} calls for the day is used, whoever used them`,
});

export const timeoutOption: INodeProperties = {
	displayName: 'Timeout (Seconds)',
	name: 'timeoutSeconds',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 300,
	description: 'How long to wait for the answer to one call',
};

/** At most so many calls in 10 seconds. */
export const callLimitOption = (label: string, name: string, calls: number): INodeProperties => ({
	displayName: `${label} Calls per 10 Seconds`,
	name,
	type: 'number',
	typeOptions: { minValue: 1 },
	default: calls,
	description: `Upper limit. ${label}'s own figure for your account is obeyed if it is lower.`,
});

export const syncKeyProperty = (operations: string[]): INodeProperties => ({
	displayName: 'Sync Key',
	name: 'syncKey',
	type: 'string',
	default: '',
	placeholder: 'e.g. crm-to-marketing',
	description:
		'The name under which progress and rejected records are remembered. Empty: the ID of the workflow and the name of this node. Set it to keep the progress when you rename the node or copy the workflow.',
	displayOptions: { show: { operation: operations } },
});
