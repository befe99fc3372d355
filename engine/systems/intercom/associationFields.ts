import { asObject, asObjects, asText } from '../shared/json';
import type { FieldDescription } from '../types';
import type { WireRecord } from './wire';

/** A contact's company, as a field. It is no attribute: it is written by attaching and detaching. */
export const COMPANY = '@companies';

/** The associations of an object that are described as fields. */
export const associationFields = (object: string): FieldDescription[] =>
	object === 'contacts'
		? [
				{
					name: COMPANY,
					label: 'Company (attachment)',
					type: 'string',
					writable: true,
					unique: false,
					referenceTo: ['companies'],
					association: {
						name: 'contactToCompany',
						fromObject: 'contacts',
						toObject: 'companies',
						primary: false,
					},
				},
			]
		: [];

/**
 * The id of the only company that a contact is attached to. A contact of several has none of its own: Intercom
 * knows no primary one.
 */
export function onlyCompany({ fields }: WireRecord): string | null {
	const companies = asObject(fields.companies);
	const listed = asObjects(companies.data);
	const total = typeof companies.total_count === 'number' ? companies.total_count : listed.length;
	return total === 1 && listed.length === 1 ? (asText(listed[0].id) ?? null) : null;
}
