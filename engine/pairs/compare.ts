import type { RecordProblem } from '../errors';
import type { Link } from '../state/types';
import { agreedOn, agreementEntries, agreementHash } from './agreement';
import type { Pair, PairContext } from './context';
import { agreement } from './equal';
import { UNTRANSLATED } from './referenced';
import { decideField, decideRepair, type FieldVerdict } from './decide';
import type { PreparedField, Sent, Translation, Translations } from './fields';
import { otherSide, type FieldConflict, type SideName } from './types';
import type { SideRecord } from './values';

/** One value to write. */
export interface FieldWrite {
	field: PreparedField;
	/** '' clears. */
	value: string;
	/** The other side's value that it is made of, canonical. */
	of: string;
	/** What is there, canonical; undefined where it has not been read. */
	before?: string;
	/** Remembered once it is written. */
	entries: Record<string, string>;
	/** Options that must be added first. */
	newOptions?: string[];
}

/** How two records differ, and what is to be done about it. */
export interface Comparison {
	/** By the side that is written. */
	writes: Record<SideName, FieldWrite[]>;
	/** By the side that cannot be written: why. */
	problems: Partial<Record<SideName, RecordProblem>>;
	/** Remembered in any case: fields that agree. */
	entries: Record<string, string>;
	conflicts: FieldConflict[];
	/** A reference waits for its target. */
	waiting: boolean;
}

type Compare = Pick<PairContext, 'scope' | 'hash' | 'fields' | 'keys' | 'report' | 'repair'>;

const nothing = (): Comparison => ({
	writes: { left: [], right: [] },
	problems: {},
	entries: {},
	conflicts: [],
	waiting: false,
});

/** Whether a record of a link differs from what was agreed on in any field that is compared. */
export function differsFromAgreed(context: Compare, side: SideName, record: SideRecord, link: Link): boolean {
	return context.fields.some((field) => {
		const agreed = agreedOn(context, field, link);
		return (
			agreed === undefined || agreed[side] !== agreementHash(context, field, side, record.values[field.name[side]])
		);
	});
}

/**
 * Whether a changed left record can be written without knowing the right one: nothing may go the other way, the
 * left one has the last word, and the two have agreed before.
 */
export function writableUnread(context: Compare, left: SideRecord, link: Link): boolean {
	return context.fields.every((field) => {
		const agreed = agreedOn(context, field, link);
		if (agreed !== undefined && agreed.left === agreementHash(context, field, 'left', left.values[field.name.left]))
			return true;
		if (field.reference?.association.right !== undefined) return false;
		return agreed !== undefined && field.sends.left && !field.sends.right && field.rule === 'leftWins';
	});
}

/** Compares the fields of two records, of which the right one may be unread (see {@link writableUnread}). */
export function compareRecords(context: Compare, pair: Pair, translations: Translations): Comparison {
	const comparison = nothing();
	for (const field of context.fields) compareField(context, field, pair, translations, comparison);
	return comparison;
}

/** What a new record of a side is made of. */
export function newRecord(context: Compare, from: SideRecord, side: SideName, translations: Translations): Comparison {
	const comparison = nothing();
	const other = otherSide(side);
	for (const field of context.fields) {
		if (!field.sends[other]) continue;
		const canonical = from.values[field.name[other]];
		const sent = field.convert[other](canonical, translations.get(field) ?? UNTRANSLATED);
		note(context, side, sent, comparison);
		if (sent.waiting) comparison.waiting = true;
		// A new record has nothing to clear.
		if (sent.value === undefined || (sent.value === '' && canonical !== '')) continue;
		const write = writeOf(context, field, other, { [other]: canonical }, sent, translations);
		if (sent.value === '') Object.assign(comparison.entries, write.entries);
		else comparison.writes[side].push(write);
	}
	addKey(context, from, side, comparison);
	return comparison;
}

/**
 * A new record has its match key, even where that is read from another field than the one that is written: without it
 * nobody could find the record again, were its link lost.
 */
function addKey(context: Compare, from: SideRecord, side: SideName, comparison: Comparison) {
	const other = otherSide(side);
	for (const part of context.keys) {
		const field = context.fields.find((one) => one.name[side] === part[side] && one.sends[other]);
		const value = from.values[part[other]] ?? '';
		if (field === undefined || field.reference !== undefined || value === '') continue;
		if (comparison.writes[side].some((write) => write.field.name[side] === part[side])) continue;
		for (const name of Object.keys(agreementEntries(context, field, { left: '', right: '' }, '')))
			delete comparison.entries[name];
		// The fields themselves have not agreed: the next run brings the value to the other side, too.
		comparison.writes[side].push({ field, value, of: from.values[field.name[other]], entries: {} });
	}
}

