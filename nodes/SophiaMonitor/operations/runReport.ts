import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { defaultSettings, problemsOf } from '../../../engine/alerts';
import { systemClock } from '../../../engine/clock';
import { verdictOf, type ReportProblem } from '../../../engine/report/page/words';
import { readRuns, type RunsReport } from '../../../engine/report/runs';
import { fromAll } from '../../shared/results';
import { withState } from '../../shared/state';
import { syncItem, totalItem } from '../reportItems';
import { chosenSyncs } from '../syncKeys';

interface Options {
	fileName?: string;
	files?: boolean;
}

/** Run Report: the whole as one item with the page, and one item per sync. */
export async function runReport(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const { fileName = 'sophia-report.html', files = true } = context.getNodeParameter('options', 0, {}) as Options;
	const syncKeys = chosenSyncs(context.getNodeParameter('syncKeys', 0, '') as string);
	const signal = context.getExecutionCancelSignal();
	const report = await withState(
		context,
		async (state) =>
			await readRuns(state, {
				...(syncKeys === undefined ? {} : { syncKeys }),
				days: context.getNodeParameter('days', 0) as number,
				timeZone: context.getTimezone(),
				nowMs: systemClock.now(),
				...(signal === undefined ? {} : { signal }),
			}),
	);
	const problems = problemsOf(report, defaultSettings());
	const inputs = context.getInputData().length;
	const [whole] = fromAll([totalItem(report, verdictOf(report, problems), problems)], inputs);
	if (files) whole.binary = await binariesOf(context, report, problems, fileName);
	const syncs = report.syncs.map((sync) => syncItem(report, sync, problems) as IDataObject);
	return [[whole], fromAll(syncs, inputs)];
}

/** The page, and a picture of its head: of the two, n8n's own preview shows the picture. */
async function binariesOf(
	context: IExecuteFunctions,
	report: RunsReport,
	problems: ReportProblem[],
	fileName: string,
): Promise<IBinaryKeyData> {
	const { asPng, drawPicture, renderPage } = await import('../../../engine/report/page');
	const page = Buffer.from(renderPage(report, problems));
	const picture = await asPng(drawPicture(report, problems));
	const pictureName = `${fileName.replace(/\.html?$/i, '')}.png`;
	return {
		picture: await context.helpers.prepareBinaryData(picture, pictureName, 'image/png'),
		report: await context.helpers.prepareBinaryData(page, fileName, 'text/html'),
	};
}
