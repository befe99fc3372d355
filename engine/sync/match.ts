import type { ScopedLink } from '../state/types';
import type { DestinationRecord } from '../systems/types';
import { destinationOf, priorityOf, sameScope, type PreparedObject, type RunContext } from './context';
import { normaliseKey, type Desired } from './desired';
import { departedOwners, ownersOf, type Owner } from './owners';

/** What the destination already holds for a source record without a link. */
export type Match =
	| { kind: 'none' }
	/** `record.properties` is empty where the record was found through a link and not read. */
	| { kind: 'one'; record: DestinationRecord; read: boolean; takeover: ScopedLink[] }
	| { kind: 'many'; destinationIds: string[] }
	/** A source record of higher priority is in charge. */
	| { kind: 'covered'; destinationId: string; by: Owner }
	/** Another record of the same object is, and the destination allows only one. */
	| { kind: 'taken'; destinationId: string; by: Owner }
	/** Another record of this page has the same key: decided once that one is written. */
	| { kind: 'later' };

export interface MatchOptions {
	/** Let one record of a page go first where several have the same unique key. */
	oneAtATime: boolean;
	/** Destination records that the destination itself named as standing in the way. */
	hints: Map<string, string>;
	/** Destination records that are known not to exist, whatever a look-up shows. */
	gone: Set<string>;
}

/**
 * Finds, for records without a link, the destination records that are theirs already: first among our
 * own links (by match key), then by batched look-ups in the destination. Several matches are reported,
 * never guessed between.
 */
export async function matchUnlinked(
	context: RunContext,
	object: PreparedObject,
	records: Desired[],
	options: MatchOptions,
): Promise<Map<string, Match>> {
	const matches = new Map<string, Match>();
	if (records.length === 0) return matches;
	await matchByLinks(context, object, records, matches);
	const unmatched = () => records.filter((desired) => !matches.has(desired.record.id));
	await matchByLookup(context, object, unmatched(), options, matches);
	await matchByIdProperty(
		context,
		object,
		records.filter((desired) => needsIdLookup(context, desired, matches.get(desired.record.id))),
		matches,
	);
	settleClaims(object, records, matches);
	if (options.oneAtATime && object.plan.match?.unique === true) queueEqualKeys(unmatched(), matches);
	for (const desired of unmatched()) matches.set(desired.record.id, { kind: 'none' });
	return matches;
}

/** A unique key that we have sent ourselves needs no call: the link knows who has it. */
async function matchByLinks(
	context: RunContext,
	object: PreparedObject,
	records: Desired[],
	matches: Map<string, Match>,
) {
	if (object.plan.match?.unique !== true) return;
	const keys = [...new Set(records.flatMap((desired) => desired.keyHash ?? []))];
	if (keys.length === 0) return;
	const links = await context.state.linksByMatchKey(destinationOf(object), keys);
	for (const desired of records) {
		const others = (links.get(desired.keyHash ?? '') ?? []).filter(
			(link) => link.role === 'primary' && !isOwn(link, object, desired),
		);
		if (others.length === 0) continue;
		matches.set(desired.record.id, rank(context, object, others[0].destinationId, others));
	}
}

const isOwn = (link: ScopedLink, object: PreparedObject, desired: Desired): boolean =>
	link.sourceId === desired.record.id && sameScope(link.scope, object.scope);

/** Who is in charge where other source records are linked to the destination record already. */
function rank(context: RunContext, object: PreparedObject, destinationId: string, others: ScopedLink[]): Match {
	for (const link of others) {
		const by = { object: link.scope.sourceObject, recordId: link.sourceId };
		const ours = priorityOf(context, object.plan.sourceObject);
		const theirs = priorityOf(context, link.scope.sourceObject);
		// A record of another organisation is not known to be the same person's.
		if (link.scope.sourceOrganisation !== object.scope.sourceOrganisation || theirs === ours)
			return { kind: 'taken', destinationId, by };
		if (theirs < ours) return { kind: 'covered', destinationId, by };
	}
	return { kind: 'one', record: { id: destinationId, properties: {} }, read: false, takeover: others };
}

