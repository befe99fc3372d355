import { countsOf, World } from './world';

const DAY = 86_400_000;

describe('what a run reads', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	const contact = (name: string, more = {}, times = {}) =>
		world.salesforce.create('Contact', { LastName: name, Email: `${name}@example.com`, ...more }, times);
	const kindOf = async (options = {}) =>
		(await world.next(options)).objects.find(({ object }) => object === 'Contact')?.readKind;

	it('is everything at first, then what has changed', async () => {
		contact('ann');
		expect(await kindOf()).toBe('full');
		expect(await kindOf()).toBe('incremental');
	});

	it('reaches back, so that a record committed late is not missed', async () => {
		contact('ann');
		world.pass(DAY);
		await world.run();
		const late = contact('late', {}, { modifiedAt: new Date(world.clock.now() - 4 * 60_000) });
		world.pass();
		await world.run();
		expect(world.contacts.has(late)).toBe(true);
	});

	it('loses nothing where records tie in their stamp across pages, in whatever order they come', async () => {
		await world.stop();
		world = await World.jumping({ salesforce: { pageSize: 7 }, source: { pageSize: 7 } });
		const at = new Date(world.clock.now() - 60_000);
		const ids = Array.from({ length: 50 }, (_, index) => contact(`c${index}`, {}, { modifiedAt: at }));
		const report = await world.next();
		expect([...world.contacts.keys()].sort()).toEqual([...ids].sort());
		expect(countsOf(report, 'Contact')).toMatchObject({ read: 50, created: 50 });
	});

	it('is everything when the plan has changed, but only what differs is written', async () => {
		contact('ann', { Department: 'Sales' });
		contact('bob');
		world.pass(DAY);
		await world.run();
		const report = await world.next({
			plan: (plan) => ({
				...plan,
				objects: plan.objects.map((object) =>
					object.sourceObject === 'Contact'
						? {
								...object,
								fieldMap: {
									fields: [...object.fieldMap.fields, { to: 'message', from: 'Department', nullPolicy: 'keep' }],
								},
							}
						: object,
				),
			}),
		});
		const contacts = report.objects.find(({ object }) => object === 'Contact');
		expect(contacts).toMatchObject({ readKind: 'full', counts: { read: 2, updated: 1, unchanged: 1 } });
		expect(world.writes).toMatchObject({ calls: 1, records: 1 });
		expect(world.having('contacts', 'email', 'ann@example.com')[0].properties.message).toBe('Sales');
	});

	it('is everything every seven days, which finds what changed in a parent', async () => {
		const user = world.salesforce.create('User', {
			Username: 'ann@example.com',
			LastName: 'Lee',
			Alias: 'alee',
			Email: 'old@example.com',
		});
		world.hubspot.addOwner({ email: 'old@example.com', id: '1' });
		world.hubspot.addOwner({ email: 'new@example.com', id: '2' });
		const id = contact('ann', { OwnerId: user });
		world.pass(DAY);
		await world.run();
		expect(world.contacts.get(id)?.hubspot_owner_id).toBe('1');
		world.salesforce.update('User', user, { Email: 'new@example.com' });
		world.pass(DAY);
		expect(await kindOf()).toBe('incremental');
		expect(world.contacts.get(id)?.hubspot_owner_id).toBe('1');
		world.pass(6 * DAY);
		expect(await kindOf()).toBe('full');
		expect(world.contacts.get(id)?.hubspot_owner_id).toBe('2');
		expect(world.writes.records).toBe(1);
		expect(await kindOf()).toBe('incremental');
	});

	it('compares in full as often as the plan says', async () => {
		contact('ann');
		const choices = { fullCompareDays: 2 };
		await world.next({ choices });
		world.pass(2 * DAY);
		expect(await kindOf({ choices })).toBe('full');
	});

	describe('of records that have left the filter', () => {
		const filters = { Contact: "Department = 'Sales'" };

		it('leaves them in HubSpot by default, and goes on with them when they are back', async () => {
			const id = contact('ann', { Department: 'Sales' });
			const other = contact('bob', { Department: 'Service' });
			await world.next({ choices: { filters } });
			expect(world.contacts.has(other)).toBe(false);
			world.salesforce.update('Contact', id, { Department: 'Service', Title: 'Director' });
			world.pass(8 * DAY);
			await world.run({ choices: { filters } });
			expect(world.contacts.get(id)).not.toHaveProperty('jobtitle');
			world.salesforce.update('Contact', id, { Department: 'Sales' });
			await world.next({ choices: { filters } });
			expect(world.contacts.get(id)?.jobtitle).toBe('Director');
			expect(world.hubspot.count('contacts')).toBe(1);
		});

		it('archives them at the full compare where that is chosen, and none other', async () => {
			const choices = { filters, onFilterExit: 'archive' } as const;
			const [id, stays] = [contact('ann', { Department: 'Sales' }), contact('bob', { Department: 'Sales' })];
			const stranger = world.hubspot.seed('contacts', { email: 'stranger@example.com' });
			await world.next({ choices });
			world.salesforce.update('Contact', id, { Department: 'Service' });
			world.pass(8 * DAY);
			const report = await world.run({ choices });
			expect(countsOf(report, 'Contact').archived).toBe(1);
			expect(world.contacts.has(id)).toBe(false);
			expect(world.contacts.has(stays)).toBe(true);
			expect(world.hubspot.record('contacts', stranger)?.archived).toBe(false);
			await world.next({ choices });
			expect(world.writes.calls).toBe(0);
		});

		it('archives them when the filter itself is changed', async () => {
			const choices = { onFilterExit: 'archive' } as const;
			const id = contact('ann', { Department: 'Service' });
			await world.next({ choices });
			await world.next({ choices: { ...choices, filters } });
			expect(world.contacts.has(id)).toBe(false);
		});
	});

	it('is compared in full after a gap of more than 14 days, so that deletes the recycle bin has forgotten are found', async () => {
		const choices = { onDelete: 'archive', fullCompareDays: 365 } as const;
		const [gone, stays] = [contact('gone'), contact('stays')];
		await world.next({ choices });
		world.salesforce.remove('Contact', gone);
		world.salesforce.purge('Contact', gone);
		world.pass(13 * DAY);
		expect(await kindOf({ choices })).toBe('incremental');
		expect(world.contacts.has(gone)).toBe(true);
		world.pass(15 * DAY);
		expect(await kindOf({ choices })).toBe('full');
		expect([...world.contacts.keys()]).toEqual([stays]);
	});

	it('goes through Bulk API 2.0 above the threshold, and through REST below it', async () => {
		await world.stop();
		world = await World.jumping({ source: { bulkThreshold: 30, pageSize: 10 } });
		world.salesforce.generate({ contacts: 31, leads: 30 });
		await world.next();
		expect(world.contacts.size).toBe(31);
		expect(world.leads.size).toBe(30);
		const jobs = world.salesforce.requests.filter(
			({ method, url }) => method === 'POST' && url.includes('/jobs/query'),
		);
		expect(jobs).toHaveLength(1);
		await world.next();
		expect(world.writes.calls).toBe(0);
	});

	it('does without a Salesforce field that was removed, and says so', async () => {
		const id = contact('ann', { Title: 'Director' });
		await world.next();
		world.salesforce.removeField('Contact', 'Title');
		world.salesforce.update('Contact', id, { LastName: 'Low' });
		const report = await world.next();
		expect(report.status).toBe('completed');
		expect(world.contacts.get(id)).toMatchObject({ lastname: 'Low', jobtitle: 'Director' });
		expect(report.objects.find(({ object }) => object === 'Contact')?.warnings).toContainEqual(
			expect.objectContaining({ code: 'unknownSourceField', field: 'jobtitle' }),
		);
	});

	it('does without a HubSpot property that does not exist, and says so', async () => {
		const id = contact('ann', { Department: 'Sales' });
		const fieldMap = {
			fields: [
				{ to: 'lastname', from: 'LastName' },
				{ to: 'email', from: 'Email' },
				{ to: 'gone', from: 'Department' },
			],
		};
		const report = await world.next({ choices: { fieldMaps: { Contact: fieldMap } } });
		expect(world.contacts.get(id)?.lastname).toBe('ann');
		expect(report.objects.find(({ object }) => object === 'Contact')?.warnings).toContainEqual(
			expect.objectContaining({ code: 'unknownDestinationField', field: 'gone' }),
		);
	});
});
