import { createHmac } from 'node:crypto';
import type { Cipher } from '../cipher';

/** What keys, entries and their encryption need. */
export interface Sealing {
	cipher: Cipher;
	hashKey: Buffer;
}

/** 128 bits of a keyed hash: a key may be an e-mail address, and says nothing without the secret. */
export const hashedKey = (hashKey: Buffer, namespace: string, key: string): string =>
	createHmac('sha256', hashKey)
		.update(JSON.stringify([namespace, key]))
		.digest('base64url')
		.slice(0, 22);
