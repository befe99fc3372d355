import { createHmac, type KeyObject } from 'node:crypto';

/** Characters of a keyed hash. */
export const hashLength = 12;

/**
 * A short keyed hash of a value: 12 url-safe characters, the first 72 bits of its HMAC-SHA256.
 *
 * Why 72 bits are enough: a field's hash is only ever compared with the former hash of the same field
 * of the same record, so a change is overlooked with odds of 2^-72; after 10^11 comparisons (a million
 * records, twenty fields, ten years of weekly full compares and more) that is 2 in 10^11. Match keys are
 * looked up among all others (birthday odds): ten million of them collide with odds of 1 in 10^8, and
 * nobody without the key can search for a collision. Nine bytes per field keep a million links small.
 *
 * @param key the store's secret, see `StateStore.hashKey`. For many values hand over a `KeyObject` made of it
 * once: with a buffer, Node makes one for every hash, which takes six times as long
 */
export function keyedHash(key: Buffer | KeyObject, value: string): string {
	return createHmac('sha256', key).update(value).digest('base64url').slice(0, hashLength);
}
