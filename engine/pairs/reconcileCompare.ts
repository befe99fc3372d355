import type { StateStore } from '../state/types';
import { breathe } from '../sync/context';
import { agreement } from './equal';
import type { PreparedField, Translation } from './fields';
import type { PreparedPair } from './prepare';
import type { FindingTally } from './reconcileTally';
import { referencedBy, UNTRANSLATED } from './referenced';
import { recordOfStaged } from './scan';
import type { StagedRecord } from './staging';
import type { FieldDifference, SideName } from './types';
import type { SideRecord } from './values';

/** Pairs compared between two turns for everybody else: about two milliseconds of work. */
const slicePairs = 100;

/** Compares records that belong together, field by field. */
export class Comparer {
	constructor(
		private readonly pair: PreparedPair,
		private readonly state: StateStore,
		private readonly tally: FindingTally,
	) {}

	async compare(staged: Array<Record<SideName, StagedRecord>>): Promise<void> {
		const { sides, fields } = this.pair;
		for (let at = 0; at < staged.length; at += slicePairs) {
			const pairs = staged.slice(at, at + slicePairs).map(({ left, right }) => ({
				left: recordOfStaged(sides.left, left),
				right: recordOfStaged(sides.right, right),
			}));
			const translations = await referencedBy(pairs, fields, this.state);
			for (const { left, right } of pairs) this.compareOne(left, right, translations);
			await breathe();
		}
	}

	private compareOne(left: SideRecord, right: SideRecord, translations: Map<PreparedField, Translation>): void {
		const differences: FieldDifference[] = [];
		for (const field of this.pair.fields) {
			const { name } = field;
			const ofLeft = left.values[name.left];
			const ofRight = right.values[name.right];
			const found = agreement(field, ofLeft, ofRight, translations.get(field) ?? UNTRANSLATED);
			if (found === 'unknown') this.tally.notCompared(name.left);
			if (found !== 'different') continue;
			differences.push({
				left: { field: name.left, value: ofLeft === '' ? null : ofLeft },
				right: { field: name.right, value: ofRight === '' ? null : ofRight },
			});
		}
		if (differences.length > 0) this.tally.differ(left.id, right.id, differences);
		else this.tally.match();
	}
}
