import type { AuditAction, AuditEntry } from '../../../engine/state/types';
import { World } from './world';

describe('the audit trail of a sync', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	const trail = async (): Promise<AuditEntry[]> =>
		await world.withState(async (state) => await state.listAudit({ limit: 10_000 }));
	const told = (entries: AuditEntry[], action: AuditAction) =>
		entries.filter((entry) => entry.action === action).map(({ recordId }) => recordId);
	const account = (name: string, domain: string) =>
		world.salesforce.create('Account', { Name: name, Website: `https://${domain}` });

	it('has a row for whatever HubSpot has created, with the names of the fields and who did it', async () => {
		const id = account('One', 'one.example.com');
		const contact = world.salesforce.create('Contact', {
			LastName: 'Ada',
			Email: 'ada@one.example.com',
			AccountId: id,
		});
		const origin = { workflowId: 'w1', workflowName: 'Nightly', executionId: '7', node: 'Sync' };
		world.pass();
		const { runId } = await world.run({ origin });
		const entries = await trail();
		expect(entries).toHaveLength(3);
		const company = entries.find(({ recordId, action }) => recordId === id && action === 'created');
		expect(company).toMatchObject({
			runId,
			syncKey: 'test',
			operation: 'sync',
			origin,
			destinationId: world.having('companies', 'name', 'One')[0].id,
			scope: { sourceObject: 'Account', destinationObject: 'companies' },
		});
		expect(company?.fields).toEqual(['domain', 'name', 'website']);
		expect(told(entries, 'associated')).toEqual([contact]);
		expect(JSON.stringify(entries)).not.toMatch(/Ada|one\.example\.com/);
	});

	it('adds what was changed, adopted, archived and taken apart, and nothing for what is unchanged', async () => {
		const [one, two] = [account('One', 'one.example.com'), account('Two', 'two.example.com')];
		const contact = world.salesforce.create('Contact', {
			LastName: 'Ada',
			Email: 'ada@one.example.com',
			AccountId: one,
		});
		world.hubspot.seed('companies', { name: 'Known', domain: 'two.example.com' });
		world.pass();
		await world.run();
		expect(told(await trail(), 'adopted')).toEqual([two]);
		const before = (await trail()).length;
		await world.next();
		expect(await trail()).toHaveLength(before);

		world.salesforce.update('Account', one, { Description: 'Changed' });
		world.salesforce.update('Contact', contact, { AccountId: two });
		await world.next({ choices: { onDelete: 'archive' } });
		const changed = (await trail()).slice(before);
		expect(changed.find(({ action }) => action === 'updated')).toMatchObject({
			recordId: one,
			fields: ['description'],
		});
		expect([told(changed, 'associated'), told(changed, 'dissociated')]).toEqual([[contact], [contact]]);

		world.salesforce.remove('Contact', contact);
		await world.next({ choices: { onDelete: 'archive' } });
		expect(told(await trail(), 'archived')).toEqual([contact]);
	});

	it('has nothing of a preview, nor of what was refused', async () => {
		account('One', 'one.example.com');
		world.salesforce.create('Contact', { LastName: 'Ada', Email: 'no address' });
		world.pass();
		await world.run({ operation: 'preview' });
		expect(await trail()).toEqual([]);
		await world.run();
		expect((await trail()).map(({ scope }) => scope.sourceObject)).toEqual(['Account']);
	});

	it('misses nothing when answers are lost', async () => {
		for (let index = 0; index < 250; index++) account(`A${index}`, `a${index}.example.com`);
		world.hubspot.faults.add({ kind: 'lost', path: /batch\/upsert/, times: 2 });
		world.pass();
		await world.run();
		const entries = await trail();
		const done = new Set([...told(entries, 'created'), ...told(entries, 'adopted')]);
		expect([...world.companies.keys()].filter((id) => !done.has(id))).toEqual([]);
		expect(done.size).toBe(250);
	});
});
