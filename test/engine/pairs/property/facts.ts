import type { SideName } from '../../../../engine/pairs';
import type { World } from '../../sync/world';
import { FIELDS } from './fields';
import type { PairName } from './history';

export const OBJECTS = {
	accounts: { left: 'Account', right: 'companies' },
	contacts: { left: 'Contact', right: 'contacts' },
} as const;

export const ID_PROPERTIES = {
	accounts: 'sophia_salesforce_account_id',
	contacts: 'sophia_salesforce_contact_id',
} as const;

/** One live record of either system. */
export interface RecordFacts {
	/** By the field's name; '' = blank. */
	values: Record<string, string>;
	/** The id of the other side's record that it holds. */
	claim: string;
	/** Milliseconds, as the system tells it. */
	modifiedAt: number;
}

/** The live records of both sides of a pair, by id. */
export type Facts = Record<SideName, Map<string, RecordFacts>>;

/** What the two systems hold now, read from their stores. */
export const factsOf = (world: Pick<World, 'salesforce' | 'hubspot'>, pair: PairName): Facts => ({
	left: leftFacts(world, pair),
	right: rightFacts(world, pair),
});

const valuesOf = (pair: PairName, side: SideName, value: (name: string) => unknown): Record<string, string> =>
	Object.fromEntries(FIELDS[pair].map((field) => [field[side], textOf(value(field[side]))]));

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

function leftFacts({ salesforce }: Pick<World, 'salesforce'>, pair: PairName): Map<string, RecordFacts> {
	const live = salesforce.rows(OBJECTS[pair].left).filter(({ IsDeleted }) => IsDeleted !== true);
	return new Map(
		live.map((row) => [
			String(row.Id),
			{
				values: valuesOf(pair, 'left', (name) => row[name]),
				claim: '',
				modifiedAt: Date.parse(String(row.SystemModstamp)),
			},
		]),
	);
}

function rightFacts({ hubspot }: Pick<World, 'hubspot'>, pair: PairName): Map<string, RecordFacts> {
	const live = hubspot.records(OBJECTS[pair].right).filter(({ archived }) => !archived);
	const company = pair === 'contacts' ? companiesOf(hubspot) : new Map<string, string>();
	return new Map(
		live.map(({ id, properties, updatedAt }) => [
			id,
			{
				values: valuesOf(pair, 'right', (name) => (name === '@companies' ? company.get(id) : properties[name])),
				claim: properties[ID_PROPERTIES[pair]] ?? '',
				modifiedAt: Number(new Date(updatedAt)),
			},
		]),
	);
}

/** A contact's primary company; without a primary the only one. Archived companies are nobody's. */
function companiesOf(hubspot: World['hubspot']): Map<string, string> {
	const live = new Set(hubspot.records('companies').flatMap(({ id, archived }) => (archived ? [] : [id])));
	const all = new Map<string, Array<{ toId: string; primary: boolean }>>();
	for (const { fromId, toId, primary } of hubspot.associations()) {
		if (live.has(toId)) all.set(fromId, [...(all.get(fromId) ?? []), { toId, primary }]);
	}
	return new Map(
		[...all].map(([contact, companies]) => [
			contact,
			(companies.find(({ primary }) => primary) ?? (companies.length === 1 ? companies[0] : undefined))?.toId ?? '',
		]),
	);
}
