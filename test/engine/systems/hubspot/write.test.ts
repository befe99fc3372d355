import type { WriteRecord } from '../../../../engine/systems/types';
import { byId, COMPANY_ID, countOf, requestsTo, setUp, type Setup } from './helpers';

const UPSERT = /companies\/batch\/upsert/;
const company = (number: number, properties: Record<string, string> = {}): WriteRecord => ({
	id: `001${String(number).padStart(12, '0')}`,
	properties: { name: `Company ${number}`, ...properties },
});
const companies = (count: number): WriteRecord[] => Array.from({ length: count }, (_, index) => company(index));

let setup: Setup;
afterEach(async () => await setup.stop());

describe('upsert', () => {
	test('250 records take three calls; again they are updates of the same records', async () => {
		setup = await setUp();
		const { simulator, hubspot } = setup;
		const request = { object: 'companies', idProperty: COMPANY_ID, records: companies(250) };
		const first = await hubspot.upsert(request);
		expect(countOf(first, 'created')).toBe(250);
		expect(requestsTo(simulator, UPSERT)).toEqual(['POST 200', 'POST 200', 'POST 200']);
		const second = await hubspot.upsert(request);
		expect(countOf(second, 'updated')).toBe(250);
		expect(byId(second).get(company(7).id)).toMatchObject({
			destinationId: simulator.records('companies').find((one) => one.properties[COMPANY_ID] === company(7).id)?.id,
		});
		expect(simulator.count('companies')).toBe(250);
		expect(simulator.maxBatch).toBe(100);
		expect(simulator.bugs).toEqual([]);
	});
});
