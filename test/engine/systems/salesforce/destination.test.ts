import { fields } from '../../../simulators/salesforce';
import { failure } from './org';
import { idOf, KEY, record, startWritableOrg, type WritableOrg } from './writable';

describe('Salesforce as a destination', () => {
	let org: WritableOrg;
	beforeEach(async () => (org = await startWritableOrg()));
	afterEach(async () => await org.stop());

	const row = (id: string, object = 'Account') => org.simulator.row(object, id);

	it('is the organisation that the source is', async () => {
		expect(await org.destination().account()).toBe(await org.source().organisation());
		await org.destination().ping();
	});

	it('creates by our own id, and updates what has it', async () => {
		const [first] = await org.upsert([record('h-1', { Name: 'Example', NumberOfEmployees: '12' })]);
		expect(first).toMatchObject({ id: 'h-1', status: 'created' });
		const destinationId = idOf(first);
		expect(row(destinationId)).toMatchObject({ Name: 'Example', NumberOfEmployees: 12, [KEY]: 'h-1' });
		expect(
			await org.upsert([record('H-1', { NumberOfEmployees: '' }), record('h-2', { Name: 'Other' })]),
		).toMatchObject([
			{ id: 'H-1', status: 'updated', destinationId },
			{ id: 'h-2', status: 'created' },
		]);
		expect(row(destinationId)).toMatchObject({ Name: 'Example', NumberOfEmployees: null });
	});

	it('updates by id, and makes new records without a key', async () => {
		const [made] = await org.insert([record('x', { Name: 'Example' })]);
		expect(made.status).toBe('created');
		const [changed] = await org.update([record('x', { Site: 'Head office' }, idOf(made).slice(0, 15))]);
		expect(changed).toEqual({ id: 'x', status: 'updated', destinationId: idOf(made) });
		expect(row(idOf(made))).toMatchObject({ Name: 'Example', Site: 'Head office', [KEY]: null });
		await org.insert([record('x', { Name: 'Example' }), record('x', { Name: 'Example' })]);
		expect(org.simulator.rows('Account')).toHaveLength(3);
	});

	it("names a record's own id as the documentation does", async () => {
		await org.stop();
		org = await startWritableOrg({}, ({ app }) =>
			app.addHook('preHandler', async (request, reply) => {
				const sent = JSON.stringify(request.body ?? null);
				if (request.method === 'PATCH' && sent.includes('"Id":'))
					await reply
						.code(400)
						.send([{ errorCode: 'MISSING_ARGUMENT', message: 'Id not specified in an update call' }]);
			}),
		);
		const [made] = await org.insert([record('x', { Name: 'Example' })]);
		expect(await org.update([record('x', { Site: 'Head office' }, idOf(made))])).toMatchObject([{ status: 'updated' }]);
		expect(row(idOf(made))).toMatchObject({ Site: 'Head office' });
	});

	it('writes 200 records a call, and one that occurs twice in the order given', async () => {
		const records = Array.from({ length: 450 }, (_, n) => record(`h-${n}`, { Name: `Account ${n}` }));
		const outcomes = await org.upsert([...records, record('h-7', { Name: 'The later one' })]);
		expect(outcomes).toHaveLength(451);
		expect(org.simulator.rows('Account')).toHaveLength(450);
		expect(org.simulator.rows('Account').find((account) => account[KEY] === 'h-7')?.Name).toBe('The later one');
		expect(org.asked(/PATCH/)).toHaveLength(4);
		expect(await org.upsert([])).toEqual([]);
	});

	it('gives every type of field what it takes', async () => {
		const options = ['Red', 'Green', 'Blue'];
		const colours = {
			...fields.picklist('Colours__c', 'Colours', options),
			type: 'multipicklist' as const,
			restricted: true,
		};
		for (const field of [
			fields.bool('Active__c', 'Active'),
			fields.currency('Fee__c', 'Fee', { scale: 2 }),
			fields.date('Since__c', 'Since'),
			fields.datetime('Seen__c', 'Seen'),
			colours,
		])
			org.simulator.addField('Account', field);
		const values = {
			Active__c: 'true',
			Fee__c: '1234567.89',
			Since__c: '2026-02-28',
			Seen__c: '2026-02-28T10:00:00.000Z',
			Colours__c: 'Blue;Red',
			Description: 'one\ntwo "three", fünf',
		};
		const [first] = await org.upsert([record('h-1', { Name: 'Example', ...values })]);
		expect(row(idOf(first))).toMatchObject({
			...values,
			Active__c: true,
			Fee__c: 1234567.89,
			Seen__c: '2026-02-28T10:00:00.000+0000',
			Colours__c: 'Red;Blue',
		});
		const read = await org
			.destination()
			.read({ object: 'Account', ids: [idOf(first)], properties: Object.keys(values) });
		expect(read.get(idOf(first))?.properties).toEqual({ ...values, Colours__c: 'Red;Blue' });
		const cleared = Object.fromEntries(Object.keys(values).map((name) => [name, '']));
		await org.upsert([record('h-1', cleared)]);
		expect(row(idOf(first))).toMatchObject({ Active__c: false, Fee__c: null, Since__c: null, Colours__c: null });
	});

	it('refuses values and fields that would sink the whole call, without asking', async () => {
		const bad: Array<Record<string, string>> = [
			{ NumberOfEmployees: 'many' },
			{ NumberOfEmployees: ' ' },
			{ NumberOfEmployees: 'Infinity' },
			{ Nowhere__c: 'x' },
			{ constructor: 'x' },
		];
		const outcomes = await org.upsert([
			...bad.map((more, n) => record(`bad-${n}`, { Name: 'Example', ...more })),
			record('good', { Name: 'Example' }),
		]);
		expect(outcomes.map(({ status }) => status)).toEqual([...bad.map(() => 'rejected'), 'created']);
		expect(outcomes[0]).toMatchObject({ problem: { category: 'invalidValue', field: 'NumberOfEmployees' } });
		expect(JSON.stringify(outcomes)).not.toContain('many');
		expect(org.asked(/PATCH/)).toHaveLength(1);
		const [date] = await org.insert([record('x', { LastName: 'x', Birthdate: '28.02.2026' })], 'Contact');
		expect(date).toMatchObject({ status: 'rejected', problem: { field: 'Birthdate' } });
	});

	it('foresees what it refuses without a call', async () => {
		const destination = org.destination();
		const bad = { properties: { NumberOfEmployees: 'many' } };
		expect(destination.foresee('Account', bad)).toBeUndefined();
		await destination.describe('Account');
		expect(destination.foresee('account', bad)).toMatchObject({ category: 'invalidValue', field: 'NumberOfEmployees' });
		expect(destination.foresee('Account', { properties: { SystemModstamp: '' } })?.category).toBe('permission');
		expect(destination.foresee('Account', { properties: { Name: 'x', OwnerId: 'x' } })).toBeUndefined();
	});

	it('describes what can be written, and what is unique', async () => {
		org.simulator.addField('Account', fields.text('Legacy__c', 'Legacy', { externalId: true }));
		const { fields: described } = await org.destination().describe('account');
		expect(described.get(KEY)).toMatchObject({ writable: true, unique: true });
		expect(described.get('Legacy__c')).toMatchObject({ writable: true, unique: false });
		expect(described.get('Id')).toMatchObject({ writable: false, unique: true });
		expect(described.get('SystemModstamp')?.writable).toBe(false);
		expect((await org.destination().listProperties('Account'))[0].label).toBe('Account Description');
	});

	it('says what an organisation must have for our own ids', async () => {
		org.simulator.addField('Account', fields.text('Legacy__c', 'Legacy', { externalId: true }));
		org.simulator.addField(
			'Account',
			fields.text('Closed__c', 'x', { externalId: true, unique: true, readOnly: true }),
		);
		const provision = async (idProperty: string, dryRun: boolean) =>
			await org.destination().provision([{ object: 'account', idProperty, idPropertyLabel: 'x' }], { dryRun });
		expect(await provision(KEY.toLowerCase(), true)).toEqual([{ object: 'Account', property: KEY, status: 'exists' }]);
		for (const dryRun of [true, false]) {
			const missing = await failure(provision('Nowhere__c', dryRun));
			expect(missing).toMatchObject({ kind: 'configuration', message: expect.stringContaining('Account.Nowhere__c') });
			expect(missing.remedy).toContain('External ID');
		}
		expect((await failure(provision('Site', true))).message).toContain('is no external id');
		expect((await failure(provision('Legacy__c', true))).message).toContain('is not unique');
		expect((await failure(provision('Closed__c', true))).message).toContain('cannot be written');
		for (const [idProperty, named] of [
			['site', 'Account.Site'],
			['Nowhere__c', 'Account.Nowhere__c'],
			['Removed__c', 'Account.Removed__c'],
		]) {
			const destination = org.destination();
			if (idProperty === 'Removed__c') {
				org.simulator.addField('Account', fields.text(idProperty, 'x', { externalId: true, unique: true }));
				await destination.describe('Account');
				org.simulator.removeField('Account', idProperty);
			}
			const wrong = destination.upsert({ object: 'Account', idProperty, records: [record('1', { Name: 'x' })] });
			expect(await failure(wrong)).toMatchObject({ kind: 'configuration', message: expect.stringContaining(named) });
		}
		const [other] = await org.destination().upsert({
			object: 'account',
			idProperty: KEY.toUpperCase(),
			records: [record('1', { NAME: 'x' })],
		});
		expect(row(idOf(other))).toMatchObject({ Name: 'x', [KEY]: '1' });
	});

	it('says what the API does not have', async () => {
		const destination = org.destination();
		const pairs = { kind: { name: 'x', fromObject: 'Contact', toObject: 'Account', primary: true }, pairs: [] };
		for (const refused of [
			destination.addOptions('Account', 'Industry', [{ value: 'x', label: 'x' }]),
			destination.associate(pairs),
			destination.dissociate(pairs),
		]) {
			const error = await failure(refused);
			expect(error.kind).toBe('configuration');
			expect(error.remedy).toBeTruthy();
		}
		expect((await failure(destination.describe('Nowhere'))).kind).toBe('configuration');
	});

	it('deletes; what is gone already is deleted', async () => {
		const ids = Array.from({ length: 230 }, (_, n) => org.simulator.create('Account', { Name: `a${n}` }));
		const kept = org.simulator.create('Account', { Name: 'kept' });
		org.simulator.remove('Account', ids[0]);
		org.simulator.purge('Account', ids[1]);
		await org.destination().archive({ object: 'Account', ids: [...ids, ids[5].slice(0, 15), 'no-id'] });
		const rows = org.simulator.rows('Account');
		expect(rows.filter(({ IsDeleted }) => IsDeleted === false).map(({ Id }) => Id)).toEqual([kept]);
		expect(org.asked(/DELETE/)).toHaveLength(2);
	});

	it('deletes all others when one cannot be deleted', async () => {
		const ids = Array.from({ length: 3 }, (_, n) => org.simulator.create('Account', { Name: `a${n}` }));
		org.simulator.rules.needed.add(ids[1]);
		const error = await failure(org.destination().archive({ object: 'Account', ids }));
		expect(error).toMatchObject({ kind: 'configuration', code: 'DELETE_FAILED' });
		expect(error.message).toContain('other records need it');
		expect(org.simulator.rows('Account').map(({ IsDeleted }) => IsDeleted)).toEqual([true, false, true]);
	});
});
