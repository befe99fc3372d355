const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** 15 or 18 characters, letters and digits. */
export const isSalesforceId = (text: string): boolean => /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(text);

/**
 * An id in its 18-character form, which may be compared without regard to case: the last three
 * characters say which of the first fifteen are capitals, five to a character.
 */
export function longId(id: string): string {
	if (id.length !== 15) return id;
	let suffix = '';
	for (let block = 0; block < 3; block++) {
		let bits = 0;
		for (let i = 0; i < 5; i++) {
			const character = id[block * 5 + i];
			if (character >= 'A' && character <= 'Z') bits |= 1 << i;
		}
		suffix += alphabet[bits];
	}
	return id + suffix;
}
