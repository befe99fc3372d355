import type { RecordProblem } from '../errors';
import type { FieldValue } from '../systems/types';

/** When a mapped field is written. */
export type FieldRule = 'always' | 'onlyIfBlank';
/** What an empty source value does to the destination. */
export type NullPolicy = 'clear' | 'keep';
/** What happens to a value that is none of an enumeration's options. */
export type UnknownOptionPolicy = 'skip' | 'add' | 'reject' | 'default';

/** One row of a field map. Either `from` or `constant`. */
export interface FieldMapping {
	/** Destination field. */
	to: string;
	/** Source field, dotted for a parent's ('Owner.Email'). */
	from?: string;
	/** Source fields that are asked one after the other while `from` is empty. */
	orElse?: string[];
	/** Source fields whose text follows that of `from`, each on lines of its own. */
	further?: string[];
	constant?: FieldValue;
	/** Names of value transforms, applied in order (see transforms.ts). */
	transforms?: string[];
	rule?: FieldRule;
	nullPolicy?: NullPolicy;
	unknownOption?: UnknownOptionPolicy;
	/** For policy 'default', where the options are people: the option that is written instead. */
	defaultOption?: string;
	/** Source label → destination option, compared without regard to case; used before the destination's own options. */
	options?: Record<string, string>;
	/** An empty value rejects the record. */
	required?: boolean;
	/** Left out without a warning where either side has no such field (currencies, in an organisation that has one only). */
	optional?: boolean;
}

export interface FieldMap {
	fields: FieldMapping[];
}

export interface MappingWarning {
	/** Destination field. */
	field: string;
	/** 'unknownPerson' | 'inactivePerson' | 'unknownOption' | 'unknownSourceField' | 'unknownDestinationField' | 'readOnlyField' | 'unusableValue' | 'tooLong' | 'noMatchKey' */
	code: string;
	/** Without record values, so that equal warnings can be counted: 'industry: 3 values are no option of HubSpot'. */
	message: string;
	/** The source's id of the person that it is about. Equal warnings are counted, and say how many people they are about. */
	subject?: string;
}

export interface MappedRecord {
	/** Destination property → value as the destination wants it; '' clears. Fields left alone are absent. */
	properties: Record<string, string>;
	/** Properties to write only when the destination's is blank. */
	onlyIfBlank: Set<string>;
	warnings: MappingWarning[];
	/** Options to add before the record is written (policy 'add'): property → labels. */
	newOptions: Record<string, string[]>;
	/** The record cannot be sent as it is. */
	problem?: RecordProblem;
}
