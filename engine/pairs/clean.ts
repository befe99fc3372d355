import { countryCode } from '../mapping/values/country';
import { cleaned, isContainer, setOwn } from '../mapping/values/cleaned';
import { scalarText } from '../mapping/values/text';
import type { FieldValue } from '../systems/types';
import { breathe } from '../sync/context';
import { keyOf, normaliserOf, type Normaliser } from './keys';

/** How values are spelled afterwards: 'DE', 'example.com', 'ann@example.com', '+4930123456'. */
export type CleanForm = 'country' | 'domain' | 'email' | 'phone';

export interface CleanRules {
	/** Fields to bring into one form. */
	normalise?: Array<{
		/** The field's name; of nested ones with dots. In lists it is every element's. */
		path: string;
		form: CleanForm;
		/** For phone numbers without a country code: the country they are dialled in (ISO 3166, 'DE'). */
		region?: string;
	}>;
	/** Items are the same when all these fields are. Empty: all items stay. */
	uniqueBy?: string[];
	/** Which of the same items stays. Default: the first. */
	keep?: 'first' | 'last';
}

export interface CleanedItems {
	/** In their order, with the index of the item that they were. */
	items: Array<{ index: number; json: Record<string, unknown> }>;
	/** Items that went because another one is the same. */
	removed: number;
	/** By rule of `normalise`: how many values could not be read and stayed as they were. */
	unread: number[];
}

/** Items cleaned between two turns for everybody else. */
const sliceItems = 100;

/**
 * Cleans items, see {@link cleaned}; brings fields into one form; removes doubles, compared afterwards. An item without
 * a value in one of the fields it is compared by stays. The items handed over are not touched.
 *
 * @throws SophiaError `configuration` when a phone number's region is no country
 */
export async function cleanItems(
	items: ReadonlyArray<Record<string, unknown>>,
	rules: CleanRules = {},
): Promise<CleanedItems> {
	const spellers = await Promise.all(
		(rules.normalise ?? []).map(async (rule) => ({ path: rule.path.split('.'), spell: await spellerOf(rule) })),
	);
	const unread = spellers.map(() => 0);
	const all: CleanedItems['items'] = [];
	for (const [index, item] of items.entries()) {
		const json = cleaned(item) as Record<string, unknown>;
		spellers.forEach(({ path, spell }, at) => {
			unread[at] += spellAt(json, path, spell);
		});
		all.push({ index, json });
		if (index % sliceItems === sliceItems - 1) await breathe();
	}
	const kept = withoutDoubles(all, rules);
	return { items: kept, removed: all.length - kept.length, unread };
}

async function spellerOf({ form, region }: { form: CleanForm; region?: string }): Promise<Normaliser> {
	if (form === 'country') return (text) => countryCode(text) ?? null;
	return await normaliserOf({ normalise: form, region: region?.trim() || undefined });
}

/** @returns how many values could not be read */
function spellAt(root: Record<string, unknown>, path: string[], spell: Normaliser): number {
	let unread = 0;
	const todo: Array<[container: unknown[] | Record<string, unknown>, at: number]> = [[root, 0]];
	/** Lists on the way: one may hold itself. */
	const lists = new Set<unknown[]>();
	const spelled = (value: unknown): unknown => {
		const text = scalarText(value as FieldValue);
		if (text === undefined || text.trim() === '') return value;
		const result = spell(text);
		if (result !== null) return result;
		unread++;
		return value;
	};
	for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
		const [container, at] = next;
		// A name that has dots itself goes before a path.
		const whole = path.slice(at).join('.');
		const name = !Array.isArray(container) && Object.hasOwn(container, whole) ? whole : path[at];
		const rest = name === whole ? path.length : at + 1;
		const visit = (value: unknown, index: number | string, from: number) => {
			if (isContainer(value)) {
				if (from < path.length || Array.isArray(value)) todo.push([value, from]);
			} else if (from === path.length) {
				if (Array.isArray(container)) container[Number(index)] = spelled(value);
				else setOwn(container, String(index), spelled(value));
			}
		};
		if (Array.isArray(container)) {
			if (!lists.has(container)) {
				lists.add(container);
				container.forEach((element, index) => visit(element, index, at));
			}
		} else if (at < path.length && Object.hasOwn(container, name)) visit(container[name], name, rest);
	}
	return unread;
}

function withoutDoubles(items: CleanedItems['items'], { uniqueBy = [], keep = 'first' }: CleanRules) {
	const paths = uniqueBy
		.map((field) => field.trim())
		.filter((field) => field !== '')
		.map((field) => field.split('.'));
	if (paths.length === 0) return items;
	const chosen = new Map<string, CleanedItems['items'][number]>();
	const keys = new Map<CleanedItems['items'][number], string>();
	for (const item of items) {
		const key = keyAt(item.json, paths);
		if (key === undefined) continue;
		keys.set(item, key);
		if (keep === 'last' || !chosen.has(key)) chosen.set(key, item);
	}
	return items.filter((item) => {
		const key = keys.get(item);
		return key === undefined || chosen.get(key) === item;
	});
}

function keyAt(json: Record<string, unknown>, paths: string[][]): string | undefined {
	const values: string[] = [];
	for (const path of paths) {
		const value = valueAt(json, path);
		const text = value instanceof Date ? String(value.getTime()) : scalarText(value as FieldValue);
		if (text === undefined || text === '') return undefined;
		values.push(text);
	}
	return keyOf(values);
}

function valueAt(json: Record<string, unknown>, path: string[]): unknown {
	let current: unknown = json;
	for (let at = 0; at < path.length; at++) {
		if (!isContainer(current) || Array.isArray(current)) return undefined;
		const whole = path.slice(at).join('.');
		if (Object.hasOwn(current, whole)) return current[whole];
		if (!Object.hasOwn(current, path[at])) return undefined;
		current = current[path[at]];
	}
	return current;
}
