import { compileFilter } from '../../../../engine/systems/intercom/filter';
import type { FieldDescription, FieldType } from '../../../../engine/systems/types';

const TYPES: Record<string, FieldType> = {
	role: 'enumeration',
	name: 'string',
	email: 'email',
	size: 'integer',
	unsubscribed_from_emails: 'boolean',
	updated_at: 'datetime',
	'@companies': 'string',
	'custom_attributes.rate': 'number',
};
const fields = new Map<string, FieldDescription>(
	Object.entries(TYPES).map(([name, type]) => [name, { name, label: name, type, writable: true, unique: false }]),
);

const record = {
	id: '1',
	fields: {
		role: 'user',
		name: 'Ada King',
		size: 12,
		unsubscribed_from_emails: false,
		updated_at: 1_772_323_200,
		companies: { data: [{ id: 'c1' }], total_count: 1 },
		custom_attributes: { rate: 0.5 },
	},
};

const one = (field: string, operator: string, value: unknown) => ({ field, operator, value });
const accepts = (query: unknown) => compileFilter(JSON.stringify(query), fields)(record);

test('nothing is everything', () => {
	for (const filter of [undefined, '', '  ']) expect(compileFilter(filter, fields)(record)).toBe(true);
});

test.each<[string, string, unknown, boolean]>([
	['role', '=', 'USER', true],
	['role', '!=', 'user', false],
	['role', 'IN', ['lead', 'user'], true],
	['role', 'NIN', ['lead', 'user'], false],
	['email', '=', null, true],
	['email', '!=', null, false],
	['email', '=', '', true],
	['email', '~', 'x', false],
	['email', '!~', 'x', true],
	['name', '~', 'a k', true],
	['name', '!~', 'a k', false],
	['name', '^', 'ada', true],
	['name', '^', 'king', false],
	['name', '$', 'KING', true],
	['size', '=', '12', true],
	['size', 'IN', [12, 13], true],
	['size', '>', 11, true],
	['size', '>', 12, false],
	['size', '<', 12.5, true],
	['custom_attributes.rate', '<', 1, true],
	['unsubscribed_from_emails', '=', false, true],
	['updated_at', '=', 1_772_323_200, true],
	['updated_at', '=', '2026-03-01T00:00:00Z', true],
	['updated_at', '>', '2026-02-28', true],
	['updated_at', '<', 1_772_323_200, false],
	['@companies', '=', 'c1', true],
])('%s %s %j: %s', (field, operator, value, expected) => {
	expect(accepts(one(field, operator, value))).toBe(expected);
});

test('an empty number is neither more nor less', () => {
	const empty = { id: '2', fields: {} };
	for (const operator of ['<', '>'])
		expect(compileFilter(JSON.stringify(one('size', operator, 0)), fields)(empty)).toBe(false);
});

test('groups', () => {
	const yes = one('role', '=', 'user');
	const no = one('role', '=', 'lead');
	expect(accepts({ operator: 'AND', value: [yes, no] })).toBe(false);
	expect(accepts({ operator: 'OR', value: [no, yes] })).toBe(true);
	expect(accepts({ operator: 'OR', value: [no, { operator: 'AND', value: [yes, yes] }] })).toBe(true);
});

test.each<[string, unknown]>([
	['no JSON', 'role = user'],
	['an object', '["role"]'],
	['no field nickname', one('nickname', '=', 'x')],
	['no field constructor', one('constructor', '=', 'x')],
	['operators are', one('role', 'LIKE', 'x')],
	['operators are', one('role', 'toString', 'x')],
	['compares numbers', one('name', '>', 'x')],
	['looks into texts', one('size', '~', '1')],
	['takes a list', one('role', 'IN', 'user')],
	['takes one value', one('role', '=', ['user'])],
	['takes a value', one('size', '>', null)],
	['neither text', one('role', '=', { a: 1 })],
	['no number', one('size', '=', 'many')],
	['no date', one('updated_at', '>', 'yesterday')],
	['list of 1 to 15', { operator: 'AND', value: [] }],
	['list of 1 to 15', { operator: 'OR', value: Array.from({ length: 16 }, () => one('role', '=', 'user')) }],
	[
		'nested 2 levels',
		{ operator: 'AND', value: [{ operator: 'OR', value: [{ operator: 'AND', value: [one('role', '=', 'user')] }] }] },
	],
])('refused: %s', (fault, query) => {
	const filter = typeof query === 'string' ? query : JSON.stringify(query);
	expect(() => compileFilter(filter, fields)).toThrow(fault);
});
