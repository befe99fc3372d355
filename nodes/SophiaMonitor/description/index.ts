import type { INodeProperties } from 'n8n-workflow';
import { drainInbox } from './drainInbox';
import { healthCheck } from './healthCheck';
import { maintain } from './maintain';
import { outputsExpression, subtitleExpression } from './expressions';
import type { OperationDescription } from './types';

/** In the order of their names, in which the editor lists them. */
const OPERATIONS: OperationDescription[] = [drainInbox, healthCheck, maintain];

/** The parameters of the node Sophia Monitor. */
export const monitorProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: OPERATIONS.map(({ option }) => option),
		default: 'healthCheck',
	},
	...OPERATIONS.flatMap(({ properties }) => properties),
];

export const monitorOutputs = outputsExpression(OPERATIONS);
export const monitorSubtitle = subtitleExpression(OPERATIONS);
