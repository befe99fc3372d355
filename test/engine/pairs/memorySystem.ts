import { SophiaError, type RecordProblem } from '../../../engine/errors';
import type { Side } from '../../../engine/pairs/types';
import type {
	AssociationRequest,
	Destination,
	FieldDescription,
	FieldValue,
	IdentityChange,
	Source,
	SourceRecord,
	WriteOutcome,
	WriteRecord,
	WriteRequest,
} from '../../../engine/systems/types';

/** A record as the system keeps it. '' and absent are blank. */
export interface MemoryRecord {
	id: string;
	modifiedAt: number;
	values: Record<string, string>;
	goneAt?: number;
	mergedInto?: string;
}

export interface MemoryObject {
	fields: FieldDescription[];
	/** The prefix of its ids. */
	prefix: string;
}

export interface MemoryOptions {
	system: string;
	account?: string;
	clock: { now(): number };
	objects: Record<string, MemoryObject>;
	batchSize?: number;
	pageSize?: number;
	concurrency?: number;
	findLags?: boolean;
	/** Fields by which `find` works. Default: all. */
	findable?: (field: string) => boolean;
}

type Phase = 'before' | 'after';

/** One call that fails: not carried out at all, or carried out and its answer lost. */
export interface MemoryFault {
	call: string;
	kind: 'unavailable' | 'lost';
	/** How many calls to let pass first. */
	skip?: number;
	/** How many fail. Default 1. */
	times?: number;
}

const stamp = (ms: number): string => new Date(ms).toISOString();

/**
 * A system in memory, as strict as a real one: a source and a destination of several objects with stamps of its own
 * clock, unique fields, records that can be refused, calls that fail. What no real system would take is a bug and
 * lands in `bugs`.
 */
export class MemorySystem {
	readonly bugs: string[] = [];
	readonly faults: MemoryFault[] = [];
	/** Calls by name, and the records that writes have touched. */
	readonly calls = new Map<string, number>();
	written = 0;
	/** Refuses records. */
	refuse?: (object: string, values: Record<string, string>) => RecordProblem | undefined;
	/** Told of every call, right before and right after; may throw. */
	onCall?: (name: string, phase: Phase) => void;
	private readonly store = new Map<string, Map<string, MemoryRecord>>();
	private last = 0;

	constructor(private readonly options: MemoryOptions) {
		for (const name of Object.keys(options.objects)) this.store.set(name, new Map());
	}

	/** A person makes a record. @returns its id */
	create(object: string, values: Record<string, string>): string {
		const id = `${this.options.objects[object].prefix}${String(++this.last).padStart(6, '0')}`;
		this.of(object).set(id, { id, modifiedAt: this.options.clock.now(), values: { ...values } });
		return id;
	}

	/** A person changes a record. */
	update(object: string, id: string, values: Record<string, string>): void {
		const record = this.live(object, id);
		if (record === undefined) throw new Error(`${id} is not there`);
		Object.assign(record.values, values);
		record.modifiedAt = this.options.clock.now();
	}

	delete(object: string, id: string): void {
		const record = this.live(object, id);
		if (record !== undefined) record.goneAt = this.options.clock.now();
	}

	undelete(object: string, id: string): void {
		const record = this.of(object).get(id);
		if (record === undefined) throw new Error(`${id} never was`);
		delete record.goneAt;
		record.modifiedAt = this.options.clock.now();
	}

	/** A person merges one record into another, which counts as modified. */
	merge(object: string, loser: string, into: string): void {
		const record = this.live(object, loser);
		const survivor = this.live(object, into);
		if (record === undefined || survivor === undefined) throw new Error('only live records can be merged');
		record.goneAt = this.options.clock.now();
		record.mergedInto = into;
		survivor.modifiedAt = this.options.clock.now();
	}

	/** Live records, by id. */
	records(object: string): Map<string, Record<string, string>> {
		return new Map(
			[...this.of(object).values()]
				.filter((record) => record.goneAt === undefined)
				.map((record) => [record.id, filled(record.values)]),
		);
	}

