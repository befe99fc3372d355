import type { ConflictRule, PairPlan } from '../../../engine/pairs/types';
import { World } from '../sync/intercom/world';
import { PEOPLE, sync } from './intercomPairs';

const SOME_MINUTES = 10 * 60_000;

const both = (rule: ConflictRule): PairPlan => ({
	...PEOPLE,
	syncKey: 'both',
	direction: 'both',
	references: [],
	ownId: { right: { field: 'external_id', label: 'User ID' } },
	onDelete: { left: 'archive', right: 'ignore' },
	fields: [
		{ left: 'Name', right: 'name', rule, direction: 'toRight' },
		{ left: 'Email', right: 'email', rule },
		{ left: 'Phone', right: 'phone', rule },
		{ left: 'Title', right: 'custom_attributes.job_title', rule },
	],
});

describe('Salesforce and Intercom both ways', () => {
	let world: World;

	beforeEach(async () => {
		world = await World.jumping();
		world.salesforce.loadDeveloperEdition();
		world.intercom.seedAttribute('contact', 'job_title');
	});

	afterEach(async () => {
		expect(world.intercom.bugs).toEqual([]);
		await world.stop();
	});

	const title = (contact: string) => world.salesforce.row('Contact', contact).Title;
	const edit = (contact: string, job_title: string) =>
		world.intercom.edit(world.users.get(contact)?.id ?? '', { custom_attributes: { job_title } });

	/** A run after some time; what it wrote to Intercom, and the Salesforce contacts that it wrote to. */
	async function run(rule: ConflictRule, ms = SOME_MINUTES) {
		world.pass(ms);
		const { writes, results, report } = await sync(world, both(rule));
		const left = results.filter(({ side, action }) => side === 'left' && action === 'updated');
		return { writes, report, left: left.map(({ leftId }) => leftId ?? '') };
	}

	it('what changes on either side reaches the other, and does not bounce', async () => {
		await run('leftWins');
		const [one, other] = world.users.keys();
		world.pass(SOME_MINUTES);
		world.salesforce.update('Contact', one, { Title: 'Director' });
		edit(other, 'Engineer');
		const { writes, left } = await run('leftWins');
		expect(writes).toMatchObject({ calls: 1, updated: 1 });
		expect(left).toEqual([other]);
		expect(title(other)).toBe('Engineer');
		expect(world.users.get(one)?.custom_attributes).toMatchObject({ job_title: 'Director' });
		for (const ms of [SOME_MINUTES, 60_000, 86_400_000 * 8]) {
			const quiet = await run('leftWins', ms);
			expect(quiet.writes).toMatchObject({ calls: 0 });
			expect(quiet.left).toEqual([]);
		}
	});

	it('a conflict is settled once, though the search still shows what lost a minute later', async () => {
		await run('leftWins');
		const [contact] = world.users.keys();
		world.pass(SOME_MINUTES);
		world.salesforce.update('Contact', contact, { Title: 'Director' });
		edit(contact, 'Engineer');
		world.intercom.setSearchLag(SOME_MINUTES);
		const { report, writes } = await run('leftWins', 60_000);
		expect(report.conflicts).toBe(1);
		expect(writes).toMatchObject({ calls: 1 });
		for (let minute = 0; minute < 3; minute++) {
			const quiet = await run('leftWins', 60_000);
			expect(quiet.report.conflicts).toBe(0);
			expect(quiet.writes).toMatchObject({ calls: 0 });
			expect(quiet.left).toEqual([]);
		}
		expect(title(contact)).toBe('Director');
		expect(world.users.get(contact)?.custom_attributes).toMatchObject({ job_title: 'Director' });
	});

	it('a user that somebody archives in Intercom is not made anew, nor is its contact touched', async () => {
		await run('rightWins');
		const [contact] = world.users.keys();
		world.intercom.archive(world.users.get(contact)?.id ?? '');
		for (const ms of [SOME_MINUTES, 86_400_000 * 8, SOME_MINUTES]) {
			const { writes, left } = await run('rightWins', ms);
			expect(writes).toMatchObject({ calls: 0 });
			expect(left).toEqual([]);
		}
		expect(world.users.has(contact)).toBe(false);
		expect(world.salesforce.row('Contact', contact)).toBeDefined();
	});
});