function compareField(
	context: Compare,
	field: PreparedField,
	{ link, records }: Pair,
	translations: Translations,
	comparison: Comparison,
) {
	const values = {
		left: records.left?.values[field.name.left],
		right: records.right?.values[field.name.right],
	};
	const sent = {
		left: values.left === undefined ? {} : field.convert.left(values.left, translations.get(field) ?? UNTRANSLATED),
		right: values.right === undefined ? {} : field.convert.right(values.right, translations.get(field) ?? UNTRANSLATED),
	};
	const verdict = verdictOn(
		context,
		field,
		link,
		values,
		sent,
		newerOf(records),
		translations.get(field) ?? UNTRANSLATED,
	);
	if (verdict.action === 'agree') {
		const { left = '', right = '' } = values;
		Object.assign(
			comparison.entries,
			agreementEntries(context, field, { left, right }, sent[context.scope.source].value),
		);
		return;
	}
	if (verdict.conflict) comparison.conflicts.push(conflictOf(field, values, verdict));
	if (verdict.action === 'leave') return;
	const { from } = verdict;
	if (sent[from].waiting) comparison.waiting = true;
	else {
		note(context, otherSide(from), sent[from], comparison);
		if (sent[from].value !== undefined)
			comparison.writes[otherSide(from)].push(writeOf(context, field, from, values, sent[from], translations));
	}
}

type Values = Partial<Record<SideName, string>>;

function verdictOn(
	context: Compare,
	field: PreparedField,
	link: Link | undefined,
	values: Values,
	sent: Record<SideName, Sent>,
	newer: SideName | undefined,
	translation: Translation,
): FieldVerdict {
	const agreed = agreedOn(context, field, link);
	const changed = (side: SideName): boolean => {
		const value = values[side];
		if (value === undefined || agreed === undefined || (value === '' && field.keepsBlank[side])) return false;
		return agreed[side] !== agreementHash(context, field, side, value);
	};
	const can = (side: SideName): boolean =>
		field.sends[side] &&
		(sent[side].value !== undefined || sent[side].waiting === true || sent[side].problem !== undefined);
	const decide = context.repair ? decideRepair : decideField;
	return decide(
		{
			equal:
				values.left !== undefined &&
				values.right !== undefined &&
				agreement(field, values.left, values.right, translation) === 'equal',
			blank: { left: values.left === '', right: values.right === '' },
			...(agreed === undefined
				? {}
				: {
						changed: saidOf(context, field, agreed, values, translation, {
							left: changed('left'),
							right: changed('right'),
						}),
					}),
			sendable: { left: can('left'), right: can('right') },
			newer,
		},
		field,
	);
}

/**
 * Of references, a blank that came with the end of the record referred to is no change. Has that been made anew, or
 * merged into another, the side that still refers to it says so again.
 */
function saidOf(
	context: Compare,
	field: PreparedField,
	agreed: Record<SideName, string>,
	values: Values,
	translation: Translation,
	changed: Record<SideName, boolean>,
): Record<SideName, boolean> {
	if (field.reference === undefined || changed.left === changed.right) return changed;
	const side = changed.left ? 'left' : 'right';
	const other = otherSide(side);
	const named = values[other] ?? '';
	if (values[side] !== '' || named === '') return changed;
	const target = translation[other].get(named);
	const isThere = target !== undefined && translation.gone?.has(target) !== true;
	if (isThere && agreementHash(context, field, side, target) === agreed[side]) return changed;
	return side === 'left' ? { left: false, right: isThere } : { left: isThere, right: false };
}

function newerOf({ left, right }: Pair['records']): SideName | undefined {
	if (left === undefined || right === undefined) return undefined;
	const ahead = Date.parse(left.modifiedAt) - Date.parse(right.modifiedAt);
	return ahead === 0 || Number.isNaN(ahead) ? undefined : ahead > 0 ? 'left' : 'right';
}

function writeOf(
	context: Compare,
	field: PreparedField,
	from: SideName,
	values: Values,
	{ value = '', newOptions }: Sent,
	translations: Translations,
): FieldWrite {
	const to = otherSide(from);
	const after = { left: values.left ?? '', right: values.right ?? '', [to]: value };
	const { source } = context.scope;
	const sent = from === source ? value : field.convert[source](value, translations.get(field) ?? UNTRANSLATED).value;
	return {
		field,
		value,
		of: values[from] ?? '',
		...(values[to] === undefined ? {} : { before: values[to] }),
		entries: agreementEntries(context, field, after, sent),
		...(newOptions === undefined ? {} : { newOptions }),
	};
}

function note(context: Compare, side: SideName, { warning, problem }: Sent, comparison: Comparison) {
	if (warning !== undefined) context.report.warn(side, warning);
	if (problem !== undefined) comparison.problems[side] ??= problem;
}

const blankAsNull = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value);

const conflictOf = (
	{ name }: PreparedField,
	{ left, right }: Values,
	verdict: Exclude<FieldVerdict, { action: 'agree' }>,
): FieldConflict => {
	const winner = verdict.action === 'write' ? verdict.from : verdict.winner;
	return {
		left: { field: name.left, value: blankAsNull(left) },
		right: { field: name.right, value: blankAsNull(right) },
		...(winner === undefined ? {} : { winner }),
	};
};
