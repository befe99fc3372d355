import { otherSide, type SideName } from '../../../../engine/pairs';
import type { JumpingClock } from '../../../simulators/shared/clock';
import { addressesOf } from '../../sync/property/actor';
import type { World } from '../../sync/world';
import { factsOf, ID_PROPERTIES, OBJECTS } from './facts';
import { FIELDS, type FieldPair } from './fields';
import { EMAILS, SITES, VALUES, type Change, type PairName } from './history';

type Values = Record<string, string>;

/** People who work in the two systems, each in their own. */
export class Users {
	/** Ids of merged records → the ones they have become. */
	readonly became = new Map<string, string>();
	private counter = 0;

	constructor(
		private readonly world: Pick<World, 'salesforce' | 'hubspot'>,
		private readonly clock: JumpingClock,
	) {}

	/** @returns the records that were touched: '<side> <id>' */
	act(change: Change): string[] {
		switch (change.do) {
			case 'create':
				return this.create(change);
			case 'edit':
				return this.edit(change.side, change.pair, this.pick(change.side, change.pair, change.pick), change);
			case 'clash':
				return this.clash(change);
			case 'key':
				return this.rekey(change);
			case 'move':
				return this.move(change);
			case 'remove':
				return this.remove(change.side, change.pair, change.pick);
			case 'restore':
				return this.restore(change.side, change.pair, change.pick);
			case 'merge':
				return this.merge(change);
			case 'wait':
				this.clock.advance(change.seconds * 1000);
				return [];
		}
	}

	private live(side: SideName, pair: PairName): string[] {
		return [...factsOf(this.world, pair)[side].keys()];
	}

	private pick(side: SideName, pair: PairName, pick: number): string | undefined {
		const ids = this.live(side, pair);
		return ids[pick % ids.length];
	}

	private set(side: SideName, pair: PairName, id: string, values: Values): string[] {
		const { salesforce, hubspot } = this.world;
		const object = OBJECTS[pair];
		if (side === 'right') hubspot.edit(object.right, id, values);
		else
			salesforce.update(
				object.left,
				id,
				Object.fromEntries(
					Object.entries(values).map(([name, value]) => [
						name,
						value === '' ? null : name === 'NumberOfEmployees' ? Number(value) : value,
					]),
				),
			);
		return [`${side} ${id}`];
	}

	private create({ side, pair, key, value, target }: Extract<Change, { do: 'create' }>): string[] {
		const { salesforce, hubspot } = this.world;
		const name = `${pair} ${++this.counter}`;
		const phone = VALUES.text[value];
		const keys = this.keys(side, pair, key);
		if (keys === undefined) return [];
		// Every third contact belongs to none.
		const account = target % 3 === 2 ? undefined : this.pick(side, 'accounts', target);
		if (side === 'left') {
			const filled = Object.fromEntries(
				Object.entries({ ...keys, Phone: phone }).map(([field, text]) => [field, text === '' ? null : text]),
			);
			const id =
				pair === 'accounts'
					? salesforce.create('Account', { Name: name, ...filled })
					: salesforce.create('Contact', { LastName: name, AccountId: account ?? null, ...filled });
			return [`left ${id}`];
		}
		const id = hubspot.seed(OBJECTS[pair].right, {
			[pair === 'accounts' ? 'name' : 'lastname']: name,
			...keys,
			phone,
		});
		if (pair === 'contacts' && account !== undefined) hubspot.associate('contacts', id, 'companies', account, true);
		return [`right ${id}`];
	}

	/** Undefined: HubSpot would not let two contacts have the address. */
	private keys(side: SideName, pair: PairName, key: number, own?: string): Values | undefined {
		if (pair === 'accounts') {
			const site = SITES[key];
			if (side === 'left') return { Website: site };
			// Many companies have a domain and nothing else.
			return site.startsWith('delta') ? { domain: site } : { domain: site, website: site };
		}
		if (side === 'left') return { Email: EMAILS[key] };
		const email = EMAILS[key].toLowerCase();
		const taken = this.world.hubspot
			.records('contacts')
			.some(({ id, archived, properties }) => id !== own && !archived && addressesOf(properties).includes(email));
		return taken ? undefined : { email };
	}

	/** Fields that people fill in: neither keys nor references. */
	private fieldOf(pair: PairName, index: number): FieldPair {
		const plain = FIELDS[pair].filter(({ kind }) => kind === 'text' || kind === 'number');
		return plain[index % plain.length];
	}

	private edit(
		side: SideName,
		pair: PairName,
		id: string | undefined,
		{ field: index, value }: { field: number; value: number },
	): string[] {
		if (id === undefined) return [];
		const field = this.fieldOf(pair, index);
		const values = VALUES[field.kind === 'number' ? 'number' : 'text'];
		const text = values[value % values.length];
		// Salesforce takes no account without a name, and HubSpot's people need not know that.
		if (text === '' && side === 'left' && field.blankSaysNothing.right) return [];
		return this.set(side, pair, id, { [field[side]]: text });
	}

