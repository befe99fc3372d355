import type { PropertyCatalogue } from './properties';

/** What the portal keeps of one record. `properties` is replaced, never changed, so that old views stay whole. */
export interface StoredRecord {
	id: string;
	/** Its place in creation order. */
	position: number;
	properties: Readonly<Record<string, string>>;
	createdAt: number;
	updatedAt: number;
	archivedAt?: number;
	/** How many writes have changed it, its creation included. */
	revision: number;
	/** A contact's primary company, which HubSpot itself writes into the contact. */
	primaryCompany?: string;
}

interface IndexView {
	properties: Readonly<Record<string, string>>;
	updatedAt: number;
	primaryCompany: string | undefined;
	archived: boolean;
}

/** Value in lower case → the one id that has it, or several. */
type ValueIndex = Map<string, string | Set<string>>;

export interface ObjectKind {
	/** Plural, as in paths: `companies`. */
	name: string;
	/** As in messages: `COMPANY`. */
	singular: string;
	objectTypeId: string;
	/** The property that holds the modification stamp. */
	modified: string;
	/** The property that holds the stamp of creation. */
	created: string;
	/** At least one of these must have a value on creation. */
	needsOneOf?: string[];
	/** Each of these must have a value on creation, and keeps one. */
	required?: string[];
	/** What a read answers when it names no properties. */
	defaultProperties: string[];
	/** Properties that are looked up often although they are not unique. */
	indexed: string[];
	firstId: number;
}

const ARCHIVE_MS = 90 * 86_400_000;

/** One object's records, with indexes over unique and other looked-up properties, and the search index that lags behind. */
export class ObjectStore {
	private readonly byId = new Map<string, StoredRecord>();
	/** Every record that was ever created, in that order; merged ones leave a gap. */
	private readonly order: Array<StoredRecord | undefined> = [];
	/** Property → value in lower case → ids of live records. */
	private readonly indexes = new Map<string, ValueIndex>();
	private readonly forwarded = new Map<string, string>();
	/** What search still sees of records written a moment ago; undefined = nothing yet. */
	private readonly stale = new Map<string, { view: IndexView | undefined; pending: number }>();
	private queue: Array<{ at: number; id: string; view: IndexView }> = [];
	private queueHead = 0;
	/** Live records. */
	count = 0;
	lagMs: number;

	constructor(
		readonly kind: ObjectKind,
		readonly catalogue: PropertyCatalogue,
		private readonly now: () => number,
		lagMs: number,
	) {
		this.lagMs = lagMs;
		for (const name of kind.indexed) this.indexes.set(name, new Map());
	}

	/** The record with that id, or the one it was merged into. */
	get(id: string): StoredRecord | undefined {
		return this.byId.get(this.forwarded.get(id) ?? id);
	}

	/** A record that is not archived. */
	live(id: string): StoredRecord | undefined {
		const record = this.get(id);
		return record?.archivedAt === undefined ? record : undefined;
	}

	/** Live records that have this value, whatever its case. */
	lookUp(property: string, value: string): StoredRecord[] {
		return idsOf(this.index(property).get(value.toLowerCase())).map((id) => this.byId.get(id)!);
	}

	isIndexed(property: string): boolean {
		return this.kind.indexed.includes(property) || (this.catalogue.get(property)?.hasUniqueValue ?? false);
	}

	/** A page of records in creation order, beginning behind the id `after`. */
	page(after: string | undefined, limit: number, archived: boolean): { records: StoredRecord[]; more: boolean } {
		const records: StoredRecord[] = [];
		let position = after === undefined ? 0 : Number(after) - this.kind.firstId + 1;
		for (; position < this.order.length && records.length < limit; position++) {
			const record = this.order[position];
			if (record !== undefined && this.isListed(record, archived)) records.push(record);
		}
		for (; position < this.order.length; position++) {
			const record = this.order[position];
			if (record !== undefined && this.isListed(record, archived)) return { records, more: true };
		}
		return { records, more: false };
	}

	private isListed(record: StoredRecord, archived: boolean): boolean {
		return archived ? this.isKept(record) : record.archivedAt === undefined;
	}

	*all(): Iterable<StoredRecord> {
		for (const record of this.order) if (record !== undefined) yield record;
	}

	insert(properties: Record<string, string>, indexNow = false): StoredRecord {
		const at = this.now();
		const position = this.order.length;
		const id = String(this.kind.firstId + position);
		const record: StoredRecord = { id, position, properties, createdAt: at, updatedAt: at, revision: 1 };
		this.order.push(record);
		this.byId.set(id, record);
		this.count++;
		this.addToIndexes(record);
		this.changed(record, undefined, indexNow);
		return record;
	}

	replace(record: StoredRecord, properties: Record<string, string>, indexNow = false): void {
		const before = viewOf(record);
		this.removeFromIndexes(record);
		record.properties = properties;
		record.updatedAt = this.now();
		record.revision++;
		this.addToIndexes(record);
		this.changed(record, before, indexNow);
	}

	/** HubSpot itself changes the record: its stamp moves, and no write is counted. */
	setPrimaryCompany(record: StoredRecord, companyId: string | undefined): void {
		if (record.primaryCompany === companyId) return;
		const before = viewOf(record);
		record.primaryCompany = companyId;
		record.updatedAt = this.now();
		this.changed(record, before, false);
	}

	setArchived(record: StoredRecord, archived: boolean, indexNow = false): void {
		if ((record.archivedAt !== undefined) === archived) return;
		const before = viewOf(record);
		if (archived) {
			this.removeFromIndexes(record);
			record.archivedAt = this.now();
			this.count--;
		} else {
			record.archivedAt = undefined;
			this.addToIndexes(record);
			this.count++;
		}
		record.updatedAt = this.now();
		record.revision++;
		this.changed(record, before, indexNow);
	}