async function matchByLookup(
	context: RunContext,
	object: PreparedObject,
	records: Desired[],
	options: MatchOptions,
	matches: Map<string, Match>,
) {
	const candidates = new Map<string, DestinationRecord[]>();
	await addHinted(context, object, records, options.hints, candidates);
	const { match } = object.plan;
	const keys = [
		...new Set(records.flatMap((desired) => (candidates.has(desired.record.id) ? [] : (desired.key ?? [])))),
	];
	if (match !== undefined && keys.length > 0) {
		const found = await context.destination.find({
			object: object.plan.destinationObject,
			key: match.property,
			values: keys,
			...(match.normalise === undefined ? {} : { normalise: match.normalise }),
			properties: object.readProperties,
			signal: context.signal,
		});
		const newKeys =
			context.destination.findLags === true
				? await keysSent(context, object, [...found.values()].flat())
				: new Map<string, string>();
		for (const desired of records) {
			const existing =
				(desired.key === null ? undefined : found.get(desired.key))?.filter(
					({ id }) => !options.gone.has(id) && (newKeys.get(id) ?? desired.keyHash) === desired.keyHash,
				) ?? [];
			if (existing.length > 0 && !candidates.has(desired.record.id)) candidates.set(desired.record.id, existing);
		}
	}
	await judge(context, object, records, candidates, matches);
}

/**
 * The keys that we have sent to these records ourselves: a look-up that lags may still show the ones before. If
 * such a record has its old key all the same, the destination says so when the key is written.
 */
async function keysSent(
	context: RunContext,
	object: PreparedObject,
	records: DestinationRecord[],
): Promise<Map<string, string>> {
	if (records.length === 0) return new Map();
	const links = await context.state.linksByDestination(destinationOf(object), [
		...new Set(records.map(({ id }) => id)),
	]);
	return new Map(
		[...links].flatMap(([id, owners]) =>
			owners.flatMap(({ role, matchKey }) =>
				role === 'primary' && matchKey !== null ? [[id, matchKey] as const] : [],
			),
		),
	);
}

async function addHinted(
	context: RunContext,
	object: PreparedObject,
	records: Desired[],
	hints: Map<string, string>,
	candidates: Map<string, DestinationRecord[]>,
) {
	const hinted = records.filter((desired) => hints.has(desired.record.id));
	if (hinted.length === 0) return;
	const found = await context.destination.read({
		object: object.plan.destinationObject,
		ids: [...new Set(hinted.map((desired) => hints.get(desired.record.id) ?? ''))],
		properties: object.readProperties,
		signal: context.signal,
	});
	for (const desired of hinted) {
		const record = found.get(hints.get(desired.record.id) ?? '');
		if (record !== undefined) candidates.set(desired.record.id, [record]);
	}
}

/**
 * An upsert finds a record with our id by itself, but it writes what should be written only if blank, and
 * creates what should not be. And whose key another record has may still have a record of its own.
 */
function needsIdLookup(context: RunContext, desired: Desired, match: Match | undefined): boolean {
	if (match === undefined) return context.plan.mode !== 'upsert' || desired.mapped.onlyIfBlank.size > 0;
	return match.kind === 'taken' || match.kind === 'covered';
}

/** Records that carry our id although we have no link: their state was lost, another n8n wrote them, or it was deleted for a while. */
async function matchByIdProperty(
	context: RunContext,
	object: PreparedObject,
	records: Desired[],
	matches: Map<string, Match>,
) {
	const { idProperty, destinationObject } = object.plan;
	if (records.length === 0 || !object.readProperties.includes(idProperty)) return;
	const found = await context.destination.find({
		object: destinationObject,
		key: idProperty,
		values: records.map((desired) => desired.record.id),
		properties: object.readProperties,
		signal: context.signal,
	});
	const ids = [...found.values()].flat().map((record) => record.id);
	const links =
		ids.length === 0
			? new Map<string, ScopedLink[]>()
			: await context.state.linksByDestination(destinationOf(object), ids);
	for (const desired of records) {
		const [record] = found.get(desired.record.id) ?? [];
		// Somebody else is in charge of it by now: what an upsert finds there is settled when it is answered.
		const led =
			context.plan.mode === 'upsert' &&
			links.get(record?.id ?? '')?.some((link) => link.role === 'primary' && !isOwn(link, object, desired));
		if (record !== undefined && led !== true)
			matches.set(desired.record.id, { kind: 'one', record, read: true, takeover: [] });
	}
}

