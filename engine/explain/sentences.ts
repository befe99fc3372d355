import { destinationName, instant, isEnrichment, sourceName, startedBy, systemOf } from './names';
import type { ExplainedLink, ExplainedRejection, Explanation, RecordStatus, SyncProgress } from './types';

type Told = Omit<Explanation, 'sentences'>;

const VERDICTS: Record<RecordStatus, string> = {
	rejected: 'It was refused and is not in step.',
	pending: 'It waits for the next run, which reads it again.',
	synced: 'It is linked, and what was sent last was accepted.',
	shadowed: 'It is not written itself, because another record of the same person or company is in charge.',
	dismissed: 'It was refused, and somebody has dismissed that.',
	removed: 'It is no longer linked.',
	unknown: 'Nothing is known of it: no sync has written, refused or linked it.',
};

/** Fields named in one sentence. */
const MOST_FIELDS = 12;

/** What a person reads: names, dates and reasons, and no values. */
export function sentencesOf(told: Told): string[] {
	return [
		`Record ${told.recordId}: ${VERDICTS[told.status]}`,
		...told.links.flatMap((link) => ofLink(link)),
		...told.rejections.flatMap((rejection) => ofRejection(rejection)),
		...told.revisits.map(
			({ scope, sourceId }) =>
				`The next run reads ${sourceName(scope, sourceId)} again, because something that it depends on has changed.`,
		),
		...told.waiting.map(
			({ kind, from, to }) =>
				`${sourceName(from.scope, from.sourceId)} waits for ${sourceName(to.scope, to.sourceId)} to be synced: then the two are associated (${kind}).`,
		),
		...(told.links.length === 0 ? ofPast(told) : []),
		...told.syncs.map(ofSync),
		...(told.status === 'unknown'
			? [
					'If it should be there: it may be of an object that is not synced, outside of the filter, or changed after the last run.',
				]
			: []),
	];
}

function ofLink({ scope, sourceId, destinationId, role, modifiedAt, lastWrite, sent }: ExplainedLink): string[] {
	const source = sourceName(scope, sourceId);
	if (isEnrichment(scope))
		return [`${source} was enriched by the sync '${scope.destinationObject}', as it was on ${instant(modifiedAt)}.`];
	const destination = destinationName(scope, destinationId);
	if (role === 'shadow')
		return [`${source} is the same as ${destination}, which follows another record: it is known and never written.`];
	const first = `${source} is ${destination}. What was sent last is ${source} as of its change on ${instant(modifiedAt)}.`;
	if (lastWrite === undefined) return [first];
	const fields = (lastWrite.fields ?? []).slice(0, MOST_FIELDS).join(', ');
	const more = (lastWrite.fields ?? []).length > MOST_FIELDS ? ', …' : '';
	const others = sent.length - (lastWrite.fields ?? []).length;
	return [
		first,
		[
			`${destination} was ${lastWrite.action} on ${instant(lastWrite.at)}`,
			startedBy(lastWrite.origin),
			fields === '' ? '' : `with ${fields}${more}`,
		]
			.filter((part) => part !== '')
			.join(' ') + (others > 0 ? `; ${others} other ${others === 1 ? 'field' : 'fields'} before.` : '.'),
	];
}

function ofRejection(rejection: ExplainedRejection): string[] {
	const { scope, recordId, syncKey, lastAt, firstAt, attempts, reason, category, field, dismissedAt } = rejection;
	const what = sourceName(scope, recordId);
	const where = isEnrichment(scope)
		? 'when what was found was written back'
		: `by ${systemOf(scope.destinationAccount)} or before it was sent there`;
	const times = attempts === 1 ? '' : `, ${attempts} times since ${instant(firstAt)}`;
	return [
		`${rejection.isOther ? 'It stands in the way of another record: ' : ''}${what} was refused on ${instant(lastAt)} ${where} (sync '${syncKey}'${times}): ${reason} (${category}${field === undefined ? '' : `, ${field}`})`,
		...(dismissedAt === undefined ? [] : [`That was dismissed on ${instant(dismissedAt)}.`]),
		`What to do: ${rejection.remedy}`,
		rejection.nextTry,
	];
}

/** A record without a link that something was done with. */
const ofPast = ({ history: [last] }: Told): string[] =>
	last === undefined
		? []
		: [
				[
					`The last thing done with it: ${last.destinationId === undefined ? sourceName(last.scope, last.recordId) : destinationName(last.scope, last.destinationId)} was ${last.action} on ${instant(last.at)}`,
					startedBy(last.origin),
				]
					.filter((part) => part !== '')
					.join(' ') + '.',
			];

function ofSync({ syncKey, object, upTo, lastRun }: SyncProgress): string {
	const progress =
		object === undefined
			? ''
			: upTo === undefined
				? ` It has not read all of ${object} yet.`
				: ` It has dealt with every change of ${object} before ${instant(upTo)}.`;
	if (lastRun === undefined) return `The sync '${syncKey}' has no run on record.${progress}`;
	return `The last run of the sync '${syncKey}' began on ${instant(lastRun.startedAt)}: ${lastRun.status}.${progress}`;
}
