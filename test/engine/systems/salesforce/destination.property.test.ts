import fc from 'fast-check';
import { isSophiaError } from '../../../../engine/errors';
import type { WriteOutcome, WriteRecord } from '../../../../engine/systems/types';
import { fields } from '../../../simulators/salesforce';
import { KEY, record, startWritableOrg, type WritableOrg } from './writable';

/** What may be wrong with a record; 'good' ones are most. */
const flaws = [
	'good',
	'good',
	'good',
	'email',
	'required',
	'rule',
	'long',
	'locked',
	'stuck',
	'duplicate',
	'reference',
	'number',
	'vanished',
	'clear',
	'gone',
] as const;
type Flaw = (typeof flaws)[number];

const refusing = new Set<Flaw>([
	'email',
	'required',
	'rule',
	'long',
	'stuck',
	'duplicate',
	'reference',
	'number',
	'vanished',
]);

interface Case {
	kind: 'upsert' | 'update' | 'insert';
	flaws: Flaw[];
	bulk: boolean;
	/** Faults of the wire that may be repeated. */
	faults: Array<{ status: 'status' | 'reset' | 'lost'; after: number }>;
}

const cases: fc.Arbitrary<Case> = fc.record({
	kind: fc.constantFrom('upsert', 'update', 'insert'),
	flaws: fc.array(fc.constantFrom(...flaws), { minLength: 1, maxLength: 40 }),
	bulk: fc.boolean(),
	faults: fc.array(fc.record({ status: fc.constantFrom('status', 'reset', 'lost'), after: fc.nat({ max: 6 }) }), {
		maxLength: 2,
	}),
});

const properties: Record<Flaw, Record<string, string>> = {
	good: { Title: 'x' },
	email: { Email: 'nobody' },
	required: { LastName: '' },
	rule: { Department: 'forbidden' },
	long: { Title: 'x'.repeat(200) },
	locked: { Department: 'locked' },
	stuck: { Department: 'stuck' },
	duplicate: { Taken__c: 'taken' },
	reference: { AccountId: '001000000000001AAA' },
	number: { Score__c: 'many' },
	vanished: { Old__c: 'x' },
	clear: { Title: '', Phone: '#N/A' },
	gone: { Title: 'x' },
};

/** A flawed organisation, with a contact for every record that is to be updated. */
async function prepare({ kind, flaws: wanted }: Case): Promise<{ org: WritableOrg; records: WriteRecord[] }> {
	const org = await startWritableOrg();
	const { simulator } = org;
	for (const field of [
		fields.text('Taken__c', 'Taken', { unique: true }),
		fields.double('Score__c', 'Score', { scale: 2 }),
		fields.text('Old__c', 'Old'),
	])
		simulator.addField('Contact', field);
	simulator.create('Contact', { LastName: 'holder', Taken__c: 'taken' });
	simulator.rules.validation.push({
		object: 'Contact',
		text: 'No.',
		broken: ({ Department }) => Department === 'forbidden',
	});
	simulator.rules.lock({ object: 'Contact', hits: ({ Department }) => Department === 'stuck', times: Infinity });
	simulator.rules.lock({ object: 'Contact', hits: ({ Department }) => Department === 'locked', times: 2 });
	const records = wanted.map((flaw, n) => {
		const values = { LastName: `c${n}`, ...properties[flaw] };
		if (kind !== 'update') return record(`r${n}`, values);
		const id = simulator.create('Contact', { LastName: 'before' });
		if (flaw === 'gone') simulator.remove('Contact', id);
		return record(`r${n}`, values, id);
	});
	return { org, records };
}

const expected = (kind: Case['kind'], flaw: Flaw): string => {
	if (kind === 'update' && flaw === 'gone') return 'gone';
	if (refusing.has(flaw)) return 'rejected';
	return kind === 'update' ? 'updated' : 'created';
};

/** Where an answer was lost, the record that was made is found when it is sent again. */
const agrees = (outcome: WriteOutcome, wanted: string, repeated: boolean): boolean =>
	outcome.status === wanted || (repeated && wanted === 'created' && outcome.status === 'updated');

async function check(one: Case): Promise<void> {
	const { org, records } = await prepare(one);
	const { simulator } = org;
	try {
		const destination = org.destination({ bulkThreshold: one.bulk ? 3 : Infinity });
		await destination.describe('Contact');
		simulator.removeField('Contact', 'Old__c');
		for (const { status, after } of one.faults) {
			simulator.faults.add({
				kind: status,
				after,
				path: /composite|ingest/,
				status: 503,
				body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'x' }],
			});
		}
		const request = { object: 'Contact', records };
		const write =
			one.kind === 'insert' ? destination.insert(request) : destination[one.kind]({ ...request, idProperty: KEY });
		const outcomes = await write.catch((error: unknown) => error);
		const live = simulator.rows('Contact').filter(({ IsDeleted }) => IsDeleted === false).length;
		if (isSophiaError(outcomes)) {
			// A creation whose answer was lost is nobody's to repeat; nothing else may end a write.
			expect([one.kind, outcomes.kind, outcomes.mayHaveHappened]).toEqual(['insert', 'transient', true]);
			return;
		}
		const list = outcomes as WriteOutcome[];
		expect(list.map(({ id }) => id).sort()).toEqual(records.map(({ id }) => id).sort());
		for (const outcome of list) {
			const flaw = one.flaws[Number(outcome.id.slice(1))];
			const wanted = expected(one.kind, flaw);
			expect([flaw, agrees(outcome, wanted, one.faults.length > 0) ? wanted : outcome]).toEqual([flaw, wanted]);
			if (!('destinationId' in outcome)) continue;
			expect(simulator.row('Contact', outcome.destinationId)).toMatchObject({
				LastName: `c${outcome.id.slice(1)}`,
				Title: flaw === 'good' || flaw === 'gone' ? 'x' : null,
				Phone: flaw === 'clear' ? '#N/A' : null,
			});
		}
		const made = list.filter((outcome) => 'destinationId' in outcome).length;
		if (one.kind !== 'update') expect(live).toBe(1 + made);
	} finally {
		await org.stop();
	}
}

describe('Salesforce as a destination', () => {
	it('gives every record exactly one outcome, the right one, whatever mix of failures', async () => {
		await fc.assert(fc.asyncProperty(cases, check), { numRuns: 60 });
	});
});
