import type { IDataObject } from 'n8n-workflow';
import { stateOf, type ReportProblem } from '../../engine/report/page/words';
import type { RunsReport, SyncSummary } from '../../engine/report/runs';

const plain = (value: object): IDataObject => JSON.parse(JSON.stringify(value)) as IDataObject;

/** The item of the output "Report": the figures of all syncs together, and what is wrong, ready to be sent. */
export function totalItem(
	{ total, syncs, ...period }: RunsReport,
	verdict: string,
	problems: readonly ReportProblem[],
): IDataObject {
	return plain({
		verdict,
		healthy: problems.length === 0,
		text: [verdict, ...problems.map(({ text, remedy }) => `• ${text} ${remedy}`)].join('\n'),
		problems,
		...period,
		syncs: syncs.length,
		...total,
	});
}

/** One item of the output "Syncs". */
export function syncItem(
	{ from, to, timeZone }: RunsReport,
	sync: SyncSummary,
	problems: readonly ReportProblem[],
): IDataObject {
	const own = problems.filter(({ syncKey }) => syncKey === sync.syncKey);
	return plain({
		...sync,
		// What only a chart needs.
		slots: undefined,
		state: stateOf(sync, problems).word,
		problems: own.map(({ text, remedy, weight }) => ({ weight, text, remedy })),
		from,
		to,
		timeZone,
	});
}
