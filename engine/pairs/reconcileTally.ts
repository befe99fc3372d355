import type { FieldDifference, Finding, ReconcileReport, SideName } from './types';

export type FindingListener = (finding: Finding) => void;

/** Ids named in one ambiguous finding, per side. */
const MAX_IDS = 100;

type Ids = Record<SideName, string[]>;

/** Counts what a reconciliation finds and hands it on; keeps none of it. */
export class FindingTally {
	private matched = 0;
	private differing = 0;
	private readonly alone: Record<SideName, number> = { left: 0, right: 0 };
	private ambiguous = 0;
	private readonly others: Record<SideName, number> = { left: 0, right: 0 };
	private readonly byField = new Map<string, ReconcileReport['byField'][number]>();
	private readonly uncompared = new Map<string, number>();
	private readonly warnings = new Set<string>();

	constructor(private readonly onFinding?: FindingListener) {}

	warn(message: string): void {
		this.warnings.add(message);
	}

	match(): void {
		this.matched++;
	}

	differ(leftId: string, rightId: string, fields: FieldDifference[]): void {
		this.differing++;
		for (const { left, right } of fields) {
			const name = JSON.stringify([left.field, right.field]);
			const known = this.byField.get(name);
			if (known !== undefined) known.differing++;
			else this.byField.set(name, { left: left.field, right: right.field, differing: 1 });
		}
		this.onFinding?.({ kind: 'differing', leftId, rightId, fields });
	}

	only(side: SideName, id: string, reason?: string): void {
		this.alone[side]++;
		const more = reason === undefined ? {} : { reason };
		this.onFinding?.(
			side === 'left' ? { kind: 'onlyLeft', leftId: id, ...more } : { kind: 'onlyRight', rightId: id, ...more },
		);
	}

	/** A record that another object's sync is about. */
	elsewhere(side: SideName): void {
		this.others[side]++;
	}

	ambiguousRecords(ids: Ids, reason: string): void {
		this.ambiguous++;
		const [leftIds, rightIds] = [ids.left.slice(0, MAX_IDS), ids.right.slice(0, MAX_IDS)];
		this.onFinding?.({ kind: 'ambiguous', leftIds, rightIds, reason });
	}

	/** A field of a pair names records of which it is not known who they are on the other side. */
	notCompared(field: string): void {
		this.uncompared.set(field, (this.uncompared.get(field) ?? 0) + 1);
	}

	snapshot(): Pick<
		ReconcileReport,
		'matched' | 'differing' | 'onlyLeft' | 'onlyRight' | 'ambiguous' | 'elsewhere' | 'byField' | 'warnings'
	> {
		const uncompared = [...this.uncompared].map(
			([field, count]) =>
				`${field}: ${count} could not be compared, because the records they name are not linked. Sync those first.`,
		);
		return {
			matched: this.matched,
			differing: this.differing,
			onlyLeft: this.alone.left,
			onlyRight: this.alone.right,
			ambiguous: this.ambiguous,
			elsewhere: { ...this.others },
			byField: [...this.byField.values()].sort((a, b) => b.differing - a.differing),
			warnings: [...this.warnings, ...uncompared],
		};
	}
}
