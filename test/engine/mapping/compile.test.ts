import { compileFieldMap } from '../../../engine/mapping/compile';
import type { FieldMapping } from '../../../engine/mapping/types';
import { choices, description, field } from './describe';

const source = description(
	'Account',
	field('Id'),
	field('Name'),
	field('OwnerId', 'string', { relationshipName: 'Owner', referenceTo: ['User'] }),
	field('Website'),
);
const destination = description(
	'companies',
	field('name'),
	field('domain'),
	field('owner', 'enumeration', { options: choices('Pat') }),
	field('createdate', 'datetime', { writable: false }),
	field('size', 'number'),
	field('sophia_id', 'string', { unique: true }),
);

const compile = (fields: FieldMapping[], more: Partial<Parameters<typeof compileFieldMap>[1]> = {}) =>
	compileFieldMap({ fields }, { source, destination, ...more });

describe('compileFieldMap', () => {
	it('keeps what works, in the systems’ own spelling', () => {
		const compiled = compile([
			{ to: 'NAME', from: 'name' },
			{ to: 'owner', from: 'owner.Email' },
			{ to: 'domain', from: 'Website' },
			{ to: 'size', constant: 5 },
		]);
		expect(compiled.warnings).toEqual([]);
		expect(compiled.sourceFields).toEqual(['Name', 'Owner.Email', 'Website']);
		expect(compiled.destinationFields).toEqual(['name', 'owner', 'domain', 'size']);
	});

	it('leaves out rows that cannot work, with a warning each', () => {
		const compiled = compile(
			[
				{ to: 'name', from: 'Name' },
				{ to: 'domain', from: 'Website__c' },
				{ to: 'size', from: 'Parent.Size' },
				{ to: 'gone', from: 'Name' },
				{ to: 'createdate', from: 'Name' },
				{ to: 'Sophia_Id', from: 'Id' },
			],
			{ idProperty: 'sophia_id' },
		);
		expect(compiled.destinationFields).toEqual(['name']);
		expect(compiled.warnings.map(({ field: name, code }) => [name, code])).toEqual([
			['domain', 'unknownSourceField'],
			['size', 'unknownSourceField'],
			['gone', 'unknownDestinationField'],
			['createdate', 'readOnlyField'],
			['Sophia_Id', 'readOnlyField'],
		]);
		for (const { message, field: name } of compiled.warnings)
			expect(message).toMatch(new RegExp(`^${name}: .*left out\\.$`));
	});

	it('reports a match property that nothing fills', () => {
		const codes = (fields: FieldMapping[]) =>
			compile(fields, { matchProperty: 'domain' }).warnings.map(({ code }) => code);
		expect(codes([{ to: 'Domain', from: 'Website' }])).toEqual([]);
		expect(codes([{ to: 'name', from: 'Name' }])).toEqual(['noMatchKey']);
		expect(codes([{ to: 'domain', from: 'Gone' }])).toEqual(['unknownSourceField', 'noMatchKey']);
	});

	it('does not check source fields of input items', () => {
		expect(compile([{ to: 'name', from: 'whatever.it.is' }], { source: undefined }).warnings).toEqual([]);
	});

	it('says once, not per record, what is wrong with a constant', () => {
		const compiled = compile([
			{ to: 'size', constant: 'many' },
			{ to: 'owner', constant: 'Kim' },
		]);
		expect(compiled.warnings.map(({ code }) => code)).toEqual(['unusableValue', 'unknownOption']);
		expect(compiled.map({ id: '1', modifiedAt: '', fields: {} })).toMatchObject({ properties: {}, warnings: [] });
	});

	it('says that options cannot be added where they cannot', () => {
		const compiled = compile([{ to: 'owner', from: 'Name', unknownOption: 'add' }]);
		expect(compiled.warnings.map(({ code }) => code)).toEqual(['unknownOption']);
		expect(compiled.map({ id: '1', modifiedAt: '', fields: { Name: 'Kim' } })).toMatchObject({
			properties: {},
			newOptions: {},
		});
	});

	it('refuses an unknown transform', () => {
		expect(() => compile([{ to: 'name', from: 'Name', transforms: ['tirm'] }])).toThrow(
			expect.objectContaining({ kind: 'configuration' }),
		);
	});
});
