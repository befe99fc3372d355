import { isSophiaError } from '../errors';
import { fingerprint } from '../mapping/fingerprint';
import type { Cursor, Junction, JunctionChanges, JunctionScope, OpenRead } from '../state/types';
import type { SourceRecord } from '../systems/types';
import { slices, type RunContext } from './context';
import { isJunction, planName, type JunctionAssociation } from './types';
import type { ReadWindow } from './window';

/** Records read by id at a time. */
const BY_ID_PAGE = 500;

/** Records whose junctions are asked for in one query. */
const TRIAL_SLICE = 200;

/** One association through a third object, ready to run. */
export interface PreparedJunction {
	association: JunctionAssociation;
	scope: JunctionScope;
	/** Under which its cursor is kept: the third object may be synced for itself, too. */
	cursorName: string;
	fingerprint: string;
}

/**
 * The plan's associations through a third object, as far as the source shows that object: one that it does not show is
 * a warning, and what was associated stays.
 */
export async function prepareJunctions(context: RunContext): Promise<PreparedJunction[]> {
	const prepared: PreparedJunction[] = [];
	for (const association of context.plan.associations.filter(isJunction)) {
		const { through, kind, sourceObject, targetObject } = association;
		const from = context.objects.find(({ plan }) => planName(plan) === sourceObject);
		const to = context.objects.find(({ plan }) => planName(plan) === targetObject);
		if (from === undefined || to === undefined) continue;
		if (!(await isReadable(context, association))) {
			context.report.note(
				`${through.object} cannot be read, so that ${sourceObject} and ${targetObject} are not associated. Give the source's user read access to it, with the fields ${through.fromField} and ${through.toField}.`,
			);
			continue;
		}
		prepared.push({
			association,
			scope: { kind: kind.name, fromScope: from.scope, toScope: to.scope },
			cursorName: `${through.object} (${kind.name})`,
			fingerprint: fingerprint({ through, from: from.scope, to: to.scope }),
		});
	}
	return prepared;
}

async function isReadable({ source, signal }: RunContext, { through }: JunctionAssociation): Promise<boolean> {
	const description = await source
		.describe(through.object, signal)
		.catch(async (error: unknown) => (isSophiaError(error, 'configuration') ? undefined : await Promise.reject(error)));
	return description?.fields.has(through.fromField) === true && description.fields.has(through.toField);
}

/** Junctions that were deleted since the last run. */
export async function readGoneJunctions(context: RunContext, junction: PreparedJunction, window: ReadWindow) {
	if (window.departuresSince === undefined) return;
	const pages = context.source.identityChanges({
		object: junction.association.through.object,
		since: window.departuresSince,
		until: new Date(window.open.until),
		signal: context.signal,
	});
	for await (const page of pages) {
		context.stop.check();
		await save(context, { ...junction.scope, remove: page.map(({ id }) => id) });
	}
}

/** Reads the window of junctions, each page committed with its cursor; a full read then asks for those that it has not met. */
export async function readJunctions(
	context: RunContext,
	junction: PreparedJunction,
	window: ReadWindow,
): Promise<void> {
	const cursor = await context.state.getCursor(context.plan.syncKey, junction.cursorName);
	const open: OpenRead = { ...window.open };
	if (open.kind === 'full') open.generation ??= await context.state.nextGeneration();
	if (open.phase === 'changes') {
		await readPages(context, junction, cursor, open);
		open.phase = 'missing';
		delete open.resume;
		await save(context, undefined, cursorOf(context, junction, { ...cursor, open }));
	}
	if (open.generation !== undefined) await readMissing(context, junction, open.generation);
	const done = {
		watermark: open.until,
		fullReadAt: open.kind === 'full' ? open.until : cursor?.fullReadAt,
		fingerprint: junction.fingerprint,
	};
	await save(context, undefined, cursorOf(context, junction, done));
}

/** The junctions of some records alone, for a trial: no cursor moves, and none counts as gone. */
export async function readJunctionsOf(
	context: RunContext,
	junction: PreparedJunction,
	fromIds: string[],
	until: Date,
): Promise<void> {
	const { object, fromField, toField } = junction.association.through;
	const { source, signal } = context;
	for (const value of slices(fromIds, TRIAL_SLICE)) {
		context.stop.check();
		const conditions = [{ field: fromField, operator: 'oneOf', value }];
		const filter = await source.compileConditions?.(object, { match: 'all', conditions }, signal);
		if (filter === undefined) return;
		for await (const page of source.changes({ object, fields: [fromField, toField], filter, until, signal }))
			await save(context, changesOf(junction, page.records));
	}
}

async function readPages(context: RunContext, junction: PreparedJunction, cursor: Cursor | undefined, open: OpenRead) {
	const { through } = junction.association;
	const pages = context.source.changes({
		object: through.object,
		fields: [through.fromField, through.toField],
		since: open.since === undefined ? undefined : new Date(open.since),
		until: new Date(open.until),
		resume: open.resume,
		signal: context.signal,
	});
	for await (const page of pages) {
		context.stop.check();
		open.resume = page.resume;
		await save(
			context,
			changesOf(junction, page.records, open.generation),
			cursorOf(context, junction, { ...cursor, open: { ...open } }),
		);
	}
}

async function readMissing(context: RunContext, junction: PreparedJunction, generation: number) {
	const { through } = junction.association;
	let after: string | undefined;
	for (;;) {
		context.stop.check();
		const ids = await context.state.unseenJunctions(junction.scope, generation, after, BY_ID_PAGE);
		if (ids.length === 0) return;
		after = ids[ids.length - 1];
		const found = await context.source.readByIds({
			object: through.object,
			fields: [through.fromField, through.toField],
			ids,
			signal: context.signal,
		});
		const there = changesOf(junction, found.records, generation);
		const gone = [...found.gone.map(({ id }) => id), ...found.missing];
		await save(context, { ...there, remove: [...(there.remove ?? []), ...gone] });
	}
}

/** One with an end missing stands for nothing. */
function changesOf(
	{ association: { through }, scope }: PreparedJunction,
	records: SourceRecord[],
	seen?: number,
): JunctionChanges {
	const put: Junction[] = [];
	const remove: string[] = [];
	for (const { id, fields } of records) {
		const [fromId, toId] = [fields[through.fromField], fields[through.toField]];
		if (typeof fromId === 'string' && typeof toId === 'string' && fromId !== '' && toId !== '')
			put.push({ id, fromId, toId });
		else remove.push(id);
	}
	return { ...scope, put, remove, seen };
}

const cursorOf = (context: RunContext, junction: PreparedJunction, cursor: Cursor) => ({
	syncKey: context.plan.syncKey,
	object: junction.cursorName,
	cursor,
});

async function save(context: RunContext, changes?: JunctionChanges, cursor?: ReturnType<typeof cursorOf>) {
	await context.state.commit(
		{ ...(changes === undefined ? {} : { junctions: [changes] }), ...(cursor === undefined ? {} : { cursor }) },
		context.lease.leases,
	);
}
