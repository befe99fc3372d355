import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { systemClock } from '../../../engine/clock';
import { checkHealth, noteChange, type HealthChange, type HealthReport } from '../../../engine/health';
import { createTraffic } from '../../../engine/traffic';
import { unlessAborted } from '../../../engine/traffic/abort';
import { fromAll } from '../../shared/results';
import { withState } from '../../shared/state';
import { checkItem, overallItem } from '../healthItems';
import { probesOf, type HealthOptions } from '../healthProbes';

/** Health Check: a check that fails is an item, never an error of the node. */
export async function healthCheck(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const options = context.getNodeParameter('options', 0, {}) as HealthOptions;
	const { timeoutSeconds = 10, slowSeconds = 5, limitPercent = 80 } = options;
	const timeoutMs = timeoutSeconds * 1000;
	// The whole day's calls count as free: whoever looks at a limit must not be stopped by a share of it.
	const traffic = createTraffic({ retries: 1, timeoutMs, dailyShare: 1 });
	const report = await checkHealth(probesOf(context, traffic, options), {
		clock: systemClock,
		rules: { timeoutMs, slowMs: slowSeconds * 1000, limitShare: limitPercent / 100 },
		signal: context.getExecutionCancelSignal(),
	});
	const change = await changeSince(context, report, timeoutMs);
	const inputs = context.getInputData().length;
	return [
		fromAll([overallItem(report, change)], inputs),
		fromAll(
			report.checks.map((check) => checkItem(check, report.checkedAt)),
			inputs,
		),
	];
}

/** Where nothing can be remembered everything is news: better told twice than never. */
async function changeSince(context: IExecuteFunctions, report: HealthReport, timeoutMs: number): Promise<HealthChange> {
	const name = `${context.getWorkflow().id ?? 'unsaved'}/${context.getNode().name}`;
	const noted = withState(context, async (state) => await noteChange(state, name, report));
	return await unlessAborted(noted, AbortSignal.timeout(timeoutMs)).catch(() => ({
		changed: true,
		since: report.checkedAt,
	}));
}
