import type { Cursor, OpenRead } from '../state/types';
import type { ReadByIdResult } from '../systems/types';
import { sameScope, type PreparedObject, type RunContext } from './context';
import { processDepartures, type Departure } from './departures';
import { lookAgain } from './lookAgain';
import { processPage } from './page';
import { planName } from './types';
import type { ReadWindow } from './window';

/** Records read by id at a time. */
const BY_ID_PAGE = 500;

/** Deletes, merges and conversions since the last run. Run for every object before any object's changes. */
export async function readDepartures(context: RunContext, object: PreparedObject, window: ReadWindow): Promise<void> {
	if (window.departuresSince === undefined) return;
	const pages = context.source.identityChanges({
		object: object.plan.sourceObject,
		since: window.departuresSince,
		until: new Date(window.open.until),
		signal: context.signal,
	});
	for await (const page of pages) await processDepartures(context, object, page);
}

/** Reads an object's window, page by page, each committed with its cursor; then what else is to be looked at. */
export async function readChanges(context: RunContext, object: PreparedObject, window: ReadWindow): Promise<void> {
	const cursor = await context.state.getCursor(context.plan.syncKey, planName(object.plan));
	const open: OpenRead = { ...window.open };
	const until = new Date(open.until);
	if (open.kind === 'full') open.generation ??= await context.state.nextGeneration();
	context.report.begin(object, open.kind);
	if (open.phase === 'changes') {
		await readPages(context, object, cursor, open);
		open.phase = 'missing';
		delete open.resume;
		await saveCursor(context, object, { ...cursor, open });
	}
	if (open.kind === 'full') {
		await readMissing(context, object, open.generation ?? 0, until);
		await forgetGoneRejections(context, object, until);
	}
	await lookAgain(context, object, async (ids) => {
		await readIds(context, object, ids, until);
		return ids;
	});
	await saveCursor(context, object, {
		watermark: open.until,
		fullReadAt: open.kind === 'full' ? open.until : cursor?.fullReadAt,
		fingerprint: object.fingerprint,
	});
	context.report.complete(object);
}

/** Records that were handed over: each is written or kept as rejected; no cursor, no departures. */
export async function readGiven(context: RunContext, object: PreparedObject, until: Date): Promise<void> {
	const request = { object: object.plan.sourceObject, fields: object.sourceFields, until, signal: context.signal };
	for await (const page of context.source.changes(request)) {
		context.stop.check();
		context.report.read(object, page.records.length);
		await processPage(context, object, page.records, { retry: true });
	}
	// Only records that were handed over: of the others nothing is known, least of all that they are gone.
	await lookAgain(context, object, async (ids) => {
		const { records } = await context.source.readByIds({
			object: object.plan.sourceObject,
			fields: object.sourceFields,
			ids,
			signal: context.signal,
		});
		await processPage(context, object, records, { retry: true });
		return records.map((record) => record.id);
	});
	context.report.complete(object);
}

async function readPages(context: RunContext, object: PreparedObject, cursor: Cursor | undefined, open: OpenRead) {
	const pages = context.source.changes({
		object: object.plan.sourceObject,
		fields: object.sourceFields,
		filter: object.plan.filter,
		due: object.plan.due,
		since: open.since === undefined ? undefined : new Date(open.since),
		until: new Date(open.until),
		resume: open.resume,
		signal: context.signal,
	});
	for await (const page of pages) {
		context.stop.check();
		context.report.read(object, page.records.length);
		await processPage(context, object, page.records, { retry: open.kind === 'full' || context.plan.retryRejected });
		open.resume = page.resume;
		const seen =
			open.generation === undefined
				? undefined
				: { scope: object.scope, generation: open.generation, sourceIds: page.records.map((record) => record.id) };
		await context.state.commit(
			{
				seen,
				cursor: {
					syncKey: context.plan.syncKey,
					object: planName(object.plan),
					cursor: { ...cursor, open: { ...open } },
				},
			},
			context.lease.leases,
		);
	}
}

async function saveCursor(context: RunContext, object: PreparedObject, cursor: Cursor) {
	await context.state.commit(
		{ cursor: { syncKey: context.plan.syncKey, object: planName(object.plan), cursor } },
		context.lease.leases,
	);
}

/** Linked records that a full read has not met: asked for by id, so that nothing is taken for gone that is not. */
async function readMissing(context: RunContext, object: PreparedObject, generation: number, until: Date) {
	let after: string | undefined;
	for (;;) {
		context.stop.check();
		const ids = await context.state.unseenLinks(object.scope, generation, after, BY_ID_PAGE);
		if (ids.length === 0) return;
		after = ids[ids.length - 1];
		await readIds(context, object, ids, until);
		await context.state.commit({ seen: { scope: object.scope, generation, sourceIds: ids } }, context.lease.leases);
	}
}

/** Rejected records have no link that could be missed: those that are gone are asked for, so that none stays listed for ever. */
async function forgetGoneRejections(context: RunContext, object: PreparedObject, until: Date) {
	let afterId: string | undefined;
	for (;;) {
		context.stop.check();
		const rejections = await context.state.listRejections({
			syncKey: context.plan.syncKey,
			dismissed: 'any',
			afterId,
			limit: BY_ID_PAGE,
		});
		if (rejections.length === 0) return;
		afterId = rejections[rejections.length - 1].id;
		const ids = rejections
			.filter((rejection) => sameScope(rejection.scope, object.scope))
			.map((rejection) => rejection.recordId);
		if (ids.length === 0) continue;
		const found = await context.source.readByIds({
			object: object.plan.sourceObject,
			fields: [],
			filter: object.plan.filter,
			...dueBy(object, until),
			ids,
			signal: context.signal,
		});
		await processDepartures(context, object, departuresOf(found));
	}
}

const departuresOf = ({ gone, missing, filteredOut }: ReadByIdResult): Departure[] => [
	...gone,
	...missing.map((id) => ({ id, kind: 'deleted' as const })),
	...filteredOut.map((id) => ({ id, kind: 'filteredOut' as const })),
];

const dueBy = ({ plan: { due } }: PreparedObject, by: Date) => (due === undefined ? {} : { due: { field: due, by } });

/** Reads records by id and takes each where it belongs. */
async function readIds(context: RunContext, object: PreparedObject, ids: string[], until: Date) {
	const found: ReadByIdResult = await context.source.readByIds({
		object: object.plan.sourceObject,
		fields: object.sourceFields,
		filter: object.plan.filter,
		...dueBy(object, until),
		ids,
		signal: context.signal,
	});
	context.report.read(object, found.records.length);
	await processDepartures(context, object, departuresOf(found));
	await processPage(context, object, found.records, { retry: true });
}
