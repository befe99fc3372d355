import type { IExecuteFunctions, ResourceMapperValue } from 'n8n-workflow';
import { SophiaError } from '../../../engine/errors';
import { parseFieldMap } from '../../../engine/mapping/schema';
import type { FieldMap, FieldMapping } from '../../../engine/mapping/types';
import { itemExpression, readyRows } from './readyRows';
import type { SyncRoute } from './route';
import { capital, withArticle } from './words';

/** One row of the parameter "Property Settings" (or "Attribute Settings"). */
interface FieldSetting {
	object: string;
	property: string;
	constant?: string;
	transforms?: string[];
	rule?: '' | FieldMapping['rule'];
	nullPolicy?: '' | FieldMapping['nullPolicy'];
	unknownOption?: '' | FieldMapping['unknownOption'];
	required?: boolean;
}

/** The field maps a user has chosen: the presets or the mappers' rows, with the property settings laid over. */
export function fieldMapsOf(route: SyncRoute, context: IExecuteFunctions, objects: string[]): Record<string, FieldMap> {
	const custom = context.getNodeParameter('mapping', 0) === 'custom';
	const given = context.getNodeParameter('source', 0) === 'items';
	const settings = context.getNodeParameter('fieldSettings.setting', 0, []) as FieldSetting[];
	const maps: Record<string, FieldMap> = {};
	for (const object of objects) {
		const rows = !custom
			? route.routes[object].fieldMap.fields
			: given
				? givenRows(route, context, object)
				: mapperRows(route, context, object);
		maps[object] = parseFieldMap({
			fields: applySettings(
				route,
				rows,
				settings.filter((setting) => setting.object === object),
			),
		});
	}
	return maps;
}

/** Rows of the mapper: the vendor's field ← Salesforce field. A pair that the ready mapping has too keeps its transforms and tables. */
function mapperRows(route: SyncRoute, context: IExecuteFunctions, object: string): FieldMapping[] {
	const { value } = context.getNodeParameter(`map${object}`, 0) as ResourceMapperValue;
	const ready = readyRows(route, object);
	return Object.entries(value ?? {}).flatMap(([to, from]) => {
		if (typeof from !== 'string' || from === '') return [];
		const row = ready.get(to);
		return [row?.from === from ? row : { to, from }];
	});
}

/**
 * For input items the mapper holds values, which are read per item under the field's own name. Rows that were left
 * empty are no rows; an expression that comes out empty is for the null policy.
 */
function givenRows(route: SyncRoute, context: IExecuteFunctions, object: string): FieldMapping[] {
	const { value } = context.getNodeParameter('mapItem', 0, undefined, { rawExpressions: true }) as ResourceMapperValue;
	const ready = readyRows(route, object);
	return Object.entries(value ?? {}).flatMap(([to, given]) => {
		if (given === null || given === '') return [];
		const row = ready.get(to);
		return [row !== undefined && given === itemExpression(row.from) ? { ...row, from: to } : { to, from: to }];
	});
}

function applySettings(
	{ words: { label, field } }: SyncRoute,
	rows: FieldMapping[],
	settings: FieldSetting[],
): FieldMapping[] {
	const result = rows.map((row) => ({ ...row }));
	for (const setting of settings) {
		if (!setting.property) {
			throw new SophiaError(
				'configuration',
				`${capital(withArticle(field.singular))} setting names no ${label} ${field.singular}.`,
				{
					remedy: `Choose the ${field.singular} in "${capital(field.singular)} Settings", or remove the setting.`,
				},
			);
		}
		let row = result.find(({ to }) => to === setting.property);
		if (row === undefined) {
			row = { to: setting.property };
			result.push(row);
		}
		lay(row, setting);
	}
	return result;
}

function lay(row: FieldMapping, setting: FieldSetting) {
	if (setting.constant) {
		row.constant = setting.constant;
		delete row.from;
	}
	if (setting.transforms !== undefined && setting.transforms.length > 0) row.transforms = setting.transforms;
	if (setting.rule) row.rule = setting.rule;
	if (setting.nullPolicy) row.nullPolicy = setting.nullPolicy;
	if (setting.unknownOption) row.unknownOption = setting.unknownOption;
	if (setting.required === true) row.required = true;
}