	get(object: string, id: string): Record<string, string> | undefined {
		return this.records(object).get(id);
	}

	/** Live records that have this value. */
	having(object: string, field: string, value: string): string[] {
		return [...this.records(object)].flatMap(([id, values]) => (values[field] === value ? [id] : []));
	}

	side(object: string, more: Partial<Side> = {}): Side {
		return {
			object,
			source: this.source(),
			destination: this.destination(),
			tellsChanges: true,
			tellsDeletions: true,
			...more,
		};
	}

	private source(): Source {
		const { options } = this;
		const call = this.call.bind(this);
		const changed = this.changed.bind(this);
		const departed = this.departed.bind(this);
		return {
			system: options.system,
			organisation: async () => options.account ?? `${options.system}-account`,
			now: async () => new Date(options.clock.now()),
			describe: async (object) => this.describe(object),
			unreadableFields: async () => [],
			validateFilter: async () => {},
			changes: async function* ({ object, fields, filter, since, until, signal }) {
				const records = await call('changes', async () =>
					changed(object, fields, filter, since?.getTime() ?? 0, until.getTime()),
				);
				const size = options.pageSize ?? 100;
				for (let at = 0; at < records.length; at += size) {
					signal?.throwIfAborted();
					yield { records: records.slice(at, at + size), resume: String(at) };
				}
			},
			identityChanges: async function* ({ object, since, until }) {
				yield await call('identityChanges', async () => departed(object, since.getTime(), until.getTime()));
			},
			readByIds: async ({ object, fields, filter, ids }) =>
				await this.call('readByIds', async () => this.byIds(object, fields, filter, ids)),
		};
	}

	private destination(): Destination {
		const { options } = this;
		const size = options.batchSize ?? 100;
		const associated = async (request: AssociationRequest, value: (toId: string) => string) => {
			this.expect(request.pairs.length <= size, 'too many associations in a call');
			return request.pairs.map((pair) => {
				const record = this.live(request.kind.fromObject, pair.fromId);
				const field = `@${request.kind.toObject}`;
				if (record === undefined || this.live(request.kind.toObject, pair.toId) === undefined)
					return { ...pair, problem: NOT_FOUND };
				if (value(pair.toId) !== '' || record.values[field] === pair.toId) record.values[field] = value(pair.toId);
				record.modifiedAt = options.clock.now();
				return { ...pair };
			});
		};
		return {
			system: options.system,
			label: options.system,
			batchSize: { find: size, write: size, read: size, archive: size, associate: size },
			concurrency: options.concurrency ?? 2,
			...(options.findLags === undefined ? {} : { findLags: options.findLags }),
			account: async () => options.account ?? `${options.system}-account`,
			ping: async () => await this.call('ping', async () => undefined),
			describe: async (object) => this.describe(object),
			provision: async (requests, { dryRun }) =>
				requests.map(({ object, idProperty }) => {
					const exists = this.describe(object).fields.has(idProperty);
					if (!exists && !dryRun)
						options.objects[object].fields.push({ ...plainField(idProperty, idProperty), unique: true });
					return { object, property: idProperty, status: exists ? 'exists' : dryRun ? 'wouldCreate' : 'created' };
				}),
			addOptions: async (object, property, added) => {
				const field = this.describe(object).fields.get(property);
				field?.options?.push(...added);
			},
			canFind: (object, key) => this.describe(object).fields.has(key) && (options.findable?.(key) ?? true),
			find: async ({ object, key, values, normalise }) =>
				await this.call('find', async () => {
					this.expect(values.length <= size, 'too many keys in a call');
					const matches = (stored: string, asked: string) =>
						normalise === 'exact'
							? stored.trim() === asked
							: normalise === 'domain' || normalise === 'phone'
								? stored.toLowerCase().includes(asked)
								: stored.trim().toLowerCase() === asked.toLowerCase();
					return new Map(
						values.map((value) => [
							value,
							[...this.records(object)].flatMap(([id, stored]) =>
								matches(stored[key] ?? '', value) ? [{ id, properties: stored }] : [],
							),
						]),
					);
				}),
			read: async ({ object, ids }) =>
				await this.call(
					'read',
					async () =>
						new Map(
							ids.flatMap((id) => {
								const properties = this.get(object, id);
								return properties === undefined ? [] : [[id, { id, properties }] as const];
							}),
						),
				),
			insert: async (request) =>
				await this.write('insert', request, (record) => this.insertOne(request.object, record)),
			upsert: async (request) =>
				await this.write('upsert', request, (record) => {
					const [existing] = this.having(request.object, request.idProperty, record.id);
					const keyed = { ...record, properties: { ...record.properties, [request.idProperty]: record.id } };
					return existing === undefined
						? this.insertOne(request.object, keyed)
						: this.updateOne(request.object, { ...keyed, destinationId: existing });
				}),
			update: async (request) =>
				await this.write('update', request, (record) => this.updateOne(request.object, record)),
			archive: async ({ object, ids }) =>
				await this.call('archive', async () => {
					this.expect(ids.length <= size, 'too many records in a call');
					for (const id of ids) this.delete(object, id);
					this.written += ids.length;
				}),
			associate: async (request) => await this.call('associate', async () => await associated(request, (toId) => toId)),
			dissociate: async (request) => await this.call('dissociate', async () => await associated(request, () => '')),
		};
	}

