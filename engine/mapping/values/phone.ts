import { SophiaError } from '../../errors';

/** Longer than any number that people write, with its extension and the words around it. */
const MAX_LENGTH = 100;

export interface PhoneNumber {
	/** '+4930123456' */
	e164: string;
	/** The country it belongs to (ISO 3166), where its prefix says so: '+1 604' is Canada, '+800' nobody's. */
	country?: string;
	/** The digits to dial after it, where there are any. */
	extension?: string;
}

/** Reads a telephone number as people write it. undefined when it is none. Pure. */
export type PhoneReader = (text: string) => PhoneNumber | undefined;

/** Readers of telephone numbers by the country that numbers without a country code are dialled in. */
export interface PhoneReaders {
	/** Whether there are telephones of its own in a country (ISO 3166, upper case). */
	knows(country: string): boolean;
	/** Without a country, numbers without a country code are none. */
	of(country?: string): PhoneReader;
}

/**
 * Loads the library (80 KB of metadata) on first use. Its smallest metadata are enough: they know each country's
 * prefixes and lengths, and lack only what tells a mobile number from a landline.
 */
export async function phoneReaders(): Promise<PhoneReaders> {
	const { isSupportedCountry, parsePhoneNumberFromString } = await import('libphonenumber-js/min');
	return {
		knows: (country) => isSupportedCountry(country),
		of: (country) => (text) => {
			if (text.length > MAX_LENGTH) return undefined;
			const number = parsePhoneNumberFromString(text, country as 'US' | undefined);
			if (number === undefined || !number.isValid()) return undefined;
			return {
				e164: number.number,
				...(number.country === undefined ? {} : { country: number.country }),
				...(number.ext === undefined ? {} : { extension: number.ext }),
			};
		},
	};
}

/**
 * Makes a reader of telephone numbers.
 *
 * @param region the country that numbers without a country code are dialled in (ISO 3166, 'DE'); without it they are none
 * @throws SophiaError `configuration` when there is no such country
 */
export async function phoneReader(region?: string): Promise<PhoneReader> {
	const readers = await phoneReaders();
	const country = region?.trim().toUpperCase();
	if (country !== undefined && !readers.knows(country)) {
		throw new SophiaError('configuration', 'The default country for phone numbers is none.', {
			code: 'PHONE_REGION',
			remedy: "Give the two letters of a country, such as 'DE' or 'US'.",
		});
	}
	return readers.of(country);
}
