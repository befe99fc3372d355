import type { AttributeCatalogue } from './attributes';
import { checkMembers, secondsOrNull, textOrNull, type Json, type JsonObject } from './body';
import { applyCustomValues, type CustomValues } from './custom-values';
import { invalid, missing } from './errors';

/** What a company holds, in the API's own names; null = unknown. */
export interface CompanyData {
	/** The caller's own id; it never changes. */
	company_id: string;
	name: string | null;
	plan: string | null;
	size: number | null;
	website: string | null;
	industry: string | null;
	monthly_spend: number;
	/** Seconds since 1970. */
	remote_created_at: number | null;
	custom_attributes: CustomValues;
	archived: boolean;
}

const UPDATE_MEMBERS = ['name', 'plan', 'size', 'website', 'industry', 'monthly_spend', 'custom_attributes'];
const UPSERT_MEMBERS = [...UPDATE_MEMBERS, 'company_id', 'remote_created_at'];
const TEXTS = ['name', 'plan', 'website', 'industry'] as const;
const MAX_INT = 2_147_483_647;

export const emptyCompany = (company_id: string): CompanyData => ({
	company_id,
	name: null,
	plan: null,
	size: null,
	website: null,
	industry: null,
	monthly_spend: 0,
	remote_created_at: null,
	custom_attributes: {},
	archived: false,
});

/** The key of an upsert. @throws IntercomError 400 for members the endpoint does not know, and without a key. */
export function readCompanyId(sent: JsonObject): string {
	checkMembers(sent, UPSERT_MEMBERS);
	const key = textOrNull(sent.company_id ?? null, 'company_id');
	if (key === null || key.trim() === '') throw missing('company_id not specified', 'company_id');
	return key;
}

/** `PUT` takes less than the upsert: neither the key nor `remote_created_at`. @throws IntercomError 400 */
export const checkCompanyUpdate = (sent: JsonObject) => checkMembers(sent, UPDATE_MEMBERS);

/**
 * A company's next data after a write: what is sent replaces, null clears, the rest stays.
 * @throws IntercomError 400
 */
export function applyCompany(catalogue: AttributeCatalogue, before: CompanyData, sent: JsonObject): CompanyData {
	const next = { ...before };
	for (const field of TEXTS) if (sent[field] !== undefined) next[field] = textOrNull(sent[field], field);
	if (sent.size !== undefined) next.size = size(sent.size);
	if (sent.monthly_spend !== undefined) next.monthly_spend = spend(sent.monthly_spend);
	if (sent.remote_created_at !== undefined)
		next.remote_created_at = secondsOrNull(sent.remote_created_at, 'remote_created_at');
	next.custom_attributes = applyCustomValues(catalogue, 'company', before.custom_attributes, sent.custom_attributes);
	return next;
}

function size(value: Json): number | null {
	if (value === null) return null;
	if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MAX_INT)
		throw invalid('size must be an integer', 'size');
	return value;
}

/** Floats lose their fraction; what does not fit 32 bits is refused. */
function spend(value: Json): number {
	if (value === null) return 0;
	if (typeof value !== 'number') throw invalid('monthly_spend must be a number', 'monthly_spend');
	const whole = Math.trunc(value);
	if (whole > MAX_INT || whole < -MAX_INT - 1)
		throw invalid(`monthly_spend must be at most ${MAX_INT}`, 'monthly_spend');
	return whole;
}
