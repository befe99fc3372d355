import type { RecordProblem } from '../errors';
import type { FieldDescription, FieldValue, SourceRecord } from '../systems/types';
import { coercer, type Coerced, type Coercer } from './coerce';
import { rowFields } from './fieldMap';
import { optionForLabel } from './options';
import { personIdField, strangers } from './people';
import { applyTransforms, transformNamed, UNUSABLE, type Transform } from './transforms';
import { scalarText } from './values/text';
import type { FieldMapping, MappingWarning } from './types';

/** What one row does to one record. */
export interface Cell {
	/** The value to write; '' clears. Absent = the property is left alone. */
	value?: string;
	warning?: MappingWarning;
	problem?: RecordProblem;
	/** Labels to add to the property's options first. */
	newOptions?: string[];
}

/** One row of a field map, ready for use. */
export interface CompiledRow {
	/** With source and destination fields in the systems' own spelling. */
	mapping: FieldMapping;
	field: FieldDescription;
	onlyIfBlank: boolean;
	/** Source fields that it reads beside the mapping's. */
	alsoReads?: string[];
	/** Pure; never throws. */
	evaluate(record: SourceRecord): Cell;
}

type Policy = Pick<FieldMapping, 'nullPolicy' | 'unknownOption' | 'required'> & { onlyIfBlank: boolean };

/**
 * @param timeZone where a day without a time begins
 * @throws SophiaError `configuration` when a transform is unknown
 */
export function compileRow(mapping: FieldMapping, field: FieldDescription, timeZone?: string): CompiledRow {
	const onlyIfBlank = mapping.rule === 'onlyIfBlank';
	const transforms = (mapping.transforms ?? []).map(transformNamed);
	const judge = judgeFor({ ...mapping, onlyIfBlank }, field, mapping.from ?? 'the constant');
	const convert = coercer(field, mapping.options, timeZone);
	if (mapping.from === undefined) {
		const cell = judge(transformed(transforms, convert, mapping.constant));
		return { mapping, field, onlyIfBlank, evaluate: () => cell };
	}
	const { from } = mapping;
	const read = rowReader({ ...mapping, from });
	const alsoReads = rowFields(mapping).slice(1);
	const evaluate = (record: SourceRecord): Cell => {
		const value = read(record);
		// A source gives every field that was asked for, empty ones as null. An input item may simply not have
		// a field: it says nothing about it, so nothing is cleared.
		if (value === undefined && mapping.required !== true) return {};
		return judge(transformed(transforms, convert, value));
	};
	if (field.people === undefined || mapping.unknownOption === 'add' || mapping.unknownOption === 'reject')
		return { mapping, field, onlyIfBlank, alsoReads, evaluate };
	const idField = personIdField(from);
	const readId = idField === undefined ? () => undefined : fieldReader(idField);
	const stranger = strangers({ ...mapping, from }, field);
	return {
		mapping,
		field,
		onlyIfBlank,
		alsoReads: idField === undefined ? alsoReads : [...alsoReads, idField],
		evaluate: (record) => {
			const value = read(record);
			const coerced = transformed(transforms, convert, value);
			const id = readId(record);
			// A queue owns records too, and has no address.
			const nameless = coerced.kind === 'empty' && value !== undefined && typeof id === 'string' && id !== '';
			if (coerced.kind !== 'unknownOption' && !nameless) return evaluate(record);
			const cell = stranger(value, id);
			return mapping.required === true && cell.value === undefined ? evaluate(record) : cell;
		},
	};
}

/** Reads what a row maps: its field, or another one while that is empty, and the text of further ones behind it. */
function rowReader({
	from,
	orElse = [],
	further = [],
}: Pick<FieldMapping, 'orElse' | 'further'> & { from: string }): (record: SourceRecord) => FieldValue | undefined {
	if (orElse.length === 0 && further.length === 0) return fieldReader(from);
	const [main, ...others] = [from, ...orElse].map(fieldReader);
	const behind = further.map(fieldReader);
	return (record) => {
		let value = main(record);
		for (const read of others) if (isBlank(value)) value = read(record) ?? value;
		const texts = behind.map((read) => read(record)).filter((text) => !isBlank(text));
		if (texts.length === 0) return value;
		return [value, ...texts].flatMap((text) => (isBlank(text) ? [] : (scalarText(text) ?? []))).join('\n');
	};
}

