import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { CompiledMap } from '../../../../engine/mapping/compile';
import { givenRecord } from '../../../../engine/sync/givenSource';
import { failedItem, toNodeError } from '../../errors';
import type { SyncRoute } from '../route';

/** Map Items: input items → the vendor's payloads. No network; what only the vendor's account knows (owners) is left out. */
export function mapItems(route: SyncRoute, context: IExecuteFunctions): INodeExecutionData[][] {
	const results: INodeExecutionData[] = [];
	const rejected: INodeExecutionData[] = [];
	const maps = new Map<string, CompiledMap>();
	const now = new Date();
	context.getInputData().forEach(({ json }, itemIndex) => {
		const preset = context.getNodeParameter('preset', itemIndex) as string;
		try {
			if (preset === 'sophia21') {
				results.push({ json: { ...route.sophia21(json, now) } as IDataObject, pairedItem: { item: itemIndex } });
				return;
			}
			const map = maps.get(preset) ?? route.offlineMap(preset);
			maps.set(preset, map);
			const { output, isRejected } = mapOne(route, preset, map, json);
			(isRejected ? rejected : results).push({ json: output, pairedItem: { item: itemIndex } });
		} catch (error) {
			const nodeError = toNodeError(context, error, itemIndex);
			if (!context.continueOnFail()) throw nodeError;
			results.push(failedItem(nodeError, [itemIndex]));
		}
	});
	return [results, rejected];
}

function mapOne(
	route: SyncRoute,
	preset: string,
	map: CompiledMap,
	json: IDataObject,
): { output: IDataObject; isRejected: boolean } {
	const record = givenRecord(json);
	const { problem, properties, warnings } = map.map(record);
	// A new record has nothing to clear: blank values are left out of a payload.
	const filled = Object.entries(properties).filter(([, value]) => value !== '');
	const made =
		problem === undefined
			? route.payload(preset, { ...Object.fromEntries(filled), [route.routes[preset].idProperty]: record.id })
			: { problem };
	if ('problem' in made)
		return { output: { recordId: record.id, object: preset, ...(made.problem as IDataObject) }, isRejected: true };
	if (warnings.length > 0) made.warnings = warnings.map(({ field, message }) => ({ field, message }));
	return { output: made, isRejected: false };
}
