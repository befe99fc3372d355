import { itemsSide, type ItemsSide } from '../../../../engine/pairs/itemsSide';
import type { Destination, SourceRecord, WriteOutcome, WriteRecord } from '../../../../engine/systems/types';

const people = [
	{
		key: 7,
		name: 'Ann',
		age: 44,
		active: true,
		owner: { email: 'Boss@example.com' },
		tags: ['a', 'b'],
		changed: '2026-03-01T10:00:00+01:00',
	},
	{ key: 'x', name: 'Bob', age: null, 'flat.name': 'kept', changed: 'never' },
];

const sideOf = (items: Array<Record<string, unknown>> = people, fields?: string[]) =>
	itemsSide(items, { object: 'people', idField: 'key', modifiedField: 'changed', fields });

const destinationOf = (side: ItemsSide): Destination => {
	const { destination } = side.side;
	if (destination === undefined) throw new Error('Items can be written.');
	return destination;
};

async function read(side: ItemsSide): Promise<SourceRecord[]> {
	const records: SourceRecord[] = [];
	const request = { object: 'people', fields: [], until: new Date() };
	for await (const page of side.side.source.changes(request)) records.push(...page.records);
	return records;
}

const write = (id: string, properties: Record<string, string>, destinationId?: string): WriteRecord => ({
	id,
	properties,
	...(destinationId === undefined ? {} : { destinationId }),
});

const insert = async (side: ItemsSide, records: WriteRecord[]): Promise<WriteOutcome[]> =>
	(await destinationOf(side).insert?.({ object: 'people', records })) ?? [];

describe('items as a source', () => {
	it('have any text or number as their id, and a stamp where they tell one', async () => {
		const records = await read(sideOf());
		expect(records.map(({ id, modifiedAt }) => [id, modifiedAt])).toEqual([
			['7', '2026-03-01T09:00:00.000Z'],
			['x', '1970-01-01T00:00:00.000Z'],
		]);
		expect(records[0].fields).toMatchObject({ 'owner.email': 'Boss@example.com', tags: ['a', 'b'], age: 44 });
		const { fields } = await sideOf().side.source.describe('people');
		expect(['age', 'active', 'name', 'owner.email'].map((name) => fields.get(name)?.type)).toEqual([
			'number',
			'boolean',
			'string',
			'string',
		]);
	});

	it('of one id count once, as the last of them', async () => {
		const side = sideOf([...people, { key: '7', name: 'Later' }]);
		expect((await read(side)).map(({ id, fields }) => [id, fields.name])).toEqual([
			['x', 'Bob'],
			['7', 'Later'],
		]);
		expect([side.itemIndexes('7'), side.itemIndexes('none')]).toEqual([[0, 2], []]);
	});

	it.each([{}, { key: '' }, { key: null }, { key: true }, { key: ['a'] }])('without an id (%j) are refused', (item) => {
		expect(() => sideOf([people[0], item])).toThrow(/Item 1 has no value in its ID field "key"/);
	});

	it('come in any number of pages', async () => {
		const many = Array.from({ length: 1_234 }, (_, key) => ({ key }));
		expect(await read(sideOf(many))).toHaveLength(1_234);
	});

	it('cannot be filtered', async () => {
		await expect(sideOf().side.source.validateFilter('people', 'x')).rejects.toThrow(/filter/i);
	});
});

