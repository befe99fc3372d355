/** HubSpot's own association types between two objects. */
export interface PairTypes {
	unlabelled: number;
	primary: number;
}

/** From object type id → to object type id → its types. */
const types: Record<string, PairTypes> = {
	'0-1>0-2': { unlabelled: 279, primary: 1 },
	'0-2>0-1': { unlabelled: 280, primary: 2 },
};

/** The end that has at most one primary: a contact has one primary company. */
const PRIMARY_OWNER = '0-1';

export const pairTypes = (from: string, to: string): PairTypes | undefined => types[`${from}>${to}`];

/** Associations, kept once per pair and seen from both ends. Each pair has the unlabelled type and perhaps the primary one. */
export class AssociationStore {
	/** `from>to` → from id → to id → is primary. */
	private readonly pairs = new Map<string, Map<string, Map<string, boolean>>>();

	private side(from: string, to: string): Map<string, Map<string, boolean>> {
		const key = `${from}>${to}`;
		let side = this.pairs.get(key);
		if (side === undefined) this.pairs.set(key, (side = new Map()));
		return side;
	}

	/** The records of type `to` that this one is associated with, and whether as primary. */
	of(from: string, fromId: string, to: string): ReadonlyMap<string, boolean> {
		return this.side(from, to).get(fromId) ?? new Map<string, boolean>();
	}

	*all(from: string, to: string): Iterable<{ fromId: string; toId: string; primary: boolean }> {
		for (const [fromId, ends] of this.side(from, to))
			for (const [toId, primary] of ends) yield { fromId, toId, primary };
	}

	/** Associates; a new primary takes the place of the former one, which stays associated. */
	add(from: string, fromId: string, to: string, toId: string, primary: boolean): void {
		if (primary) {
			const [owner, ownerId, other] = from === PRIMARY_OWNER ? [from, fromId, to] : [to, toId, from];
			for (const [otherId, was] of this.of(owner, ownerId, other))
				if (was) this.set(owner, ownerId, other, otherId, false);
		}
		this.set(from, fromId, to, toId, primary || (this.of(from, fromId, to).get(toId) ?? false));
	}

	remove(from: string, fromId: string, to: string, toId: string): void {
		for (const [a, aId, b, bId] of [
			[from, fromId, to, toId],
			[to, toId, from, fromId],
		]) {
			const ends = this.side(a, b).get(aId);
			ends?.delete(bId);
			if (ends?.size === 0) this.side(a, b).delete(aId);
		}
	}

	/** Takes the label 'primary' away; the pair stays associated. */
	unsetPrimary(from: string, fromId: string, to: string, toId: string): void {
		if (this.of(from, fromId, to).has(toId)) this.set(from, fromId, to, toId, false);
	}

	private set(from: string, fromId: string, to: string, toId: string, primary: boolean): void {
		this.put(from, fromId, to, toId, primary);
		this.put(to, toId, from, fromId, primary);
	}

	private put(from: string, fromId: string, to: string, toId: string, primary: boolean): void {
		const side = this.side(from, to);
		const ends = side.get(fromId);
		if (ends === undefined) side.set(fromId, new Map([[toId, primary]]));
		else ends.set(toId, primary);
	}
}
