import {
	fromFunction,
	fromParameter,
	webhookDescriptionFields,
	type INodeParameters,
	type IWebhookDescription,
} from 'n8n-workflow';

/** Apart, and of nothing but its argument: n8n also makes an expression of its source. */
const responseData = fromFunction((parameters: INodeParameters) =>
	parameters.responseMode === 'lastNode' ? parameters.responseData : '',
);

/**
 * The addresses of the node Sophia Trigger. n8n reads what depends on parameters with functions, and evaluates the
 * same as expressions only where a parameter is one itself: six expressions take it 16 ms of every request.
 */
export const triggerWebhooks: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		isFullPath: true,
		...webhookDescriptionFields({
			path: fromParameter('path'),
			responseMode: fromParameter('responseMode'),
			responseData,
		}),
	},
	{
		name: 'setup',
		httpMethod: 'GET,HEAD',
		isFullPath: true,
		...webhookDescriptionFields({ path: fromParameter('path') }),
		responseMode: 'onReceived',
		ndvHideUrl: true,
	},
];