describe('items as a destination', () => {
	it('come out as they are after an update, in the shape and the types that they had', async () => {
		const side = sideOf();
		const outcomes = await destinationOf(side).update({
			object: 'people',
			idProperty: '',
			records: [
				write('l1', { name: 'Anna', age: '45', active: 'false', 'owner.email': 'new@example.com', tags: 'b;c' }, '7'),
				write('l2', { name: '', 'flat.name': 'new', 'owner.email': 'o@example.com', age: '9007199254740993' }, 'x'),
				write('l3', { name: 'Nobody' }, 'gone'),
			],
		});
		expect(outcomes.map(({ id, status }) => [id, status])).toEqual([
			['l1', 'updated'],
			['l2', 'updated'],
			['l3', 'gone'],
		]);
		expect(side.written()).toEqual([
			{
				action: 'updated',
				id: '7',
				indexes: [0],
				json: {
					...people[0],
					name: 'Anna',
					age: 45,
					active: false,
					owner: { email: 'new@example.com' },
					tags: ['b', 'c'],
				},
			},
			{
				action: 'updated',
				id: 'x',
				indexes: [1],
				json: {
					...people[1],
					name: null,
					'flat.name': 'new',
					owner: { email: 'o@example.com' },
					age: '9007199254740993',
				},
			},
		]);
		expect(people[0].name).toBe('Ann');
		expect((await read(side))[0].fields.name).toBe('Anna');
	});

	it('are made with an id that is the same whenever they are made anew', async () => {
		const make = async () => {
			const side = sideOf();
			const [outcome] = await insert(side, [
				write('left-1', { name: 'New', age: '3', 'owner.email': 'n@example.com' }),
			]);
			return { outcome, written: side.written() };
		};
		const first = await make();
		expect(first).toEqual(await make());
		expect(first.outcome).toMatchObject({ status: 'created', id: 'left-1' });
		const { destinationId } = first.outcome as { destinationId: string };
		expect(destinationId).toMatch(/^[0-9a-f-]{36}$/);
		expect(first.written).toEqual([
			{
				action: 'created',
				id: destinationId,
				indexes: [],
				json: { key: destinationId, name: 'New', age: 3, owner: { email: 'n@example.com' } },
			},
		]);
	});

	it('keep an id that they bring along, unless another item has it', async () => {
		const side = sideOf();
		const outcomes = await insert(side, [write('a', { key: 'own', name: 'A' }), write('b', { key: '7', name: 'B' })]);
		expect(outcomes[0]).toEqual({ id: 'a', status: 'created', destinationId: 'own' });
		expect(outcomes[1]).toMatchObject({
			id: 'b',
			status: 'rejected',
			problem: { category: 'duplicate', field: 'key' },
		});
	});

	it('are upserted by a field that holds the id of the other side', async () => {
		const side = sideOf();
		const destination = destinationOf(side);
		const request = { object: 'people', idProperty: 'leftId', idPropertyLabel: '' };
		expect(await destination.provision([request], { dryRun: true })).toMatchObject([{ status: 'wouldCreate' }]);
		expect(await destination.provision([request], { dryRun: false })).toMatchObject([{ status: 'created' }]);
		const upsert = async (name: string) =>
			await destination.upsert({ object: 'people', idProperty: 'leftId', records: [write('l', { name })] });
		expect((await upsert('one'))[0].status).toBe('created');
		expect((await upsert('two'))[0].status).toBe('updated');
		expect(side.written()).toHaveLength(1);
		expect(side.written()[0]).toMatchObject({ action: 'created', json: { leftId: 'l', name: 'two' } });
	});

	it('come out as archived once, as they were', async () => {
		const side = sideOf();
		await destinationOf(side).archive({ object: 'people', ids: ['7', '7', 'none'] });
		expect(side.written()).toEqual([{ action: 'archived', id: '7', indexes: [0], json: people[0] }]);
		expect((await read(side)).map(({ id }) => id)).toEqual(['x']);
	});

	it('are found by a field, as it compares', async () => {
		const destination = destinationOf(sideOf());
		const find = async (normalise: 'exact' | 'email') =>
			await destination.find({
				object: 'people',
				key: 'owner.email',
				values: [' boss@EXAMPLE.com', 'Boss@example.com', ''],
				normalise,
				properties: ['age'],
			});
		expect([...(await find('exact')).keys()]).toEqual(['Boss@example.com']);
		expect((await find('email')).get(' boss@EXAMPLE.com')).toEqual([{ id: '7', properties: { age: '44' } }]);
		expect(destination.canFind?.('people', 'x', 'phone')).toBe(false);
	});

	it('may have fields that no item has yet', async () => {
		const { fields } = await destinationOf(sideOf([], ['name'])).describe('people');
		expect([...fields.values()].map(({ name, writable, unique }) => [name, writable, unique])).toEqual([
			['key', true, true],
			['name', true, false],
		]);
	});

	it('with hostile names harm nothing', async () => {
		const side = sideOf([JSON.parse('{"key": 1, "constructor": "a", "a.b": 1}') as Record<string, unknown>]);
		await destinationOf(side).update({
			object: 'people',
			idProperty: '',
			records: [write('l', { ['__proto__']: 'x', 'constructor.prototype.polluted': 'x', 'a.b': 'y' }, '1')],
		});
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
		expect(JSON.stringify(side.written()[0].json)).toContain('"__proto__":"x"');
	});
});
