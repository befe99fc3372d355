import type { FieldSpec, SalesforceType } from './fields';
import type { ObjectSpec } from './objects';

const SOAP_TYPES: Partial<Record<SalesforceType, string>> = {
	id: 'tns:ID',
	reference: 'tns:ID',
	boolean: 'xsd:boolean',
	int: 'xsd:int',
	double: 'xsd:double',
	currency: 'xsd:double',
	percent: 'xsd:double',
	date: 'xsd:date',
	datetime: 'xsd:dateTime',
	address: 'urn:address',
};

const GROUPABLE = new Set<SalesforceType>([
	'id',
	'string',
	'picklist',
	'boolean',
	'int',
	'date',
	'email',
	'phone',
	'url',
	'reference',
]);
const UNSORTABLE = new Set<SalesforceType>(['multipicklist', 'address']);

export const isCustomName = (name: string): boolean => /__p?c$/i.test(name);
export const isFilterable = (field: FieldSpec): boolean => field.filterable ?? true;
export const isSortable = (field: FieldSpec): boolean => field.sortable ?? !UNSORTABLE.has(field.type);
const isWritable = (field: FieldSpec): boolean => !(field.readOnly ?? false) && field.formula === undefined;

/** A field as `/sobjects/{object}/describe` shows it. */
export function describeField(field: FieldSpec): Record<string, unknown> {
	const writable = isWritable(field);
	const length = field.length ?? 0;
	return {
		aggregatable: field.type !== 'boolean' && isFilterable(field),
		aiPredictionField: false,
		autoNumber: false,
		byteLength: length * 3,
		calculated: field.calculated ?? false,
		calculatedFormula: null,
		cascadeDelete: false,
		caseSensitive: false,
		compoundFieldName: field.compound ?? null,
		controllerName: null,
		createable: writable,
		custom: isCustomName(field.name),
		defaultValue: field.type === 'boolean' ? (field.initial ?? false) : null,
		defaultValueFormula: null,
		defaultedOnCreate: field.initial !== undefined || (field.readOnly ?? false),
		dependentPicklist: false,
		deprecatedAndHidden: false,
		digits: field.digits ?? 0,
		displayLocationInDecimal: false,
		encrypted: false,
		externalId: field.externalId ?? false,
		extraTypeInfo: field.type === 'textarea' ? 'plaintextarea' : null,
		filterable: isFilterable(field),
		filteredLookupInfo: null,
		formulaTreatNullNumberAsZero: false,
		groupable: GROUPABLE.has(field.type) && isFilterable(field) && !(field.calculated ?? false),
		highScaleNumber: false,
		htmlFormatted: false,
		idLookup:
			field.type === 'id' || field.type === 'email' || (field.externalId ?? false) || (field.nameField ?? false),
		inlineHelpText: null,
		label: field.label,
		length,
		mask: null,
		maskType: null,
		name: field.name,
		nameField: field.nameField ?? false,
		namePointing: (field.referenceTo?.length ?? 0) > 1,
		nillable: field.nillable ?? true,
		permissionable: writable && (field.nillable ?? true),
		picklistValues: (field.picklist ?? []).map((value) => ({
			active: true,
			defaultValue: value === field.initial,
			label: value,
			validFor: null,
			value,
		})),
		polymorphicForeignKey: (field.referenceTo?.length ?? 0) > 1,
		precision: field.precision ?? 0,
		queryByDistance: false,
		referenceTargetField: null,
		referenceTo: field.referenceTo ?? [],
		relationshipName: field.relationshipName ?? null,
		relationshipOrder: null,
		restrictedDelete: false,
		restrictedPicklist: field.restricted ?? false,
		scale: field.scale ?? 0,
		searchPrefilterable: false,
		soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
		sortable: isSortable(field),
		type: field.type,
		unique: field.unique ?? false,
		updateable: writable,
		writeRequiresMasterRead: false,
	};
}

/** An object's entry in the global describe; the object's own describe begins with it too. */
export function describeSummary(spec: ObjectSpec, dataPath: string): Record<string, unknown> {
	const base = `${dataPath}/sobjects/${spec.name}`;
	const editable = spec.name !== 'Organization';
	return {
		activateable: false,
		associateEntityType: null,
		createable: editable,
		custom: spec.custom,
		customSetting: false,
		deepCloneable: false,
		deletable: spec.deletable,
		deprecatedAndHidden: false,
		feedEnabled: spec.deletable,
		hasSubtypes: false,
		isInterface: false,
		isSubtype: false,
		keyPrefix: spec.prefix,
		label: spec.label,
		labelPlural: spec.labelPlural,
		layoutable: true,
		mergeable: ['Account', 'Contact', 'Lead'].includes(spec.name),
		mruEnabled: true,
		name: spec.name,
		queryable: true,
		replicateable: true,
		retrieveable: true,
		searchable: true,
		triggerable: true,
		undeletable: spec.deletable,
		updateable: true,
		urls: { sobject: base, describe: `${base}/describe`, rowTemplate: `${base}/{ID}` },
	};
}

export function describeObject(spec: ObjectSpec, dataPath: string, children: unknown[]): Record<string, unknown> {
	return {
		...describeSummary(spec, dataPath),
		actionOverrides: [],
		childRelationships: children,
		compactLayoutable: true,
		fields: spec.fields.map(describeField),
		namedLayoutInfos: [],
		recordTypeInfos: [
			{
				active: true,
				available: true,
				defaultRecordTypeMapping: true,
				developerName: 'Master',
				master: true,
				name: 'Master',
				recordTypeId: '012000000000000AAA',
				urls: {},
			},
			...(spec.recordTypes ?? []).map((type) => ({
				active: true,
				available: true,
				defaultRecordTypeMapping: false,
				developerName: type.developerName,
				master: false,
				name: type.name,
				recordTypeId: type.id,
				urls: {},
			})),
		],
		searchLayoutable: true,
		supportedScopes: [{ label: 'All records', name: 'everything' }],
	};
}
