import type { PropertyDefinition } from './catalogue/define';
import { stages } from './catalogue/common';
import type { PropertyProblem } from './errors';

const MAX_LENGTH = 65_536;
const stageOrder = Object.keys(stages);
/** Number properties that take whole numbers only. */
const integers = new Set(['numberofemployees']);

export interface ValueContext {
	/** The record's present value, if it has one. */
	current?: string;
	ownerExists: (id: string) => boolean;
}

/**
 * What HubSpot stores for a value that was sent, or why it refuses it. `''` clears.
 * Values are kept in HubSpot's own spelling: dates as ISO, e-mail addresses in lower case, domains bare.
 */
export function normalise(
	definition: PropertyDefinition,
	raw: string,
	context: ValueContext,
): { value: string } | { problem: PropertyProblem } {
	const refuse = (error: string, message: string) => ({ problem: { error, name: definition.name, message } });
	if (definition.name === 'lifecyclestage') return lifecycle(definition, raw, context.current);
	if (raw.trim() === '') return { value: '' };
	if (definition.referencedObjectType === 'OWNER')
		return context.ownerExists(raw) ? { value: raw } : refuse('INVALID_OWNER_ID', `${raw} was not a valid owner id.`);
	switch (definition.type) {
		case 'number':
			return number(definition, raw);
		case 'bool':
			return raw === 'true' || raw === 'false' ? { value: raw } : notAnOption(definition, raw);
		case 'date':
		case 'datetime':
			return moment(definition, raw);
		case 'enumeration':
			return definition.fieldType === 'checkbox'
				? severalOptions(definition, raw, context.current)
				: oneOption(definition, raw);
		default:
			break;
	}
	if (raw.length > MAX_LENGTH)
		return refuse('INVALID_STRING', `Value is too long: ${raw.length} characters, maximum ${MAX_LENGTH}.`);
	if (definition.name === 'email') return email(definition, raw);
	if (definition.name === 'domain') return { value: bareDomain(raw) };
	return { value: raw };
}

/** A stage can be set, cleared or moved forward; a move backward is dropped without a word. */
function lifecycle(
	definition: PropertyDefinition,
	raw: string,
	current: string | undefined,
): ReturnType<typeof normalise> {
	if (raw === '') return { value: '' };
	const chosen = oneOption(definition, raw);
	if ('problem' in chosen || current === undefined || current === '') return chosen;
	const [from, to] = [stageOrder.indexOf(current), stageOrder.indexOf(raw)];
	return from >= 0 && to >= 0 && to < from ? { value: current } : chosen;
}

function number(definition: PropertyDefinition, raw: string): ReturnType<typeof normalise> {
	const text = raw.trim();
	if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text))
		return {
			problem: {
				error: integers.has(definition.name) ? 'INVALID_INTEGER' : 'INVALID_NUMBER',
				name: definition.name,
				message: `${raw} was not a valid number.`,
			},
		};
	if (integers.has(definition.name) && !Number.isInteger(Number(text)))
		return { problem: { error: 'INVALID_INTEGER', name: definition.name, message: `${raw} was not a valid integer.` } };
	return { value: text };
}

function moment(definition: PropertyDefinition, raw: string): ReturnType<typeof normalise> {
	const refuse = (message: string) => ({ problem: { error: 'INVALID_DATE', name: definition.name, message } });
	const iso = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/.exec(raw);
	const at = /^-?\d+$/.test(raw) ? Number(raw) : iso === null ? NaN : Date.parse(raw);
	if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return refuse(`${raw} was not a valid long.`);
	const stamp = new Date(at).toISOString();
	if (iso !== null && iso[2] === undefined && !stamp.startsWith(iso[1])) return refuse(`${raw} was not a valid date.`);
	if (definition.type === 'datetime') return { value: stamp };
	if (at % 86_400_000 !== 0) return refuse(`${raw} is at ${stamp.slice(11, 19)} UTC, not midnight!`);
	return { value: stamp.slice(0, -14) };
}

function oneOption(definition: PropertyDefinition, raw: string): ReturnType<typeof normalise> {
	return definition.options.some((option) => option.value === raw) ? { value: raw } : notAnOption(definition, raw);
}

/** `a;b` replaces the values; a leading `;` adds to those that are there. */
function severalOptions(
	definition: PropertyDefinition,
	raw: string,
	current: string | undefined,
): ReturnType<typeof normalise> {
	const chosen = raw.split(';').filter((part) => part !== '');
	const unknown = chosen.find((part) => !definition.options.some((option) => option.value === part));
	if (unknown !== undefined) return notAnOption(definition, unknown);
	const kept = raw.startsWith(';') && current !== undefined ? current.split(';').filter((part) => part !== '') : [];
	return { value: [...new Set([...kept, ...chosen])].join(';') };
}

function notAnOption(definition: PropertyDefinition, raw: string): { problem: PropertyProblem } {
	const allowed = definition.options.map((option) => option.value).join(', ');
	return {
		problem: {
			error: 'INVALID_OPTION',
			name: definition.name,
			message: `${raw} was not one of the allowed options: [${allowed}]`,
		},
	};
}

const EMAIL =
	/^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

function email(definition: PropertyDefinition, raw: string): ReturnType<typeof normalise> {
	const address = raw.trim().toLowerCase();
	if (address.length <= 254 && address.indexOf('@') <= 64 && EMAIL.test(address)) return { value: address };
	return { problem: { error: 'INVALID_EMAIL', name: definition.name, message: `Email address ${raw} is invalid` } };
}

/** The host of a web address, as HubSpot keeps it in `domain`. */
const bareDomain = (raw: string) =>
	raw
		.trim()
		.toLowerCase()
		.replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
		.replace(/[/?#:].*$/, '')
		.replace(/^www\./, '');
