import { HubSpotError, notFound, validationError } from './errors';
import {
	asArray,
	asObject,
	asOptionalBoolean,
	asOptionalInteger,
	asOptionalText,
	asText,
	checkMembers,
	type Json,
	type JsonObject,
} from './body';
import type { PropertyDefinition, PropertyOption, PropertyType } from './catalogue/define';

export interface PropertyGroup {
	name: string;
	label: string;
	displayOrder: number;
	archived: boolean;
}

const fieldTypes: Record<PropertyType, string[]> = {
	string: ['text', 'textarea', 'file', 'html', 'phonenumber', 'calculation_equation'],
	number: ['number', 'calculation_equation'],
	date: ['date'],
	datetime: ['date'],
	enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox', 'calculation_equation'],
	bool: ['booleancheckbox', 'calculation_equation'],
	phone_number: ['phonenumber'],
};

const MAX_UNIQUE = 10;

const required = ['name', 'label', 'type', 'fieldType', 'groupName'];
const optional = [
	'description',
	'options',
	'displayOrder',
	'hasUniqueValue',
	'hidden',
	'formField',
	'externalOptions',
	'referencedObjectType',
	'calculationFormula',
];
const changeable = [
	'label',
	'type',
	'fieldType',
	'groupName',
	'description',
	'options',
	'displayOrder',
	'hidden',
	'formField',
	'calculationFormula',
];

/** One object's property definitions and groups, with the rules of the Properties API. */
export class PropertyCatalogue {
	private readonly byName: Map<string, PropertyDefinition>;
	readonly groups: Map<string, PropertyGroup>;

	constructor(
		definitions: PropertyDefinition[],
		groups: Record<string, string>,
		private readonly now: () => number,
	) {
		this.byName = new Map(definitions.map((definition) => [definition.name, definition]));
		this.groups = new Map(
			Object.entries(groups).map(([name, label], displayOrder) => [
				name,
				{ name, label, displayOrder, archived: false },
			]),
		);
	}

	/** An unarchived property. */
	get(name: string): PropertyDefinition | undefined {
		const definition = this.byName.get(name);
		return definition?.archived ? undefined : definition;
	}

	list(archived: boolean): PropertyDefinition[] {
		return [...this.byName.values()].filter((definition) => definition.archived === archived);
	}

	/** Names of the properties whose values no two live records may share. */
	unique(): string[] {
		return [...this.byName.values()].filter((one) => one.hasUniqueValue && !one.archived).map((one) => one.name);
	}

	require(name: string): PropertyDefinition {
		const definition = this.get(name);
		if (definition === undefined)
			throw notFound(`Property ${name} does not exist`, { subCategory: 'Properties.PROPERTY_NOT_FOUND' });
		return definition;
	}

	create(input: JsonObject): PropertyDefinition {
		checkMembers(input, required, optional);
		const name = asText(input.name, 'name').toLowerCase();
		if (!/^[a-z][a-z0-9_]{0,99}$/.test(name) || name.startsWith('hs_'))
			throw validationError(`Property name '${name}' is not valid.`);
		if (this.byName.has(name))
			throw new HubSpotError(409, 'OBJECT_ALREADY_EXISTS', `A property named '${name}' already exists.`, {
				subCategory: 'Properties.PROPERTY_EXISTS',
			});
		const unique = asOptionalBoolean(input.hasUniqueValue, 'hasUniqueValue') ?? false;
		const { type, fieldType } = checkTypes(asText(input.type, 'type'), asText(input.fieldType, 'fieldType'));
		if (unique && type !== 'string' && type !== 'number')
			throw validationError(`Properties of type ${type} cannot have unique values.`);
		const custom = [...this.byName.values()].filter(
			(one) => one.hasUniqueValue && !one.hubspotDefined && !one.archived,
		);
		if (unique && custom.length >= MAX_UNIQUE)
			throw validationError(`An object can have at most ${MAX_UNIQUE} properties with unique values.`);
		const stamp = new Date(this.now()).toISOString();
		const definition: PropertyDefinition = {
			name,
			label: asText(input.label, 'label'),
			type,
			fieldType,
			description: asOptionalText(input.description, 'description') ?? '',
			groupName: this.checkGroup(asText(input.groupName, 'groupName')),
			options: readOptions(input.options, type),
			displayOrder: asOptionalInteger(input.displayOrder, 'displayOrder') ?? -1,
			calculated: false,
			externalOptions: asOptionalBoolean(input.externalOptions, 'externalOptions') ?? false,
			hasUniqueValue: unique,
			hidden: asOptionalBoolean(input.hidden, 'hidden') ?? false,
			hubspotDefined: false,
			formField: asOptionalBoolean(input.formField, 'formField') ?? false,
			archived: false,
			createdAt: stamp,
			updatedAt: stamp,
			modificationMetadata: {
				archivable: true,
				readOnlyDefinition: false,
				readOnlyValue: false,
				...(type === 'enumeration' ? { readOnlyOptions: false } : {}),
			},
		};
		this.byName.set(name, definition);
		return definition;
	}

