import { countsOf, World, type RunWith } from './world';

describe('a run that was stopped', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping({ source: { pageSize: 100 }, hubspot: { limits: { burst: 10_000 } } });
		world.salesforce.generate({ accounts: 250, contacts: 450, leads: 50 });
		world.pass();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.stop();
	});

	const everything = () => {
		expect([world.companies.size, world.contacts.size, world.leads.size]).toEqual([250, 450, 50]);
		expect([world.hubspot.count('companies'), world.hubspot.count('contacts')]).toEqual([250, 500]);
		expect(world.hubspot.associations()).toHaveLength(450);
	};

	/** Stops after so many results, at whatever point that is. */
	const cancelledAfter = (results: number): RunWith => {
		const abort = new AbortController();
		let seen = 0;
		return { signal: abort.signal, onResult: () => void (++seen >= results && abort.abort()) };
	};

	it.each([1, 99, 100, 249, 250, 251, 400, 699, 720])(
		'after %i records goes on from there and ends the same',
		async (results) => {
			const report = await world.run(cancelledAfter(results));
			expect(report).toMatchObject({ status: 'stopped', reason: 'cancelled' });
			const done = world.companies.size + world.contacts.size + world.leads.size;
			expect(done).toBeGreaterThanOrEqual(results);
			const written = world.writes.created;
			const after = await world.next();
			expect(after.status).toBe('completed');
			everything();
			expect(written + world.writes.created).toBe(750);
			await world.next();
			expect(world.writes.calls).toBe(0);
		},
	);

	it('does not read again what it has read', async () => {
		await world.run(cancelledAfter(600));
		const report = await world.next();
		expect(countsOf(report, 'Account').read).toBeLessThan(250);
		expect(countsOf(report, 'Contact').read).toBeLessThan(250);
		everything();
	});

	it('takes along what has changed meanwhile', async () => {
		await world.run(cancelledAfter(600));
		const [first] = world.contacts.keys();
		world.salesforce.update('Contact', first, { Title: 'Changed' });
		const late = world.salesforce.create('Contact', { LastName: 'Late', Email: 'late@example.com' });
		await world.next();
		expect(world.contacts.get(first)?.jobtitle).toBe('Changed');
		expect(world.contacts.has(late)).toBe(true);
	});

	it('by its maximum run time ends cleanly, and the next ones go on', async () => {
		const choices = { maxRunMinutes: 1 };
		const statuses: string[] = [];
		for (let run = 0; run < 20 && statuses.at(-1) !== 'completed'; run++) {
			const report = await world.next({
				choices,
				onResult: () => world.pass(1_000),
			});
			statuses.push(report.status);
			if (report.status === 'stopped') expect(report.reason).toContain('maximum run time of 60 s');
		}
		expect(statuses.at(-1)).toBe('completed');
		expect(statuses.length).toBeGreaterThan(2);
		everything();
	});

	it("by HubSpot's daily limit says when to go on", async () => {
		world.hubspot.setLimits({ daily: world.hubspot.callsToday + 20 });
		const report = await world.run({ traffic: { dailyShare: 1 } });
		expect(report.status).toBe('stopped');
		expect(world.hubspot.throttledBy.daily).toBeLessThanOrEqual(1);
		// Midnight in New York.
		expect(report.resumeAt).toBe('2026-03-01T05:00:00.000Z');
		expect(world.hubspot.count('companies') + world.hubspot.count('contacts')).toBeGreaterThan(0);
		world.pass(Date.parse(report.resumeAt ?? '') - world.clock.now() + 60_000);
		world.hubspot.setLimits({ daily: 1_000 });
		expect((await world.run()).status).toBe('completed');
		everything();
	});

	it("by the share of Salesforce's day stops before Salesforce has to say no", async () => {
		world.salesforce.useCalls(Math.floor(world.salesforce.settings.dailyLimit * 0.8) - 5);
		const report = await world.run();
		expect(report).toMatchObject({ status: 'stopped', resumeAt: expect.any(String) });
		expect(world.salesforce.apiUsage).toBeLessThanOrEqual(world.salesforce.settings.dailyLimit * 0.8);
		world.pass(86_400_000 + 60_000);
		const after = await world.run();
		expect(after.status).toBe('completed');
		everything();
	});

	it('starts again when the plan has changed meanwhile', async () => {
		await world.run(cancelledAfter(600));
		const report = await world.next({
			choices: {
				fieldMaps: {
					Contact: {
						fields: [
							{ to: 'email', from: 'Email' },
							{ to: 'lastname', from: 'LastName' },
						],
					},
				},
			},
		});
		expect(countsOf(report, 'Contact').read).toBe(450);
		everything();
	});

	it('in a bulk job goes on in the same job, and begins a new one where that has expired', async () => {
		for (const expired of [false, true]) {
			await world.stop();
			world = await World.jumping({ source: { bulkThreshold: 200, pageSize: 100 } });
			world.salesforce.generate({ accounts: 250, contacts: 450, leads: 50 });
			await world.next(cancelledAfter(500));
			expect(world.contacts.size).toBeLessThan(450);
			const jobsBefore = world.salesforce.requests.filter(
				({ method, url }) => method === 'POST' && url.endsWith('/jobs/query'),
			).length;
			if (expired) world.salesforce.expireJobs();
			expect((await world.next()).status).toBe('completed');
			everything();
			const jobs = world.salesforce.requests.filter(
				({ method, url }) => method === 'POST' && url.endsWith('/jobs/query'),
			).length;
			expect(jobs - jobsBefore).toBe(expired ? 1 : 0);
		}
	});

	it('and never went on for 15 days compares in full', async () => {
		await world.run(cancelledAfter(600));
		world.pass(15 * 86_400_000);
		const report = await world.run();
		expect(countsOf(report, 'Contact').read).toBe(450);
		everything();
	});

	it('in the middle of a full compare archives nothing that it has not looked at', async () => {
		await world.run();
		const choices = { onDelete: 'archive', onFilterExit: 'archive', forceFullRead: true } as const;
		world.pass(8 * 86_400_000);
		await world.run({ ...cancelledAfter(300), choices });
		await world.next({ choices });
		expect(world.writes.archived).toBe(0);
		everything();
	});
});
