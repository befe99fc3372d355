import { describeProcess, isDead, type Surroundings } from '../holder';
import type { RunOrigin, RunStatus, StateStore, StoredRun } from '../types';
import type { Session } from './session';
import { liveHolders } from './leases';

interface RunRow {
	run_id: string;
	sync_key: string;
	operation: string;
	status: RunStatus;
	started_at: string;
	finished_at: string | null;
	report: string | null;
	origin: string | null;
}

type StartedRun = Parameters<StateStore['startRun']>[0];
type FinishedRun = Parameters<StateStore['finishRun']>[0];

/**
 * Only inside a write. Earlier runs of the sync that a dead process left 'running' are marked
 * 'crashed'. A process of another host (a container that was replaced) counts as dead when it holds no
 * live lease.
 */
export function startRun(session: Session, run: StartedRun, now: number, { process, probe }: Surroundings): void {
	const left = session.all<{ run_id: string; holder: string }>(
		"SELECT run_id, holder FROM runs WHERE sync_key = ? AND status = 'running'",
		run.syncKey,
	);
	const here = describeProcess(process);
	for (const { run_id: runId, holder } of left) {
		if (holder === here) continue;
		const foreign = holder.split(':')[0] !== here.split(':')[0];
		const gone = foreign
			? !liveHolders(session, now).some((live) => live.startsWith(`${holder}:`))
			: isDead(holder, process, probe);
		if (!gone) continue;
		session.run("UPDATE runs SET status = 'crashed', finished_at = ? WHERE run_id = ?", run.startedAt, runId);
	}
	session.run(
		"INSERT INTO runs (run_id, sync_key, operation, status, started_at, holder, origin) VALUES (?, ?, ?, 'running', ?, ?, ?)",
		run.runId,
		run.syncKey,
		run.operation,
		run.startedAt,
		here,
		run.origin === undefined ? null : JSON.stringify(run.origin),
	);
}

/** Only inside a write. */
export function finishRun(session: Session, run: FinishedRun): void {
	session.run(
		'UPDATE runs SET status = ?, finished_at = ?, report = ? WHERE run_id = ?',
		run.status,
		run.finishedAt,
		JSON.stringify(run.report) ?? null,
		run.runId,
	);
}

/** Behind every ISO 8601 date. */
const END_OF_TIME = ':';

export const runQueries = {
	all: 'SELECT * FROM runs WHERE started_at >= ? AND started_at < ? ORDER BY started_at DESC, rowid DESC LIMIT ?',
	ofSync:
		'SELECT * FROM runs WHERE sync_key = ? AND started_at >= ? AND started_at < ? ORDER BY started_at DESC, rowid DESC LIMIT ?',
};

/** Newest first. */
export function listRuns(
	session: Session,
	{ syncKey, since = '', until = END_OF_TIME, limit }: Parameters<StateStore['listRuns']>[0],
): StoredRun[] {
	const rows =
		syncKey === undefined
			? session.all<RunRow>(runQueries.all, since, until, limit)
			: session.all<RunRow>(runQueries.ofSync, syncKey, since, until, limit);
	return rows.map((row) => ({
		runId: row.run_id,
		syncKey: row.sync_key,
		operation: row.operation,
		...(row.origin === null ? {} : { origin: JSON.parse(row.origin) as RunOrigin }),
		status: row.status,
		startedAt: row.started_at,
		...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
		...(row.report === null ? {} : { report: JSON.parse(row.report) as unknown }),
	}));
}
