import { createSecretKey } from 'node:crypto';
import { keyedHash } from '../../state/hash';
import type { StateStore } from '../../state/types';

const EMAIL = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*/gu;
/** As people write numbers of the world: a plus sign, then digits in groups. Ids and dates have no plus sign. */
const PHONE = /\+\d(?:[ ()./-]{0,2}\d){6,14}/g;

/**
 * Hides e-mail addresses and telephone numbers in a text that somebody else chose: each becomes its hash, so that two
 * of them can be told apart and nobody can tell whose they are.
 */
export const hidePersonal = (text: string, hash: (value: string) => string): string =>
	text
		.replace(EMAIL, (email) => `email#${hash(email.toLowerCase())}`)
		.replace(PHONE, (phone) => `phone#${hash(phone.replace(/\D/g, ''))}`);

/** The same with the secret of a state: equal addresses have equal hashes in all reports of it. */
export async function personalHider(state: Pick<StateStore, 'hashKey'>): Promise<(text: string) => string> {
	const key = createSecretKey(await state.hashKey());
	return (text) => hidePersonal(text, (value) => keyedHash(key, value));
}
