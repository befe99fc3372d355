import type { StateStore } from '../state/types';
import { linksOf, type Pair, type PairContext } from './context';
import type { PreparedField, Translation, Translations } from './fields';
import { idsOf } from './scope';
import { otherSide, type SideName } from './types';
import type { SideRecord } from './values';

/** No reference, nothing to translate. */
export const UNTRANSLATED: Translation = { left: new Map(), right: new Map() };

/** Who the records that these pairs refer to are on the other side, by field: what the links of their own pair say. */
export async function referencedBy(
	pairs: Array<Partial<Record<SideName, SideRecord>>>,
	fields: readonly PreparedField[],
	state: StateStore,
): Promise<Translations> {
	const translations: Translations = new Map();
	for (const field of fields) {
		if (field.reference === undefined) continue;
		const { scope, source } = field.reference;
		const translation = { left: new Map<string, string>(), right: new Map<string, string>() };
		for (const side of ['left', 'right'] as const) {
			const ids = new Set(pairs.flatMap((pair) => pair[side]?.values[field.name[side]] || []));
			if (ids.size === 0) continue;
			const links = await linksOf({ state, scope: { scope, source } }, side, [...ids]);
			for (const [id, link] of links) translation[side].set(id, idsOf(link, source)[otherSide(side)]);
		}
		translations.set(field, translation);
	}
	return translations;
}

/**
 * Finds out which targets are gone, where one side refers to a record and the other one to none: a system takes
 * references away with the record that they name, and nobody has said that they were to end.
 */
export async function findGoneTargets(
	{ sides, signal }: Pick<PairContext, 'sides' | 'signal'>,
	pairs: Array<Pair['records']>,
	translations: Translations,
): Promise<void> {
	for (const [field, translation] of translations) {
		if (field.reference === undefined) continue;
		const { scope, source } = field.reference;
		const gone = new Set<string>();
		for (const side of ['left', 'right'] as const) {
			const other = otherSide(side);
			const blank = pairs.filter(({ [side]: record }) => record?.values[field.name[side]] === '');
			const named = blank.flatMap(({ [other]: record }) => record?.values[field.name[other]] || []);
			const ids = [...new Set(named.flatMap((id) => translation[other].get(id) ?? []))];
			if (ids.length === 0) continue;
			const object = side === source ? scope.sourceObject : scope.destinationObject;
			const { records } = await sides[side].side.source.readByIds({ object, fields: [], ids, signal });
			const live = new Set(records.map(({ id }) => id));
			for (const id of ids) if (!live.has(id)) gone.add(id);
		}
		translation.gone = gone;
	}
}
