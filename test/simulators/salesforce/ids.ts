const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Character code → its value in base 62. */
const DIGITS: Array<number | undefined> = [];
for (let value = 0; value < BASE62.length; value++) DIGITS[BASE62.charCodeAt(value)] = value;
const CHECK = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
/** The pod and the reserved character that stand between an id's prefix and its number. */
const POD = 'gL0';
const ID_PATTERN = /^[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?$/;

/** The three characters that make a case-sensitive 15-character id safe in systems that ignore case. */
export function idSuffix(id15: string): string {
	let suffix = '';
	for (let block = 0; block < 3; block++) {
		let bits = 0;
		for (let i = 0; i < 5; i++) {
			const code = id15.charCodeAt(block * 5 + i);
			if (code >= 65 && code <= 90) bits |= 1 << i;
		}
		suffix += CHECK[bits];
	}
	return suffix;
}

/** The 18-character id of a record: its object's prefix and its number, ascending in ASCII order as Salesforce's are. */
export function makeId(prefix: string, number: number): string {
	let digits = '';
	for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) digits = BASE62[rest % 62] + digits;
	const id15 = prefix + POD + '000000000'.slice(digits.length) + digits;
	return id15 + idSuffix(id15);
}

/** True for what Salesforce accepts as an id: 15 characters, or 18 with the right suffix in any case. */
export function isId(value: string): boolean {
	if (!ID_PATTERN.test(value)) return false;
	return value.length === 15 || idSuffix(value.slice(0, 15)) === value.slice(15).toUpperCase();
}

/** The record number in an id of this simulator, or undefined when the id belongs to another prefix or organisation. */
export function numberOf(prefix: string, id: string): number | undefined {
	if (!id.startsWith(prefix + POD)) return undefined;
	let number = 0;
	for (let i = 6; i < 15; i++) {
		const digit = DIGITS[id.charCodeAt(i)];
		if (digit === undefined) return undefined;
		number = number * 62 + digit;
	}
	return number;
}