	update(name: string, input: JsonObject): PropertyDefinition {
		const definition = this.require(name);
		checkMembers(input, [], changeable);
		if (
			definition.modificationMetadata.readOnlyDefinition &&
			['type', 'fieldType', 'groupName'].some((key) => input[key] !== undefined)
		)
			throw validationError(`Property ${name} is defined by HubSpot; its definition cannot be changed.`);
		if (input.options !== undefined && definition.modificationMetadata.readOnlyOptions)
			throw validationError(`The options of property ${name} cannot be changed.`);
		const types = checkTypes(
			asOptionalText(input.type, 'type') ?? definition.type,
			asOptionalText(input.fieldType, 'fieldType') ?? definition.fieldType,
		);
		const next: PropertyDefinition = {
			...definition,
			...types,
			label: asOptionalText(input.label, 'label') ?? definition.label,
			description: asOptionalText(input.description, 'description') ?? definition.description,
			groupName:
				input.groupName === undefined ? definition.groupName : this.checkGroup(asText(input.groupName, 'groupName')),
			options: input.options === undefined ? definition.options : readOptions(input.options, types.type),
			displayOrder: asOptionalInteger(input.displayOrder, 'displayOrder') ?? definition.displayOrder,
			hidden: asOptionalBoolean(input.hidden, 'hidden') ?? definition.hidden,
			formField: asOptionalBoolean(input.formField, 'formField') ?? definition.formField,
			updatedAt: new Date(this.now()).toISOString(),
		};
		this.byName.set(name, next);
		return next;
	}

	archive(name: string): void {
		const definition = this.require(name);
		if (definition.hubspotDefined)
			throw validationError(`Property ${name} is defined by HubSpot and cannot be archived.`);
		definition.archived = true;
	}

	createGroup(input: JsonObject): PropertyGroup {
		checkMembers(input, ['name', 'label'], ['displayOrder']);
		const name = asText(input.name, 'name');
		if (this.groups.has(name))
			throw new HubSpotError(409, 'OBJECT_ALREADY_EXISTS', `A property group named '${name}' already exists.`);
		const group = {
			name,
			label: asText(input.label, 'label'),
			displayOrder: asOptionalInteger(input.displayOrder, 'displayOrder') ?? -1,
			archived: false,
		};
		this.groups.set(name, group);
		return group;
	}

	private checkGroup(name: string): string {
		if (!this.groups.has(name)) throw validationError(`Property group '${name}' does not exist.`);
		return name;
	}
}

function checkTypes(type: string, fieldType: string): { type: PropertyType; fieldType: string } {
	if (!Object.hasOwn(fieldTypes, type)) throw validationError(`Invalid property type: ${type}`);
	const known = type as PropertyType;
	if (!fieldTypes[known].includes(fieldType))
		throw validationError(`Field type ${fieldType} is not allowed for property type ${type}.`);
	return { type: known, fieldType };
}

function readOptions(value: Json | undefined, type: PropertyType): PropertyOption[] {
	const given = value === undefined || value === null ? [] : asArray(value, 'options');
	if (given.length > 0 && type !== 'enumeration' && type !== 'bool')
		throw validationError(`Options are not allowed for properties of type ${type}.`);
	const options = given.map((item, index) => {
		const input = asObject(item, 'options');
		checkMembers(input, ['label', 'value'], ['hidden', 'displayOrder', 'description']);
		return {
			label: asText(input.label, 'label'),
			value: asText(input.value, 'value'),
			description: asOptionalText(input.description, 'description') ?? '',
			displayOrder: asOptionalInteger(input.displayOrder, 'displayOrder') ?? index,
			hidden: asOptionalBoolean(input.hidden, 'hidden') ?? false,
		};
	});
	for (const key of ['value', 'label'] as const)
		if (new Set(options.map((one) => one[key])).size < options.length)
			throw validationError(`Option ${key}s must be unique within a property.`);
	if (
		type === 'bool' &&
		options.length > 0 &&
		options
			.map((one) => one.value)
			.sort()
			.join() !== 'false,true'
	)
		throw validationError('A bool property has the options true and false.');
	return options;
}
