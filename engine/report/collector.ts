import type { MappingWarning } from '../mapping/types';
import {
	planName,
	type AssociationReport,
	type ObjectPlan,
	type ObjectReport,
	type RecordResult,
	type ResultListener,
} from '../sync/types';

type ObjectName = { plan: Pick<ObjectPlan, 'name' | 'sourceObject' | 'destinationObject'> };

/** Equal warnings are counted; of different ones at most so many kinds are kept per object. */
const MAX_WARNINGS = 200;

/** People whom a warning is about: so many are counted, and so many named. */
const MAX_SUBJECTS = 1_000;
const MAX_NAMED = 10;

type CountedWarning = MappingWarning & { count: number; subjects: Set<string> };

/** So many rejected records per object are remembered, so that one which gets through after all is counted once. */
const MAX_REMEMBERED = 10_000;

/** Gathers counts as a run goes; its memory does not grow with the data. */
export class ReportCollector {
	private readonly objects = new Map<string, ObjectReport>();
	private readonly warnings = new Map<string, Map<string, CountedWarning>>();
	private readonly associations = new Map<string, AssociationReport>();
	private readonly general = new Set<string>();
	private readonly rejected = new Map<string, Set<string>>();

	constructor(private readonly onResult?: ResultListener) {}

	begin(object: ObjectName, readKind: 'full' | 'incremental'): void {
		// A run that ends an earlier run's full read goes on with an increment: the full read is the news.
		if (readKind === 'full') this.report(object).readKind = readKind;
	}

	complete(object: ObjectName): void {
		this.report(object).completed = true;
	}

	read(object: ObjectName, records: number): void {
		this.report(object).counts.read += records;
	}

	/** Counts one record's result and hands it on. A rejected record that is looked at again in the same run counts by its last result. */
	result(object: ObjectName, result: Omit<RecordResult, 'object' | 'destinationObject' | 'supersedes'>): void {
		const { sourceObject, destinationObject } = object.plan;
		const { counts } = this.report(object);
		const name = planName(object.plan);
		const rejected = this.rejected.get(name) ?? new Set();
		this.rejected.set(name, rejected);
		const supersedes = rejected.delete(result.recordId);
		if (supersedes) counts.rejected--;
		counts[result.action]++;
		if (result.action === 'rejected' && rejected.size < MAX_REMEMBERED) rejected.add(result.recordId);
		this.onResult?.({ ...result, object: sourceObject, destinationObject, ...(supersedes ? { supersedes } : {}) });
	}

	warn(object: ObjectName, { subject, ...warning }: MappingWarning): void {
		const name = planName(object.plan);
		const kinds = this.warnings.get(name) ?? new Map<string, CountedWarning>();
		this.warnings.set(name, kinds);
		const key = `${warning.code} ${warning.field} ${warning.message}`;
		const known = kinds.get(key);
		if (known === undefined) {
			const subjects = new Set(subject === undefined ? [] : [subject]);
			if (kinds.size < MAX_WARNINGS) kinds.set(key, { ...warning, count: 1, subjects });
			return;
		}
		known.count++;
		if (subject !== undefined && known.subjects.size < MAX_SUBJECTS) known.subjects.add(subject);
	}

	/** A warning about the run as a whole. */
	note(message: string): void {
		this.general.add(message);
	}

	association(kind: string): AssociationReport {
		let report = this.associations.get(kind);
		if (report === undefined) {
			report = { kind, associated: 0, dissociated: 0, rejected: 0, waiting: 0 };
			this.associations.set(kind, report);
		}
		return report;
	}

	/** A copy of the counts so far. */
	snapshot(): { objects: ObjectReport[]; associations: AssociationReport[]; warnings: string[] } {
		return {
			objects: [...this.objects].map(([name, object]) => ({
				...object,
				counts: { ...object.counts },
				warnings: [...(this.warnings.get(name)?.values() ?? [])].map(withPeople).sort((a, b) => b.count - a.count),
			})),
			associations: [...this.associations.values()].map((association) => ({ ...association })),
			warnings: [...this.general],
		};
	}

	private report({ plan }: ObjectName): ObjectReport {
		let report = this.objects.get(planName(plan));
		if (report === undefined) {
			report = {
				...(plan.name === undefined ? {} : { name: plan.name }),
				object: plan.sourceObject,
				destinationObject: plan.destinationObject,
				readKind: 'incremental',
				counts: {
					read: 0,
					created: 0,
					updated: 0,
					adopted: 0,
					unchanged: 0,
					archived: 0,
					skipped: 0,
					shadowed: 0,
					rejected: 0,
				},
				warnings: [],
				completed: false,
			};
			this.objects.set(planName(plan), report);
		}
		return report;
	}
}

/** A warning with how many people it is about, and the first of them. */
function withPeople({ subjects, ...warning }: CountedWarning): MappingWarning & { count: number } {
	if (subjects.size === 0) return warning;
	const named = [...subjects].sort().slice(0, MAX_NAMED).join(', ');
	const number =
		subjects.size === MAX_SUBJECTS
			? `${MAX_SUBJECTS} or more users`
			: `${subjects.size} user${subjects.size === 1 ? '' : 's'}`;
	const more = subjects.size > MAX_NAMED ? ', …' : '';
	return { ...warning, message: `${warning.message} ${number}: ${named}${more}` };
}
