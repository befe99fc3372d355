import { createSecretKey } from 'node:crypto';
import { keyedHash } from '../../state/hash';
import type { StateStore } from '../../state/types';
import { hidePersonal } from '../runs/personal';

type Payload = Record<string, string>;

const isTelephone = (field: string): boolean => /phone|mobile|fax/i.test(field);
const isEmail = (field: string): boolean => /e-?mail/i.test(field);

/**
 * Replaces e-mail addresses and telephone numbers in what was to be sent by hashes, by their look and by the names of
 * their fields: two that are equal can be told, and nobody can tell whose they are.
 */
export async function payloadHider(state: Pick<StateStore, 'hashKey'>): Promise<(payload: Payload) => Payload> {
	const key = createSecretKey(await state.hashKey());
	const hash = (value: string) => keyedHash(key, value);
	const hidden = (field: string, value: string): string => {
		if (value === '') return value;
		if (isTelephone(field)) return `phone#${hash(value.replace(/\D/g, ''))}`;
		const text = hidePersonal(value, hash);
		return isEmail(field) && text === value ? `email#${hash(value.toLowerCase())}` : text;
	};
	return (payload) =>
		Object.fromEntries(Object.entries(payload).map(([field, value]) => [field, hidden(field, value)]));
}
