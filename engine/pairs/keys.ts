import { createHash } from 'node:crypto';
import { domainOfEmail, domainOfWebAddress } from '../mapping/values/hostname';
import { phoneReader } from '../mapping/values/phone';
import { mayBeEmail } from '../systems/shared/email';
import type { KeyNormalisation, KeyPart, SideName } from './types';

/** Makes a value comparable; null when it is blank or of no use as a key. Pure, and the same again for its own result. */
export type Normaliser = (text: string) => string | null;

/** A longer key is kept as its hash: a staged table is no place for novels. */
const MAX_LENGTH = 300;
const HASHED = '\u0000';

const blankIsNull = (text: string): string | null => (text === '' ? null : text);

const NORMALISERS: Record<Exclude<KeyNormalisation, 'phone'>, Normaliser> = {
	exact: (text) => blankIsNull(text.trim()),
	caseInsensitive: (text) => blankIsNull(folded(text)),
	email: (text) => (mayBeEmail(text) ? folded(text) : null),
	domain: (text) => (text.includes('@') ? domainOfEmail(text) : domainOfWebAddress(text)) ?? null,
};

/** Lower case, each character spelled in one way. Repeated: some letters fold to others that are spelled anew. */
function folded(text: string): string {
	let before = text;
	let after = before.trim().normalize('NFC').toLowerCase();
	while (after !== before) {
		before = after;
		after = before.trim().normalize('NFC').toLowerCase();
	}
	return after;
}

/**
 * The normalisation of one part of a key.
 *
 * - exact: without the space around it; caseInsensitive: in lower case as well
 * - email: a plausible address in lower case
 * - domain: of a web address ('https://www.acme.example/x' → 'acme.example') or an e-mail address; pages on sites that
 *   many companies share and providers of private mailboxes are of no use
 * - phone: E.164, with ';ext=…' where there is an extension
 *
 * @throws SophiaError `configuration` when a phone part names a country that is none
 */
export async function normaliserOf({ normalise, region }: Pick<KeyPart, 'normalise' | 'region'>): Promise<Normaliser> {
	if (normalise !== 'phone') return NORMALISERS[normalise];
	const read = await phoneReader(region);
	return (text) => {
		const [, number, before = ''] = /^(.*?)(?:;ext=(\d+))?$/s.exec(text) ?? ['', text];
		const phone = read(number);
		if (phone === undefined) return null;
		const extension = phone.extension ?? before;
		return extension === '' ? phone.e164 : `${phone.e164};ext=${extension}`;
	};
}

/** The match key of a record, by its values; null when a part is blank or of no use. */
export type KeyReader = (values: Readonly<Record<string, string | null | undefined>>) => string | null;

/**
 * Makes the function that gives a side's records their match keys. Records of both sides have equal keys exactly when
 * all parts are equal after their normalisation.
 *
 * @throws SophiaError `configuration` as {@link normaliserOf}
 */
export async function keyReader(parts: KeyPart[], side: SideName): Promise<KeyReader> {
	const readers = await Promise.all(
		parts.map(async (part) => ({ field: part[side], normalise: await normaliserOf(part) })),
	);
	return (values) => {
		const comparable: string[] = [];
		for (const { field, normalise } of readers) {
			const value = Object.hasOwn(values, field) ? normalise(values[field] ?? '') : null;
			if (value === null) return null;
			comparable.push(value);
		}
		return keyOf(comparable);
	};
}

/** One string for the comparable values of a key's parts; different for different values. */
export function keyOf(comparable: string[]): string {
	const key = comparable.length === 1 ? comparable[0] : JSON.stringify(comparable);
	// A key that looks like a hash becomes one, so that it cannot pass for another's.
	if (key.length <= MAX_LENGTH && !key.startsWith(HASHED)) return key;
	return HASHED + createHash('sha256').update(key).digest('base64url');
}
