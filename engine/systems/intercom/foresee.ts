import type { RecordProblem } from '../../errors';
import type { WriteRecord } from '../types';
import { standardFields } from './standardFields';
import { bodyOf, isCustom, type Fields } from './values';

const STANDARD: Record<string, Fields> = Object.fromEntries(
	['companies', 'contacts'].map((object) => [
		object,
		new Map(standardFields(object).map((field) => [field.name, field])),
	]),
);

/** What Intercom is sure to refuse about a record's standard fields, without asking it: for Preview. */
export function foreseeProblem(
	object: string,
	{ properties }: Pick<WriteRecord, 'properties'>,
): RecordProblem | undefined {
	const own = Object.fromEntries(Object.entries(properties).filter(([name]) => !isCustom(name)));
	const result = bodyOf(own, STANDARD[object] ?? new Map());
	return 'problem' in result ? result.problem : undefined;
}
