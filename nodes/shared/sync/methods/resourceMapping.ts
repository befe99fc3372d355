import type {
	FieldType as N8nFieldType,
	ILoadOptionsFunctions,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import type { FieldDescription, FieldType } from '../../../../engine/systems/types';
import { salesforceFields } from '../../clients';
import { toNodeError } from '../../errors';
import { itemExpression, readyRows, type ReadyRow } from '../readyRows';
import type { SyncRoute } from '../route';
import { writableFields } from './writableFields';

/** The methods behind a node's mappers, by the names that the parameters give them. */
export const mapperMethods = (route: SyncRoute) => ({
	...Object.fromEntries(
		Object.keys(route.words.objects).map((object) => [`map${object}Fields`, forObject(route, object)]),
	),
	mapItemFields: forItems(route),
});

/** Rows: the vendor's writable fields. Values: a list of Salesforce's fields; those of the preset are shown first. */
function forObject(route: SyncRoute, object: string) {
	return async function (this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
		try {
			const [fields, options] = await Promise.all([
				mappable(route, this, object),
				salesforceOptions(this, route.routes[object].sourceObject),
			]);
			const ready = readyRows(route, object);
			return {
				fields: fields.map(
					(field): ResourceMapperField => ({
						...rowOf(field),
						display: true,
						removed: !ready.has(field.name),
						type: 'options',
						options,
						defaultValue: ready.get(field.name)?.from ?? null,
					}),
				),
			};
		} catch (error) {
			throw toNodeError(this, error);
		}
	};
}

/** For input items: the vendor's writable fields with their own types; values are expressions. */
function forItems(route: SyncRoute) {
	return async function (this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
		const object = (this.getCurrentNodeParameter('itemObject') ?? 'Contact') as string;
		try {
			const ready = readyRows(route, object);
			const fields = await mappable(route, this, object);
			return {
				fields: fields.map(
					(field): ResourceMapperField => ({
						...rowOf(field),
						display: true,
						removed: !ready.has(field.name),
						type: N8N_TYPES[field.type] ?? 'string',
						defaultValue: defaultExpression(ready.get(field.name)),
						options: field.options?.map(({ label, value }) => ({ name: label, value })),
					}),
				),
			};
		} catch (error) {
			throw toNodeError(this, error);
		}
	};
}

const defaultExpression = (row: ReadyRow | undefined): string | null =>
	row === undefined ? null : itemExpression(row.from);

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

/** All but the field that holds the Salesforce id: the sync itself fills it. */
async function mappable(route: SyncRoute, context: ILoadOptionsFunctions, object: string): Promise<FieldDescription[]> {
	const fields = await writableFields(route, context, object);
	return fields.filter(({ name }) => name !== route.routes[object].idProperty);
}

async function salesforceOptions(context: ILoadOptionsFunctions, object: string): Promise<INodePropertyOptions[]> {
	const fields = await salesforceFields(context, object);
	return fields.map(({ name, label }) => ({ name: `${label} (${name})`, value: name }));
}
