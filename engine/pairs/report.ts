import type { MappingWarning } from '../mapping/types';
import type { PairCounts, PairListener, PairResult, SideName, SideReport } from './types';

/** Different warnings kept per side; equal ones are counted. */
const MAX_WARNINGS = 200;

const noCounts = (): PairCounts => ({
	read: 0,
	created: 0,
	updated: 0,
	archived: 0,
	linked: 0,
	unchanged: 0,
	skipped: 0,
	rejected: 0,
	archiveHeld: 0,
});

interface SideTally {
	readKind: 'full' | 'incremental';
	counts: PairCounts;
	warnings: Map<string, MappingWarning & { count: number }>;
}

const tally = (): SideTally => ({ readKind: 'incremental', counts: noCounts(), warnings: new Map() });

/** Gathers a run's counts and warnings; its memory does not grow with the data. */
export class PairReporter {
	private readonly sides: Record<SideName, SideTally> = { left: tally(), right: tally() };
	private readonly general = new Set<string>();
	private conflicting = 0;

	constructor(private readonly onResult?: PairListener) {}

	begin(side: SideName, readKind: 'full' | 'incremental'): void {
		this.sides[side].readKind = readKind;
	}

	read(side: SideName, records: number): void {
		this.sides[side].counts.read += records;
	}

	/** Counts one record's result and hands it on. */
	result(result: PairResult): void {
		this.sides[result.side].counts[result.action]++;
		this.conflicting += result.conflicts?.length ?? 0;
		this.onResult?.(result);
	}

	warn(side: SideName, { field, code, message }: MappingWarning): void {
		const { warnings } = this.sides[side];
		const key = `${code} ${field} ${message}`;
		const known = warnings.get(key);
		if (known !== undefined) known.count++;
		else if (warnings.size < MAX_WARNINGS) warnings.set(key, { field, code, message, count: 1 });
	}

	/** A warning about the run as a whole. */
	note(message: string): void {
		this.general.add(message);
	}

	get conflicts(): number {
		return this.conflicting;
	}

	get warnings(): string[] {
		return [...this.general];
	}

	/** A copy of a side's counts so far; its warnings most frequent first. */
	side(name: SideName): Pick<SideReport, 'readKind' | 'counts' | 'warnings'> {
		const { readKind, counts, warnings } = this.sides[name];
		return {
			readKind,
			counts: { ...counts },
			warnings: [...warnings.values()].sort((a, b) => b.count - a.count),
		};
	}
}
