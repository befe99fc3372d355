export type AssociationCategory = 'HUBSPOT_DEFINED' | 'USER_DEFINED' | 'INTEGRATOR_DEFINED';

/** One way in which two objects can be associated, seen from one end. */
export interface AssociationType {
	category: AssociationCategory;
	typeId: number;
	/** null: the plain association. */
	label: string | null;
}

/** The types of a pair of objects from one end. The labelled ones imply the plain one. */
export interface PairTypes {
	plain: AssociationType;
	primary?: AssociationType;
	labels: AssociationType[];
}

/** HubSpot's own: both ends, the plain type from each, and the primary ones. The first end has at most one primary. */
const standardTypes: Array<{ ends: [string, string]; plain: [number, number]; primary?: [number, number] }> = [
	{ ends: ['0-1', '0-2'], plain: [279, 280], primary: [1, 2] },
	{ ends: ['0-3', '0-1'], plain: [3, 4] },
	{ ends: ['0-3', '0-2'], plain: [341, 342], primary: [5, 6] },
	{ ends: ['0-5', '0-1'], plain: [16, 15] },
	{ ends: ['0-5', '0-2'], plain: [339, 340], primary: [26, 25] },
	{ ends: ['0-3', '0-5'], plain: [27, 28] },
	{ ends: ['0-46', '0-1'], plain: [202, 201] },
	{ ends: ['0-46', '0-2'], plain: [190, 189] },
	{ ends: ['0-46', '0-3'], plain: [214, 213] },
	{ ends: ['0-47', '0-1'], plain: [200, 199] },
	{ ends: ['0-47', '0-2'], plain: [188, 187] },
	{ ends: ['0-47', '0-3'], plain: [212, 211] },
	{ ends: ['0-48', '0-1'], plain: [194, 193] },
	{ ends: ['0-48', '0-2'], plain: [182, 181] },
	{ ends: ['0-48', '0-3'], plain: [206, 205] },
];

const FIRST_OWN_TYPE = 35;

/** Associations, kept once per pair and seen from both ends. Each pair has the plain type and perhaps labelled ones. */
export class AssociationStore {
	/** `from>to` → its types. */
	private readonly types = new Map<string, PairTypes>();
	/** `from>to type` → the same type's number from the other end. */
	private readonly inverse = new Map<string, number>();
	/** `from>to` whose `from` has at most one primary. */
	private readonly owners = new Set<string>();
	/** `from>to` → from id → to id → its labelled types. */
	private readonly pairs = new Map<string, Map<string, Map<string, ReadonlySet<number>>>>();
	private nextType = FIRST_OWN_TYPE;

	/** @param changed called after a change to a pair, with its ends as they were named */
	constructor(private readonly changed: (from: string, fromId: string, to: string, toId: string) => void) {
		for (const { ends, plain, primary } of standardTypes) {
			this.define('HUBSPOT_DEFINED', ends, plain);
			if (primary !== undefined) this.label('HUBSPOT_DEFINED', ends, primary, ['Primary', 'Primary'], true);
		}
	}

	/** The types from one end; undefined when the two objects cannot be associated. */
	typesOf(from: string, to: string): PairTypes | undefined {
		return this.types.get(`${from}>${to}`);
	}

	/** Lets two objects be associated, as the schema of a custom object does. */
	connect(from: string, to: string): number {
		const ids: [number, number] = [this.nextType++, this.nextType++];
		this.define('USER_DEFINED', [from, to], ids);
		return ids[0];
	}

	/** A label of the account's own. @returns its number from each end */
	addLabel(from: string, to: string, label: string, inverseLabel: string): [number, number] {
		const ids: [number, number] = [this.nextType++, this.nextType++];
		this.label('USER_DEFINED', [from, to], ids, [label, inverseLabel], false);
		return ids;
	}

	/** The records of type `to` that this one is associated with, and its labelled types. */
	of(from: string, fromId: string, to: string): ReadonlyMap<string, ReadonlySet<number>> {
		return this.side(from, to).get(fromId) ?? new Map<string, ReadonlySet<number>>();
	}

