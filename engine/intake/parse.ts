import { isObject } from '../systems/shared/json';
import { invalidField, Refusal, shortPath } from './refusal';
import type { IntakeRequest } from './types';

/** Deeper than any record is, and far from where recursion in n8n or elsewhere ends. */
const DEEPEST = 64;

/**
 * Parses a body as JSON, in any character set that its Content-Type names. Senders that call JSON plain text, or nothing
 * at all, mean JSON.
 *
 * @throws Refusal 415 for another type or an unknown character set; 400 for what is no JSON, nests too deeply, holds a
 * number that JSON cannot carry on, or a field named `__proto__`
 */
export function parseBody(raw: Buffer, headers: IntakeRequest['headers']): unknown {
	if (raw.length === 0) throw invalidField('', 'is empty');
	const text = decode(raw, contentType(headers));
	const value: unknown = orRefuse(
		() => JSON.parse(text),
		() => invalidJson('is not valid JSON'),
	);
	checkValues(value);
	return value;
}

/** @throws Refusal 415 unless the type is JSON, text or absent */
function contentType(headers: IntakeRequest['headers']): { charset: string } {
	const header = headers['content-type'];
	const [type, ...parameters] = String(header ?? '').split(';');
	const name = type.trim().toLowerCase();
	if (name !== '' && name !== 'application/json' && name !== 'text/plain' && !/^application\/[\w.-]+\+json$/.test(name))
		throw new Refusal(415, 'UNSUPPORTED_TYPE', 'The body must be JSON, sent as application/json.');
	const charset = parameters
		.map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(parameter)?.[1])
		.find((found) => found !== undefined);
	return { charset: charset ?? 'utf-8' };
}

/** Without a byte order mark. */
function decode(raw: Buffer, { charset }: { charset: string }): string {
	const decoder = orRefuse(
		() => new TextDecoder(charset, { fatal: true }),
		() => new Refusal(415, 'UNSUPPORTED_CHARSET', 'The character set of the body is not known. Send UTF-8.'),
	);
	return orRefuse(
		() => decoder.decode(raw),
		() => invalidJson(`is not text in its character set (${decoder.encoding})`),
	);
}

const invalidJson = (problem: string) => new Refusal(400, 'INVALID_JSON', `The body ${problem}.`);

function orRefuse<T>(work: () => T, refusal: () => Refusal): T {
	try {
		return work();
	} catch {
		throw refusal();
	}
}

/** Looks at every value once; nothing recurses. */
function checkValues(body: unknown): void {
	const todo: Array<{ value: unknown; path: string; depth: number }> = [{ value: body, path: '', depth: 0 }];
	for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
		const { value, path, depth } = next;
		if (typeof value === 'number' && !Number.isFinite(value)) throw invalidField(path, 'is too large a number');
		if (typeof value !== 'object' || value === null) continue;
		if (depth === DEEPEST) throw invalidField(path, `is nested more than ${DEEPEST} levels deep`);
		if (Array.isArray(value)) {
			value.forEach((part, index) => todo.push({ value: part, path: inside(path, `[${index}]`), depth: depth + 1 }));
			continue;
		}
		if (Object.hasOwn(value, '__proto__'))
			throw invalidField(inside(path, '.__proto__'), 'is no name a field can have');
		if (!isObject(value)) continue;
		for (const name of Object.keys(value))
			todo.push({ value: value[name], path: inside(path, `.${name}`), depth: depth + 1 });
	}
}

/** Long enough for a message, and no longer, however many levels there are. */
const inside = (path: string, part: string): string => {
	const whole = path === '' && part.startsWith('.') ? part.slice(1) : path + part;
	return path.length > 120 ? path : shortPath(whole);
};