	private async write(
		name: string,
		{ object, records, beforeCall }: Omit<WriteRequest, 'idProperty'>,
		one: (record: WriteRecord) => WriteOutcome,
	): Promise<WriteOutcome[]> {
		beforeCall?.();
		return await this.call(name, async () => {
			this.expect(records.length > 0 && records.length <= (this.options.batchSize ?? 100), 'a batch of a wrong size');
			this.expect(new Set(records.map(({ id }) => id)).size === records.length, 'a record twice in a batch');
			return records.map((record) => {
				this.check(object, record.properties);
				const problem = this.refuse?.(object, record.properties);
				if (problem !== undefined) return { id: record.id, status: 'rejected' as const, problem };
				const outcome = one(record);
				if (outcome.status !== 'rejected' && outcome.status !== 'gone') this.written++;
				return outcome;
			});
		});
	}

	private insertOne(object: string, record: WriteRecord): WriteOutcome {
		const taken = this.holder(object, record.properties);
		if (taken !== undefined) return { id: record.id, status: 'rejected', problem: duplicate(taken) };
		return { id: record.id, status: 'created', destinationId: this.create(object, record.properties) };
	}

	private updateOne(object: string, { id, destinationId = '', properties }: WriteRecord): WriteOutcome {
		if (this.live(object, destinationId) === undefined) return { id, status: 'gone' };
		const taken = this.holder(object, properties, destinationId);
		if (taken !== undefined) return { id, status: 'rejected', problem: duplicate(taken) };
		this.update(object, destinationId, properties);
		return { id, status: 'updated', destinationId };
	}

	/** Who has one of these values in a unique field. */
	private holder(object: string, properties: Record<string, string>, self?: string): string | undefined {
		for (const { name, unique } of this.options.objects[object].fields) {
			const value = properties[name];
			if (!unique || value === undefined || value === '') continue;
			const [other] = this.having(object, name, value).filter((id) => id !== self);
			if (other !== undefined) return other;
		}
		return undefined;
	}

	private check(object: string, properties: Record<string, string>) {
		const { fields } = this.describe(object);
		for (const name of Object.keys(properties)) {
			const field = fields.get(name);
			this.expect(
				field !== undefined && field.writable && !name.startsWith('@'),
				`${object}.${name} cannot be written`,
			);
		}
	}

	private changed(object: string, fields: string[], filter: string | undefined, since: number, until: number) {
		return [...this.of(object).values()]
			.filter(({ goneAt, modifiedAt }) => goneAt === undefined && modifiedAt >= since && modifiedAt < until)
			.filter((record) => meets(record, filter))
			.sort((a, b) => a.modifiedAt - b.modifiedAt)
			.map((record) => this.read(object, fields, record));
	}

