import { SophiaError } from '../../../engine/errors';
import type { PairPlan, Side } from '../../../engine/pairs/types';
import type { FieldDescription, FieldType, FieldValue, SourceRecord } from '../../../engine/systems/types';

export const field = (name: string, type: FieldType = 'string', more: Partial<FieldDescription> = {}) => ({
	name,
	label: name,
	type,
	writable: true,
	unique: false,
	...more,
});

interface MemoryOptions {
	system: string;
	object: string;
	fields: FieldDescription[];
	pageSize?: number;
	/** Called before each page, with the records handed out so far. */
	beforePage?: (handedOut: number) => void;
}

/** A system that is a list in memory: it can only be read. */
export class MemorySide {
	readonly records = new Map<string, SourceRecord>();
	readonly side: Side;

	constructor({ system, object, fields, pageSize = 500, beforePage }: MemoryOptions) {
		const { records } = this;
		const description = { name: object, label: object, fields: new Map(fields.map((one) => [one.name, one])) };
		this.side = {
			object,
			tellsChanges: true,
			tellsDeletions: true,
			source: {
				system,
				organisation: async () => `${system}-organisation`,
				now: async () => new Date('2026-03-02T00:00:00Z'),
				describe: async () => description,
				unreadableFields: async () => [],
				validateFilter: async () => undefined,
				async *changes({ fields: wanted, since, signal }) {
					const page: SourceRecord[] = [];
					let handedOut = 0;
					const hand = () => {
						beforePage?.(handedOut);
						if (signal?.aborted) throw new SophiaError('cancelled', 'The run was cancelled.');
						handedOut += page.length;
						const { length } = page;
						return { records: page.splice(0, length), resume: String(handedOut) };
					};
					for (const record of records.values()) {
						if (since !== undefined && Date.parse(record.modifiedAt) < since.getTime()) continue;
						const values = wanted.map((name): [string, FieldValue] => [name, record.fields[name] ?? null]);
						page.push({ ...record, fields: Object.fromEntries(values) });
						if (page.length === pageSize) yield hand();
					}
					if (page.length > 0) yield hand();
				},
				async *identityChanges() {},
				readByIds: async ({ ids }) => ({
					records: ids.flatMap((id) => records.get(id) ?? []),
					gone: [],
					filteredOut: [],
					missing: ids.filter((id) => !records.has(id)),
				}),
			},
		};
	}

	add(id: string, fields: Record<string, FieldValue>, modifiedAt = '2026-03-01T00:00:00.000Z'): void {
		this.records.set(id, { id, modifiedAt, fields });
	}
}

export const planOf = (more: Partial<PairPlan> & Pick<PairPlan, 'keys' | 'fields'>): PairPlan => ({
	syncKey: 'pair',
	direction: 'both',
	mode: 'upsert',
	references: [],
	create: { left: true, right: true },
	onDelete: { left: 'ignore', right: 'ignore' },
	ownId: {},
	maxArchiveShare: 0.1,
	fullCompareDays: 7,
	overlapMs: 0,
	retryRejected: false,
	...more,
});
