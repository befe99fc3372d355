import { createRequire } from 'node:module';
import type * as Zod from 'zod';
import { SophiaError } from '../errors';
import { isTransform, TRANSFORMS } from './transforms';
import type { FieldMap } from './types';

/** More rows than any system has fields. */
const MAX_ROWS = 2000;
const MAX_NAME = 255;
/** Problems named in one message; the rest is counted. */
const MAX_NAMED = 5;

const REMEDIES: Record<string, string> = {
	fields: 'Give the field map as {"fields": [{"to": "…", "from": "…"}]}, with at least one row.',
	to: 'Choose a destination property for the row, each property in one row only.',
	from: 'Choose a source field, or set a constant instead.',
	orElse: 'Give a list of source fields.',
	further: 'Give a list of source fields.',
	constant: 'Set a text, a number, true or false, or a list of them.',
	transforms: `Use any of: ${TRANSFORMS.map(({ name }) => name).join(', ')}.`,
	rule: "Choose 'always' or 'onlyIfBlank'.",
	nullPolicy: "Choose 'clear' or 'keep'.",
	unknownOption: "Choose 'skip', 'add', 'reject' or, for people, 'default'.",
	defaultOption: "Give the option's value, and the policy 'default' with it.",
	options: 'Give an object of source label → destination option, both text.',
	required: 'Choose true or false.',
	optional: 'Choose true or false.',
};

/** zod costs about 20 ms and 4 MB: it is loaded when the first field map is read, not with the node. */
let schema: Zod.ZodType<FieldMap, Zod.ZodTypeDef, unknown> | undefined;

function fieldMapSchema(): Zod.ZodType<FieldMap, Zod.ZodTypeDef, unknown> {
	if (schema !== undefined) return schema;
	const { z } = createRequire(__filename)('zod') as typeof Zod;
	const name = z
		.string()
		.trim()
		.min(1, 'is empty')
		.max(MAX_NAME, `is longer than ${MAX_NAME} characters`)
		.refine((value) => value !== '__proto__', 'is no name a field can have');
	const scalar = z.union([z.string(), z.number().finite(), z.boolean(), z.null()]);
	const row = z
		.object({
			to: name,
			from: z.preprocess((value) => (value === '' || value === null ? undefined : value), name.optional()),
			orElse: z.array(name).optional(),
			further: z.array(name).optional(),
			constant: z
				.union([scalar, z.array(scalar)], {
					errorMap: () => ({ message: 'is neither a scalar nor a list of scalars' }),
				})
				.optional(),
			transforms: z
				.array(
					z
						.string()
						.refine(isTransform, (value) => ({ message: `names "${short(value)}", which is no known transform` })),
				)
				.optional(),
			rule: z.enum(['always', 'onlyIfBlank']).optional(),
			nullPolicy: z.enum(['clear', 'keep']).optional(),
			unknownOption: z.enum(['skip', 'add', 'reject', 'default']).optional(),
			defaultOption: z.string().min(1, 'is empty').optional(),
			options: z.record(z.string()).optional(),
			required: z.boolean().optional(),
			optional: z.boolean().optional(),
		})
		.strict()
		.superRefine((value, context) => {
			if ((value.from === undefined) === (value.constant === undefined)) {
				const message =
					value.from === undefined ? 'is missing, and there is no constant' : 'is given and so is a constant';
				context.addIssue({ code: 'custom', path: ['from'], message });
			}
		});
	schema = z
		.object({
			fields: z.array(row).min(1, 'has no rows').max(MAX_ROWS, `has more than ${MAX_ROWS} rows`),
		})
		.strict()
		.superRefine(({ fields }, context) => {
			const rowOf = new Map<string, number>();
			fields.forEach(({ to }, index) => {
				const first = rowOf.get(to.toLowerCase());
				if (first === undefined) rowOf.set(to.toLowerCase(), index);
				else
					context.addIssue({
						code: 'custom',
						path: ['fields', index, 'to'],
						message: `is mapped already, in row ${first + 1}`,
					});
			});
		});
	return schema;
}

/**
 * Reads a field map from anything, e.g. a parameter that a person wrote as JSON. Every row has either `from`
 * or `constant` (an empty `from` counts as absent), known transforms, and a property of its own.
 *
 * @throws SophiaError `configuration` that names rows, fields and the remedy, never a value
 */
export function parseFieldMap(input: unknown): FieldMap {
	const result = fieldMapSchema().safeParse(input);
	if (result.success) return result.data;
	const { issues } = result.error;
	const named = issues.slice(0, MAX_NAMED).map((issue) => describeIssue(issue, input));
	const more = issues.length > MAX_NAMED ? `; and ${issues.length - MAX_NAMED} more` : '';
	throw new SophiaError('configuration', `The field map is not valid: ${named.join('; ')}${more}`, {
		remedy: remedyFor(issues[0]),
		code: 'FIELD_MAP_INVALID',
	});
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** 'row 3 ("industry"): transforms names "tirm", which is no known transform' */
function describeIssue(issue: Zod.ZodIssue, input: unknown): string {
	const [, index, field] = issue.path;
	const problem = problemOf(issue);
	if (typeof index !== 'number') return `${issue.path.length === 0 ? 'it' : `"${issue.path.join('.')}"`} ${problem}`;
	const to = destinationOf(input, index);
	const row = `row ${index + 1}${to === undefined ? '' : ` ("${short(to)}")`}`;
	return field === undefined ? `${row} ${problem}` : `${row}: ${short(String(field))} ${problem}`;
}

function problemOf(issue: Zod.ZodIssue): string {
	switch (issue.code) {
		case 'invalid_type':
			return issue.received === 'undefined' ? 'is missing' : `is ${issue.received}, not ${issue.expected}`;
		case 'invalid_enum_value':
			return `is none of ${issue.options.join(', ')}`;
		case 'unrecognized_keys':
			return `has unknown settings: ${issue.keys.slice(0, MAX_NAMED).map(short).join(', ')}`;
		default:
			return issue.message;
	}
}

function remedyFor(issue: Zod.ZodIssue): string {
	if (issue.code === 'unrecognized_keys' && issue.path.length > 1)
		return `A row has the settings ${Object.keys(REMEDIES).slice(1).join(', ')}.`;
	const field = issue.path[2];
	return REMEDIES[typeof field === 'string' && Object.hasOwn(REMEDIES, field) ? field : 'fields'];
}

/** What a row of an unread field map is for, if it says so. */
function destinationOf(input: unknown, index: number): string | undefined {
	const rows: unknown = (input as { fields?: unknown } | null)?.fields;
	const row: unknown = Array.isArray(rows) ? rows[index] : undefined;
	const to: unknown = typeof row === 'object' && row !== null ? (row as { to?: unknown }).to : undefined;
	return typeof to === 'string' && to.trim() !== '' ? to.trim() : undefined;
}
