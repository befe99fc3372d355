import type {
	FieldDescription,
	FieldOption,
	FieldValue,
	ObjectDescription,
	Pipeline,
	SourceRecord,
} from '../systems/types';
import { foldLabel } from './options';
import { fieldReader, type Cell, type CompiledRow } from './row';
import type { FieldMapping } from './types';

/** A user's own word on where records at a stage go. */
export interface StageRow {
	/** The source's stage; absent: every stage of this record type, matched by label in the pipeline. */
	stage?: string;
	/** Only for records of this type; absent: for all. */
	recordType?: string;
	/** Id or label. */
	pipeline: string;
	/** Id or label of a stage of that pipeline; absent: matched by label. */
	dealStage?: string;
}

/** How the source's stage becomes a pipeline and a stage of it. */
export interface StagePlan {
	/** The source's field with the stage. A row that reads it into `stageField` is what this plan fills. */
	from: string;
	stageField: string;
	pipelineField: string;
	/** The source's field with the record type; read only where a row asks for one. */
	recordTypeField: string;
	/** Where no row says otherwise: id or label; absent: the first pipeline. */
	pipeline?: string;
	/** The user's own; they come before labels. */
	rows: StageRow[];
	/** Stages of the source that are known by other names: source's stage → id of a stage, used where it is in the pipeline. */
	standard: Readonly<Record<string, string>>;
}

const MAX_NAME = 80;

const same = (a: string, b: string): boolean => {
	const [one, other] = [a.trim().toLowerCase(), b.trim().toLowerCase()];
	return one === other || (foldLabel(one) !== '' && foldLabel(one) === foldLabel(other));
};

const textOf = (value: FieldValue | undefined): string => (typeof value === 'string' ? value.trim() : '');

/** What one stage of one record type becomes. */
type Target = { pipeline: Pipeline; stage: string } | { problem: string };

/**
 * Finds pipeline and stage: first by the user's rows (those for the record's type before the others), then by label in
 * the pipeline, then by the standard names. Nothing is guessed: a stage that is not found has no target.
 */
export class StageMatcher {
	private readonly known = new Map<string, Target>();

	constructor(
		private readonly plan: StagePlan,
		private readonly pipelines: readonly Pipeline[],
	) {}

	get readsRecordType(): boolean {
		return this.plan.rows.some(({ recordType }) => recordType !== undefined);
	}

	target(stage: string, recordType: string): Target {
		const key = `${recordType}\n${stage}`;
		let target = this.known.get(key);
		if (target === undefined) {
			target = this.find(stage, recordType);
			// Stages are few; texts from a formula need not be.
			if (this.known.size < 1_000) this.known.set(key, target);
		}
		return target;
	}

	private find(stage: string, recordType: string): Target {
		const rows = this.plan.rows.filter((row) => row.recordType === undefined || same(row.recordType, recordType));
		const ofType = rows.filter((row) => row.recordType !== undefined);
		const general = rows.filter((row) => row.recordType === undefined);
		const chosen =
			[...ofType, ...general].find((row) => row.stage !== undefined && same(row.stage, stage)) ??
			ofType.find((row) => row.stage === undefined);
		const wanted = chosen?.pipeline ?? this.plan.pipeline;
		const pipeline =
			wanted === undefined || wanted.trim() === ''
				? this.pipelines[0]
				: (this.pipelines.find(({ id }) => id === wanted) ?? this.pipelines.find(({ label }) => same(label, wanted)));
		if (pipeline === undefined) {
			const which = wanted === undefined ? 'no pipeline' : `no pipeline "${short(wanted)}"`;
			return { problem: `there is ${which}. Choose another one for the stage "${short(stage)}".` };
		}
		const name = chosen?.dealStage ?? '';
		const found =
			stageNamed(pipeline, name === '' ? stage : name) ?? (name === '' ? this.standard(pipeline, stage) : undefined);
		return found === undefined
			? {
					problem: `the pipeline "${pipeline.label}" has no stage "${short(name === '' ? stage : name)}". Add it to the pipeline, or say which stage "${short(stage)}" becomes.`,
				}
			: { pipeline, stage: found };
	}

	private standard(pipeline: Pipeline, stage: string): string | undefined {
		const id = Object.entries(this.plan.standard).find(([name]) => same(name, stage))?.[1];
		return pipeline.stages.find((candidate) => candidate.id === id)?.id;
	}
}

const short = (text: string): string => (text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text);

/** Of several stages of one label none. */
function stageNamed({ stages }: Pipeline, name: string): string | undefined {
	const byId = stages.find(({ id }) => id === name);
	if (byId !== undefined) return byId.id;
	const exact = stages.filter(({ label }) => label.trim() === name);
	const found = exact.length > 0 ? exact : stages.filter(({ label }) => same(label, name));
	return found.length === 1 ? found[0].id : undefined;
}

const optionsOf = (entries: Array<{ id: string; label: string }>): FieldOption[] =>
	entries.map(({ id, label }) => ({ value: id, label }));

/**
 * The two rows that one row of a field map (stage → stage) becomes: pipeline and stage always go together. A stage
 * without a target rejects the record, with the stage and the pipeline in the reason: they are settings, no data.
 */
export function stageRows(
	mapping: FieldMapping,
	plan: StagePlan,
	pipelines: readonly Pipeline[],
	destination: ObjectDescription,
): CompiledRow[] {
	const matcher = new StageMatcher(plan, pipelines);
	const readStage = fieldReader(mapping.from ?? plan.from);
	const readType = fieldReader(plan.recordTypeField);
	const onlyIfBlank = mapping.rule === 'onlyIfBlank';
	const targetOf = (record: SourceRecord): Target | undefined => {
		const stage = textOf(readStage(record));
		if (stage === '') return undefined;
		return matcher.target(stage, matcher.readsRecordType ? textOf(readType(record)) : '');
	};
	// Part of the plan's fingerprint: what the user has said, and what there is to match with.
	const options = { '': JSON.stringify([plan.pipeline ?? '', plan.rows]) };
	const field = (name: string, entries: Array<{ id: string; label: string }>): FieldDescription => ({
		...(destination.fields.get(name) ?? { name, label: name, writable: true, unique: false }),
		type: 'enumeration',
		options: optionsOf(entries),
	});
	const row = (
		target: FieldDescription,
		pick: (found: Exclude<Target, { problem: string }>) => string,
		tells: boolean,
	): CompiledRow => ({
		mapping: { ...mapping, to: target.name, options },
		field: target,
		onlyIfBlank,
		alsoReads: matcher.readsRecordType ? [plan.recordTypeField] : [],
		evaluate: (record): Cell => {
			const found = targetOf(record);
			if (found === undefined) return tells ? { problem: missing(plan) } : {};
			if ('problem' in found) return tells ? { problem: unknown(plan, found.problem) } : {};
			return { value: pick(found) };
		},
	});
	const stage = field(
		plan.stageField,
		pipelines.flatMap(({ stages }) => stages),
	);
	const pipeline = field(plan.pipelineField, [...pipelines]);
	return [row(pipeline, (found) => found.pipeline.id, false), row(stage, (found) => found.stage, true)];
}

const missing = (plan: StagePlan): Cell['problem'] => ({
	category: 'requiredField',
	reason: `${plan.stageField}: ${plan.from} is empty. Give the source record a stage.`,
	field: plan.stageField,
	retryable: false,
});

const unknown = (plan: StagePlan, why: string): Cell['problem'] => ({
	category: 'unknownOption',
	reason: `${plan.stageField}: ${why}`,
	field: plan.stageField,
	retryable: false,
});
