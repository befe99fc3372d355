import {
	NodeApiError,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type ILoadOptionsFunctions,
	type INode,
	type IPollFunctions,
	type JsonObject,
} from 'n8n-workflow';
import { SophiaError } from '../../engine/errors';
import { systemLabel } from '../../engine/systemLabel';

type Context = Pick<IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions, 'getNode'>;

/** An engine error as n8n shows it: what happened, and below it what to do. Errors of n8n's own stay as they are. */
export function toNodeError(context: Context, error: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const node = context.getNode();
	if (!(error instanceof SophiaError))
		return new NodeOperationError(node, error instanceof Error ? error : String(error), { itemIndex });
	const description = describe(error);
	const shown =
		error.status === undefined
			? new NodeOperationError(node, error.message, { itemIndex, description })
			: apiError(node, error, description, itemIndex);
	// For a message with a code like ECONNREFUSED n8n puts one of its own, here and in Stop and Error, which does not
	// say which service is meant.
	shown.message = error.message.replace(` (${error.code})`, '');
	shown.context.code = error.code;
	return shown;
}

/**
 * A failure as an item, where the node is to go on after an error. An error that is thrown does not reach the error
 * output: n8n then hands the input items to the first output, as if all were well. n8n takes an item for an error
 * when its json has these keys and no other; with `item.error` it would drop the details.
 */
export function failedItem(error: NodeApiError | NodeOperationError, inputIndexes: number[]): INodeExecutionData {
	return {
		json: { error: error.message, ...(error.description ? { details: error.description } : {}) },
		pairedItem: inputIndexes.map((item) => ({ item })),
	};
}

function apiError(node: INode, error: SophiaError, description: string, itemIndex?: number): NodeApiError {
	const response: JsonObject = { message: error.message, ...(error.code === undefined ? {} : { code: error.code }) };
	return new NodeApiError(node, response, {
		message: error.message,
		description,
		httpCode: String(error.status),
		itemIndex,
	});
}

function describe(error: SophiaError): string {
	const parts = [error.remedy];
	if (error.resumeAt !== undefined) parts.push(`It can go on after ${error.resumeAt.toISOString()}.`);
	if (error.correlationId !== undefined)
		parts.push(
			`Request ID for the support of ${error.system === undefined ? 'the service' : systemLabel(error.system)}: ${error.correlationId}.`,
		);
	return parts.filter((part) => part !== undefined).join(' ');
}
