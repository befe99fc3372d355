import type { FieldDescription, ObjectDescription, Pipeline, SourceRecord } from '../systems/types';
import { mapRecord } from './mapRecord';
import { standIn } from './people';
import { compileRow, type CompiledRow } from './row';
import { stageRows, type StagePlan } from './stages';
import type { FieldMap, FieldMapping, MappedRecord, MappingWarning } from './types';

/** A field map that has been checked against what the systems have, ready to map any number of records. */
export interface CompiledMap {
	rows: readonly CompiledRow[];
	/** Source fields to read, in the source's own spelling. */
	sourceFields: string[];
	/** Destination properties that the map can write. */
	destinationFields: string[];
	/** What is wrong with the map itself: once per run, not per record. */
	warnings: MappingWarning[];
	/** Pure; never throws. */
	map(record: SourceRecord): MappedRecord;
}

export interface CompileOptions {
	/** Absent: source fields are not checked (input items). */
	source?: ObjectDescription;
	destination: ObjectDescription;
	/** The property that the pipeline itself fills with the source's id: no row may. */
	idProperty?: string;
	/** The property by which existing records are recognised: it is reported when nothing fills it. */
	matchProperty?: string;
	/** How a stage becomes a pipeline and a stage of it: the row that reads the stage is filled in this way. */
	stages?: { plan: StagePlan; pipelines: readonly Pipeline[] };
	/** The account's time zone: in a property with a time, a day without one begins there. Default UTC. */
	timeZone?: string;
}

/**
 * Checks a field map against both systems. A row that cannot work (its source field is gone, its property is
 * gone or read-only) is left out with a warning, so that a removed field never fails a run. Names are
 * compared without regard to case.
 *
 * @throws SophiaError `configuration` when a row names an unknown transform
 */
export function compileFieldMap(fieldMap: FieldMap, options: CompileOptions): CompiledMap {
	const warnings: MappingWarning[] = [];
	const rows: CompiledRow[] = [];
	const resolveSource = options.source === undefined ? (name: string) => name : sourceResolver(options.source);
	const resolveDestination = destinationResolver(options.destination);
	const staged = stagesOf(fieldMap, options);
	for (const mapping of fieldMap.fields) {
		// Pipeline and stage come from one row, or they would contradict each other.
		if (staged !== undefined && sameName(mapping.to, staged.plan.pipelineField)) continue;
		const checked = checkRow(mapping, resolveSource, resolveDestination, options);
		if ('code' in checked) {
			if (mapping.optional !== true) warnings.push(checked);
			continue;
		}
		if (staged !== undefined && fillsStage(checked.mapping, staged.plan)) {
			rows.push(...stageRows(checked.mapping, staged.plan, staged.pipelines, options.destination));
			continue;
		}
		const row = compileRow(checked.mapping, checked.field, options.timeZone);
		rows.push(row);
		warnings.push(...rowWarnings(row));
	}
	const { matchProperty } = options;
	if (matchProperty !== undefined && !rows.some((row) => sameName(row.field.name, matchProperty))) {
		warnings.push({
			field: matchProperty,
			code: 'noMatchKey',
			message: `${matchProperty}: no usable row fills it, so records that exist already are not recognised by it and may be created again. Map a source field to it.`,
		});
	}
	return {
		rows,
		sourceFields: [
			...new Set(
				rows.flatMap(({ mapping: { from }, alsoReads = [] }) => (from === undefined ? [] : [from, ...alsoReads])),
			),
		],
		destinationFields: rows.map(({ field }) => field.name),
		warnings,
		map: (record) => mapRecord(rows, record),
	};
}

/** Values that were mapped before (input items) come under the name of the destination's field. */
const fillsStage = ({ to, from }: FieldMapping, plan: StagePlan): boolean =>
	from !== undefined && sameName(to, plan.stageField) && (sameName(from, plan.from) || sameName(from, plan.stageField));

