import type { DeletionRule } from '../../../engine/pairs';
import { World } from '../sync/world';
import { COMPANIES, CONTACTS, syncPair } from './hubspotPairs';

/** An archived company has no contacts any more, and nobody said that they were to lose their account. */
describe('references to records that are gone', () => {
	let world: World;
	let account: string;
	let contact: string;

	beforeEach(async () => {
		world = await World.jumping();
		account = world.salesforce.create('Account', { Name: 'Acme', Website: 'acme.example' });
		contact = world.salesforce.create('Contact', { LastName: 'Ann', Email: 'ann@acme.example', AccountId: account });
		await both('ignore');
	});

	afterEach(async () => await world.stop());

	async function both(right: DeletionRule) {
		world.pass(7_200_000);
		const onDelete = { left: 'ignore' as const, right };
		return [
			await syncPair(world, { ...COMPANIES, onDelete, maxArchiveShare: 1 }),
			await syncPair(world, { ...CONTACTS, onDelete, maxArchiveShare: 1 }),
		];
	}

	async function archiveTheCompany(rule: DeletionRule) {
		const [{ id }] = world.having('companies', 'name', 'Acme');
		const [{ id: client }] = world.having('contacts', 'email', 'ann@acme.example');
		world.hubspot.archive('companies', id);
		// Somebody changes the contact: it is read.
		world.hubspot.edit('contacts', client, { jobtitle: 'Engineer' });
		await both(rule);
		expect(world.salesforce.row('Contact', contact)).toMatchObject({ Title: 'Engineer', AccountId: account });
		return client;
	}

	async function expectQuiet(rule: DeletionRule) {
		for (const { hubspot, salesforce } of await both(rule)) {
			expect(hubspot).toMatchObject({ calls: 0, associations: 0 });
			expect(salesforce).toBe(0);
		}
	}

	it('stay where the rule is that the account stays', async () => {
		await archiveTheCompany('ignore');
		await expectQuiet('ignore');
	});

	it('are made anew with the company', async () => {
		const client = await archiveTheCompany('restore');
		await both('restore');
		const [{ id }] = world.having('companies', 'name', 'Acme');
		expect(world.hubspot.associations().filter(({ fromId }) => fromId === client)).toContainEqual(
			expect.objectContaining({ toId: id }),
		);
		await expectQuiet('restore');
	});
});
