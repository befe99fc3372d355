import type { FieldType, FieldValue } from '../types';

/** Salesforce's field types in the engine's words. Those that are absent cannot be read as a value (addresses, locations, files). */
const types = new Map<string, FieldType>([
	['string', 'string'],
	['textarea', 'string'],
	['encryptedstring', 'string'],
	['id', 'string'],
	['reference', 'string'],
	['time', 'string'],
	['datacategorygroupreference', 'string'],
	['anytype', 'string'],
	['email', 'email'],
	['phone', 'phone'],
	['url', 'url'],
	['double', 'number'],
	['currency', 'number'],
	['percent', 'number'],
	['int', 'integer'],
	['long', 'integer'],
	['boolean', 'boolean'],
	['date', 'date'],
	['datetime', 'datetime'],
	['picklist', 'enumeration'],
	['combobox', 'enumeration'],
	['multipicklist', 'multiEnumeration'],
]);

/** The engine's type for one of Salesforce's; undefined for compound fields and files. */
export const fieldType = (salesforceType: string): FieldType | undefined => types.get(salesforceType.toLowerCase());

/**
 * A value as REST (JSON) or Bulk (CSV text) gives it, in the one form that the engine compares: numbers
 * and booleans as such, datetimes as ISO 8601 in UTC, line ends as \n, null for empty.
 */
export function readValue(raw: unknown, type: FieldType): FieldValue {
	if (raw === null || raw === undefined || raw === '') return null;
	switch (type) {
		case 'number':
		case 'integer': {
			const number = typeof raw === 'number' ? raw : Number(raw);
			return Number.isFinite(number) ? number : null;
		}
		case 'boolean':
			return raw === true || raw === 'true';
		case 'datetime':
			return isoUtc(String(raw));
		default:
			return typeof raw === 'string' ? raw.replace(/\r\n?/g, '\n') : String(raw);
	}
}

/** '2026-03-01T10:00:00.000+0000' and '…Z' alike → '2026-03-01T10:00:00.000Z'. What is no date stays as it is. */
export function isoUtc(text: string): string {
	const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
	return Number.isNaN(at) ? text : new Date(at).toISOString();
}
