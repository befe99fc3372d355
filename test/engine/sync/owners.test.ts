import type { RunReport } from '../../../engine/sync/types';
import { World } from './world';

const warningsOf = (report: RunReport, object: string) =>
	report.objects
		.find((one) => one.object === object)!
		.warnings.filter(({ field }) => field === 'hubspot_owner_id')
		.map(({ code, count, message }) => ({ code, count, message }));

describe('Owners by e-mail address', () => {
	let world: World;
	let users = 0;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	const user = (email: string) => {
		users += 1;
		return world.salesforce.create('User', {
			Username: `user${users}@example.com`,
			LastName: `User ${users}`,
			Alias: `u${users}`,
			Email: email,
		});
	};

	const account = (OwnerId: string, name: string) => world.salesforce.create('Account', { Name: name, OwnerId });

	it('leaves inactive and unknown owners, and says how many and whose', async () => {
		const ann = user('ann@example.com');
		const left = user('left@example.com');
		const [nobody, stranger] = [user('nobody@example.com'), user('stranger@example.com')];
		world.hubspot.addOwner({ email: 'Ann@example.com', id: '11' });
		world.hubspot.addOwner({ email: 'left@example.com', id: '12', archived: true });
		const ids = [ann, left, nobody, stranger, stranger].map((owner, index) => account(owner, `Company ${index}`));
		const contact = world.salesforce.create('Contact', { LastName: 'Lee', Email: 'lee@example.com', OwnerId: left });
		const report = await world.next();
		expect(ids.map((id) => world.companies.get(id)?.hubspot_owner_id)).toEqual([
			'11',
			undefined,
			undefined,
			undefined,
			undefined,
		]);
		expect(world.contacts.get(contact)).toMatchObject({ lastname: 'Lee' });
		const warnings = warningsOf(report, 'Account');
		expect(warnings.map(({ code, count }) => [code, count])).toEqual([
			['unknownPerson', 3],
			['inactivePerson', 1],
		]);
		expect(warnings[0].message).toContain(`2 users: ${[nobody, stranger].sort().join(', ')}`);
		expect(warnings[1].message).toContain(`1 user: ${left}`);
		expect(JSON.stringify(report)).not.toMatch(/@example\.com/);
		expect(warningsOf(report, 'Contact')).toHaveLength(1);
		// An owner whom HubSpot has given the record stays.
		world.hubspot.addOwner({ email: 'kim@example.com', id: '13' });
		world.salesforce.update('Account', ids[0], { OwnerId: stranger, Name: 'Renamed' });
		await world.next();
		expect(world.companies.get(ids[0])).toMatchObject({ name: 'Renamed', hubspot_owner_id: '11' });
	});

	it('gives them to the default owner by choice, and back to their own once HubSpot knows them', async () => {
		const left = user('left@example.com');
		const stranger = user('stranger@example.com');
		world.hubspot.addOwner({ email: 'default@example.com', id: '20' });
		world.hubspot.addOwner({ email: 'left@example.com', id: '21', archived: true });
		const first = account(left, 'First');
		const second = account(stranger, 'Second');
		const choices = { owners: { unknown: 'default', defaultOwner: '20' } } as const;
		const report = await world.next({ choices });
		for (const id of [first, second]) expect(world.companies.get(id)?.hubspot_owner_id).toBe('20');
		expect(warningsOf(report, 'Account').map(({ code }) => code)).toEqual(
			expect.arrayContaining(['inactivePerson', 'unknownPerson']),
		);
		await world.next({ choices });
		expect(world.writes.calls).toBe(0);
		world.hubspot.addOwner({ email: 'stranger@example.com', id: '22' });
		await world.next({ choices });
		expect(world.companies.get(second)?.hubspot_owner_id).toBe('22');
		expect(world.companies.get(first)?.hubspot_owner_id).toBe('20');
	});

	it('treats a default owner who has left as none, and says so', async () => {
		world.hubspot.addOwner({ email: 'gone@example.com', id: '30', archived: true });
		const id = account(user('stranger@example.com'), 'Company');
		const report = await world.next({ choices: { owners: { unknown: 'default', defaultOwner: '30' } } });
		expect(world.companies.get(id)).toMatchObject({ name: 'Company' });
		expect(world.companies.get(id)).not.toHaveProperty('hubspot_owner_id');
		expect(warningsOf(report, 'Account').map(({ message }) => message)).toContainEqual(
			expect.stringContaining('the default owner is no active user'),
		);
	});

	it('a queue is nobody there', async () => {
		const queue = world.salesforce.create('Group', { Name: 'Inbound', DeveloperName: 'Inbound' });
		world.hubspot.addOwner({ email: 'default@example.com', id: '20' });
		const lead = world.salesforce.create('Lead', {
			LastName: 'Ray',
			Company: 'Example',
			Email: 'ray@example.com',
			OwnerId: queue,
		});
		const report = await world.next({ choices: { owners: { unknown: 'default', defaultOwner: '20' } } });
		expect(world.leads.get(lead)?.hubspot_owner_id).toBe('20');
		expect(warningsOf(report, 'Lead')[0].message).toContain(queue);
	});
});
