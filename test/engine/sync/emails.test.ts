import { countsOf, World } from './world';

describe('e-mail addresses', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		expect(world.hubspot.duplicates('contacts', 'email').size).toBe(0);
		await world.next();
		await world.next();
		expect(world.writes).toMatchObject({ calls: 0, records: 0 });
		await world.stop();
	});

	const contact = (name: string, Email: string | null = `${name}@example.com`) =>
		world.salesforce.create('Contact', { LastName: name, Email });
	const address = (id: string, Email: string | null) => world.salesforce.update('Contact', id, { Email });
	const emails = (...ids: string[]) => ids.map((id) => world.contacts.get(id)?.email);
	/** HubSpot ids by contact: an address moves, the records stay. */
	const destinations = (...ids: string[]) =>
		ids.map(
			(id) =>
				world.hubspot
					.records('contacts')
					.find(({ archived, properties }) => !archived && properties.sophia_salesforce_contact_id === id)?.id,
		);

	it('that change follow the link: the same HubSpot contact has the new one', async () => {
		const ann = contact('ann');
		await world.next();
		const before = destinations(ann);
		address(ann, 'ann.lee@example.com');
		await world.next();
		expect(emails(ann)).toEqual(['ann.lee@example.com']);
		expect(destinations(ann)).toEqual(before);
		expect(world.hubspot.count('contacts')).toBe(1);
	});

	it('that change to one that a stranger in HubSpot has are rejected, and pass when it is free', async () => {
		const ann = contact('ann');
		const stranger = world.hubspot.seed('contacts', { email: 'taken@example.com' });
		await world.next();
		address(ann, 'taken@example.com');
		await world.next();
		expect(world.result(ann)).toMatchObject({
			action: 'rejected',
			category: 'duplicate',
			field: 'email',
			blockedBy: stranger,
		});
		expect(emails(ann)).toEqual(['ann@example.com']);
		world.hubspot.edit('contacts', stranger, { email: 'other@example.com' });
		await world.next({ choices: { retryRejected: true } });
		expect(emails(ann)).toEqual(['taken@example.com']);
	});

	it('that two contacts have belong to the first; the second gets through when the first changes', async () => {
		const [first, second] = [contact('first', 'one@example.com'), contact('second', 'one@example.com')];
		const report = await world.next();
		expect(report.rejectedOpen).toBe(1);
		expect(world.result(second)).toMatchObject({ action: 'rejected', category: 'duplicate', field: 'email' });
		address(first, 'first@example.com');
		const after = await world.next();
		expect(emails(first, second)).toEqual(['first@example.com', 'one@example.com']);
		expect(after.rejectedOpen).toBe(0);
	});

	it('that two contacts have pass to the second when the first is deleted', async () => {
		const [first, second] = [contact('first', 'one@example.com'), contact('second', 'one@example.com')];
		await world.next();
		world.salesforce.remove('Contact', first);
		const report = await world.next();
		expect(report.rejectedOpen).toBe(0);
		expect(emails(second)).toEqual(['one@example.com']);
		expect(world.hubspot.count('contacts')).toBe(1);
	});

	it('that two contacts have pass to the second when the first is archived', async () => {
		const choices = { onDelete: 'archive' } as const;
		const [first, second] = [contact('first', 'one@example.com'), contact('second', 'one@example.com')];
		await world.next({ choices });
		world.salesforce.remove('Contact', first);
		await world.next({ choices });
		expect(emails(second)).toEqual(['one@example.com']);
		expect(world.hubspot.count('contacts')).toBe(1);
	});

	it('are swapped between two contacts', async () => {
		const [ann, bob] = [contact('ann'), contact('bob')];
		await world.next();
		const before = destinations(ann, bob);
		address(ann, 'bob@example.com');
		address(bob, 'ann@example.com');
		const report = await world.next();
		expect(emails(ann, bob)).toEqual(['bob@example.com', 'ann@example.com']);
		expect(destinations(ann, bob)).toEqual(before);
		expect(report.rejectedOpen).toBe(0);
		// Both stood in each other's way at first: what counts is what came of it.
		expect(countsOf(report, 'Contact')).toMatchObject({ updated: 2, rejected: 0 });
		expect(world.result(ann)).toMatchObject({ action: 'updated', supersedes: true });
	});

	it.each([0, 1, 2, 3, 4])('are swapped although the run is stopped after %i results', async (stopAfter) => {
		const [ann, bob] = [contact('ann'), contact('bob')];
		await world.next();
		address(ann, 'bob@example.com');
		address(bob, 'ann@example.com');
		const abort = new AbortController();
		if (stopAfter === 0) abort.abort();
		let seen = 0;
		await world.next({ signal: abort.signal, onResult: () => void (++seen >= stopAfter && abort.abort()) });
		const report = await world.next();
		expect(emails(ann, bob)).toEqual(['bob@example.com', 'ann@example.com']);
		expect(report.rejectedOpen).toBe(0);
	});

	it('are swapped although HubSpot fails on any of the calls', async () => {
		const [ann, bob] = [contact('ann'), contact('bob')];
		await world.next();
		for (let failing = 0; failing < 5; failing++) {
			const [one, two] =
				failing % 2 === 0 ? ['bob@example.com', 'ann@example.com'] : ['ann@example.com', 'bob@example.com'];
			address(ann, one);
			address(bob, two);
			world.hubspot.faults.add({ kind: 'lost', path: /batch\/update/, after: failing, times: Infinity });
			await world.next().catch((error: unknown) => expect(error).toMatchObject({ kind: 'transient' }));
			world.hubspot.faults.clear();
			await world.next();
			expect(emails(ann, bob)).toEqual([one, two]);
		}
	});

	it('go round among five contacts', async () => {
		const ids = ['a', 'b', 'c', 'd', 'e'].map((name) => contact(name));
		await world.next();
		const before = destinations(...ids);
		const names = ['b', 'c', 'd', 'e', 'a'].map((name) => `${name}@example.com`);
		ids.forEach((id, index) => address(id, names[index]));
		const report = await world.next();
		expect(emails(...ids)).toEqual(names);
		expect(destinations(...ids)).toEqual(before);
		expect(report.rejectedOpen).toBe(0);
	});

	it('move along a chain whatever the order in which its contacts come', async () => {
		const ids = Array.from({ length: 12 }, (_, index) => contact(`c${index}`));
		await world.next();
		// Each takes the address of the next one; the last one gets a new one.
		ids.forEach((id, index) => address(id, `c${index + 1}@example.com`));
		for (let run = 0; run < 2; run++) await world.next();
		expect(emails(...ids)).toEqual(ids.map((_, index) => `c${index + 1}@example.com`));
		const report = await world.next();
		expect(report.rejectedOpen).toBe(0);
	});

	it('move to a new contact from one that gets another in the same run', async () => {
		const ann = contact('ann');
		await world.next();
		const bob = contact('bob', 'ann@example.com');
		address(ann, 'ann.lee@example.com');
		await world.next();
		await world.next();
		expect(emails(ann, bob)).toEqual(['ann.lee@example.com', 'ann@example.com']);
		expect(world.hubspot.count('contacts')).toBe(2);
	});

	it('that are removed in Salesforce stay in HubSpot', async () => {
		const ann = contact('ann');
		await world.next();
		address(ann, null);
		world.salesforce.update('Contact', ann, { Title: 'Director' });
		await world.next();
		expect(world.contacts.get(ann)).toMatchObject({ email: 'ann@example.com', jobtitle: 'Director' });
	});

	it('that were removed and kept in HubSpot are still in the way of a new contact, until that changes', async () => {
		const ann = contact('ann');
		await world.next();
		address(ann, null);
		await world.next();
		const bob = contact('bob', 'ann@example.com');
		await world.next();
		expect(world.result(bob)).toMatchObject({ action: 'rejected', category: 'duplicate' });
		address(ann, 'ann.lee@example.com');
		await world.next();
		expect(emails(ann, bob)).toEqual(['ann.lee@example.com', 'ann@example.com']);
	});

	it('that differ only in case are one', async () => {
		const [ann, other] = [contact('ann', 'Ann@Example.com'), contact('other', 'ann@EXAMPLE.com')];
		await world.next();
		expect(world.hubspot.count('contacts')).toBe(1);
		expect(world.result(other)).toMatchObject({ action: 'rejected', category: 'duplicate' });
		address(ann, 'ANN@example.com');
		await world.next();
		expect(world.hubspot.count('contacts')).toBe(1);
	});
});
