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

type Schemas = ReadonlyMap<LeadField, Zod.ZodType<LeadValue, Zod.ZodTypeDef, unknown>>;
let schemas: Schemas | undefined;

/** zod costs about 20 ms and 4 MB: it is loaded when the first value is checked, not with the node. */
function fieldSchemas(): Schemas {
	if (schemas !== undefined) return schemas;
	const { z } = createRequire(__filename)('zod') as typeof Zod;
	schemas = new Map(LEAD_FIELD_NAMES.map((name) => [name, schemaOf(z, leadField(name))]));
	return schemas;
}

/**
 * The zod schema of one field: what a provider may answer and what is written. Texts are trimmed, spaces run together
 * and control characters dropped; nothing else is changed, and nothing is coerced from one type to another.
 */
export function leadValueSchema(field: LeadField): Zod.ZodType<LeadValue, Zod.ZodTypeDef, unknown> {
	return fieldSchemas().get(field) as Zod.ZodType<LeadValue, Zod.ZodTypeDef, unknown>;
}

/** The value as it may be written; undefined when it does not meet its field's format. Never throws. */
export function checkedLeadValue(field: LeadField, value: unknown): LeadValue | undefined {
	const result = leadValueSchema(field).safeParse(value);
	return result.success ? result.data : undefined;
}

function schemaOf(
	z: typeof Zod.z,
	{ format, options, maxLength = DEFAULT_LENGTH }: LeadFieldDefinition,
): Zod.ZodType<LeadValue, Zod.ZodTypeDef, unknown> {
	const text = z
		.string()
		.max(LONGEST_INPUT)
		.transform((value) => storableText(value).replace(/\s+/g, ' ').trim())
		.refine((value) => value !== '');
	const matching = (test: (value: string) => boolean) =>
		text.refine((value) => value.length <= maxLength && test(value));
	switch (format) {
		case 'text':
			return text.transform((value) => cutText(value, maxLength).trim());
		case 'enumeration':
			return z.enum(options as [string, ...string[]]);
		case 'boolean':
			return z.boolean();
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
			return z.number().int().min(1000).max(2200);
		case 'count':
			return z.number().int().min(0).max(MOST_EMPLOYEES);
		case 'amount':
			return z.number().finite().min(0).max(MOST_REVENUE);
	}
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
