/** The shape of a property definition as the Properties API answers it. */
export interface PropertyOption {
	label: string;
	value: string;
	description?: string;
	displayOrder: number;
	hidden: boolean;
}

export type PropertyType = 'string' | 'number' | 'date' | 'datetime' | 'enumeration' | 'bool' | 'phone_number';

export interface PropertyDefinition {
	name: string;
	label: string;
	type: PropertyType;
	fieldType: string;
	description: string;
	groupName: string;
	options: PropertyOption[];
	displayOrder: number;
	calculated: boolean;
	externalOptions: boolean;
	hasUniqueValue: boolean;
	hidden: boolean;
	hubspotDefined: boolean;
	formField: boolean;
	archived: boolean;
	createdAt: string;
	updatedAt: string;
	referencedObjectType?: string;
	modificationMetadata: {
		archivable: boolean;
		readOnlyDefinition: boolean;
		readOnlyValue: boolean;
		readOnlyOptions?: boolean;
	};
}

interface Extras {
	readOnly?: boolean;
	calculated?: boolean;
	unique?: boolean;
	hidden?: boolean;
	owner?: boolean;
	options?: PropertyOption[];
	/** The options themselves may not be changed. */
	fixedOptions?: boolean;
}

const DEFINED_AT = '2019-08-06T02:41:08.204Z';

const defaultFieldTypes: Record<PropertyType, string> = {
	string: 'text',
	number: 'number',
	date: 'date',
	datetime: 'date',
	enumeration: 'select',
	bool: 'booleancheckbox',
	phone_number: 'phonenumber',
};

/** A property that HubSpot itself defines. `type` may name the field type too: `string/textarea`. */
export function standard(
	groupName: string,
	name: string,
	label: string,
	type: string,
	extras: Extras = {},
): PropertyDefinition {
	const [kind, fieldType] = type.split('/') as [PropertyType, string | undefined];
	const options = extras.options ?? (kind === 'bool' ? [option('True', 'true', 0), option('False', 'false', 1)] : []);
	return {
		name,
		label,
		type: kind,
		fieldType: fieldType ?? defaultFieldTypes[kind],
		description: '',
		groupName,
		options,
		displayOrder: -1,
		calculated: extras.calculated ?? false,
		externalOptions: extras.owner ?? false,
		hasUniqueValue: extras.unique ?? false,
		hidden: extras.hidden ?? false,
		hubspotDefined: true,
		formField: !(extras.readOnly ?? false),
		archived: false,
		createdAt: DEFINED_AT,
		updatedAt: DEFINED_AT,
		...(extras.owner ? { referencedObjectType: 'OWNER' } : {}),
		modificationMetadata: {
			archivable: true,
			readOnlyDefinition: true,
			readOnlyValue: extras.readOnly ?? extras.calculated ?? false,
			...(kind === 'enumeration' ? { readOnlyOptions: extras.fixedOptions ?? false } : {}),
		},
	};
}

export const option = (label: string, value: string, displayOrder: number): PropertyOption => ({
	label,
	value,
	displayOrder,
	hidden: false,
});

/** Options from `value:label` pairs in their order. */
export const options = (pairs: Record<string, string>): PropertyOption[] =>
	Object.entries(pairs).map(([value, label], index) => option(label, value, index));
