import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { compileFieldMap, type CompiledMap } from '../../../engine/mapping/compile';
import { offlineFieldMap, standardDescription } from '../../../engine/mapping/presets/hubspotStandardProperties';
import { sophia21HubspotPayload } from '../../../engine/mapping/presets/sophia21';
import { ROUTES, type SalesforceObject } from '../../../engine/routes/salesforceToHubspot';
import { givenRecord } from '../../../engine/sync/givenSource';
import { failedItem, toNodeError } from '../../shared/errors';

type Preset = SalesforceObject | 'sophia21';

/** Map Items: input items → HubSpot payloads. No network; owners, whom only HubSpot knows, are left out. */
export function mapItems(context: IExecuteFunctions): INodeExecutionData[][] {
	const results: INodeExecutionData[] = [];
	const rejected: INodeExecutionData[] = [];
	const maps = new Map<SalesforceObject, CompiledMap>();
	const now = new Date();
	context.getInputData().forEach(({ json }, itemIndex) => {
		const preset = context.getNodeParameter('preset', itemIndex) as Preset;
		try {
			if (preset === 'sophia21') {
				results.push({ json: { ...sophia21HubspotPayload(json, now) } as IDataObject, pairedItem: { item: itemIndex } });
				return;
			}
			const map = maps.get(preset) ?? compile(preset);
			maps.set(preset, map);
			const { route, output } = mapOne(preset, map, json);
			(route === 'rejected' ? rejected : results).push({ json: output, pairedItem: { item: itemIndex } });
		} catch (error) {
			const nodeError = toNodeError(context, error, itemIndex);
			if (!context.continueOnFail()) throw nodeError;
			results.push(failedItem(nodeError, [itemIndex]));
		}
	});
	return [results, rejected];
}

function compile(preset: SalesforceObject): CompiledMap {
	const { fieldMap, destinationObject } = ROUTES[preset];
	return compileFieldMap(offlineFieldMap(fieldMap), {
		destination: standardDescription(destinationObject === 'companies' ? 'companies' : 'contacts'),
	});
}

function mapOne(preset: SalesforceObject, map: CompiledMap, json: IDataObject): { route: 'results' | 'rejected'; output: IDataObject } {
	const { idProperty } = ROUTES[preset];
	const record = givenRecord(json);
	const mapped = map.map(record);
	if (mapped.problem !== undefined) {
		return { route: 'rejected', output: { recordId: record.id, object: preset, ...mapped.problem } };
	}
	// A new record has nothing to clear: blank values are left out of a payload.
	const filled = Object.entries(mapped.properties).filter(([, value]) => value !== '');
	const output: IDataObject = { properties: { ...Object.fromEntries(filled), [idProperty]: record.id } };
	if (mapped.warnings.length > 0) output.warnings = mapped.warnings.map(({ field, message }) => ({ field, message }));
	return { route: 'results', output };
}
