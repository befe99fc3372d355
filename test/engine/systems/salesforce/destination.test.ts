import type { WriteOutcome, WriteRecord } from '../../../../engine/systems/types';
import { fields } from '../../../simulators/salesforce';
import { failure, startOrg, type TestOrg } from './org';

const KEY = 'Sophia_Id__c';

/** Outcomes in the order of the records' ids. */
const inOrder = (outcomes: WriteOutcome[]) => [...outcomes].sort((a, b) => (a.id < b.id ? -1 : 1));
const record = (id: string, properties: Record<string, string>): WriteRecord => ({ id, properties });

describe('Salesforce as a destination', () => {
	let org: TestOrg;
	beforeEach(async () => {
		org = await startOrg();
		for (const object of ['Account', 'Contact', 'Lead'])
			org.simulator.addField(object, fields.text(KEY, 'Sophia id', { length: 40, externalId: true, unique: true }));
	});
	afterEach(async () => await org.stop());

	const upsert = async (records: WriteRecord[], object = 'Account') =>
		inOrder(await org.destination().upsert({ object, idProperty: KEY, records }));
	const row = (id: string, object = 'Account') => org.simulator.row(object, id);

	it('is the organisation that the source is', async () => {
		expect(await org.destination().account()).toBe(await org.source().organisation());
		await org.destination().ping();
	});

	it('creates by our own id, and updates what has it', async () => {
		const [first] = await upsert([record('h-1', { Name: 'Example', NumberOfEmployees: '12' })]);
		expect(first).toMatchObject({ id: 'h-1', status: 'created' });
		const { destinationId = '' } = first as { destinationId?: string };
		expect(row(destinationId)).toMatchObject({ Name: 'Example', NumberOfEmployees: 12, [KEY]: 'h-1' });
		const second = await upsert([record('h-1', { NumberOfEmployees: '' }), record('h-2', { Name: 'Other' })]);
		expect(second).toMatchObject([
			{ id: 'h-1', status: 'updated', destinationId },
			{ id: 'h-2', status: 'created' },
		]);
		expect(row(destinationId)).toMatchObject({ Name: 'Example', NumberOfEmployees: null });
	});

	it('writes 200 records a call', async () => {
		const records = Array.from({ length: 450 }, (_, n) => record(`h-${n}`, { Name: `Account ${n}` }));
		const outcomes = await upsert(records);
		expect(outcomes.every(({ status }) => status === 'created')).toBe(true);
		expect(org.simulator.rows('Account')).toHaveLength(450);
		expect(org.asked(/PATCH/)).toHaveLength(3);
	});

	it('says what an organisation must have for our own ids', async () => {
		const request = (idProperty: string) => [{ object: 'Account', idProperty, idPropertyLabel: 'x' }];
		const destination = org.destination();
		expect(await destination.provision(request(KEY.toLowerCase()), { dryRun: true })).toEqual([
			{ object: 'Account', property: KEY, status: 'exists' },
		]);
		const missing = await failure(destination.provision(request('Nowhere__c'), { dryRun: false }));
		expect(missing).toMatchObject({ kind: 'configuration', message: expect.stringContaining('Account.Nowhere__c') });
		expect(missing.remedy).toContain('External ID');
		expect((await failure(destination.provision(request('Site'), { dryRun: true }))).message).toContain(
			'no external id',
		);
	});
});