	/** The record's primary one of type `to`. */
	primaryOf(from: string, fromId: string, to: string): string | undefined {
		const primary = this.typesOf(from, to)?.primary?.typeId;
		if (primary === undefined) return undefined;
		for (const [toId, types] of this.of(from, fromId, to)) if (types.has(primary)) return toId;
		return undefined;
	}

	*all(from: string, to: string): Iterable<{ fromId: string; toId: string; types: ReadonlySet<number> }> {
		for (const [fromId, ends] of this.side(from, to)) for (const [toId, types] of ends) yield { fromId, toId, types };
	}

	/** Associates; a new primary takes the place of the former one, which stays associated. */
	add(from: string, fromId: string, to: string, toId: string, typeIds: Iterable<number>): void {
		const { plain, primary } = this.typesOf(from, to)!;
		const labelled = [...typeIds].filter((typeId) => typeId !== plain.typeId);
		if (primary !== undefined && labelled.includes(primary.typeId)) this.displacePrimary(from, fromId, to, toId);
		this.set(from, fromId, to, toId, new Set([...(this.of(from, fromId, to).get(toId) ?? []), ...labelled]));
		this.changed(from, fromId, to, toId);
	}

	remove(from: string, fromId: string, to: string, toId: string): void {
		if (!this.of(from, fromId, to).has(toId)) return;
		for (const [a, aId, b, bId] of [
			[from, fromId, to, toId],
			[to, toId, from, fromId],
		]) {
			const ends = this.side(a, b).get(aId);
			ends?.delete(bId);
			if (ends?.size === 0) this.side(a, b).delete(aId);
		}
		this.changed(from, fromId, to, toId);
	}

	/** Takes a label away; the pair stays associated. */
	unlabel(from: string, fromId: string, to: string, toId: string, typeId: number): void {
		const types = this.of(from, fromId, to).get(toId);
		if (types === undefined) return;
		this.set(from, fromId, to, toId, new Set([...types].filter((one) => one !== typeId)));
		this.changed(from, fromId, to, toId);
	}

	private displacePrimary(from: string, fromId: string, to: string, toId: string): void {
		const [owner, ownerId, other, otherId] = this.owners.has(`${from}>${to}`)
			? [from, fromId, to, toId]
			: [to, toId, from, fromId];
		const former = this.primaryOf(owner, ownerId, other);
		if (former === undefined || former === otherId) return;
		this.unlabel(owner, ownerId, other, former, this.typesOf(owner, other)!.primary!.typeId);
	}

	private side(from: string, to: string): Map<string, Map<string, ReadonlySet<number>>> {
		const key = `${from}>${to}`;
		let side = this.pairs.get(key);
		if (side === undefined) this.pairs.set(key, (side = new Map()));
		return side;
	}

	private set(from: string, fromId: string, to: string, toId: string, types: ReadonlySet<number>): void {
		this.put(from, fromId, to, toId, types);
		const inverse = [...types].map((typeId) => this.inverse.get(`${from}>${to} ${typeId}`)!);
		this.put(to, toId, from, fromId, new Set(inverse));
	}

	private put(from: string, fromId: string, to: string, toId: string, types: ReadonlySet<number>): void {
		const side = this.side(from, to);
		const ends = side.get(fromId);
		if (ends === undefined) side.set(fromId, new Map([[toId, types]]));
		else ends.set(toId, types);
	}

	private define(category: AssociationCategory, [a, b]: [string, string], [ab, ba]: [number, number]): void {
		this.types.set(`${a}>${b}`, { plain: { category, typeId: ab, label: null }, labels: [] });
		this.types.set(`${b}>${a}`, { plain: { category, typeId: ba, label: null }, labels: [] });
	}

	private label(
		category: AssociationCategory,
		[a, b]: [string, string],
		[ab, ba]: [number, number],
		[forth, back]: [string, string],
		primary: boolean,
	): void {
		for (const [from, to, typeId, label, inverse] of [
			[a, b, ab, forth, ba],
			[b, a, ba, back, ab],
		] as const) {
			const types = this.typesOf(from, to)!;
			const type = { category, typeId, label };
			if (primary) types.primary = type;
			else types.labels.push(type);
			this.inverse.set(`${from}>${to} ${typeId}`, inverse);
		}
		if (primary) this.owners.add(`${a}>${b}`);
	}
}