	private clash({ pair, pick, field, value }: Extract<Change, { do: 'clash' }>): string[] {
		const right = this.pick('right', pair, pick);
		if (right === undefined) return [];
		const left = factsOf(this.world, pair).right.get(right)?.claim ?? '';
		const known = this.live('left', pair).includes(left) ? left : undefined;
		const first: SideName = pick % 2 === 0 ? 'left' : 'right';
		const ids = { left: known, right };
		const touched = this.edit(first, pair, ids[first], { field, value });
		this.clock.advance(1_000);
		return [...touched, ...this.edit(otherSide(first), pair, ids[otherSide(first)], { field, value: value + 1 })];
	}

	private rekey({ side, pair, pick, key }: Extract<Change, { do: 'key' }>): string[] {
		const id = this.pick(side, pair, pick);
		if (id === undefined) return [];
		const keys = this.keys(side, pair, key, id);
		return keys === undefined ? [] : this.set(side, pair, id, keys);
	}

	private move({ side, pick, target }: Extract<Change, { do: 'move' }>): string[] {
		const id = this.pick(side, 'contacts', pick);
		if (id === undefined) return [];
		const account = target % 4 === 3 ? undefined : this.pick(side, 'accounts', target);
		if (side === 'left') return this.set('left', 'contacts', id, { AccountId: account ?? '' });
		const { hubspot } = this.world;
		for (const { fromId, toId } of hubspot.associations())
			if (fromId === id) hubspot.dissociate('contacts', id, 'companies', toId);
		if (account !== undefined) hubspot.associate('contacts', id, 'companies', account, true);
		return [`right ${id}`];
	}

	private remove(side: SideName, pair: PairName, pick: number): string[] {
		const id = this.pick(side, pair, pick);
		if (id === undefined) return [];
		if (side === 'left') this.world.salesforce.remove(OBJECTS[pair].left, id, { cascade: true });
		else this.world.hubspot.archive(OBJECTS[pair].right, id);
		return [`${side} ${id}`];
	}

	/** Back from the bin, in Salesforce: a contact with its account. What was merged away stays away. */
	private restore(side: SideName, pair: PairName, pick: number): string[] {
		if (side === 'right') return this.restoreRight(pair, pick);
		const { salesforce } = this.world;
		const gone = salesforce
			.rows(OBJECTS[pair].left)
			.filter(({ IsDeleted, MasterRecordId }) => IsDeleted === true && MasterRecordId == null);
		if (gone.length === 0) return [];
		const row = gone[pick % gone.length];
		if (pair === 'contacts' && row.AccountId != null) {
			const account = salesforce.rows('Account').find(({ Id }) => Id === row.AccountId);
			if (account === undefined || account.MasterRecordId != null) return [];
			if (account.IsDeleted === true) salesforce.undelete('Account', String(account.Id));
		}
		salesforce.undelete(OBJECTS[pair].left, String(row.Id));
		return [`left ${String(row.Id)}`];
	}

	/** Unless somebody else has its address, or the id that it holds, by now. */
	private restoreRight(pair: PairName, pick: number): string[] {
		const { hubspot } = this.world;
		const object = OBJECTS[pair].right;
		const records = hubspot.records(object);
		const live = records.filter(({ archived }) => !archived);
		const taken = new Set(live.flatMap(({ properties }) => addressesOf(properties)));
		const claims = new Set(live.map(({ properties }) => properties[ID_PROPERTIES[pair]]));
		const gone = records.filter(
			({ id, archived, properties }) =>
				archived &&
				!this.became.has(id) &&
				!addressesOf(properties).some((address) => taken.has(address)) &&
				(properties[ID_PROPERTIES[pair]] === undefined || !claims.has(properties[ID_PROPERTIES[pair]])),
		);
		if (gone.length === 0) return [];
		const { id } = gone[pick % gone.length];
		hubspot.restore(object, id);
		return [`right ${id}`];
	}

	private merge({ side, pair, winner: w, loser: l }: Extract<Change, { do: 'merge' }>): string[] {
		const [winner, loser] = [this.pick(side, pair, w), this.pick(side, pair, l)];
		if (winner === undefined || loser === undefined || winner === loser) return [];
		if (side === 'left') this.world.salesforce.merge(OBJECTS[pair].left, winner, [loser]);
		else this.world.hubspot.merge(OBJECTS[pair].right, winner, loser);
		this.became.set(loser, winner);
		return [`${side} ${winner}`, `${side} ${loser}`];
	}
}
