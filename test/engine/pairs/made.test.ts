import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { salesforceAndHubspot } from '../../../engine/routes/salesforceAndHubspot';
import { World } from '../sync/world';
import { COMPANIES, syncPair } from './hubspotPairs';
import { PairWorld } from './pairWorld';

describe('records that a both-ways sync makes', () => {
	it('has a deleted record been made anew by somebody, blanks of the new one clear nothing', async () => {
		const world = new PairWorld();
		world.plan = { ...world.plan, onDelete: { left: 'restore', right: 'ignore' } };
		const first = world.customer({ Email: 'ann@example.com', Name: 'Ann', City: 'Bonn' });
		await world.next();
		world.left.delete('customers', first);
		const second = world.customer({ Email: 'ann@example.com', Name: 'Ann again' });
		await world.next();
		expect([...world.clients.values()]).toEqual([expect.objectContaining({ title: 'Ann again', town: 'Bonn' })]);
		expect([...world.customers]).toEqual([[second, expect.objectContaining({ City: 'Bonn' })]]);
		await world.expectQuiet();
		world.end();
	});

	it('gives a new account the domain of its company, so that it is found again should its link be lost', async () => {
		const world = await World.jumping();
		const { keys, fields, ownId } = salesforceAndHubspot('accounts', 'leftWins');
		const plan = { ...COMPANIES, keys, fields, ownId };
		const company = world.hubspot.seed('companies', { name: 'Acme', domain: 'acme.example' });
		world.pass();
		await syncPair(world, plan);
		// As if the run had been killed right behind the call that made the account.
		for (const file of readdirSync(world.directory)) rmSync(join(world.directory, file), { recursive: true });
		world.hubspot.edit('companies', company, { sophia_salesforce_account_id: '' });
		world.pass(3_600_000);
		await syncPair(world, plan);
		world.pass();
		await syncPair(world, plan);
		expect(world.salesforce.rows('Account').map(({ Website }) => Website)).toEqual(['acme.example']);
		expect(world.hubspot.record('companies', company)?.properties).toMatchObject({
			domain: 'acme.example',
			website: 'acme.example',
		});
		world.pass();
		expect((await syncPair(world, plan)).hubspot.calls).toBe(0);
		await world.stop();
	});
});
