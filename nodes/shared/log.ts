import type { IDataObject, Logger } from 'n8n-workflow';
import type { RunEvent, RunSummary } from '../../engine/runs/types';

/** What a log says of each event, for people; programs go by `event`. */
const MESSAGES: Record<RunEvent['event'], string> = {
	runStarted: 'Sophia run started',
	fullRead: 'Sophia reads everything',
	runEnded: 'Sophia run ended',
	runFailed: 'Sophia run failed',
};

/** One line per event, through n8n's logger. No record's values, ids or warnings: counts alone. */
export const logEvents =
	(logger: Pick<Logger, 'info' | 'warn'>) =>
	(event: RunEvent): void => {
		const { report, ...rest } = 'report' in event ? event : { ...event, report: undefined };
		const line = report === undefined ? rest : { ...rest, ...summaryOf(report) };
		if (event.event === 'runFailed') logger.warn(MESSAGES[event.event], line);
		else logger.info(MESSAGES[event.event], line);
	};

/** A report without what it says in detail. */
function summaryOf(report: Omit<RunSummary, 'status'> & { status: string }): IDataObject {
	const line: IDataObject = {};
	for (const [name, value] of Object.entries(report)) {
		if (typeof value === 'number' || TEXTS.has(name)) line[name] = value as IDataObject[string];
	}
	const { calls, memory, objects, left, right } = report as typeof report & {
		objects?: Array<{ object: string; counts: IDataObject }>;
		left?: IDataObject;
		right?: IDataObject;
	};
	return {
		...line,
		calls: calls as unknown as IDataObject,
		memory,
		...(objects === undefined
			? {}
			: { counts: Object.fromEntries(objects.map(({ object, counts }) => [object, counts])) }),
		...(left?.counts === undefined ? {} : { left: left.counts }),
		...(right?.counts === undefined ? {} : { right: right.counts }),
	};
}

const TEXTS = new Set(['status', 'reason', 'resumeAt', 'error', 'kind', 'code', 'system']);
