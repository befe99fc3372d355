import type { WriteOutcome } from '../../../../engine/systems/types';
import { fields } from '../../../simulators/salesforce';
import { idOf, KEY, record, startWritableOrg, type WritableOrg } from './writable';

const SECRET = 'very private';

const problemOf = (outcome: WriteOutcome) => {
	if (outcome.status !== 'rejected') throw new Error(`Not rejected: ${JSON.stringify(outcome)}`);
	return outcome.problem;
};

describe('Salesforce as a destination: records that it does not take', () => {
	let org: WritableOrg;
	beforeEach(async () => (org = await startWritableOrg()));
	afterEach(async () => await org.stop());

	/** The problem of a contact that stands among good ones. */
	async function problem(properties: Record<string, string>) {
		const outcomes = await org.upsert(
			[
				record('a', { LastName: 'good' }),
				record('b', { LastName: SECRET, ...properties }),
				record('c', { LastName: 'good' }),
			],
			'Contact',
		);
		expect(outcomes.map(({ status }) => status)).toEqual(['created', 'rejected', 'created']);
		expect(org.simulator.rows('Contact')).toHaveLength(2);
		const found = problemOf(outcomes[1]);
		expect(found.reason).not.toContain(SECRET);
		return found;
	}

	it('a required field that is empty', async () => {
		expect(await problem({ LastName: '' })).toMatchObject({
			category: 'requiredField',
			field: 'LastName',
			retryable: false,
		});
		const [account] = await org.insert([record('x', {})]);
		expect(problemOf(account)).toMatchObject({ category: 'requiredField', field: 'Name' });
		const [lead] = await org.insert([record('x', { LastName: 'x' })], 'Lead');
		expect(problemOf(lead)).toMatchObject({ category: 'requiredField', field: 'Company' });
	});

	it.each([
		['an e-mail address', { Email: `${SECRET}@` }, 'invalidEmail', 'Email'],
		['a text that is too long', { Title: SECRET.repeat(20) }, 'invalidValue', 'Title'],
		['an id that is none', { AccountId: SECRET }, 'invalidValue', 'AccountId'],
		['a reference to another object', { AccountId: '003000000000001AAA' }, 'invalidValue', 'AccountId'],
		['a field that Salesforce sets', { CreatedDate: '2026-01-01T00:00:00.000Z' }, 'permission', 'CreatedDate'],
	])('%s', async (_name, properties, category, field) => {
		const found = await problem(properties as Record<string, string>);
		expect(found).toMatchObject({ category, field, retryable: false });
		expect(found.reason).toContain(field);
	});

	it('a reference to a record that does not exist, or no longer', async () => {
		const deleted = org.simulator.create('Account', { Name: 'x' });
		org.simulator.remove('Account', deleted);
		expect(await problem({ AccountId: deleted })).toMatchObject({ category: 'invalidValue' });
		const purged = org.simulator.create('Account', { Name: 'x' });
		org.simulator.purge('Account', purged);
		const [outcome] = await org.insert([record('x', { LastName: 'x', AccountId: purged })], 'Contact');
		expect(problemOf(outcome)).toMatchObject({ category: 'invalidValue', retryable: false });
	});

	it('options, numbers and fields that were removed meanwhile', async () => {
		org.simulator.addField('Account', fields.picklist('Tier__c', 'Tier', ['Gold'], { restricted: true }));
		org.simulator.addField('Account', fields.text('Old__c', 'Old'));
		const destination = org.destination();
		await destination.describe('Account');
		org.simulator.removeField('Account', 'Old__c');
		const records = [
			record('a', { Name: 'x', Tier__c: 'Silver' }),
			record('b', { Name: 'x', NumberOfEmployees: '123456789' }),
			...Array.from({ length: 50 }, (_, n) => record(`c${n}`, { Name: 'x', Old__c: 'x' })),
			record('d', { Name: 'x', Tier__c: 'gold' }),
		];
		const outcomes = await destination.upsert({ object: 'Account', idProperty: KEY, records });
		const of = (id: string) => outcomes.find((outcome) => outcome.id === id) as WriteOutcome;
		expect(outcomes).toHaveLength(records.length);
		expect(problemOf(of('a'))).toMatchObject({ category: 'unknownOption', field: 'Tier__c' });
		expect(problemOf(of('b'))).toMatchObject({ category: 'invalidValue', field: 'NumberOfEmployees' });
		expect(problemOf(of('c9'))).toMatchObject({ category: 'invalidValue', field: 'Old__c' });
		expect(org.simulator.row('Account', idOf(of('d'))).Tier__c).toBe('Gold');
		expect(org.asked(/PATCH/)).toHaveLength(2);
	});

	it('finds the one at fault when Salesforce refuses all and names none', async () => {
		const destination = org.destination();
		await destination.describe('Account');
		org.simulator.removeField('Account', 'NumberOfEmployees');
		org.simulator.addField('Account', fields.text('NumberOfEmployees', 'Employees'));
		const records = Array.from({ length: 20 }, (_, n) =>
			record(`h-${n}`, { Name: 'x', ...(n === 13 ? { NumberOfEmployees: '5' } : {}) }),
		);
		const outcomes = await destination.upsert({ object: 'Account', idProperty: KEY, records });
		expect(outcomes.filter(({ status }) => status === 'rejected').map(({ id }) => id)).toEqual(['h-13']);
		expect(org.simulator.rows('Account')).toHaveLength(19);
	});

	it('a validation rule, in the words of its author', async () => {
		org.simulator.rules.validation.push({
			object: 'Account',
			text: 'Only <b>sales</b> may reopen\nan account.',
			field: 'Rating',
			broken: ({ Rating }) => Rating === 'Hot',
		});
		const [outcome] = await org.upsert([record('a', { Name: SECRET, Rating: 'Hot' })]);
		expect(problemOf(outcome)).toEqual({
			category: 'refused',
			field: 'Rating',
			reason: 'A validation rule of Salesforce refuses the record: Only sales may reopen an account.',
			retryable: false,
		});
	});

	it('a duplicate rule, with the record that is in the way', async () => {
		org.simulator.rules.duplicates.push({
			object: 'Contact',
			name: 'Standard_Contact_Duplicate_Rule',
			text: "You're creating a duplicate record.",
			fields: ['Email'],
			allowSave: true,
			on: ['create'],
		});
		const holder = org.simulator.create('Contact', { LastName: 'x', Email: 'ann@example.com' });
		const records = [record('a', { LastName: 'y', Email: 'Ann@example.com' })];
		const [outcome] = await org.insert(records, 'Contact');
		expect(problemOf(outcome)).toMatchObject({ category: 'duplicate', blockedBy: holder, retryable: false });
		expect(problemOf(outcome).reason).toContain(
			"Standard_Contact_Duplicate_Rule of Salesforce does not let the record be saved: You're creating",
		);
		const [saved] = await org.insert(records, 'Contact', { saveDespiteAlerts: true });
		expect(saved.status).toBe('created');
		org.simulator.rules.duplicates[0].allowSave = false;
		const [blocked] = await org.insert(records, 'Contact', { saveDespiteAlerts: true });
		expect(problemOf(blocked).category).toBe('duplicate');
	});

	it('a unique value that another record has', async () => {
		org.simulator.addField('Account', fields.text('Vat__c', 'VAT', { unique: true }));
		const holder = org.simulator.create('Account', { Name: 'x', Vat__c: 'DE1' });
		const [outcome] = await org.upsert([record('a', { Name: 'x', Vat__c: 'de1' })]);
		expect(problemOf(outcome)).toMatchObject({ category: 'duplicate', field: 'Vat__c', blockedBy: holder });
	});

	it('an id of ours that more than one record has', async () => {
		org.simulator.addField('Account', fields.text('Loose__c', 'x', { externalId: true }));
		for (const Name of ['a', 'b']) org.simulator.create('Account', { Name, Loose__c: 'h-1' });
		const [outcome] = await org
			.destination()
			.upsert({ object: 'Account', idProperty: 'Loose__c', records: [record('h-1', { Name: 'x' })] });
		expect(problemOf(outcome)).toMatchObject({ category: 'ambiguous', field: 'Loose__c' });
	});

	it('an update of what is gone', async () => {
		const [deleted, purged, live] = ['a', 'b', 'c'].map((Name) => org.simulator.create('Account', { Name }));
		org.simulator.remove('Account', deleted);
		org.simulator.purge('Account', purged);
		const gone = org.simulator.create('Account', { Name: 'x' });
		org.simulator.purge('Account', gone);
		const outcomes = await org.update([
			record('a', { Site: 'x' }, deleted),
			record('b', { Site: 'x' }, purged),
			record('c', { Site: 'x' }, live),
			record('d', { ParentId: gone }, org.simulator.create('Account', { Name: 'd' })),
			record('e', { Site: 'x' }, 'no-id'),
		]);
		expect(outcomes.map(({ status }) => status)).toEqual(['gone', 'gone', 'updated', 'rejected', 'gone']);
		expect(problemOf(outcomes[3]).category).toBe('invalidValue');
	});

	it('a lead that has been converted', async () => {
		const lead = org.simulator.create('Lead', { LastName: 'x', Company: 'y' });
		org.simulator.convertLead(lead);
		const [outcome] = await org.update([record('a', { Title: 'x' }, lead)], 'Lead');
		expect(problemOf(outcome)).toMatchObject({ category: 'refused', retryable: false });
		expect(problemOf(outcome).reason).toContain('converted');
	});
});
