import type { IExecuteFunctions, ResourceMapperValue } from 'n8n-workflow';
import { SophiaError } from '../../engine/errors';
import { parseFieldMap } from '../../engine/mapping/schema';
import type { FieldMap, FieldMapping } from '../../engine/mapping/types';
import { ROUTES, type SalesforceObject } from '../../engine/routes/salesforceToHubspot';

/** One row of the parameter "Property Settings". */
interface FieldSetting {
	object: SalesforceObject;
	property: string;
	constant?: string;
	transforms?: string[];
	rule?: '' | FieldMapping['rule'];
	nullPolicy?: '' | FieldMapping['nullPolicy'];
	unknownOption?: '' | FieldMapping['unknownOption'];
	required?: boolean;
}

/** The field maps a user has chosen: the presets or the mappers' rows, with the property settings laid over. */
export function fieldMapsOf(context: IExecuteFunctions, objects: SalesforceObject[]): Partial<Record<SalesforceObject, FieldMap>> {
	const custom = context.getNodeParameter('mapping', 0) === 'custom';
	const given = context.getNodeParameter('source', 0) === 'items';
	const settings = context.getNodeParameter('fieldSettings.setting', 0, []) as FieldSetting[];
	const maps: Partial<Record<SalesforceObject, FieldMap>> = {};
	for (const object of objects) {
		const rows = !custom ? ROUTES[object].fieldMap.fields : given ? givenRows(context) : mapperRows(context, object);
		maps[object] = parseFieldMap({ fields: applySettings(rows, settings.filter((setting) => setting.object === object)) });
	}
	return maps;
}

/** Rows of the mapper: HubSpot property ← Salesforce field. */
function mapperRows(context: IExecuteFunctions, object: SalesforceObject): FieldMapping[] {
	const { value } = context.getNodeParameter(`map${object}`, 0) as ResourceMapperValue;
	return Object.entries(value ?? {}).flatMap(([to, from]) => (typeof from === 'string' && from !== '' ? [{ to, from }] : []));
}

/** For input items the mapper holds values, which are read per item under the property's own name. */
function givenRows(context: IExecuteFunctions): FieldMapping[] {
	const { value } = context.getNodeParameter('mapItem', 0) as ResourceMapperValue;
	return Object.keys(value ?? {}).map((to) => ({ to, from: to }));
}

function applySettings(rows: FieldMapping[], settings: FieldSetting[]): FieldMapping[] {
	const result = rows.map((row) => ({ ...row }));
	for (const setting of settings) {
		if (!setting.property) {
			throw new SophiaError('configuration', 'A property setting names no HubSpot property.', {
				remedy: 'Choose the property in "Property Settings", or remove the setting.',
			});
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
