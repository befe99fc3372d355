import { cleaned } from '../values/cleaned';
import { isObject, own, wrongShape } from './sophia21Shape';

const wrong = wrongShape(
	'{"sync_type": "accounts", "source_data": [{"Name": "…"}], "target_format": "json"}; only "source_data" is needed',
);

/** What the data-sync webhook of Sophia 2.1 answered. */
export interface Sophia21SyncPayload {
	status: 'success';
	sync_type: string;
	target_format: string;
	processed_data: unknown;
	record_count: number;
	/** ISO 8601. */
	timestamp: string;
}

/**
 * The payload that the data-sync webhook of Sophia 2.1 made of `{sync_type, source_data, target_format}`: the data with
 * trimmed texts and without nulls. `record_count` is the length of a list, else 1 (for a text or a number, too). A type
 * or format that is absent (or null) becomes 'unknown' and 'json'.
 *
 * @throws SophiaError `configuration` that names the field whose shape is wrong
 */
export function sophia21SyncPayload(item: unknown, now: Date): Sophia21SyncPayload {
	if (!isObject(item)) throw wrong('the item', 'an object');
	const data = own(item, 'source_data');
	if (data === undefined || data === null) throw wrong('source_data', 'there');
	const processed = cleaned(data);
	return {
		status: 'success',
		sync_type: textOr(item, 'sync_type', 'unknown'),
		target_format: textOr(item, 'target_format', 'json'),
		processed_data: processed,
		record_count: Array.isArray(processed) ? processed.length : 1,
		timestamp: now.toISOString(),
	};
}

function textOr(item: object, field: string, fallback: string): string {
	const value = own(item, field) ?? fallback;
	if (typeof value !== 'string') throw wrong(field, 'a text');
	return value;
}
