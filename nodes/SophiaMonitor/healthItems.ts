import type { IDataObject } from 'n8n-workflow';
import type { HealthChange, HealthCheck, HealthReport } from '../../engine/health';

/** The one item of the output "Overall": enough for a condition and a message. */
export function overallItem(
	{ status, checkedAt, durationMs, checks }: HealthReport,
	change: HealthChange,
): IDataObject {
	const problems = checks.flatMap(({ check, label, problems: own }) =>
		own.map((problem) => ({ check, label, ...problem })),
	);
	return {
		status,
		healthy: status === 'healthy',
		...change,
		text: textOf(status, problems),
		problems,
		checks: checks.map(({ check, status: own, latencyMs }) => ({
			check,
			status: own,
			...(latencyMs === undefined ? {} : { latencyMs }),
		})),
		checkedAt,
		durationMs,
	};
}

/** One item of the output "Checks". */
export const checkItem = ({ account = {}, details = {}, ...check }: HealthCheck, checkedAt: string): IDataObject =>
	JSON.parse(JSON.stringify({ ...check, account, details, checkedAt })) as IDataObject;

/** Ready to be sent to a chat or by mail. */
function textOf(status: string, problems: Array<{ label: string; message: string; remedy?: string }>): string {
	const lines = problems.map(({ label, message, remedy }) =>
		[`• ${label}: ${message}`, remedy].filter((part) => part !== undefined).join(' '),
	);
	return [`Sophia is ${status}.`, ...lines].join('\n');
}
