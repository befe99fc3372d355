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
const OPERATIONS: OperationDescription[] = [
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
		options: OPERATIONS.map(({ option }) => option),
		default: 'healthCheck',
	},
	...OPERATIONS.flatMap(({ properties }) => properties),
];

export const monitorOutputs = outputsExpression(OPERATIONS);
export const monitorSubtitle = subtitleExpression(OPERATIONS);
