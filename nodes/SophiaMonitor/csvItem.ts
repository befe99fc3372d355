import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { fromAll } from '../shared/results';

/** One item that carries a CSV file. */
export async function csvItem(
	context: IExecuteFunctions,
	file: Buffer,
	defaultName: string,
): Promise<INodeExecutionData[][]> {
	const { fileName = defaultName, binaryField = 'data' } = context.getNodeParameter('fileOptions', 0, {}) as {
		fileName?: string;
		binaryField?: string;
	};
	const [item] = fromAll([{ fileName, bytes: file.length }], context.getInputData().length);
	item.binary = { [binaryField]: await context.helpers.prepareBinaryData(file, fileName, 'text/csv') };
	return [[item]];
}
