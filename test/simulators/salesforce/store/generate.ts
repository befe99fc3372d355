import { makeId } from '../ids';
import { INDUSTRIES, LEAD_SOURCES, LEAD_STATUSES } from '../schema/picklists';
import { Row } from './row';
import type { Store } from './store';
import type { FieldGenerator } from './table';

export interface GenerateOptions {
	accounts?: number;
	contacts?: number;
	leads?: number;
	/** How many records share one SystemModstamp, as after a bulk load. Default 200. */
	perSecond?: number;
	/** SystemModstamp of the last record. Default: an hour before the clock's now. */
	until?: Date;
}

/**
 * Makes any number of plausible records whose values are computed when they are read, so that a record
 * costs about a hundred bytes. Once per object: the positions run through the object's generated records.
 */
export function generate(store: Store, options: GenerateOptions): void {
	const owner = store.defaultUserId;
	const accounts = options.accounts ?? 0;
	const firstAccount = store.tableOf('Account').nextNumber;
	const accountId = (n: number) => (accounts === 0 ? null : makeId('001', firstAccount + (n % accounts)));
	fill(store, 'Account', accounts, options, accountValues(owner));
	fill(
		store,
		'Contact',
		options.contacts ?? 0,
		options,
		personValues('contact', { AccountId: accountId, OwnerId: () => owner, LeadSource: cycle(LEAD_SOURCES) }),
	);
	fill(
		store,
		'Lead',
		options.leads ?? 0,
		options,
		personValues('lead', {
			OwnerId: () => owner,
			Company: (n) => `Prospect ${n}`,
			Status: cycle(LEAD_STATUSES.slice(0, 2)),
			LeadSource: cycle(LEAD_SOURCES),
			Country: () => 'USA',
		}),
	);
}

const cycle = (values: readonly string[]) => (n: number) => values[n % values.length];

function accountValues(owner: string): FieldGenerator {
	return (field, n) => {
		switch (field) {
			case 'Name':
				return `Account ${n}`;
			case 'Website':
				return `https://www.account-${n}.example.com`;
			case 'Phone':
				return `+1 555 ${String(n).padStart(7, '0')}`;
			case 'AccountNumber':
				return `A-${n}`;
			case 'Industry':
				return INDUSTRIES[n % INDUSTRIES.length];
			case 'AnnualRevenue':
				return (n % 1000) * 10_000;
			case 'NumberOfEmployees':
				return n % 5000;
			case 'BillingStreet':
				return `${n} Main Street`;
			case 'BillingCity':
				return 'Springfield';
			case 'BillingState':
				return 'IL';
			case 'BillingCountry':
				return 'USA';
			case 'Type':
				return 'Customer - Direct';
			case 'Description':
				return `The account number ${n}, made for a benchmark.`;
			case 'OwnerId':
				return owner;
			default:
				return undefined;
		}
	};
}

function personValues(kind: string, others: Record<string, (n: number) => string | null>): FieldGenerator {
	return (field, n) => {
		switch (field) {
			case 'FirstName':
				return `First${n % 997}`;
			case 'LastName':
				return `Last${n}`;
			case 'Email':
				return `${kind}.${n}@example.com`;
			case 'Phone':
				return `+1 555 ${String(n).padStart(7, '0')}`;
			case 'Title':
				return 'Manager';
			default:
				return others[field]?.(n);
		}
	};
}

function fill(store: Store, object: string, count: number, options: GenerateOptions, generator: FieldGenerator): void {
	if (count === 0) return;
	const table = store.tableOf(object);
	if (table.generator !== undefined) throw new Error(`${object} has generated records already`);
	table.generator = generator;
	const perSecond = options.perSecond ?? 200;
	const last = options.until === undefined ? store.seconds() - 3600 : store.seconds(options.until);
	const first = last - Math.floor((count - 1) / perSecond);
	for (let n = 0; n < count; n++) {
		const stamp = first + Math.floor(n / perSecond);
		table.put(new Row(table.nextNumber, { created: stamp, modified: stamp, stamp, generated: n }));
	}
}
