import type { StateStore } from '../state/types';
import type { HealthReport, HealthStatus } from './types';

/** How a report stands to the one before. */
export interface HealthChange {
	/** Whether something has come or gone since the last report; of a first one, whether it is not healthy. */
	changed: boolean;
	/** The status of the last report; absent for the first. */
	previousStatus?: HealthStatus;
	/** ISO 8601: since when the status is what it is. */
	since: string;
}

interface Remembered {
	status: HealthStatus;
	since: string;
	problems: string[];
}

/**
 * Compares a report with the last one of the same name and remembers it in its place, so that a person is told once and
 * not every five minutes.
 *
 * @param name who reports: two schedules do not take each other's news for their own
 */
export async function noteChange(
	state: Pick<StateStore, 'updateNote'>,
	name: string,
	report: HealthReport,
): Promise<HealthChange> {
	const problems = problemsOf(report);
	let before: Remembered | undefined;
	const now = await state.updateNote<Remembered>(`health of ${name}`, (old) => {
		before = old;
		const since = old?.status === report.status ? old.since : report.checkedAt;
		return { status: report.status, since, problems };
	});
	const since = now?.since ?? report.checkedAt;
	if (before === undefined) return { changed: report.status !== 'healthy', since };
	const changed = before.status !== report.status || before.problems.join('\n') !== problems.join('\n');
	return { changed, previousStatus: before.status, since };
}

/** What names a problem apart from its figures, which change all the time. */
const problemsOf = ({ checks }: HealthReport): string[] =>
	checks
		.flatMap(({ check, problems }) =>
			problems.map(({ status, code, subject = '' }) => JSON.stringify([check, status, code, subject])),
		)
		.sort();
