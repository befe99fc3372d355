import { listHubspotObjects } from '../../../../engine/systems/hubspot';
import { createTraffic } from '../../../../engine/traffic';
import { HubSpotSimulator } from '../../../simulators/hubspot';

describe("HubSpot's objects, listed", () => {
	const list = async (simulator: HubSpotSimulator, accessToken = simulator.accessToken) =>
		await listHubspotObjects({ credentials: { accessToken, apiBaseUrl: simulator.url }, traffic: createTraffic() });

	it('are the standard ones and the account’s own, by label', async () => {
		const simulator = await new HubSpotSimulator().start();
		try {
			for (const [objectTypeId, name, plural] of [
				['2-4711', 'ship', 'Ships'],
				['2-4712', 'berth', 'Berths'],
			]) {
				simulator.addCustomObject({ objectTypeId, name, labels: { singular: name, plural } });
			}
			const objects = await list(simulator);
			expect(objects.slice(0, 3)).toEqual([
				{ name: 'companies', label: 'Companies', custom: false },
				{ name: 'contacts', label: 'Contacts', custom: false },
				{ name: 'deals', label: 'Deals', custom: false },
			]);
			expect(objects.filter(({ custom }) => custom)).toEqual([
				{ name: '2-4712', label: 'Berths', custom: true },
				{ name: '2-4711', label: 'Ships', custom: true },
			]);
			expect(simulator.bugs).toEqual([]);
		} finally {
			await simulator.stop();
		}
	});

	it('are the standard ones alone for a token that may not see the others; a wrong token is told of', async () => {
		const scopes = ['crm.objects.contacts.read'];
		const simulator = await new HubSpotSimulator({ tokens: [{ token: 'pat-narrow', scopes }] }).start();
		simulator.addCustomObject({ objectTypeId: '2-1', name: 'ship', labels: { singular: 'Ship', plural: 'Ships' } });
		try {
			expect((await list(simulator)).filter(({ custom }) => custom)).toEqual([]);
			await expect(list(simulator, 'pat-wrong')).rejects.toMatchObject({ kind: 'credentials' });
		} finally {
			await simulator.stop();
		}
	});
});
