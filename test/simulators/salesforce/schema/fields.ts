/** Salesforce's own field types, as describe names them. */
export type SalesforceType =
	| 'id'
	| 'string'
	| 'textarea'
	| 'picklist'
	| 'multipicklist'
	| 'boolean'
	| 'int'
	| 'double'
	| 'currency'
	| 'percent'
	| 'date'
	| 'datetime'
	| 'email'
	| 'phone'
	| 'url'
	| 'reference'
	| 'address';

export type Value = string | number | boolean | null;
/** What a query returns for a field: a plain value, or an address in its parts. */
export type OutputValue = Value | Record<string, Value>;
/** Reads another field of the same record, for formulas and compound fields. */
export type ReadField = (name: string) => OutputValue;

/** A field of an object. Absent flags have the value that most fields have (see describe.ts). */
export interface FieldSpec {
	name: string;
	label: string;
	type: SalesforceType;
	length?: number;
	digits?: number;
	precision?: number;
	scale?: number;
	/** Default true. */
	nillable?: boolean;
	/** Neither createable nor updateable. */
	readOnly?: boolean;
	filterable?: boolean;
	sortable?: boolean;
	unique?: boolean;
	externalId?: boolean;
	restricted?: boolean;
	picklist?: string[];
	referenceTo?: string[];
	relationshipName?: string;
	/** Parts of an address or of a name: the compound field's name. */
	compound?: string;
	nameField?: boolean;
	/** Value of a record that was created without one. */
	initial?: Value;
	/** A compound or calculated field: computed when read, never stored; its changes bump no stamp. */
	formula?: (read: ReadField) => OutputValue;
	/** True for a formula field as users make them (describe: calculated). */
	calculated?: boolean;
}

type Extra = Partial<FieldSpec>;

const make =
	(type: SalesforceType, defaults: Extra) =>
	(name: string, label: string, extra: Extra = {}): FieldSpec => ({
		name,
		label,
		type,
		...defaults,
		...extra,
	});

export const text = make('string', { length: 255 });
export const longText = make('textarea', { length: 32000, filterable: false, sortable: false });
export const street = make('textarea', { length: 255 });
export const email = make('email', { length: 80 });
export const phone = make('phone', { length: 40 });
export const url = make('url', { length: 255 });
export const bool = make('boolean', { nillable: false, initial: false });
export const int = make('int', { digits: 8 });
export const double = make('double', { precision: 18, scale: 15 });
export const currency = make('currency', { precision: 18, scale: 0 });
export const percent = make('percent', { precision: 3, scale: 0 });
export const date = make('date', {});
export const datetime = make('datetime', {});

export const picklist = (name: string, label: string, values: string[], extra: Extra = {}): FieldSpec => ({
	name,
	label,
	type: 'picklist',
	length: 255,
	picklist: values,
	...extra,
});

export const reference = (
	name: string,
	label: string,
	to: string[],
	relationshipName: string,
	extra: Extra = {},
): FieldSpec => ({
	name,
	label,
	type: 'reference',
	length: 18,
	referenceTo: to,
	relationshipName,
	...extra,
});

/** The fields of an address and the compound field over them. */
export function address(prefix: string, label: string): FieldSpec[] {
	const compound = `${prefix}Address`;
	const labelled = (part: string) => (label === '' ? part : `${label} ${part}`);
	const part = { compound };
	return [
		street(`${prefix}Street`, labelled('Street'), part),
		text(`${prefix}City`, labelled('City'), { length: 40, ...part }),
		text(`${prefix}State`, labelled('State/Province'), { length: 80, ...part }),
		text(`${prefix}PostalCode`, labelled('Zip/Postal Code'), { length: 20, ...part }),
		text(`${prefix}Country`, labelled('Country'), { length: 80, ...part }),
		double(`${prefix}Latitude`, labelled('Latitude'), part),
		double(`${prefix}Longitude`, labelled('Longitude'), part),
		{
			name: compound,
			label: labelled('Address'),
			type: 'address',
			readOnly: true,
			sortable: false,
			formula: (read) => {
				const names = ['Street', 'City', 'State', 'PostalCode', 'Country', 'Latitude', 'Longitude'];
				const parts = names.map(
					(name) => [name[0].toLowerCase() + name.slice(1), read(prefix + name) as Value] as const,
				);
				return parts.every(([, value]) => value === null) ? null : Object.fromEntries(parts);
			},
		},
	];
}

/** A name made of its parts, as a person reads it. */
export const personName = (read: ReadField): string | null =>
	[read('FirstName'), read('LastName')].filter((part) => part !== null).join(' ') || null;
