import type { INodeProperties } from 'n8n-workflow';
import { alerts } from './alerts';
import { auditLog } from './auditLog';
import { drainInbox } from './drainInbox';
import { explain } from './explain';
import { healthCheck } from './healthCheck';
import { maintain } from './maintain';
import { rejected } from './rejected';
import { runReport } from './runReport';
import { outputsExpression, subtitleExpression } from './expressions';
import type { OperationDescription } from './types';

/** In the order of their names, in which the editor lists them. */
export const monitorOperations: OperationDescription[] = [
	alerts,
	auditLog,
	drainInbox,
	explain,
	healthCheck,
	maintain,
	rejected,
	runReport,
];

/** The parameters of the node Sophia Monitor. */
export const monitorProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: monitorOperations.map(({ option }) => option),
		default: 'healthCheck',
	},
	...monitorOperations.flatMap(({ properties }) => properties),
];

export const monitorOutputs = outputsExpression(monitorOperations);
export const monitorSubtitle = subtitleExpression(monitorOperations);
