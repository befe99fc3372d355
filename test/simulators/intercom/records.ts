/** What the workspace keeps of one record. `data` is replaced, never changed, so that old views stay whole. */
export interface StoredRecord<T extends { archived: boolean }> {
	id: string;
	/** Its place in creation order. */
	position: number;
	data: Readonly<T>;
	/** Milliseconds since 1970. */
	createdAt: number;
	updatedAt: number;
	/** How many writes have changed it, its creation included. */
	revision: number;
}

/** Value → the records that have it; one is by far the most usual. */
type ValueIndex<R> = Map<string, R | Set<R>>;

/**
 * The records of one object by id, in creation order, and by the values that they are looked up by.
 * Archived records stay in the indexes: Intercom remembers their keys.
 */
export class RecordStore<T extends { archived: boolean }> {
	private readonly byId = new Map<string, StoredRecord<T>>();
	private readonly order: Array<StoredRecord<T> | undefined> = [];
	private readonly indexes = new Map<string, ValueIndex<StoredRecord<T>>>();

	constructor(
		/** The first 8 of an id's 24 hexadecimal characters. */
		private readonly idPrefix: string,
		/** The key of each index, already in the spelling that is compared; null = not in it. */
		private readonly keys: Record<string, (data: T) => string | null>,
		private readonly now: () => number,
	) {
		for (const name of Object.keys(keys)) this.indexes.set(name, new Map());
	}

	get(id: string): StoredRecord<T> | undefined {
		return this.byId.get(id);
	}

	live(id: string): StoredRecord<T> | undefined {
		const record = this.byId.get(id);
		return record?.data.archived === false ? record : undefined;
	}

	/** Records with that key in that index, archived ones too. */
	lookUp(index: string, key: string): Iterable<StoredRecord<T>> {
		const held = this.indexes.get(index)!.get(key);
		return held === undefined ? [] : held instanceof Set ? held : [held];
	}

	/** Every record from `position` on, in creation order, archived ones too. */
	*from(position: number): Iterable<StoredRecord<T>> {
		for (let i = position; i < this.order.length; i++) {
			const record = this.order[i];
			if (record !== undefined) yield record;
		}
	}

	/** The same from the newest to the oldest. */
	*newestFirst(): Iterable<StoredRecord<T>> {
		for (let i = this.order.length - 1; i >= 0; i--) {
			const record = this.order[i];
			if (record !== undefined) yield record;
		}
	}

	insert(data: T): StoredRecord<T> {
		const position = this.order.length;
		const id = this.idPrefix + (position + 1).toString(16).padStart(16, '0');
		const at = this.now();
		const record: StoredRecord<T> = { id, position, data, createdAt: at, updatedAt: at, revision: 1 };
		this.order.push(record);
		this.byId.set(id, record);
		this.index(record);
		return record;
	}

	replace(record: StoredRecord<T>, data: T): void {
		this.unindex(record);
		record.data = data;
		record.updatedAt = this.now();
		record.revision++;
		this.index(record);
	}

	/** Forgets the record altogether. */
	remove(record: StoredRecord<T>): void {
		this.unindex(record);
		this.byId.delete(record.id);
		this.order[record.position] = undefined;
	}

	private index(record: StoredRecord<T>): void {
		for (const [name, index] of this.indexes) {
			const key = this.keys[name](record.data);
			if (key === null) continue;
			const held = index.get(key);
			if (held === undefined) index.set(key, record);
			else if (held instanceof Set) held.add(record);
			else index.set(key, new Set([held, record]));
		}
	}

	private unindex(record: StoredRecord<T>): void {
		for (const [name, index] of this.indexes) {
			const key = this.keys[name](record.data);
			if (key === null) continue;
			const held = index.get(key);
			if (held instanceof Set) held.delete(record);
			if (held === record || (held instanceof Set && held.size === 0)) index.delete(key);
		}
	}
}

/** Whether two plain values, hashes of plain values included, are the same. */
export function sameData(left: unknown, right: unknown): boolean {
	if (left === right) return true;
	if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
	const names = new Set([...Object.keys(left), ...Object.keys(right)]);
	return [...names].every((name) =>
		sameData((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]),
	);
}
