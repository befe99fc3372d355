import { asObject, isObject } from '../../systems/shared/json';
import { leadField, type LeadField, type LeadValue } from '../fields';
import { plainText } from '../plainText';
import type { ProviderAnswer, ProviderValue } from '../types';
import { CERTAINTY } from './question';

/**
 * Reads what a model answered: only the fields that were asked for, only values of their kind; whatever else it wrote
 * is passed over. Enumerations and formats are checked once more where values are taken in.
 */
export function readModelAnswer(value: unknown, fields: readonly LeadField[]): ProviderAnswer {
	if (!isObject(value))
		return { status: 'failed', reason: 'the model did not answer in the form asked for', retryable: false };
	const values: Partial<Record<LeadField, ProviderValue>> = {};
	for (const field of fields) {
		if (!Object.hasOwn(value, field)) continue;
		const { value: said, certainty } = asObject(value[field]);
		if (typeof certainty !== 'string' || !Object.hasOwn(CERTAINTY, certainty)) continue;
		const usable = usableValue(field, said);
		if (usable === undefined) continue;
		values[field] = { value: usable, confidence: CERTAINTY[certainty as keyof typeof CERTAINTY] };
	}
	// A currency says nothing without an amount.
	if (values.revenue === undefined) delete values.revenueCurrency;
	return Object.keys(values).length === 0 ? { status: 'notFound' } : { status: 'found', values };
}

function usableValue(field: LeadField, said: unknown): LeadValue | undefined {
	if (typeof said === 'boolean' || (typeof said === 'number' && said !== 0)) return said;
	if (typeof said !== 'string') return undefined;
	const text = leadField(field).format === 'text' ? plainText(said) : said.trim();
	return text === '' ? undefined : text;
}
