import { createHubspotDestination } from '../../../../engine/systems/hubspot';
import { setUp, type Setup } from './helpers';

describe('a token of a browser sign-in', () => {
	let setup: Setup;

	afterEach(async () => await setup.stop());

	const connect = (renew: (refused: string) => Promise<string>, accessToken = 'expired-token') =>
		createHubspotDestination({
			credentials: { accessToken, apiBaseUrl: setup.simulator.url, accountKey: 'credential-1', renew },
			traffic: setup.traffic,
		});

	it('is renewed once when HubSpot refuses it, however many calls find it refused', async () => {
		setup = await setUp();
		const renew = jest.fn(async () => await Promise.resolve(setup.simulator.accessToken));
		const hubspot = connect(renew);
		const [account, description] = await Promise.all([hubspot.account(), hubspot.describe('companies')]);
		expect(account).toBe(String(setup.simulator.portalId));
		expect(description.fields.has('domain')).toBe(true);
		await hubspot.describe('contacts');
		expect(renew.mock.calls).toEqual([['expired-token', expect.anything()]]);
		hubspot.close();
	});

	it('that is refused after its renewal is no reason for another one', async () => {
		setup = await setUp();
		const renew = jest.fn(async () => await Promise.resolve('refused-too'));
		const hubspot = connect(renew);
		await expect(hubspot.account()).rejects.toMatchObject({ kind: 'credentials', status: 401 });
		expect(renew).toHaveBeenCalledTimes(1);
		hubspot.close();
	});

	it('that cannot be renewed says so, and writes nothing', async () => {
		setup = await setUp();
		const refusal = new Error('revoked');
		const hubspot = connect(async () => await Promise.reject(refusal));
		const record = { id: '001', properties: { name: 'One' } };
		await expect(
			hubspot.upsert({ object: 'companies', idProperty: 'sophia_salesforce_account_id', records: [record] }),
		).rejects.toBe(refusal);
		expect(setup.simulator.count('companies')).toBe(0);
		hubspot.close();
	});

	it('ends in the middle of a batch of writes, and every record arrives once', async () => {
		setup = await setUp();
		let token = setup.simulator.accessToken;
		const hubspot = connect(async () => await Promise.resolve(token), token);
		await hubspot.describe('companies');
		setup.simulator.revokeToken(token);
		token = 'pat-next';
		setup.simulator.addToken(token);
		const records = Array.from({ length: 250 }, (_, index) => ({
			id: `001${index}`,
			properties: { name: `Company ${index}` },
		}));
		const outcomes = await hubspot.upsert({
			object: 'companies',
			idProperty: 'sophia_salesforce_account_id',
			records,
		});
		expect(outcomes.filter(({ status }) => status === 'created')).toHaveLength(250);
		expect(setup.simulator.count('companies')).toBe(250);
		hubspot.close();
	});
});
