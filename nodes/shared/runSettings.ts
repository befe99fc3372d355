import type { IExecuteFunctions } from 'n8n-workflow';
import type { RunSettings } from '../../engine/runs/types';
import { logEvents } from './log';
import { originOf } from './origin';

/** What every run of a node has: it ends when the execution is cancelled, says where it comes from, and is logged. */
export const runSettings = (context: IExecuteFunctions): RunSettings => ({
	signal: context.getExecutionCancelSignal(),
	origin: originOf(context),
	onEvent: logEvents(context.logger),
});