/** Undefined where no row reads the stage. A constant for the pipeline says in which one labels are looked for. */
function stagesOf({ fields }: FieldMap, { stages }: CompileOptions): CompileOptions['stages'] {
	if (stages === undefined || !fields.some((row) => fillsStage(row, stages.plan))) return undefined;
	const constant = fields.find(({ to }) => sameName(to, stages.plan.pipelineField))?.constant;
	return typeof constant === 'string' ? { ...stages, plan: { ...stages.plan, pipeline: constant } } : stages;
}

function checkRow(
	mapping: FieldMapping,
	resolveSource: (name: string) => string | undefined,
	resolveDestination: (name: string) => FieldDescription | undefined,
	options: CompileOptions,
): MappingWarning | { mapping: FieldMapping; field: FieldDescription } {
	const { to } = mapping;
	const leftOut = (code: string, why: string): MappingWarning => ({
		field: to,
		code,
		message: `${to}: ${why}; the row is left out.`,
	});
	if (options.idProperty !== undefined && sameName(to, options.idProperty)) {
		return leftOut('readOnlyField', 'Sophia itself keeps the id of the source record in it');
	}
	const field = resolveDestination(to);
	if (field === undefined)
		return leftOut('unknownDestinationField', `${options.destination.label} has no such property`);
	if (!field.writable) return leftOut('readOnlyField', 'the property is read-only');
	if (mapping.from === undefined) return { mapping: { ...mapping, to: field.name }, field };
	const known = (names: string[] = []) => names.flatMap((name) => resolveSource(name) ?? []);
	// The next one stands in for a field that is not there, as it does for one that is empty.
	const [from, ...orElse] = known([mapping.from, ...(mapping.orElse ?? [])]);
	if (from === undefined) {
		const source = options.source?.label ?? 'the source';
		return leftOut('unknownSourceField', `${source} has no field ${mapping.from}, or its user may not read it`);
	}
	const several = {
		...(mapping.orElse === undefined ? {} : { orElse }),
		...(mapping.further === undefined ? {} : { further: known(mapping.further) }),
	};
	return { mapping: { ...mapping, to: field.name, from, ...several }, field };
}

function rowWarnings({ mapping, field, evaluate }: CompiledRow): MappingWarning[] {
	const warnings: MappingWarning[] = [];
	if (mapping.unknownOption === 'add' && field.optionsExtendable !== true && field.options !== undefined) {
		warnings.push({
			field: field.name,
			code: 'unknownOption',
			message: `${field.name}: options cannot be added to this property, so unknown values are not written.`,
		});
	}
	if (mapping.unknownOption === 'default' && standIn(mapping, field) === undefined) {
		warnings.push({
			field: field.name,
			code: 'unknownPerson',
			message: `${field.name}: the default owner is no active user there, so that unknown owners are left as they are. Choose another one.`,
		});
	}
	if (mapping.from === undefined) {
		const { warning } = evaluate({ id: '', modifiedAt: '', fields: {} });
		if (warning !== undefined) warnings.push(warning);
	}
	return warnings;
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function destinationResolver({ fields }: ObjectDescription): (name: string) => FieldDescription | undefined {
	const anyCase = new Map([...fields.values()].map((field) => [field.name.toLowerCase(), field]));
	return (name) => fields.get(name) ?? anyCase.get(name.toLowerCase());
}

/** Resolves 'name', and 'Owner.Email' by the relationship 'Owner'; what the parent itself has is for the source to say. */
export function sourceResolver({ fields }: ObjectDescription): (name: string) => string | undefined {
	const names = new Map<string, string>();
	const relationships = new Map<string, string>();
	for (const { name, relationshipName } of fields.values()) {
		names.set(name.toLowerCase(), name);
		if (relationshipName !== undefined) relationships.set(relationshipName.toLowerCase(), relationshipName);
	}
	return (name) => {
		const direct = names.get(name.toLowerCase());
		if (direct !== undefined) return direct;
		const dot = name.indexOf('.');
		const relationship = dot < 1 ? undefined : relationships.get(name.slice(0, dot).toLowerCase());
		return relationship === undefined ? undefined : `${relationship}${name.slice(dot)}`;
	};
}
