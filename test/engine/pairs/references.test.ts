import type { PairPlan } from '../../../engine/pairs';
import { PairWorld } from './pairWorld';

describe('references', () => {
	let world: PairWorld;
	const firms = { left: 'firms', right: 'accounts' };
	const firmsPlan: Partial<PairPlan> = {
		syncKey: 'firms',
		keys: [{ left: 'Name', right: 'name', normalise: 'caseInsensitive' }],
		fields: [{ left: 'Name', right: 'name', rule: 'leftWins' }],
		references: [],
	};

	beforeEach(() => {
		world = new PairWorld();
		world.plan.references = [
			{ left: 'FirmId', right: '@accounts', rule: 'leftWins', leftObject: 'firms', rightObject: 'accounts' },
		];
	});

	afterEach(() => world.end());

	const syncFirms = async () => await world.next({ objects: firms, plan: firmsPlan });
	const accountOf = (id: string) => world.right.get('clients', id)?.['@accounts'];

	it('translates ids through the links of their own pair, both ways', async () => {
		const firm = world.left.create('firms', { Name: 'Acme' });
		const other = world.left.create('firms', { Name: 'Other' });
		await syncFirms();
		const [account] = world.right.having('accounts', 'name', 'Acme');
		const [second] = world.right.having('accounts', 'name', 'Other');
		const ann = world.customer({ Email: 'ann@example.com', FirmId: firm });
		const bob = world.client({ mail: 'bob@example.com', '@accounts': second });
		await world.next();
		const [client] = world.right.having('clients', 'mail', 'ann@example.com');
		expect(accountOf(client)).toBe(account);
		const [customer] = world.left.having('customers', 'Email', 'bob@example.com');
		expect(world.left.get('customers', customer)).toMatchObject({ FirmId: other });
		await world.expectQuiet();

		world.right.update('clients', client, { '@accounts': second });
		world.left.update('customers', customer, { FirmId: '' });
		await world.next();
		expect(world.left.get('customers', ann)).toMatchObject({ FirmId: other });
		expect(accountOf(bob)).toBeUndefined();
		await world.expectQuiet();
		await world.expectQuiet({ plan: { forceFullRead: true } });
	});

	it('waits for its target, and is made when that is there', async () => {
		const firm = world.left.create('firms', { Name: 'Acme' });
		const ann = world.customer({ Email: 'ann@example.com', FirmId: firm });
		await world.next();
		const [client] = world.right.having('clients', 'mail', 'ann@example.com');
		expect(accountOf(client)).toBeUndefined();
		await world.expectQuiet();
		await syncFirms();
		const report = await world.next();
		expect(report.left.readKind).toBe('incremental');
		expect(accountOf(client)).toBe(world.right.having('accounts', 'name', 'Acme')[0]);
		await world.expectQuiet();
		expect(world.left.get('customers', ann)).toMatchObject({ FirmId: firm });
	});

	it('waits in the other direction, too, after both had agreed on none', async () => {
		const ann = world.customer({ Email: 'ann@example.com' });
		await world.next();
		const [client] = world.right.having('clients', 'mail', 'ann@example.com');
		const account = world.right.create('accounts', { name: 'Acme' });
		world.right.update('clients', client, { '@accounts': account });
		await world.next();
		await world.expectQuiet();
		await syncFirms();
		await world.next();
		expect(world.left.get('customers', ann)).toMatchObject({ FirmId: world.left.having('firms', 'Name', 'Acme')[0] });
		await world.expectQuiet();
	});

	it('reports an association that is refused, and tries it when something has changed', async () => {
		const firm = world.left.create('firms', { Name: 'Acme' });
		await syncFirms();
		const [account] = world.right.having('accounts', 'name', 'Acme');
		world.right.delete('accounts', account);
		world.customer({ Email: 'ann@example.com', FirmId: firm });
		const report = await world.next();
		expect(report).toMatchObject({ right: { counts: { created: 1, rejected: 1 } }, rejectedOpen: 1 });
	});
});
