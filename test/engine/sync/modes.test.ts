import type { FieldMap, FieldMapping } from '../../../engine/mapping/types';
import { countsOf, World, type RunWith } from './world';

describe('modes and field rules', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	const contact = (name: string, more = {}) =>
		world.salesforce.create('Contact', { LastName: name, Email: `${name}@example.com`, ...more });
	const base: FieldMapping[] = [
		{ to: 'lastname', from: 'LastName' },
		{ to: 'email', from: 'Email', nullPolicy: 'keep' },
	];
	const mapped = (...more: FieldMapping[]): RunWith => {
		const Contact: FieldMap = { fields: [...base, ...more] };
		return { choices: { objects: ['Contact'], fieldMaps: { Contact } } };
	};

	describe('create only', () => {
		const choices: RunWith['choices'] = { mode: 'createOnly', objects: ['Contact'] };

		it('makes what is missing and touches nothing that exists', async () => {
			const person = world.hubspot.seed('contacts', { email: 'ann@example.com', lastname: 'Before' });
			const [ann, bob] = [contact('ann'), contact('bob')];
			const report = await world.next({ choices });
			expect(countsOf(report, 'Contact')).toMatchObject({ created: 1, skipped: 1, updated: 0, adopted: 0 });
			expect(world.hubspot.record('contacts', person)).toMatchObject({
				revision: 1,
				properties: { lastname: 'Before' },
			});
			expect(world.contacts.has(ann)).toBe(false);
			world.salesforce.update('Contact', bob, { LastName: 'Changed' });
			await world.next({ choices });
			expect(world.contacts.get(bob)?.lastname).toBe('bob');
			expect(world.writes.calls).toBe(0);
		});

		it('does not touch a record that carries our id although its link is lost', async () => {
			const id = contact('ann', { Email: null });
			await world.next({ choices });
			world.salesforce.update('Contact', id, { LastName: 'Changed' });
			const report = await world.next({ choices, directory: `${world.directory}/lost` });
			expect(countsOf(report, 'Contact')).toMatchObject({ created: 0, skipped: 1 });
			expect(world.contacts.get(id)?.lastname).toBe('ann');
		});
	});

	describe('update only', () => {
		const choices: RunWith['choices'] = { mode: 'updateOnly', objects: ['Contact'] };

		it('changes what exists and makes nothing', async () => {
			const person = world.hubspot.seed('contacts', { email: 'ann@example.com', lastname: 'Before' });
			contact('ann');
			const bob = contact('bob');
			const report = await world.next({ choices });
			expect(countsOf(report, 'Contact')).toMatchObject({ created: 0, adopted: 1, skipped: 1 });
			expect(world.hubspot.record('contacts', person)?.properties.lastname).toBe('ann');
			expect(world.hubspot.count('contacts')).toBe(1);
			expect(world.result(bob)?.reason).toContain('only updates');
		});

		it('finds records that carry our id although their link is lost', async () => {
			const id = contact('ann', { Email: null });
			await world.next({ choices: { objects: ['Contact'] } });
			world.salesforce.update('Contact', id, { LastName: 'Changed' });
			const report = await world.next({ choices, directory: `${world.directory}/lost` });
			expect(countsOf(report, 'Contact')).toMatchObject({ created: 0, skipped: 0, adopted: 1 });
			expect(world.contacts.get(id)?.lastname).toBe('Changed');
		});

		it('does not make a record again that was deleted in HubSpot', async () => {
			const id = contact('ann');
			await world.next({ choices: { objects: ['Contact'] } });
			world.hubspot.archive('contacts', world.having('contacts', 'email', 'ann@example.com')[0].id);
			world.salesforce.update('Contact', id, { LastName: 'Changed' });
			await world.next({ choices });
			expect(world.hubspot.count('contacts')).toBe(0);
		});

		it('makes the skipped ones when the mode becomes upsert', async () => {
			const id = contact('ann');
			world.pass(86_400_000);
			await world.run({ choices });
			await world.next({ choices: { objects: ['Contact'] } });
			expect(world.contacts.has(id)).toBe(true);
		});
	});

	describe('only if blank', () => {
		const run = mapped({ to: 'jobtitle', from: 'Title', rule: 'onlyIfBlank' });
		const title = (id: string) => world.contacts.get(id)?.jobtitle;

		it('fills a new record', async () => {
			const id = contact('ann', { Title: 'Director' });
			await world.next(run);
			expect(title(id)).toBe('Director');
		});

		it('leaves an adopted record its value, and fills one that has none', async () => {
			world.hubspot.seed('contacts', { email: 'ann@example.com', jobtitle: 'Boss' });
			world.hubspot.seed('contacts', { email: 'bob@example.com' });
			const [ann, bob] = [contact('ann', { Title: 'Director' }), contact('bob', { Title: 'Manager' })];
			await world.next(run);
			expect([title(ann), title(bob)]).toEqual(['Boss', 'Manager']);
			world.pass(86_400_000);
			await world.run(run);
			expect(world.writes.calls).toBe(0);
		});

		it('leaves what a person has written since, and fills what a person has emptied once it changes', async () => {
			const id = contact('ann', { Title: 'Director' });
			await world.next(run);
			const [{ id: person }] = world.having('contacts', 'email', 'ann@example.com');
			world.hubspot.edit('contacts', person, { jobtitle: 'Boss' });
			world.salesforce.update('Contact', id, { Title: 'President' });
			await world.next(run);
			expect(title(id)).toBe('Boss');
			world.hubspot.edit('contacts', person, { jobtitle: '' });
			world.salesforce.update('Contact', id, { Title: 'Chair' });
			await world.next(run);
			expect(title(id)).toBe('Chair');
		});

		it('never clears', async () => {
			const id = contact('ann', { Title: 'Director' });
			await world.next(run);
			world.salesforce.update('Contact', id, { Title: null });
			await world.next(run);
			expect(title(id)).toBe('Director');
		});

		it('holds for a record whose link is lost', async () => {
			const id = contact('ann', { Title: 'Director', Email: null });
			await world.next(run);
			world.hubspot.edit('contacts', world.having('contacts', 'lastname', 'ann')[0].id, { jobtitle: 'Boss' });
			await world.next({ ...run, directory: `${world.directory}/lost` });
			expect(title(id)).toBe('Boss');
			expect(world.hubspot.count('contacts')).toBe(1);
		});
	});

	it('clears or keeps as the null policy says', async () => {
		const run = mapped(
			{ to: 'phone', from: 'Phone', nullPolicy: 'clear' },
			{ to: 'fax', from: 'Fax', nullPolicy: 'keep' },
		);
		const id = contact('ann', { Phone: '1', Fax: '2' });
		await world.next(run);
		world.salesforce.update('Contact', id, { Phone: null, Fax: null });
		await world.next(run);
		expect(world.contacts.get(id)).not.toHaveProperty('phone');
		expect(world.contacts.get(id)?.fax).toBe('2');
		await world.next(run);
		expect(world.writes.calls).toBe(0);
	});

	it('clears a property of an adopted record that is empty in Salesforce', async () => {
		world.hubspot.seed('contacts', { email: 'ann@example.com', phone: '1' });
		const id = contact('ann');
		await world.next(mapped({ to: 'phone', from: 'Phone' }));
		expect(world.contacts.get(id)).not.toHaveProperty('phone');
	});

	it('takes 0, false and empty text for values', async () => {
		world.hubspot.addProperty('companies', {
			name: 'is_key',
			label: 'Key',
			groupName: 'companyinformation',
			type: 'enumeration',
			fieldType: 'booleancheckbox',
			options: [
				{ label: 'Yes', value: 'true' },
				{ label: 'No', value: 'false' },
			],
		});
		world.hubspot.addProperty('companies', {
			name: 'employees_text',
			label: 'Employees',
			groupName: 'companyinformation',
			type: 'string',
			fieldType: 'text',
		});
		const Account: FieldMap = {
			fields: [
				{ to: 'name', from: 'Name' },
				{ to: 'numberofemployees', from: 'NumberOfEmployees', nullPolicy: 'keep' },
				{ to: 'employees_text', from: 'NumberOfEmployees' },
				{ to: 'is_key', constant: false },
				{ to: 'description', constant: '' },
			],
		};
		const run: RunWith = { choices: { objects: ['Account'], fieldMaps: { Account } } };
		const id = world.salesforce.create('Account', { Name: 'Example', NumberOfEmployees: 0 });
		await world.next(run);
		expect(world.companies.get(id)).toMatchObject({ numberofemployees: '0', employees_text: '0', is_key: 'false' });
		expect(world.companies.get(id)).not.toHaveProperty('description');
		world.salesforce.update('Account', id, { NumberOfEmployees: 7 });
		await world.next(run);
		world.salesforce.update('Account', id, { NumberOfEmployees: 0 });
		await world.next(run);
		expect(world.companies.get(id)).toMatchObject({ numberofemployees: '0', employees_text: '0' });
	});

	describe('an unknown option', () => {
		const account = (Industry: string) => world.salesforce.create('Account', { Name: 'Example', Industry });
		const run = (unknownOption: FieldMapping['unknownOption']): RunWith => {
			const Account: FieldMap = {
				fields: [
					{ to: 'name', from: 'Name' },
					{ to: 'industry', from: 'Industry', unknownOption },
				],
			};
			return { choices: { objects: ['Account'], fieldMaps: { Account } } };
		};

		it('is left out with a warning', async () => {
			const id = account('Basket weaving');
			const report = await world.next(run('skip'));
			expect(world.companies.get(id)).toMatchObject({ name: 'Example' });
			expect(world.companies.get(id)).not.toHaveProperty('industry');
			expect(report.objects[0].warnings).toContainEqual(
				expect.objectContaining({ code: 'unknownOption', field: 'industry', count: 1 }),
			);
		});

		it('is added once for many records', async () => {
			const ids = Array.from({ length: 5 }, (_, index) => account(index % 2 ? 'Basket weaving' : 'basket Weaving'));
			await world.next(run('add'));
			const values = new Set(ids.map((id) => world.companies.get(id)?.industry));
			expect(values.size).toBe(1);
			expect(
				world.hubspot.property('companies', 'industry')?.options?.filter(({ label }) => /basket/i.test(label)),
			).toHaveLength(1);
			world.pass(86_400_000);
			const report = await world.run(run('add'));
			expect(report.objects[0].readKind).toBe('incremental');
			expect(world.writes).toMatchObject({ calls: 0, properties: 0 });
		});

		it('rejects the record', async () => {
			const [bad, good] = [account('Basket weaving'), account('Banking')];
			await world.next(run('reject'));
			expect(world.result(bad)).toMatchObject({ action: 'rejected', category: 'unknownOption', field: 'industry' });
			expect(world.companies.get(good)?.industry).toBe('BANKING');
		});

		it('that was left out comes when the option is added in HubSpot', async () => {
			const id = account('Basket weaving');
			world.pass(86_400_000);
			await world.run(run('skip'));
			const property = world.hubspot.property('companies', 'industry');
			property?.options?.push({ label: 'Basket weaving', value: 'BASKETS', hidden: false, displayOrder: 999 });
			await world.next(run('skip'));
			expect(world.companies.get(id)?.industry).toBe('BASKETS');
		});
	});

	it('rejects a record whose required field is empty, naming it, and takes it when it is filled', async () => {
		const run = mapped({ to: 'jobtitle', from: 'Title', required: true });
		const [bad, good] = [contact('ann'), contact('bob', { Title: 'Manager' })];
		const report = await world.next(run);
		expect(world.result(bad)).toMatchObject({ action: 'rejected', category: 'requiredField', field: 'jobtitle' });
		expect(world.contacts.has(good)).toBe(true);
		expect(report.rejectedOpen).toBe(1);
		world.salesforce.update('Contact', bad, { Title: 'Director' });
		const after = await world.next(run);
		expect(world.contacts.get(bad)?.jobtitle).toBe('Director');
		expect(after.rejectedOpen).toBe(0);
	});
});
