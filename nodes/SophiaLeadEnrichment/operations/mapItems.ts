import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sophia21LeadPayload } from '../../../engine/mapping/presets/sophia21Lead';
import { failedItem, toNodeError } from '../../shared/errors';

/** Map Items: each item is answered as the former webhook did. No network. */
export function mapItems(context: IExecuteFunctions): INodeExecutionData[][] {
	const now = new Date();
	const results = context.getInputData().map(({ json }, index): INodeExecutionData => {
		try {
			return { json: { ...sophia21LeadPayload(json, now) } as IDataObject, pairedItem: { item: index } };
		} catch (error) {
			const nodeError = toNodeError(context, error, index);
			if (!context.continueOnFail()) throw nodeError;
			return failedItem(nodeError, [index]);
		}
	});
	return [results, []];
}
