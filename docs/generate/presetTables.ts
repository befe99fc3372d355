import { ACCOUNT_TYPE_TO_HUBSPOT } from '../../engine/mapping/presets/accountTypes';
import { INDUSTRY_TO_HUBSPOT } from '../../engine/mapping/presets/industries';
import { LEAD_STATUS_TO_HUBSPOT } from '../../engine/mapping/presets/leadStatuses';
import { OPPORTUNITY_STAGES } from '../../engine/mapping/presets/opportunityStages';
import { OPPORTUNITY_TYPE_TO_HUBSPOT } from '../../engine/mapping/presets/opportunityTypes';
import type { MappingPreset } from '../../engine/mapping/presets/preset';
import { CALL_TYPE_TO_HUBSPOT } from '../../engine/mapping/presets/salesforceActivities';
import { SALESFORCE_TO_HUBSPOT_PRESETS } from '../../engine/mapping/presets/salesforceToHubspot';
import { SALESFORCE_TO_INTERCOM_PRESETS } from '../../engine/mapping/presets/salesforceToIntercom';
import { TRANSFORMS } from '../../engine/mapping/transforms';
import type { FieldMapping } from '../../engine/mapping/types';
import { code, table } from './markdown';

const OPTION_TABLES: ReadonlyArray<[name: string, options: Readonly<Record<string, string>>]> = [
	['industries', INDUSTRY_TO_HUBSPOT],
	['accountTypes', ACCOUNT_TYPE_TO_HUBSPOT],
	['leadStatuses', LEAD_STATUS_TO_HUBSPOT],
	['opportunityStages', OPPORTUNITY_STAGES],
	['opportunityTypes', OPPORTUNITY_TYPE_TO_HUBSPOT],
	['callTypes', CALL_TYPE_TO_HUBSPOT],
];

/** The blocks of docs/mapping.md, by name. */
export const mappingBlocks = (): Map<string, string> =>
	new Map([
		...SALESFORCE_TO_HUBSPOT_PRESETS.map((preset): [string, string] => [
			preset.name,
			presetTable(preset, 'HubSpot property'),
		]),
		...SALESFORCE_TO_INTERCOM_PRESETS.map((preset): [string, string] => [
			`intercom${preset.name[0].toUpperCase()}${preset.name.slice(1)}`,
			presetTable(preset, 'Intercom field'),
		]),
		...OPTION_TABLES.map(([name, options]): [string, string] => [name, optionTable(options)]),
		[
			'transforms',
			table(
				['Transform', 'In a field map', 'What it does'],
				TRANSFORMS.map(({ name, label, description }) => [label, code(name), description]),
			),
		],
	]);

const presetTable = ({ fieldMap }: MappingPreset, target: string): string =>
	table(
		[target, 'Salesforce field', 'Transform', 'If Salesforce is empty', 'Also'],
		fieldMap.fields.map((row) => [
			code(row.to),
			sourceOf(row),
			(row.transforms ?? []).map(code).join(', '),
			emptyOf(row),
			notesOf(row).join('; '),
		]),
	);

const optionTable = (options: Readonly<Record<string, string>>): string =>
	table(
		['Salesforce value', 'HubSpot option'],
		Object.entries(options).map(([from, to]) => [from, to === '' ? '(blank)' : code(to)]),
	);

function sourceOf({ from, orElse = [], further = [], constant }: FieldMapping): string {
	if (from === undefined) return `the constant ${code(String(constant))}`;
	return [[from, ...orElse].map(code).join(', else '), ...further.map(code)].join(', and below it ');
}

function emptyOf({ from, nullPolicy, rule }: FieldMapping): string {
	if (from === undefined) return '';
	return nullPolicy === 'keep' || rule === 'onlyIfBlank' ? 'kept' : 'cleared';
}

function notesOf({ options, unknownOption, rule, required, optional }: FieldMapping): string[] {
	return [
		...(options === undefined ? [] : ['values translated, see below']),
		...(unknownOption === undefined ? [] : [`unknown option: ${unknownOption}`]),
		...(rule === 'onlyIfBlank' ? ['only if blank'] : []),
		...(required === true ? ['required'] : []),
		...(optional === true ? ['where there is one'] : []),
	];
}