	private departed(object: string, since: number, until: number): IdentityChange[] {
		return [...this.of(object).values()]
			.filter(({ goneAt }) => goneAt !== undefined && goneAt >= since && goneAt < until)
			.map((record) => changeOf(object, record));
	}

	private byIds(object: string, fields: string[], filter: string | undefined, ids: string[]) {
		const records = ids.flatMap((id) => this.of(object).get(id) ?? []);
		const live = records.filter(({ goneAt }) => goneAt === undefined);
		return {
			records: live.filter((record) => meets(record, filter)).map((record) => this.read(object, fields, record)),
			gone: records.filter(({ goneAt }) => goneAt !== undefined).map((record) => changeOf(object, record)),
			filteredOut: live.filter((record) => !meets(record, filter)).map(({ id }) => id),
			missing: ids.filter((id) => !this.of(object).has(id)),
		};
	}

	private read(object: string, fields: string[], record: MemoryRecord): SourceRecord {
		const described = this.describe(object).fields;
		const values: Record<string, FieldValue> = {};
		for (const name of fields) {
			const field = described.get(name);
			this.expect(field !== undefined, `${object}.${name} does not exist`);
			const value = record.values[name] ?? '';
			values[name] = value === '' ? null : field?.type === 'number' ? Number(value) : value;
		}
		return { id: record.id, modifiedAt: stamp(record.modifiedAt), fields: values };
	}

	private describe(object: string) {
		const { fields } = this.options.objects[object];
		return { name: object, label: object, fields: new Map(fields.map((field) => [field.name, field])) };
	}

	private of(object: string): Map<string, MemoryRecord> {
		const records = this.store.get(object);
		if (records === undefined) throw new Error(`There is no ${object}`);
		return records;
	}

	private live(object: string, id: string): MemoryRecord | undefined {
		const record = this.of(object).get(id);
		return record?.goneAt === undefined ? record : undefined;
	}

	private async call<T>(name: string, carryOut: () => Promise<T>): Promise<T> {
		this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
		this.onCall?.(name, 'before');
		const fault = this.fault(name);
		if (fault?.kind === 'unavailable') throw new SophiaError('transient', `${this.options.system} does not answer.`);
		const answer = await carryOut();
		if (fault?.kind === 'lost')
			throw new SophiaError('transient', 'The answer was lost.', {
				mayHaveHappened: true,
				system: this.options.system,
			});
		this.onCall?.(name, 'after');
		return answer;
	}

	private fault(name: string): MemoryFault | undefined {
		const fault = this.faults.find((one) => one.call === name && (one.times ?? 1) > 0);
		if (fault === undefined) return undefined;
		if ((fault.skip ?? 0) > 0) {
			fault.skip = (fault.skip ?? 0) - 1;
			return undefined;
		}
		fault.times = (fault.times ?? 1) - 1;
		return fault;
	}

	private expect(holds: boolean, bug: string) {
		if (!holds) this.bugs.push(bug);
	}
}

const filled = (values: Record<string, string>): Record<string, string> =>
	Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

/** A filter is 'field=value'. */
function meets({ values }: MemoryRecord, filter: string | undefined): boolean {
	if (filter === undefined) return true;
	const [field, value] = filter.split('=');
	return (values[field] ?? '') === value;
}

const changeOf = (object: string, { id, goneAt = 0, mergedInto }: MemoryRecord): IdentityChange => ({
	object,
	id,
	kind: mergedInto === undefined ? 'deleted' : 'merged',
	...(mergedInto === undefined ? {} : { into: { object, id: mergedInto } }),
	modifiedAt: stamp(goneAt),
});

const duplicate = (blockedBy: string): RecordProblem => ({
	category: 'duplicate',
	reason: `The record ${blockedBy} has it already.`,
	retryable: false,
	blockedBy,
});

const NOT_FOUND: RecordProblem = { category: 'notFound', reason: 'A record is not there.', retryable: false };

export const plainField = (name: string, label = name): FieldDescription => ({
	name,
	label,
	type: 'string',
	writable: true,
	unique: false,
});
