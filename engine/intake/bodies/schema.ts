import { createRequire } from 'node:module';
import type * as Zod from 'zod';
import { invalidField } from '../refusal';

/** Checks a body and changes nothing of it. @throws Refusal 400 that names the first field that is wrong */
export type Check = (body: unknown) => void;

/** zod costs about 20 ms and 4 MB: it is loaded with the first body. */
export function lazyCheck(make: (z: typeof Zod) => Zod.ZodTypeAny): Check {
	let schema: Zod.ZodTypeAny | undefined;
	return (body) => {
		schema ??= make(createRequire(__filename)('zod') as typeof Zod);
		const result = schema.safeParse(body);
		if (result.success) return;
		const [issue] = result.error.issues;
		throw invalidField(dotted(issue.path), problemOf(issue));
	};
}

const dotted = (path: ReadonlyArray<string | number>): string =>
	path.reduce<string>(
		(so, part) => (typeof part === 'number' ? `${so}[${part}]` : so === '' ? part : `${so}.${part}`),
		'',
	);

/** In words of our own: some of zod's name the value. */
function problemOf(issue: Zod.ZodIssue): string {
	switch (issue.code) {
		case 'invalid_type':
			return issue.received === 'undefined' ? 'is missing' : `is ${issue.received}, not ${issue.expected}`;
		case 'invalid_enum_value':
			return `is none of ${issue.options.join(', ')}`;
		case 'invalid_literal':
			return `is not ${JSON.stringify(issue.expected)}`;
		case 'invalid_union':
			return 'has a type that is not allowed here';
		case 'too_small':
			return issue.type === 'array' ? 'is empty' : 'is too short or too small';
		case 'too_big':
			return 'is too long or too large';
		default:
			return 'is not valid';
	}
}
