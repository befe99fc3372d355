import { World } from './world';

describe('the company of a contact', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
	});

	afterEach(async () => {
		expect(world.hubspot.bugs).toEqual([]);
		await world.next();
		await world.next();
		expect(world.writes).toMatchObject({ calls: 0, records: 0, associations: 0 });
		await world.stop();
	});

	const account = (Name: string, more = {}) => world.salesforce.create('Account', { Name, ...more });
	const contact = (name: string, AccountId: string | null, more = {}) =>
		world.salesforce.create('Contact', { LastName: name, Email: `${name}@example.com`, AccountId, ...more });
	/** 'contact → company*', the star for a primary one. */
	const pairs = () =>
		world.hubspot
			.associations()
			.map(
				({ fromId, toId, primary }) =>
					`${nameOf('contacts', fromId, 'lastname')} → ${nameOf('companies', toId, 'name')}${primary ? '*' : ''}`,
			)
			.sort();
	const nameOf = (object: string, id: string, property: string) =>
		world.hubspot.record(object, id)?.properties[property];

	it('becomes its primary company', async () => {
		const example = account('Example');
		contact('ann', example);
		contact('bob', example);
		contact('cid', null);
		await world.next();
		expect(pairs()).toEqual(['ann → Example*', 'bob → Example*']);
	});

	it('is exchanged when the contact changes its account', async () => {
		const [one, two] = [account('One'), account('Two')];
		const ann = contact('ann', one);
		await world.next();
		world.salesforce.update('Contact', ann, { AccountId: two });
		const report = await world.next();
		expect(pairs()).toEqual(['ann → Two*']);
		expect(report.associations[0]).toMatchObject({ associated: 1, dissociated: 1 });
	});

	it('is removed when the contact loses its account', async () => {
		const ann = contact('ann', account('One'));
		await world.next();
		world.salesforce.update('Contact', ann, { AccountId: null });
		await world.next();
		expect(pairs()).toEqual([]);
	});

	it('leaves associations alone that a person has made', async () => {
		const [one, two] = [account('One'), account('Two')];
		const ann = contact('ann', one);
		await world.next();
		const [person] = world.having('contacts', 'lastname', 'ann');
		const partner = world.hubspot.seed('companies', { name: 'Partner' });
		world.hubspot.seedAssociation(person.id, partner);
		world.salesforce.update('Contact', ann, { AccountId: two });
		await world.next();
		expect(pairs()).toEqual(['ann → Partner', 'ann → Two*']);
	});

	it('is remembered across runs until it arrives', async () => {
		const choices = { filters: { Account: "Industry = 'Banking'" } };
		const example = account('Example', { Industry: 'Energy' });
		contact('ann', example);
		const report = await world.next({ choices });
		expect(report.associations[0]).toMatchObject({ associated: 0, waiting: 1 });
		expect((await world.next({ choices })).associations[0]).toMatchObject({ associated: 0, waiting: 1 });
		world.pass(3_600_000);
		world.salesforce.update('Account', example, { Industry: 'Banking' });
		const after = await world.next({ choices });
		expect(after.associations[0]).toMatchObject({ associated: 1, waiting: 0 });
		expect(pairs()).toEqual(['ann → Example*']);
		await world.next();
	});

	it('comes with the contact when that was rejected at first', async () => {
		const example = account('Example');
		const ann = contact('ann', example, { Email: 'not an address' });
		expect((await world.next()).associations[0]).toMatchObject({ associated: 0 });
		world.pass(3_600_000);
		world.salesforce.update('Contact', ann, { Email: 'ann@example.com' });
		await world.next();
		expect(pairs()).toEqual(['ann → Example*']);
	});

	it('comes with the account when that was rejected at first', async () => {
		const twins = ['Twin one', 'Twin two'].map((name) =>
			world.hubspot.seed('companies', { name, domain: 'example.com' }),
		);
		const example = account('Example', { Website: 'example.com' });
		contact('ann', example);
		expect((await world.next()).associations[0]).toMatchObject({ associated: 0, waiting: 1 });
		world.hubspot.archive('companies', twins[1]);
		await world.next({ choices: { retryRejected: true } });
		expect(pairs()).toEqual(['ann → Example*']);
	});

	it('is made again with a company that was made again', async () => {
		const example = account('Example');
		contact('ann', example);
		await world.next();
		const [company] = world.having('companies', 'name', 'Example');
		world.hubspot.archive('companies', company.id);
		world.salesforce.update('Account', example, { Phone: '1' });
		await world.next();
		const [again] = world.having('companies', 'name', 'Example');
		expect(again.id).not.toBe(company.id);
		expect(world.hubspot.associations().filter(({ toId }) => toId === again.id)).toHaveLength(1);
	});

	it('goes with the account that is archived', async () => {
		const example = account('Example');
		contact('ann', example);
		await world.next({ choices: { onDelete: 'archive' } });
		world.salesforce.remove('Account', example);
		const report = await world.next({ choices: { onDelete: 'archive' } });
		expect(report.status).toBe('completed');
		expect(world.hubspot.count('companies')).toBe(0);
		expect(world.hubspot.count('contacts')).toBe(1);
	});

	it('follows an account merged into another one', async () => {
		const [winner, loser] = [account('Winner'), account('Loser')];
		contact('ann', loser);
		contact('bob', winner);
		await world.next({ choices: { onDelete: 'archive' } });
		world.salesforce.merge('Account', winner, [loser]);
		await world.next({ choices: { onDelete: 'archive' } });
		expect(world.hubspot.count('companies')).toBe(1);
		expect(pairs().filter((pair) => pair.includes('Winner'))).toEqual(['ann → Winner*', 'bob → Winner*']);
	});

	it('is kept when the company is adopted and has it already', async () => {
		const company = world.hubspot.seed('companies', { name: 'Example', domain: 'example.com' });
		const person = world.hubspot.seed('contacts', { lastname: 'ann', email: 'ann@example.com' });
		world.hubspot.seedAssociation(person, company, true);
		contact('ann', account('Example', { Website: 'example.com' }));
		await world.next();
		expect(pairs()).toEqual(['ann → Example*']);
	});
});
