/** Longest text that is read as a number, and the largest exponent: beyond, it is no business value. */
const MAX_LENGTH = 400;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/**
 * One spelling for every number: plain decimal digits, `.` as the point, no exponent, no needless zeros
 * ('3.0E7', which Salesforce's CSV has where its JSON has 30000000, becomes '30000000').
 * No precision is lost, whatever the length.
 *
 * @returns undefined when the text is no number; there is no locale: '1,234' is none
 */
export function canonicalDecimal(text: string): string | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	const match = DECIMAL.exec(text.trim());
	if (match === null) return undefined;
	const [, sign, whole, fraction = '', exponent = '0'] = match;
	if (whole === '' && fraction === '') return undefined;
	let digits = whole + fraction;
	let point = whole.length + Number(exponent);
	if (point < 1) {
		digits = '0'.repeat(1 - point) + digits;
		point = 1;
	}
	const integer = digits
		.slice(0, point)
		.padEnd(point, '0')
		.replace(/^0+(?=\d)/, '');
	const rest = digits.slice(point).replace(/0+$/, '');
	const magnitude = rest === '' ? integer : `${integer}.${rest}`;
	return sign === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude;
}

/** Rounds a canonical decimal to a whole number, halves away from zero (2.5 → 3, -2.5 → -3). */
export function roundDecimal(decimal: string): string {
	const negative = decimal.startsWith('-');
	const [integer, fraction = ''] = (negative ? decimal.slice(1) : decimal).split('.');
	const magnitude = fraction >= '5' ? String(BigInt(integer) + 1n) : integer;
	return negative && magnitude !== '0' ? `-${magnitude}` : magnitude;
}

/**
 * Reads a number as people write it: '$1,234.50', '1 234,50 €', "1'234", '(1,234)', '12 %' (→ 12).
 * A single comma or point followed by exactly three digits is a thousands mark only when it is a comma
 * ('1,234' → 1234, '1.234' → 1.234); where both occur, the last one is the decimal mark.
 *
 * @returns a canonical decimal; undefined when the text is no number
 */
export function humanDecimal(text: string): string | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	const exact = canonicalDecimal(text);
	if (exact !== undefined) return exact;
	let rest = text.replace(/[\s\p{Sc}'’_%]/gu, '').replace('\u2212', '-');
	const bracketed = /^\((.*)\)$/.exec(rest);
	if (bracketed !== null) rest = `-${bracketed[1]}`;
	const comma = rest.lastIndexOf(',');
	const point = rest.lastIndexOf('.');
	if (comma >= 0 && point >= 0) {
		const thousands = comma > point ? '.' : ',';
		return canonicalDecimal(rest.replaceAll(thousands, '').replace(',', '.'));
	}
	if (comma >= 0) {
		const grouped = /^[+-]?\d{1,3}(,\d{3})+$/.test(rest);
		return canonicalDecimal(grouped ? rest.replaceAll(',', '') : rest.replace(',', '.'));
	}
	const grouped = /^[+-]?\d{1,3}(\.\d{3}){2,}$/.test(rest);
	return canonicalDecimal(grouped ? rest.replaceAll('.', '') : rest);
}
