import type { Rejection, RecordRef, Revisit } from '../state/types';
import { sameScope, slices } from '../sync/context';
import { goneSide } from './agreement';
import { idsOfLink, linksOf, readScope, scopeDestination, type PairContext } from './context';
import { decideDeparture } from './decide';
import { lackedBy, type Departures } from './departures';
import { readRecords } from './lookup';
import { marksScope } from './rejections';
import { stagedOf } from './scan';
import type { SideName } from './types';

const sides = ['left', 'right'] as const;
const PAGE = 500;

/** Reads records by id and stages them; what is gone is noted. */
async function stageIds(context: PairContext, departures: Departures, side: SideName, ids: string[]) {
	for (const part of slices([...new Set(ids)], PAGE)) {
		context.stop.check();
		const found = await readRecords(context, side, part);
		context.report.read(side, found.records.length);
		await context.staging.add(
			side,
			found.records.map((record) => stagedOf(context.sides[side], record)),
		);
		await departures.take(side, [
			...found.gone,
			...found.missing.map((id) => ({ id, kind: 'deleted' as const })),
			...found.filteredOut.map((id) => ({ id, kind: 'filteredOut' as const })),
		]);
	}
}

/** Those of the ids that are not staged yet. */
async function unstaged({ staging }: PairContext, side: SideName, ids: string[]): Promise<string[]> {
	const staged = await staging.get(side, ids);
	return ids.filter((id) => !staged.has(id));
}

/**
 * Reads the records that are kept as rejected and may pass by now. Those that cannot be told apart are looked at every
 * time, for the other one may be gone; so are those that a person wants tried again. In a full read all of them are, so
 * that none that is gone stays listed for ever.
 */
export async function readRejected(context: PairContext, departures: Departures, full: boolean): Promise<void> {
	const { state, plan } = context;
	const due = ({ retryable, category, payloadHash }: Rejection) =>
		full ||
		plan.retryRejected ||
		retryable ||
		category === 'ambiguous' ||
		category === 'duplicate' ||
		payloadHash === '';
	let afterId: string | undefined;
	for (;;) {
		context.stop.check();
		const page = await state.listRejections({ syncKey: plan.syncKey, dismissed: 'any', limit: PAGE, afterId });
		if (page.length === 0) return;
		afterId = page[page.length - 1].id;
		for (const side of sides) {
			const scope = readScope(context, side);
			const ids = page.filter((one) => due(one) && sameScope(one.scope, scope)).map((one) => one.recordId);
			await stageIds(context, departures, side, await unstaged(context, side, ids));
		}
	}
}

/**
 * Reads both records of the pairs that are marked to be looked at again.
 *
 * @returns the marks, to be taken off once that is done
 */
export async function readMarked(
	context: PairContext,
	departures: Departures,
): Promise<Array<RecordRef & Pick<Revisit, 'mark'>>> {
	const scope = marksScope(context);
	const destination = scopeDestination(context);
	const marks: Array<RecordRef & Pick<Revisit, 'mark'>> = [];
	let after: string | undefined;
	for (;;) {
		context.stop.check();
		const page = await context.state.revisits(scope, after, PAGE);
		if (page.length === 0) return marks;
		after = page[page.length - 1].sourceId;
		marks.push(...page.map((mark) => ({ scope, ...mark })));
		const links = await linksOf(
			context,
			destination,
			page.map(({ sourceId }) => sourceId),
		);
		const ids = [...links.values()].map((link) => idsOfLink(context, link));
		for (const side of sides)
			await stageIds(
				context,
				departures,
				side,
				await unstaged(
					context,
					side,
					ids.map((both) => both[side]),
				),
			);
	}
}

/** After a full read of both sides: linked records that it has not met are asked for by id, so that none is taken for gone that is not. */
export async function readMissing(context: PairContext, departures: Departures): Promise<void> {
	const { scope } = context.scope;
	let after: string | undefined;
	for (;;) {
		context.stop.check();
		// Whatever read has seen it: all links of the scope.
		const ids = await context.state.unseenLinks(scope, Number.MAX_SAFE_INTEGER, after, PAGE);
		if (ids.length === 0) return;
		after = ids[ids.length - 1];
		const links = [...(await context.state.getLinks(scope, ids)).values()].filter(({ role }) => role === 'primary');
		for (const side of sides) {
			const asked = links.filter(
				(link) =>
					goneSide(context, link) !== side ||
					decideDeparture(side, lackedBy(context, side), false, context.plan) !== 'mark',
			);
			const wanted = asked.map((link) => idsOfLink(context, link)[side]);
			await stageIds(context, departures, side, await unstaged(context, side, wanted));
		}
	}
}
