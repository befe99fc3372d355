import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { checkHealth } from '../../../engine/health';
import { createTraffic } from '../../../engine/traffic';
import { systemClock } from '../../../engine/clock';
import { fromAll } from '../../shared/results';
import { checkItem, overallItem } from '../healthItems';
import { probesOf, type HealthOptions } from '../healthProbes';

/** Health Check: a check that fails is an item, never an error of the node. */
export async function healthCheck(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const options = context.getNodeParameter('options', 0, {}) as HealthOptions;
	const { timeoutSeconds = 10, slowSeconds = 5, limitPercent = 80 } = options;
	// The whole day's calls count as free: whoever looks at a limit must not be stopped by a share of it.
	const traffic = createTraffic({ retries: 1, timeoutMs: timeoutSeconds * 1000, dailyShare: 1 });
	const report = await checkHealth(probesOf(context, traffic, options), {
		clock: systemClock,
		rules: { timeoutMs: timeoutSeconds * 1000, slowMs: slowSeconds * 1000, limitShare: limitPercent / 100 },
		signal: context.getExecutionCancelSignal(),
	});
	const inputs = context.getInputData().length;
	return [
		fromAll([overallItem(report)], inputs),
		fromAll(
			report.checks.map((check) => checkItem(check, report.checkedAt)),
			inputs,
		),
	];
}
