import type { SideName } from '../../engine/pairs/types';
import type { ReadyPair } from '../../engine/routes/salesforceAndHubspot';
import { byName } from '../shared/byName';

export type SystemName = 'salesforce' | 'hubspot' | 'intercom' | 'postgres' | 'items';

/** As people write them. */
export const LABELS: Record<SystemName, string> = {
	salesforce: 'Salesforce',
	hubspot: 'HubSpot',
	intercom: 'Intercom',
	postgres: 'PostgreSQL',
	items: 'Input Items',
};

/** What a system calls the kinds of its records. */
export const OBJECT_WORDS: Record<Exclude<SystemName, 'items'>, string> = {
	salesforce: 'Object',
	hubspot: 'Object',
	intercom: 'Object',
	postgres: 'Table',
};

/**
 * One choice of the parameter "Left and Right". It is one parameter, not two, because n8n can show a credential by the
 * value of one parameter, but not when either of two has it. The values are fixed for good.
 */
export interface PairChoice {
	value: string;
	name: string;
	description?: string;
	left: SystemName;
	right: SystemName;
	/** Objects, keys and fields are ready; nothing else is asked. */
	ready?: { pair: ReadyPair; exchanged: boolean };
}

const STORES: SystemName[] = ['hubspot', 'intercom', 'postgres', 'salesforce'];

const READY: PairChoice[] = [
	{
		value: 'salesforceAccounts-hubspotCompanies',
		name: 'Salesforce Accounts and HubSpot Companies',
		description: 'Ready: objects, match key and fields of a standard organisation',
		left: 'salesforce',
		right: 'hubspot',
		ready: { pair: 'accounts', exchanged: false },
	},
	{
		value: 'salesforceContacts-hubspotContacts',
		name: 'Salesforce Contacts and HubSpot Contacts',
		description: 'Ready: objects, match key, fields, and the company of each contact',
		left: 'salesforce',
		right: 'hubspot',
		ready: { pair: 'contacts', exchanged: false },
	},
	{
		value: 'hubspotCompanies-salesforceAccounts',
		name: 'HubSpot Companies and Salesforce Accounts',
		description: 'Ready, with HubSpot on the left',
		left: 'hubspot',
		right: 'salesforce',
		ready: { pair: 'accounts', exchanged: true },
	},
	{
		value: 'hubspotContacts-salesforceContacts',
		name: 'HubSpot Contacts and Salesforce Contacts',
		description: 'Ready, with HubSpot on the left',
		left: 'hubspot',
		right: 'salesforce',
		ready: { pair: 'contacts', exchanged: true },
	},
];

const custom = (left: SystemName, right: SystemName): PairChoice => ({
	value: `${left}-${right}`,
	name: `${LABELS[left]} and ${LABELS[right]}`,
	left,
	right,
});

/** Every choice, by name. A list is compared with a system, not with another list. */
export const PAIRS: readonly PairChoice[] = [
	...READY,
	...STORES.flatMap((left) => [...STORES, 'items' as const].map((right) => custom(left, right))),
	...STORES.map((right) => custom('items', right)),
].sort((one, other) => byName(one.name, other.name));

/** Values of the choices that meet a condition, for `displayOptions`. */
export const pairsWhere = (condition: (pair: PairChoice) => boolean): string[] =>
	PAIRS.filter(condition).map(({ value }) => value);

/** The side that is the input items. */
export const itemsSideOf = ({ left, right }: PairChoice): SideName | undefined =>
	left === 'items' ? 'left' : right === 'items' ? 'right' : undefined;

export const isCustom = ({ ready }: PairChoice): boolean => ready === undefined;

export const pairNamed = (value: unknown): PairChoice | undefined => PAIRS.find((pair) => pair.value === value);
