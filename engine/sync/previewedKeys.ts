import type { RecordProblem } from '../errors';
import type { Destination, DestinationRecord, WriteRecord, WriteRequest } from '../systems/types';
import { normaliseKey } from './desired';
import type { ObjectPlan } from './types';

/**
 * Unique keys (e-mail addresses) in a preview: an update to one that another record has would be refused.
 * Remembers the keys that the preview itself has moved, for the destination still shows the old ones.
 */
export class PreviewedKeys {
	private readonly property?: string;
	private readonly keyOf = new Map<string, string | null>();
	private readonly holderOf = new Map<string, string>();

	constructor(
		private readonly destination: Destination,
		private readonly object: Pick<ObjectPlan, 'destinationObject' | 'match'>,
	) {
		if (object.match?.unique === true) this.property = object.match.property;
	}

	/** Who has the keys that these updates set, by key. */
	async holders({ records, signal }: WriteRequest): Promise<Map<string, DestinationRecord[]>> {
		const { property } = this;
		const values = [...new Set(records.flatMap((record) => this.wanted(record) ?? []))];
		if (property === undefined || values.length === 0) return new Map();
		return await this.destination.find({
			object: this.object.destinationObject,
			key: property,
			values,
			properties: [],
			signal,
		});
	}

	/** Gives an update its key, or says who is in the way. */
	take(record: WriteRecord, holders?: Map<string, DestinationRecord[]>): RecordProblem | undefined {
		const { property } = this;
		const { destinationId } = record;
		if (property === undefined || destinationId === undefined || record.properties[property] === undefined)
			return undefined;
		const key = this.wanted(record);
		const blocker = key === undefined ? undefined : this.blocker(key, destinationId, holders?.get(key) ?? []);
		if (blocker !== undefined) return { ...inTheWay(property, blocker, this.destination.label), blockedBy: blocker };
		const before = this.keyOf.get(destinationId);
		if (before && this.holderOf.get(before) === destinationId) this.holderOf.delete(before);
		this.keyOf.set(destinationId, key ?? null);
		if (key !== undefined) this.holderOf.set(key, destinationId);
		return undefined;
	}

	private blocker(key: string, destinationId: string, holders: DestinationRecord[]): string | undefined {
		const taken = this.holderOf.get(key);
		if (taken !== undefined && taken !== destinationId) return taken;
		return holders.find(({ id }) => id !== destinationId && !(this.keyOf.has(id) && this.keyOf.get(id) !== key))?.id;
	}

	private wanted({ destinationId, properties }: WriteRecord): string | undefined {
		if (this.property === undefined || destinationId === undefined) return undefined;
		return normaliseKey(properties[this.property]) ?? undefined;
	}
}

const inTheWay = (property: string, holder: string, system: string): RecordProblem => ({
	category: 'duplicate',
	field: property,
	reason: `The record ${holder} in ${system} already has this ${property}. Merge the two records there, or change one of them.`,
	retryable: false,
});
