import { hashLength } from '../hash';
import type { Names } from './names';

const hashBytes = (hashLength / 4) * 3;
const hashShape = new RegExp(`^[A-Za-z0-9_-]{${hashLength}}$`);
/** Two hashes that belong together: what two systems last agreed on. */
const pairShape = new RegExp(`^[A-Za-z0-9_-]{${hashLength}}\\.[A-Za-z0-9_-]{${hashLength}}$`);
const packed = 1;
const asJson = 0;
const packedPairs = 2;

/**
 * The fields' hashes of a link as stored: per field the property's number (a varint) and the hash's
 * bytes, ten or eleven bytes in all. Where a link has pairs of hashes, too, the number is doubled and odd for those.
 * Hashes that are not of our own shape are kept as JSON.
 * Only inside a write, because a new property gets its number here.
 */
export function packFields(fields: Record<string, string>, names: Names): Buffer {
	const entries = Object.entries(fields);
	const pairs = entries.filter(([, hash]) => pairShape.test(hash)).length;
	if (!entries.every(([, hash]) => hashShape.test(hash) || pairShape.test(hash))) {
		return Buffer.concat([Buffer.from([asJson]), Buffer.from(JSON.stringify(entries))]);
	}
	const buffer = Buffer.allocUnsafe(1 + entries.length * (hashBytes + 5) + pairs * hashBytes);
	let at = buffer.writeUInt8(pairs > 0 ? packedPairs : packed, 0);
	for (const [name, value] of entries) {
		const hashes = value.split('.');
		let number = names.number(name);
		if (pairs > 0) number = number * 2 + hashes.length - 1;
		for (; number > 0x7f; number >>>= 7) at = buffer.writeUInt8((number & 0x7f) | 0x80, at);
		at = buffer.writeUInt8(number, at);
		for (const hash of hashes) at += buffer.write(hash, at, 'base64url');
	}
	return buffer.subarray(0, at);
}

export function unpackFields(stored: Uint8Array, names: Names): Record<string, string> {
	const buffer = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
	if (buffer[0] === asJson) {
		return Object.fromEntries(JSON.parse(buffer.toString('utf8', 1)) as Array<[string, string]>);
	}
	const hasPairs = buffer[0] === packedPairs;
	const entries: Array<[string, string]> = [];
	for (let at = 1; at < buffer.length; ) {
		let number = 0;
		for (let shift = 0; ; shift += 7) {
			const byte = buffer.readUInt8(at++);
			number |= (byte & 0x7f) << shift;
			if (byte < 0x80) break;
		}
		const hash = (): string => buffer.toString('base64url', at, (at += hashBytes));
		const first = hash();
		const value = hasPairs && number % 2 === 1 ? `${first}.${hash()}` : first;
		entries.push([names.text(hasPairs ? number >>> 1 : number), value]);
	}
	return Object.fromEntries(entries);
}
