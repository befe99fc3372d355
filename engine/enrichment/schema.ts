import { createRequire } from 'node:module';
import type * as Zod from 'zod';
import { countryCode } from '../mapping/values/country';
import { parseWebAddress } from '../mapping/values/hostname';
import { cutText, storableText } from '../mapping/values/text';
import { mayBeEmail } from '../systems/shared/email';
import { LEAD_FIELD_NAMES, leadField, type LeadField, type LeadFieldDefinition, type LeadValue } from './fields';

/** Beyond any company. */
const MOST_EMPLOYEES = 10_000_000;
const MOST_REVENUE = 10_000_000_000_000;
const DEFAULT_LENGTH = 255;
/** A text longer than this is not even looked at. */
const LONGEST_INPUT = 10_000;

/** The value as it may be written, or undefined. */
type Check = (value: unknown) => LeadValue | undefined;

/** A schema that gives what a check lets through. */
export type LeadValueSchema = Zod.ZodType<LeadValue, Zod.ZodTypeDef, unknown>;

let checks: ReadonlyMap<LeadField, Check> | undefined;

/**
 * The value as it may be written; undefined when it does not meet its field's format. Texts are trimmed, spaces run
 * together and control characters dropped; nothing else is changed, and nothing is coerced from one type to another.
 * Never throws.
 */
export function checkedLeadValue(field: LeadField, value: unknown): LeadValue | undefined {
	checks ??= new Map(LEAD_FIELD_NAMES.map((name) => [name, checkOf(leadField(name))]));
	return checks.get(field)?.(value);
}

const schemas = new Map<LeadField, LeadValueSchema>();

/** The same check as a zod schema, to be part of a provider's schema of answers. zod itself is loaded on first use. */
export function leadValueSchema(field: LeadField): LeadValueSchema {
	let schema = schemas.get(field);
	if (schema === undefined) {
		const { z } = createRequire(__filename)('zod') as typeof Zod;
		schema = z.unknown().transform((value, context) => {
			const checked = checkedLeadValue(field, value);
			if (checked !== undefined) return checked;
			context.addIssue({ code: 'custom', message: `is no ${leadField(field).label}` });
			return z.NEVER;
		});
		schemas.set(field, schema);
	}
	return schema;
}

function checkOf({ format, options, maxLength = DEFAULT_LENGTH }: LeadFieldDefinition): Check {
	const matching =
		(test: (value: string) => boolean): Check =>
		(value) => {
			const clean = cleanText(value);
			return clean !== undefined && clean.length <= maxLength && test(clean) ? clean : undefined;
		};
	const number =
		(least: number, most: number, whole: boolean): Check =>
		(value) =>
			typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))
				? value
				: undefined;
	switch (format) {
		case 'text':
			return (value) => {
				const clean = cleanText(value);
				return clean === undefined ? undefined : cutText(clean, maxLength).trim();
			};
		case 'enumeration': {
			const allowed = new Set<unknown>(options);
			return (value) => (allowed.has(value) ? (value as string) : undefined);
		}
		case 'boolean':
			return (value) => (typeof value === 'boolean' ? value : undefined);
		case 'email':
			return matching(mayBeEmail);
		case 'domain':
			return matching((value) => parseWebAddress(value)?.host === value);
		case 'url':
			return matching((value) => !/[\s<>"]/.test(value) && parseWebAddress(value) !== undefined);
		case 'phone':
			return matching((value) => /\d/.test(value));
		case 'e164':
			return matching((value) => /^\+[1-9]\d{6,14}$/.test(value));
		case 'countryCode':
			return matching(isCountry);
		case 'subdivisionCode':
			return matching((value) => /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(value) && isCountry(value.slice(0, 2)));
		case 'currencyCode':
			return matching(isCurrency);
		case 'timeZone':
			return matching(isTimeZone);
		case 'year':
			return number(1000, 2200, true);
		case 'count':
			return number(0, MOST_EMPLOYEES, true);
		case 'amount':
			return number(0, MOST_REVENUE, false);
	}
}

/** Trimmed, in one line, without control characters; undefined when nothing is left or it is no text. */
function cleanText(value: unknown): string | undefined {
	if (typeof value !== 'string' || value.length > LONGEST_INPUT) return undefined;
	// Nearly every value is plain already.
	if (/^[!-~]+$/.test(value)) return value;
	return storableText(value).replace(/\s+/g, ' ').trim() || undefined;
}

const isCountry = (value: string): boolean => /^[A-Z]{2}$/.test(value) && countryCode(value) === value;

let currencies: ReadonlySet<string> | undefined;

const isCurrency = (value: string): boolean => (currencies ??= new Set(Intl.supportedValuesOf('currency'))).has(value);

/** Those found valid: to ask costs more than everything else together. */
const timeZones = new Set<string>();

function isTimeZone(value: string): boolean {
	if (timeZones.has(value)) return true;
	// 'Region/City' only: no offsets and abbreviations, which the constructor takes as well.
	if (!/^[A-Z][A-Za-z_]+(\/[A-Z][A-Za-z_+-]+){1,2}$/.test(value)) return false;
	try {
		new Intl.DateTimeFormat('en', { timeZone: value });
	} catch {
		return false;
	}
	timeZones.add(value);
	return true;
}
