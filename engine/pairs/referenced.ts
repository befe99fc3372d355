import type { StateStore } from '../state/types';
import { linksOf } from './context';
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
