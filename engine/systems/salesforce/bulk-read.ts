import type { ChangesRequest, SourcePage } from '../types';
import { isJobGone, jobVanished, type BulkJobs, type BulkPage } from './bulk-job';
import { planQuery, windowConditions, type ReadPlan } from './read-plan';
import { readAhead, type Loaded } from '../shared/readAhead';
import { writeResume } from './resume';

/** A job's results, or a place in them. */
interface Place {
	job: string;
	locator?: string;
}

/** Whether the read is over, or the records must be read by REST instead. */
export type BulkResult = 'read' | 'unsupported';

function loaded({ records, nextLocator }: BulkPage, { job }: Place): Loaded<SourcePage, Place> {
	const next = nextLocator === undefined ? undefined : { job, locator: nextLocator };
	const resume = writeResume(next === undefined ? { kind: 'end' } : { kind: 'bulk', job, locator: next.locator });
	return { pages: records.length === 0 ? [] : [{ records, resume }], next };
}

/**
 * Reads live records through a bulk job: begun, waited for, its results handed out page by page, and
 * removed when the last page has been dealt with. A read that stops between pages leaves the job for the
 * one that goes on. `from` is a place in an earlier job; if that has expired, a new job begins.
 */
export async function* readBulk(
	jobs: BulkJobs,
	plan: ReadPlan,
	{ since, until, signal }: Pick<ChangesRequest, 'since' | 'until' | 'signal'>,
	from?: Place,
): AsyncGenerator<SourcePage, BulkResult, undefined> {
	const find = async (place: Place, own?: AbortSignal) =>
		await jobs.page(place.job, place.locator, own).then(
			(page) => loaded(page, place),
			async (error: unknown) => (isJobGone(error) ? undefined : await Promise.reject(error)),
		);
	const load = async (place: Place, own?: AbortSignal): Promise<Loaded<SourcePage, Place>> => {
		const page = await find(place, own);
		if (page === undefined) throw jobVanished();
		return page;
	};
	let place = from;
	let first = from === undefined ? undefined : await find(from, signal);
	if (place === undefined || first === undefined) {
		const query = planQuery(plan, { conditions: windowConditions(since, until, plan.due) });
		const job = await jobs.create(query, signal);
		if (job === undefined) return 'unsupported';
		if (!(await waitFor(jobs, job, signal))) return 'unsupported';
		place = { job };
		first = await load(place, signal);
	}
	const begun = first;
	yield* readAhead(async () => begun, load, signal);
	await jobs.remove(place.job, signal);
	return 'read';
}

/** A job that is not waited for to its end is stopped: nothing could find it again. */
async function waitFor(jobs: BulkJobs, job: string, signal?: AbortSignal): Promise<boolean> {
	let waited = false;
	try {
		const supported = await jobs
			.finished(job, signal)
			.catch(async (error: unknown) => await Promise.reject(isJobGone(error) ? jobVanished() : error));
		waited = true;
		return supported;
	} finally {
		if (!waited) jobs.abandon(job);
	}
}
