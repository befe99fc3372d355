import type { ProblemCategory, RecordProblem } from '../../errors';
import { LOCKED, type ServerComplaint } from './errors';

/**
 * Why PostgreSQL does not take a record, as a person reads it: the column or constraint at fault and what to do.
 * The server's own sentences are not passed on, as they quote the record's values.
 */
export function recordProblem({ code, constraint, column: field }: ServerComplaint): RecordProblem {
	const problem = (category: ProblemCategory, reason: string, retryable = false): RecordProblem => ({
		category,
		reason,
		...(field === undefined ? {} : { field }),
		retryable,
	});
	const named = constraint === undefined ? '' : ` ${constraint}`;
	const what = field === undefined ? 'A value' : `The value of ${field}`;
	switch (code) {
		case '23505':
			return problem(
				'duplicate',
				`Another row has this value already, which the unique constraint${named} forbids. Merge the two, or change one of them.`,
			);
		case '23502':
			return problem(
				'requiredField',
				`${field ?? 'A column'} must not be empty. Fill it in the source record or in the mapping, or give the column a default.`,
			);
		case '23503':
			return problem(
				'notFound',
				`The foreign key${named} finds no row for this value. Bring the row that is referred to over first, or correct the reference.`,
			);
		case '23001':
			return problem(
				'refused',
				`Other rows refer to this one (${constraint ?? 'a foreign key'}). Remove the references first.`,
			);
		case '23514':
			return problem('refused', `The check constraint${named} does not let the record in. Correct its values.`);
		case '23P01':
			return problem(
				'duplicate',
				`The exclusion constraint${named} does not let the record in beside another row. Change one of them.`,
			);
		case '22001':
			return problem('invalidValue', `${what} is longer than its column. Shorten it, or widen the column.`);
		case '22003':
			return problem(
				'invalidValue',
				`${what} is a number larger than its column holds. Correct it, or widen the column.`,
			);
		case '22021':
			return problem(
				'invalidValue',
				`${what} holds a character that PostgreSQL cannot store. Correct it in the source record.`,
			);
		case '42501':
			return problem(
				'permission',
				"A policy for the table's rows does not let the user write this record. Change the policy or the record.",
			);
		case '44000':
			return problem(
				'refused',
				'The view does not let a record in that it would not show. Correct its values, or write to the table.',
			);
		case LOCKED:
			return problem('unavailable', 'Another transaction holds the row. It is tried again in the next run.', true);
		default:
	}
	if (/^22/.test(code)) {
		return problem(
			'invalidValue',
			`${what} is not of the type of its column (${code}). Correct it in the source record, or change the mapping.`,
		);
	}
	if (/^40/.test(code)) {
		return problem('unavailable', 'Other transactions changed the same rows. It is tried again in the next run.', true);
	}
	if (/^54/.test(code)) {
		return problem(
			'invalidValue',
			`${what} is larger than PostgreSQL takes (${code}). Shorten it, or change the mapping.`,
		);
	}
	return problem(
		'refused',
		`PostgreSQL refused the record (${code}${constraint === undefined ? '' : `, ${constraint}`}). A trigger or rule of the table does not let it in.`,
	);
}
