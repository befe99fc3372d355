import type { PendingAssociation } from '../state/types';
import type { PreparedObject, RunContext } from './context';
import { processPage } from './page';
import type { ReadWindow } from './window';

/**
 * A run of the first few records of each object. It writes as any run does, and remembers what it wrote, but not
 * that it has read anything: no cursor moves, nothing counts as gone, marked records wait. So the next run, with or
 * without a limit, ends in the state in which it would have ended by itself.
 */
export class Trial {
	private readonly records = new Map<string, Set<string>>();

	/** @param limit records of each object, at most */
	constructor(readonly limit: number) {}

	take(object: PreparedObject, ids: string[]): void {
		const { sourceObject } = object.plan;
		const taken = this.records.get(sourceObject) ?? new Set();
		this.records.set(sourceObject, taken);
		for (const id of ids) taken.add(id);
	}

	taken(sourceObject: string): string[] {
		return [...(this.records.get(sourceObject) ?? [])];
	}

	/** Only associations of records that this run has taken: those that others wait for are not its own. */
	includes({ from }: PendingAssociation): boolean {
		return this.records.get(from.scope.sourceObject)?.has(from.sourceId) === true;
	}

	get note(): string {
		const records = this.limit === 1 ? 'record' : `${this.limit} records`;
		return `A trial: only the first ${records} of each object were taken, and the next run reads from where this one began. Remove the limit to sync everything.`;
	}
}

/** Takes the first records of a window. */
export async function readFirst(context: RunContext, object: PreparedObject, window: ReadWindow, trial: Trial) {
	const { open } = window;
	context.report.begin(object, open.kind);
	const pages = context.source.changes({
		object: object.plan.sourceObject,
		fields: object.sourceFields,
		filter: object.plan.filter,
		due: object.plan.due,
		since: open.since === undefined ? undefined : new Date(open.since),
		until: new Date(open.until),
		limit: trial.limit,
		signal: context.signal,
	});
	let left = trial.limit;
	for await (const page of pages) {
		context.stop.check();
		const records = page.records.slice(0, left);
		left -= records.length;
		trial.take(
			object,
			records.map(({ id }) => id),
		);
		context.report.read(object, records.length);
		await processPage(context, object, records, { retry: true });
		if (left <= 0) break;
	}
	context.report.complete(object);
}