const isBlank = (value: FieldValue | undefined): value is null | undefined | '' =>
	value === undefined || value === null || value === '';

function transformed(transforms: readonly Transform[], convert: Coercer, value: FieldValue | undefined): Coerced {
	if (transforms.length === 0) return convert(value);
	const result = applyTransforms(transforms, value);
	return result === UNUSABLE
		? { kind: 'unusable', expected: `of use to ${transforms.map(({ name }) => name).join(', ')}` }
		: convert(result);
}

/**
 * Reads a field of a record: by its name, else along its path through nested objects (an input item may
 * hold {Owner: {Email}}); a parent that is null has no values. Undefined: the record does not say. The record's own id stands in for an absent 'Id'. Own properties only.
 */
export function fieldReader(name: string): (record: SourceRecord) => FieldValue | undefined {
	const path = name.split('.');
	return ({ id, fields }) => {
		if (Object.hasOwn(fields, name)) return fields[name];
		if (path.length === 1) return name === 'Id' ? id : undefined;
		let current: FieldValue | undefined = fields;
		for (const step of path) {
			if (current === null) return null;
			if (typeof current !== 'object' || Array.isArray(current)) return undefined;
			if (!Object.hasOwn(current, step)) return undefined;
			current = current[step];
		}
		return current;
	};
}

/** The function that applies a row's policies. Warnings and problems are made once and shared: they hold no values. */
function judgeFor(policy: Policy, field: FieldDescription, from: string): (coerced: Coerced) => Cell {
	const warn = (code: string, message: string): MappingWarning => ({
		field: field.name,
		code,
		message: `${field.name}: ${message}`,
	});
	const reject = (category: RecordProblem['category'], reason: string): Cell => ({
		problem: { category, reason: `${field.name}: ${reason}`, field: field.name, retryable: false },
	});
	const leave: Cell = {};
	const clear: Cell = policy.onlyIfBlank ? leave : { value: '' };
	const missing = reject(
		'requiredField',
		`${from} is empty, but the field map requires a value. Fill it in the source, or make the row optional.`,
	);
	const unknown = warn(
		'unknownOption',
		`a value of ${from} is none of the property's options and is not written. Add the option, or map the value in the row's options.`,
	);
	const unknownRejected = reject(
		'unknownOption',
		`the value of ${from} is none of the property's options. Add the option, or map the value in the row's options.`,
	);
	const cut = warn('tooLong', `a value of ${from} is longer than ${field.maxLength} characters and is cut.`);
	const byExpectation = new Map<string, Cell>();
	const unusable = (expected: string): Cell => {
		const known = byExpectation.get(expected);
		if (known !== undefined) return known;
		const cell = policy.required
			? reject(
					'invalidValue',
					`the value of ${from} is not ${expected}. Mend it in the source, or make the row optional.`,
				)
			: { warning: warn('unusableValue', `a value of ${from} is not ${expected} and is not written.`) };
		byExpectation.set(expected, cell);
		return cell;
	};
	const adds = policy.unknownOption === 'add' && field.optionsExtendable === true;
	const unknownOption = (known: string[], labels: string[]): Cell => {
		if (adds)
			return { value: [...known, ...labels.map((label) => optionForLabel(label).value)].join(';'), newOptions: labels };
		if (policy.unknownOption === 'reject') return unknownRejected;
		if (known.length > 0) return { value: known.join(';'), warning: unknown };
		return policy.required ? unknownRejected : { warning: unknown };
	};
	return (coerced) => {
		switch (coerced.kind) {
			case 'empty':
				if (policy.required) return missing;
				return policy.nullPolicy === 'keep' ? leave : clear;
			case 'unusable':
				return unusable(coerced.expected);
			case 'unknownOption':
				return unknownOption(coerced.known, coerced.unknown);
			case 'value':
				if (coerced.value === '') return policy.required ? missing : clear;
				return coerced.tooLong ? { value: coerced.value, warning: cut } : { value: coerced.value };
		}
	};
}
