import type { IExecuteFunctions, INodeParameterResourceLocator, INodeProperties } from 'n8n-workflow';
import { SophiaError } from '../../engine/errors';
import { parseFieldMap } from '../../engine/mapping/schema';
import type { FieldMap } from '../../engine/mapping/types';
import type { LookupAssociation, MoreObject } from '../../engine/routes/moreObjects';
import type { SalesforceToHubspotChoices } from '../../engine/routes/salesforceToHubspot';
import type { FilterCondition, FilterConditions } from '../../engine/systems/types';
import { filterValue } from '../shared/sync/description/filters';

const one =
	'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

/** A list that depends on other fields of its row. */
const list = (
	name: string,
	displayName: string,
	method: string,
	description: string,
	dependsOn: string[] = [],
): INodeProperties => ({
	displayName: `${displayName} Name or ID`,
	name,
	type: 'options',
	typeOptions: {
		loadOptionsMethod: method,
		...(dependsOn.length === 0 ? {} : { loadOptionsDependsOn: dependsOn }),
	},
	default: '',
	description: `${description}. ${one}.`,
});

const rowObject = (description: string) => list('object', 'Salesforce Object', 'getMoreObjects', description);

const objectRows: INodeProperties = {
	displayName: 'More Objects',
	name: 'moreObjects',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Object',
	default: {},
	description:
		'Any further objects of Salesforce, custom ones included, and what they become in HubSpot. Map their fields under "More Properties".',
	options: [
		{
			displayName: 'Object',
			name: 'object',
			values: [
				{
					displayName: 'Filter',
					name: 'filter',
					type: 'string',
					default: '',
					placeholder: "e.g. Status__c = 'Active'",
					description: 'A SOQL condition, as it would stand behind WHERE. Records that do not meet it are not synced.',
				},
				list('hubspotObject', 'HubSpot Object', 'getHubspotObjects', 'What its records become'),
				{
					displayName: 'ID Property',
					name: 'idProperty',
					type: 'string',
					default: '',
					placeholder: 'e.g. sophia_salesforce_project__c_id',
					description:
						'The HubSpot property that holds the Salesforce ID. It is created with unique values. Empty: sophia_salesforce_, the object’s API name in lower case, _id. It cannot be changed later without matching all records anew.',
				},
				list(
					'matchProperty',
					'Match Property',
					'getMatchProperties',
					'The HubSpot property by which records that exist already are recognised; map a field to it. None: only by the Salesforce ID',
					['&hubspotObject'],
				),
				{
					displayName: 'Salesforce Object',
					name: 'salesforceObject',
					type: 'resourceLocator',
					default: { mode: 'list', value: '' },
					modes: [
						{
							displayName: 'From List',
							name: 'list',
							type: 'list',
							typeOptions: { searchListMethod: 'searchSalesforceObjects', searchable: true },
						},
						{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Project__c' },
					],
					description: 'The Salesforce object that is synced',
				},
			],
		},
	],
};

const filterRows: INodeProperties = {
	displayName: 'More Filters',
	name: 'moreFilters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Condition',
	default: {},
	description: 'Which records of the objects under "More Objects" are synced: those that meet all conditions',
	options: [
		{
			displayName: 'Condition',
			name: 'condition',
			values: [
				list(
					'operator',
					'Operator',
					'getMoreOperators',
					'How the field is compared. An empty field meets "is not", "is none of", "does not contain" and "includes none of"',
					['&object', '&field'],
				),
				list('field', 'Salesforce Field', 'getMoreFilterFields', 'The field that is looked at', ['&object']),
				rowObject('One of the objects above'),
				filterValue,
			],
		},
	],
};

const propertyRows: INodeProperties = {
	displayName: 'More Properties',
	name: 'moreProperties',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Property',
	default: {},
	description: 'Which Salesforce field goes into which HubSpot property, for the objects under "More Objects"',
	options: [
		{
			displayName: 'Property',
			name: 'property',
			values: [
				list('property', 'HubSpot Property', 'getMoreProperties', 'The property that is written', ['&object']),
				list('field', 'Salesforce Field', 'getMoreFields', 'The field that is read', ['&object']),
				rowObject('One of the objects above'),
				{
					displayName: 'Transform Names or IDs',
					name: 'transforms',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getTransforms' },
					default: [],
					description:
						'Changes of the value, applied in order. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
			],
		},
	],
};

const associationRows: INodeProperties = {
	displayName: 'More Associations',
	name: 'moreAssociations',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Association',
	default: {},
	description: 'Associations that follow a lookup field of the objects under "More Objects"',
	options: [
		{
			displayName: 'Association',
			name: 'association',
			values: [
				list(
					'label',
					'Association Label',
					'getAssociationLabels',
					'HubSpot’s label; none: an association without one',
					['&object', '&target'],
				),
				list('field', 'Lookup Field', 'getLookupFields', 'The Salesforce field that leads to the other record', [
					'&object',
				]),
				rowObject('One of the objects above'),
				list(
					'target',
					'Target Object',
					'getLookupTargets',
					'The Salesforce object that it leads to; it has to be synced, too',
					['&object', '&field'],
				),
			],
		},
	],
};

const reading = { operation: ['sync', 'preview'], source: ['salesforce'] };

/** Objects that have no ready counterpart: a user says what they become. */
export const moreObjectProperties: INodeProperties[] = [
	{ ...objectRows, displayOptions: { show: reading } },
	{ ...objectRows, displayOptions: { show: { operation: ['setUp', 'reset'] } } },
	{ ...filterRows, displayOptions: { show: reading } },
	{ ...propertyRows, displayOptions: { show: reading } },
	{ ...associationRows, displayOptions: { show: reading } },
];

/** A row of "More Objects", as stored. */
export interface MoreObjectRow {
	salesforceObject?: INodeParameterResourceLocator | string;
	hubspotObject?: string;
	idProperty?: string;
	matchProperty?: string;
	filter?: string;
}

interface FilterRow extends Partial<FilterCondition> {
	object?: string;
}

interface PropertyRow {
	object?: string;
	field?: string;
	property?: string;
	transforms?: string[];
}

interface AssociationRow {
	object?: string;
	field?: string;
	target?: string;
	label?: string;
}

/** The Salesforce object of a row; '' where none is chosen. */
export const nameOf = ({ salesforceObject = '' }: MoreObjectRow): string =>
	String(typeof salesforceObject === 'object' ? (salesforceObject?.value ?? '') : salesforceObject).trim();

/** The same as choices of the plan; none where the records are input items. */
export function moreObjectChoices(
	context: IExecuteFunctions,
): Pick<SalesforceToHubspotChoices, 'moreObjects' | 'lookups'> {
	const operation = context.getNodeParameter('operation', 0, 'sync') as string;
	const syncs = operation === 'sync' || operation === 'preview';
	if (syncs && context.getNodeParameter('source', 0, 'salesforce') === 'items') return {};
	const rows = context.getNodeParameter('moreObjects.object', 0, []) as MoreObjectRow[];
	if (rows.length === 0) return {};
	const filters = syncs ? (context.getNodeParameter('moreFilters.condition', 0, []) as FilterRow[]) : [];
	checkFilters(filters, rows);
	const properties = syncs ? (context.getNodeParameter('moreProperties.property', 0, []) as PropertyRow[]) : [];
	const associations = syncs
		? (context.getNodeParameter('moreAssociations.association', 0, []) as AssociationRow[])
		: [];
	return {
		moreObjects: rows.map(
			(row): MoreObject => ({
				sourceObject: nameOf(row),
				destinationObject: row.hubspotObject ?? '',
				idProperty: row.idProperty,
				matchProperty: row.matchProperty,
				filter: row.filter,
				conditions: conditionsOf(ofObject(filters, row)),
				fieldMap: fieldMapOf(ofObject(properties, row)),
			}),
		),
		lookups: associations.map(
			({ object = '', field = '', target = '', label }): LookupAssociation => ({
				sourceObject: object,
				field,
				targetObject: target,
				label,
			}),
		),
	};
}

/** The rows about an object. */
const ofObject = <Row extends { object?: string }>(rows: Row[], object: MoreObjectRow): Row[] =>
	rows.filter((row) => (row.object ?? '').toLowerCase() === nameOf(object).toLowerCase());

/** @throws SophiaError `configuration` for a condition that would be about nothing, and let everything pass */
function checkFilters(filters: FilterRow[], objects: MoreObjectRow[]): void {
	for (const { object = '' } of filters) {
		if (objects.some((row) => ofObject([{ object }], row).length > 0)) continue;
		const name = object.trim() === '' ? 'no object' : `${object}, which is not under "More Objects"`;
		throw new SophiaError('configuration', `A condition under "More Filters" names ${name}.`, {
			remedy: 'Choose one of the objects under "More Objects", or remove the condition.',
		});
	}
}

const conditionsOf = (rows: FilterRow[]): FilterConditions | undefined =>
	rows.length === 0
		? undefined
		: {
				match: 'all',
				conditions: rows.map(({ field = '', operator = '', value }) => ({ field, operator, value })),
			};

/** @throws SophiaError `configuration` that names the row */
function fieldMapOf(rows: PropertyRow[]): FieldMap {
	if (rows.length === 0) return { fields: [] };
	return parseFieldMap({
		fields: rows.map(({ property = '', field = '', transforms = [] }) => ({
			to: property,
			from: field,
			...(transforms.length === 0 ? {} : { transforms }),
			// Lists differ between the systems: a value that HubSpot does not know is left out, with a warning.
			unknownOption: 'skip',
		})),
	});
}
