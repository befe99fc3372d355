import type { WriteRecord } from '../types';
import type { WireError, WireObject } from './wire';

/** The names under which HubSpot's errors list ids. */
const ID_KEYS = ['ids', 'id', 'objectId', 'objectIds'];

/** Finds the record that a row of HubSpot's answer is about: answers come in no order. */
export class RowFinder {
	private readonly byKey = new Map<string, WriteRecord>();

	/**
	 * @param records in the order they were sent in: a trace id is a record's place
	 * @param keyOf what named the record in the request
	 * @param idProperty the property that holds the key; absent when the key is the record's own id
	 */
	constructor(
		private readonly records: WriteRecord[],
		keyOf: (record: WriteRecord) => string,
		private readonly idProperty: string | undefined,
	) {
		for (const record of records) this.byKey.set(keyOf(record).toLowerCase(), record);
	}

	/** By trace id; else by the key, for servers that do not send the trace id back. */
	ofResult(result: WireObject): WriteRecord | undefined {
		const traced = result.objectWriteTraceId === undefined ? undefined : this.byTrace(result.objectWriteTraceId);
		if (traced !== undefined) return traced;
		const key = this.idProperty === undefined ? result.id : result.properties[this.idProperty];
		return key === undefined || key === null ? undefined : this.byKey.get(key.toLowerCase());
	}

	/** The records that an error names, itself or in its details. Often one, several for 'not found', none when it names none. */
	ofError(error: WireError): WriteRecord[] {
		const named = new Set(this.ofContext(error.context));
		for (const detail of error.errors) for (const record of this.ofContext(detail.context)) named.add(record);
		if (named.size === 0 && error.id !== undefined) {
			const record = this.byKey.get(error.id.toLowerCase());
			if (record !== undefined) named.add(record);
		}
		return [...named];
	}

	ofContext(context: Record<string, string[]>): WriteRecord[] {
		const traced = (context.objectWriteTraceId ?? []).map((id) => this.byTrace(id));
		const listed = ID_KEYS.flatMap((key) => context[key] ?? []).map((id) => this.byKey.get(id.toLowerCase()));
		const named = traced.some((record) => record !== undefined) ? traced : listed;
		return named.filter((record): record is WriteRecord => record !== undefined);
	}

	private byTrace(traceId: string): WriteRecord | undefined {
		return /^\d{1,6}$/.test(traceId) ? this.records[Number(traceId)] : undefined;
	}
}
