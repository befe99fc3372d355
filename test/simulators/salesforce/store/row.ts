import type { Value } from '../schema/fields';

const EMPTY: Readonly<Record<string, Value>> = Object.freeze({});

/** What of a row a change may set. Stamps are in seconds, which is Salesforce's own precision for them. */
export interface RowState {
	created: number;
	modified: number;
	stamp: number;
	deleted: boolean;
	/** Position in the generated data, or -1. */
	generated: number;
	/** Stored values by field name; for a generated row only those that were changed since. */
	values: Readonly<Record<string, Value>>;
}

/**
 * One version of a record. Rows never change: a write puts a new one in the old one's place, so an open
 * cursor or a bulk job that holds the old one still sees the data as it was.
 */
export class Row implements RowState {
	readonly created: number;
	readonly modified: number;
	readonly stamp: number;
	readonly deleted: boolean;
	readonly generated: number;
	readonly values: Readonly<Record<string, Value>>;

	constructor(
		readonly number: number,
		state: Pick<RowState, 'created' | 'modified' | 'stamp'> & Partial<RowState>,
	) {
		this.created = state.created;
		this.modified = state.modified;
		this.stamp = state.stamp;
		this.deleted = state.deleted ?? false;
		this.generated = state.generated ?? -1;
		this.values = state.values ?? EMPTY;
	}

	with(change: Partial<RowState>): Row {
		return new Row(this.number, { ...this.state(), ...change });
	}

	private state(): RowState {
		const { created, modified, stamp, deleted, generated, values } = this;
		return { created, modified, stamp, deleted, generated, values };
	}
}

/** The order of (SystemModstamp, Id). */
export const byStamp = (a: Row, b: Row): number => a.stamp - b.stamp || a.number - b.number;
