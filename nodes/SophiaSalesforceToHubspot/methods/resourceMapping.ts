import type { FieldType as N8nFieldType, ILoadOptionsFunctions, INodePropertyOptions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import { ROUTES, type SalesforceObject } from '../../../engine/routes/salesforceToHubspot';
import type { FieldDescription, FieldType } from '../../../engine/systems/types';
import { hubspotFor, salesforceFields } from '../../shared/clients';
import { toNodeError } from '../../shared/errors';
import { itemExpression, readyRows, type ReadyRow } from '../readyRows';

export const mapAccountFields = forObject('Account');
export const mapContactFields = forObject('Contact');
export const mapLeadFields = forObject('Lead');

/** Rows: HubSpot's writable properties. Values: a list of Salesforce's fields; those of the preset are shown first. */
function forObject(object: SalesforceObject) {
	return async function (this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
		try {
			const [properties, fields] = await Promise.all([writableProperties(this, object), salesforceOptions(this, object)]);
			const ready = readyRows(object);
			return {
				fields: properties.map((property): ResourceMapperField => ({
					...rowOf(property),
					display: true,
					removed: !ready.has(property.name),
					type: 'options',
					options: fields,
					defaultValue: ready.get(property.name)?.from ?? null,
				})),
			};
		} catch (error) {
			throw toNodeError(this, error);
		}
	};
}

/** For input items: HubSpot's writable properties with their own types; values are expressions. */
export async function mapItemFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const object = (this.getCurrentNodeParameter('itemObject') ?? 'Contact') as SalesforceObject;
	try {
		const ready = readyRows(object);
		const properties = await writableProperties(this, object);
		return {
			fields: properties.map((property): ResourceMapperField => ({
				...rowOf(property),
				display: true,
				removed: !ready.has(property.name),
				type: N8N_TYPES[property.type] ?? 'string',
				defaultValue: defaultExpression(ready.get(property.name)),
				options: property.options?.map(({ label, value }) => ({ name: label, value })),
			})),
		};
	} catch (error) {
		throw toNodeError(this, error);
	}
}

const defaultExpression = (row: ReadyRow | undefined): string | null => (row === undefined ? null : itemExpression(row.from));

const N8N_TYPES: Partial<Record<FieldType, N8nFieldType>> = {
	number: 'number',
	integer: 'number',
	boolean: 'boolean',
	date: 'dateTime',
	datetime: 'dateTime',
};

const rowOf = ({ name, label }: FieldDescription) => ({
	id: name,
	displayName: label === name ? name : `${label} (${name})`,
	required: false,
	defaultMatch: false,
});

async function writableProperties(context: ILoadOptionsFunctions, object: SalesforceObject): Promise<FieldDescription[]> {
	const hubspot = await hubspotFor(context);
	try {
		const properties = await hubspot.listProperties(ROUTES[object].destinationObject);
		return properties.filter(({ writable, name }) => writable && name !== ROUTES[object].idProperty);
	} finally {
		hubspot.close();
	}
}

async function salesforceOptions(context: ILoadOptionsFunctions, object: SalesforceObject): Promise<INodePropertyOptions[]> {
	const fields = await salesforceFields(context, object);
	return fields.map(({ name, label }) => ({ name: `${label} (${name})`, value: name }));
}