	/** Takes back an insert or a replace of this very moment: the record is again what `before` says. */
	restore(record: StoredRecord, before: StoredRecord | undefined): void {
		this.removeFromIndexes(record);
		this.forgetLastChange(record.id);
		if (before === undefined) {
			this.byId.delete(record.id);
			this.order.pop();
			this.count--;
			return;
		}
		Object.assign(record, before);
		this.addToIndexes(record);
	}

	/** An archived record; after 90 days HubSpot has none. */
	archived(id: string): StoredRecord | undefined {
		const record = this.byId.get(this.forwarded.get(id) ?? id);
		return record !== undefined && this.isKept(record) ? record : undefined;
	}

	private isKept({ archivedAt }: StoredRecord): boolean {
		return archivedAt !== undefined && this.now() - archivedAt < ARCHIVE_MS;
	}

	/** The record `loser` goes; its id leads to `winner` from now on. */
	forward(loser: StoredRecord, winner: StoredRecord): void {
		this.setArchived(loser, true, true);
		this.order[loser.position] = undefined;
		this.byId.delete(loser.id);
		for (const [from, to] of this.forwarded) if (to === loser.id) this.forwarded.set(from, winner.id);
		this.forwarded.set(loser.id, winner.id);
	}

	/** What search sees now: live records as they were when last indexed. */
	*searchable(candidates?: Iterable<string>): Iterable<StoredRecord> {
		this.flush();
		if (candidates === undefined) {
			for (const record of this.order) if (record !== undefined) yield* this.searchView(record);
			return;
		}
		for (const id of new Set([...candidates, ...this.stale.keys()])) {
			const record = this.byId.get(id);
			if (record !== undefined) yield* this.searchView(record);
		}
	}

	private *searchView(record: StoredRecord): Iterable<StoredRecord> {
		const held = this.stale.get(record.id);
		if (held === undefined) {
			if (record.archivedAt === undefined) yield record;
		} else if (held.view !== undefined && !held.view.archived) {
			const { properties, updatedAt, primaryCompany } = held.view;
			yield { ...record, properties, updatedAt, primaryCompany, archivedAt: undefined };
		}
	}

	private changed(record: StoredRecord, before: IndexView | undefined, indexNow: boolean): void {
		if (indexNow || this.lagMs <= 0) return;
		this.flush();
		const held = this.stale.get(record.id);
		if (held === undefined) this.stale.set(record.id, { view: before, pending: 1 });
		else held.pending++;
		this.queue.push({ at: this.now() + this.lagMs, id: record.id, view: viewOf(record) });
	}

	private forgetLastChange(id: string): void {
		const last = this.queue.at(-1);
		if (last === undefined || last.id !== id || this.queue.length <= this.queueHead) return;
		this.queue.pop();
		this.settle(id, undefined);
	}

	private flush(): void {
		const now = this.now();
		while (this.queueHead < this.queue.length && this.queue[this.queueHead].at <= now) {
			const { id, view } = this.queue[this.queueHead++];
			this.settle(id, view);
		}
		if (this.queueHead > 4096 && this.queueHead * 2 > this.queue.length) {
			this.queue = this.queue.slice(this.queueHead);
			this.queueHead = 0;
		}
	}

	private settle(id: string, view: IndexView | undefined): void {
		const held = this.stale.get(id);
		if (held === undefined) return;
		if (--held.pending === 0) this.stale.delete(id);
		else if (view !== undefined) held.view = view;
	}

	/** The index over a property; a property that became unique a moment ago gets one here. */
	private index(property: string): ValueIndex {
		let index = this.indexes.get(property);
		if (index === undefined) {
			index = new Map();
			this.indexes.set(property, index);
			for (const record of this.all())
				if (record.archivedAt === undefined) addTo(index, keysOf(record, property), record.id);
		}
		return index;
	}

	private addToIndexes(record: StoredRecord): void {
		if (record.archivedAt !== undefined) return;
		for (const [property, index] of this.indexes) addTo(index, keysOf(record, property), record.id);
	}

	private removeFromIndexes(record: StoredRecord): void {
		for (const [property, index] of this.indexes)
			for (const key of keysOf(record, property)) {
				const held = index.get(key);
				if (typeof held === 'object') held.delete(record.id);
				if (held === record.id || (typeof held === 'object' && held.size === 0)) index.delete(key);
			}
	}
}

const viewOf = (record: StoredRecord): IndexView => ({
	properties: record.properties,
	updatedAt: record.updatedAt,
	primaryCompany: record.primaryCompany,
	archived: record.archivedAt !== undefined,
});

const idsOf = (entry: string | Set<string> | undefined) =>
	entry === undefined ? [] : typeof entry === 'string' ? [entry] : [...entry];

function addTo(index: ValueIndex, keys: string[], id: string): void {
	for (const key of keys) {
		const held = index.get(key);
		if (held === undefined) index.set(key, id);
		else if (typeof held === 'object') held.add(id);
		else if (held !== id) index.set(key, new Set([held, id]));
	}
}

/** A contact is found by its additional addresses too. */
function keysOf(record: StoredRecord, property: string): string[] {
	const values = [record.properties[property]];
	if (property === 'email' && record.properties.hs_additional_emails !== undefined)
		values.push(...record.properties.hs_additional_emails.split(';'));
	return values.filter((value) => value !== undefined && value !== '').map((value) => value.toLowerCase());
}
