import fc from 'fast-check';
import type { WriteRecord } from '../../../../engine/systems/types';
import type { HubSpotSimulator } from '../../../simulators/hubspot';
import type { Fault } from '../../../simulators/shared/faults';
import { COMPANY_ID, ignoringTraceIds, setUp } from './helpers';

const UPSERT = /companies\/batch\/upsert/;

/** How a server may differ from the one that is documented. */
const servers: Record<string, (simulator: HubSpotSimulator) => void> = {
	documented: () => {},
	'ignores trace ids': ignoringTraceIds,
	'sends no trace ids back': (simulator) =>
		changeAnswers(simulator, (text) => text.replace(/"objectWriteTraceId":/g, '"ignored":')),
	'leaves results out': (simulator) =>
		changeAnswers(simulator, (text) => {
			const body = JSON.parse(text) as { results?: unknown[] };
			return JSON.stringify({ ...body, results: body.results?.filter(() => simulator.random() < 0.7) });
		}),
	'leaves results and trace ids out': (simulator) =>
		changeAnswers(simulator, (text) => {
			const body = JSON.parse(text.replace(/"objectWriteTraceId":/g, '"ignored":')) as { results?: unknown[] };
			return JSON.stringify({ ...body, results: body.results?.filter(() => simulator.random() < 0.7) });
		}),
};

function changeAnswers(simulator: HubSpotSimulator, change: (text: string) => string): void {
	simulator.app.addHook('onSend', async (request, _reply, payload) =>
		UPSERT.test(request.url) && typeof payload === 'string' && payload !== '' ? change(payload) : payload,
	);
}

const faults: Array<Omit<Fault, 'path'>> = [
	{ kind: 'lost', times: 2 },
	{ kind: 'reset' },
	{ kind: 'status', status: 502 },
	{ kind: 'status', status: 423 },
	{
		kind: 'status',
		status: 400,
		body: { status: 'error', category: 'VALIDATION_ERROR', message: 'none of your business' },
	},
	{ kind: 'status', status: 413, body: { status: 'error', message: 'too large' } },
];

interface Case {
	server: string;
	/** Per record: is it bad, and of whom does it repeat the id? */
	records: Array<{ bad: boolean; repeats: number }>;
	faults: Array<{ fault: Omit<Fault, 'path'>; after: number }>;
	existing: number;
	seed: number;
}

const cases = fc.record<Case>({
	server: fc.constantFrom(...Object.keys(servers)),
	records: fc.array(fc.record({ bad: fc.boolean(), repeats: fc.nat(30) }), { minLength: 1, maxLength: 40 }),
	faults: fc.array(fc.record({ fault: fc.constantFrom(...faults), after: fc.nat(3) }), { maxLength: 3 }),
	existing: fc.nat(10),
	seed: fc.nat(1_000),
});

function recordsOf({ records }: Case): WriteRecord[] {
	return records.map(({ bad, repeats }, index) => ({
		id: `001-${repeats < 3 && index > repeats ? index - repeats - 1 : index}`,
		properties: {
			name: `Company ${index}`,
			...(bad ? { numberofemployees: 'many' } : { numberofemployees: String(index) }),
		},
	}));
}

test('every record gets one outcome, and HubSpot holds exactly what the outcomes say', async () => {
	await fc.assert(
		fc.asyncProperty(cases, async (given) => {
			const { simulator, hubspot, stop } = await setUp({
				simulator: { seed: given.seed },
				settings: { retries: 9 },
				prepare: servers[given.server],
			});
			try {
				for (let index = 0; index < given.existing; index++) {
					simulator.seed('companies', { name: 'Existing', [COMPANY_ID]: `001-${index}` });
				}
				for (const { fault, after } of given.faults) simulator.faults.add({ ...fault, after, path: UPSERT });
				const records = recordsOf(given);
				const outcomes = await hubspot.upsert({ object: 'companies', idProperty: COMPANY_ID, records });

				expect(outcomes.map(({ id }) => id).sort()).toEqual(records.map(({ id }) => id).sort());
				expect(simulator.duplicates('companies', COMPANY_ID).size).toBe(0);
				const held = new Map(simulator.records('companies').map((record) => [record.properties[COMPANY_ID], record]));
				for (const outcome of outcomes) {
					if (outcome.status === 'created' || outcome.status === 'updated') {
						expect(held.get(outcome.id)?.id).toBe(outcome.destinationId);
					}
				}
				// A planted refusal of a single record is its own fault; else the good are written and the bad are not.
				if (given.faults.some(({ fault }) => fault.kind === 'status' && fault.status !== 502 && fault.status !== 423))
					return;
				for (const id of new Set(records.map((record) => record.id))) {
					const own = records.flatMap((record, index) =>
						record.id === id ? [{ record, bad: given.records[index].bad }] : [],
					);
					const written = outcomes.filter((outcome) => outcome.id === id && outcome.status !== 'rejected');
					if (!given.server.includes('results')) expect(written).toHaveLength(own.filter(({ bad }) => !bad).length);
					const last = own.filter(({ bad }) => !bad).at(-1)?.record;
					if (last !== undefined) expect(held.get(id)?.properties).toMatchObject(last.properties);
					else expect(held.get(id)?.properties.numberofemployees).toBeUndefined();
				}
			} finally {
				await stop();
			}
			expect(simulator.bugs).toEqual([]);
		}),
		{ numRuns: 120 },
	);
});