/** Turns the records found for a key into a match, by who owns them. */
async function judge(
	context: RunContext,
	object: PreparedObject,
	records: Desired[],
	candidates: Map<string, DestinationRecord[]>,
	matches: Map<string, Match>,
) {
	const found = [...candidates.values()].flat();
	if (found.length === 0) return;
	const links = await context.state.linksByDestination(destinationOf(object), [
		...new Set(found.map((record) => record.id)),
	]);
	const mastersOf = (record: DestinationRecord, desired: Desired) =>
		(links.get(record.id) ?? []).filter((link) => link.role === 'primary' && !isOwn(link, object, desired));
	// By its links: is it anybody's who is not outranked? Only if not, the ids on the record itself matter.
	const free = (record: DestinationRecord, desired: Desired): Match => {
		const masters = mastersOf(record, desired);
		const verdict: Match =
			masters.length > 0
				? rank(context, object, record.id, masters)
				: { kind: 'one', record, read: true, takeover: [] };
		return verdict.kind === 'one' ? { ...verdict, record, read: true } : verdict;
	};
	const foreign = records.flatMap((desired) =>
		(candidates.get(desired.record.id) ?? []).filter(
			(record) =>
				record.properties[object.plan.idProperty] !== desired.record.id && free(record, desired).kind === 'one',
		),
	);
	const departed = await departedOwners(context, object, foreign);
	for (const desired of records) {
		const verdicts = (candidates.get(desired.record.id) ?? []).map((record): Match => {
			if (record.properties[object.plan.idProperty] === desired.record.id)
				return { kind: 'one', record, read: true, takeover: [] };
			const verdict = free(record, desired);
			if (verdict.kind !== 'one') return verdict;
			const owner = ownersOf(context, object, record).find(
				(candidate) => !departed.has(`${candidate.object} ${candidate.recordId}`),
			);
			if (owner === undefined) return verdict;
			return {
				kind: owner.object === object.plan.sourceObject ? 'taken' : 'covered',
				destinationId: record.id,
				by: owner,
			};
		});
		const match = choose(object, desired, verdicts);
		if (match !== undefined) matches.set(desired.record.id, match);
	}
}

function choose(object: PreparedObject, desired: Desired, verdicts: Match[]): Match | undefined {
	const free = verdicts.filter((verdict) => verdict.kind === 'one');
	const own = free.find((verdict) => verdict.record.properties[object.plan.idProperty] === desired.record.id);
	if (own !== undefined) return own;
	if (free.length > 1) return { kind: 'many', destinationIds: free.map((verdict) => verdict.record.id) };
	if (free.length === 1) return free[0];
	// Where the key is not unique (a company's domain), a record of somebody else's is no obstacle.
	if (object.plan.match?.unique !== true) return undefined;
	return verdicts.find((verdict) => verdict.kind === 'covered') ?? verdicts[0];
}

/**
 * Several source records of one page may claim the same destination record. With a unique key the
 * first one gets it. Otherwise (accounts that share a web site) the one whose name is the same gets
 * it; if that is none or several, all are left to a person.
 */
function settleClaims(object: PreparedObject, records: Desired[], matches: Map<string, Match>) {
	const claims = new Map<string, Desired[]>();
	for (const desired of records) {
		const match = matches.get(desired.record.id);
		if (match?.kind === 'one') claims.set(match.record.id, [...(claims.get(match.record.id) ?? []), desired]);
	}
	for (const [destinationId, claimants] of claims) {
		if (claimants.length < 2) continue;
		const unique = object.plan.match?.unique === true;
		const winner = unique ? claimants[0] : claimantByRecord(object, claimants, matches);
		for (const { record } of claimants) {
			if (record === winner?.record) continue;
			if (winner === undefined) matches.set(record.id, { kind: 'many', destinationIds: [destinationId] });
			else if (unique)
				matches.set(record.id, {
					kind: 'taken',
					destinationId,
					by: { object: object.plan.sourceObject, recordId: winner.record.id },
				});
			else matches.delete(record.id);
		}
	}
}

function claimantByRecord(
	object: PreparedObject,
	claimants: Desired[],
	matches: Map<string, Match>,
): Desired | undefined {
	const match = matches.get(claimants[0].record.id);
	const properties = match?.kind === 'one' ? match.record.properties : {};
	const own = claimants.find((claimant) => properties[object.plan.idProperty] === claimant.record.id);
	if (own !== undefined) return own;
	const name = normaliseKey(properties.name);
	const sameName = claimants.filter(
		(claimant) => name !== null && normaliseKey(claimant.mapped.properties.name) === name,
	);
	return sameName.length === 1 ? sameName[0] : undefined;
}

/** Of new records with one unique key, the first is written now; the others see what came of it. */
function queueEqualKeys(records: Desired[], matches: Map<string, Match>) {
	const first = new Set<string>();
	for (const desired of records) {
		if (desired.key === null) continue;
		if (first.has(desired.key)) matches.set(desired.record.id, { kind: 'later' });
		else first.add(desired.key);
	}
}
