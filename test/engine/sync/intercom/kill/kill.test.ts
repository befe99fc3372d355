import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IntercomSimulator } from '../../../../simulators/intercom';
import { SalesforceSimulator } from '../../../../simulators/salesforce';
import { JumpingClock } from '../../../../simulators/shared/clock';
import { seededRandom } from '../../../../simulators/shared/faults';
import { Worker } from '../../kill/workers';
import type { Orders } from './worker';

const KILLS = Number(process.env.SOPHIA_KILLS ?? 25);
const SEED = Number(process.env.SOPHIA_KILL_SEED ?? 20_260_301);
const RECORDS = { accounts: 100, contacts: 500 };
/** Requests that a run may get to before it is killed: the openings and a part of the 1,150 of a whole one. */
const FURTHEST = 220;

describe('A sync of 600 records to Intercom, killed again and again', () => {
	const random = seededRandom(SEED);
	const upTo = (limit: number) => Math.floor(random() * limit);
	const directories: string[] = [];
	/** Salesforce's own: what has changed lies behind its present moment before anybody reads it. */
	const clock = new JumpingClock(Date.now());
	let salesforce: SalesforceSimulator;
	let killed: IntercomSimulator;
	let untouched: IntercomSimulator;
	/** Called for every request of the run under way. */
	let onRequest: () => void = () => undefined;

	beforeAll(async () => {
		salesforce = new SalesforceSimulator({ seed: SEED, clock, dailyLimit: 10_000_000 });
		salesforce.generate(RECORDS);
		const make = () =>
			new IntercomSimulator({
				seed: SEED,
				archiveDelayMs: 0,
				limits: { appPerMinute: 10_000_000, workspacePerMinute: 10_000_000 },
			});
		[killed, untouched] = [make(), make()];
		for (const { app } of [salesforce, killed]) app.addHook('onRequest', async () => onRequest());
		for (const simulator of [killed, untouched]) {
			for (let n = 0; n < 60; n += 2) simulator.seedContact({ email: `contact.${n}@example.com`, name: 'Known' });
		}
		for (const simulator of [salesforce, killed, untouched]) await simulator.start();
	});

	afterAll(async () => {
		for (const simulator of [salesforce, killed, untouched]) await simulator.stop();
		for (const directory of directories) rmSync(directory, { recursive: true, force: true });
	});

	function ordersFor(target: IntercomSimulator): Omit<Orders, 'gate'> {
		const directory = mkdtempSync(join(tmpdir(), 'sophia-kill-'));
		directories.push(directory);
		const { clientId, clientSecret } = salesforce.settings;
		return {
			salesforce: { url: salesforce.url, clientId, clientSecret },
			intercom: { url: target.url, accessToken: target.accessToken },
			directory,
			pageSize: 200,
		};
	}

	const start = async (orders: object) => await Worker.start(orders, join(__dirname, 'worker.ts'));

	async function wholeRun(orders: object): Promise<void> {
		expect(await (await start(orders)).run()).toEqual({ how: 0, status: 'completed' });
	}

	/** Changes of every sort, so that the runs after a completed one have something to be killed at. */
	function change(round: number): void {
		const live = (object: string) =>
			salesforce
				.rows(object)
				.filter((row) => row.IsDeleted !== true)
				.map((row) => String(row.Id));
		const accounts = live('Account');
		for (const [index, id] of live('Contact').entries()) {
			const turn = (index + round) % 8;
			if (turn === 0) salesforce.update('Contact', id, { AccountId: accounts[upTo(accounts.length)] });
			else if (turn === 1)
				salesforce.update('Contact', id, { Email: `contact.${index}.${round}@example.com`, Title: null });
			else if (turn === 2) salesforce.update('Contact', id, { Title: `Title ${round}` });
			else if (turn === 3 && index % 5 === 0) salesforce.remove('Contact', id);
		}
		for (const id of accounts.slice(0, 20)) salesforce.update('Account', id, { Description: `Changed ${round}` });
		salesforce.remove('Account', accounts[accounts.length - 1], { cascade: true });
		clock.advance(60_000);
	}

	/** @returns whether the worker was killed before it was done */
	async function killedRun(worker: Worker): Promise<boolean> {
		const at = 1 + upTo(FURTHEST);
		const laterMs = upTo(6);
		let requests = 0;
		onRequest = () => {
			if (++requests === at) setTimeout(() => worker.kill(), laterMs);
		};
		const { how, status } = await worker.run();
		onRequest = () => undefined;
		if (how !== 'SIGKILL') expect({ how, status }).toEqual({ how: 0, status: 'completed' });
		return how === 'SIGKILL';
	}

	it('loses nothing, doubles nothing, and ends as one that was never killed', async () => {
		const orders = ordersFor(killed);
		const undisturbed = ordersFor(untouched);
		let kills = 0;
		let rounds = 0;
		let next = start(orders);
		while (kills < KILLS) {
			const worker = await next;
			next = start(orders);
			if (await killedRun(worker)) kills++;
			else {
				await wholeRun(undisturbed);
				change(++rounds);
			}
		}
		await (await next).dismiss();
		await wholeRun(orders);
		await wholeRun(undisturbed);

		const before = killed.writes;
		await wholeRun(orders);
		expect(killed.writes).toEqual(before);
		expect(stateOf(killed)).toEqual(stateOf(untouched));
		expect([...killed.bugs, ...untouched.bugs]).toEqual([]);
	}, 600_000);
});

/** Live records by the Salesforce records they stand for, and what is attached to what. */
function stateOf(simulator: IntercomSimulator) {
	const companies = simulator.companies().filter(({ archived }) => !archived);
	const keyOf = new Map(companies.map(({ id, company_id }) => [id, company_id]));
	return {
		companies: companies
			.map(({ company_id, name, size, website, industry, custom_attributes }) => ({
				company_id,
				name,
				size,
				website,
				industry,
				custom_attributes,
			}))
			.sort((a, b) => (a.company_id < b.company_id ? -1 : 1)),
		contacts: simulator
			.contacts()
			.filter(({ archived }) => !archived)
			.map((contact) => {
				const { role, external_id, email, name, phone, custom_attributes } = contact;
				return {
					role,
					external_id: external_id ?? '',
					email,
					name,
					phone,
					custom_attributes,
					companies: contact.companies.map((id) => keyOf.get(id)).sort(),
				};
			})
			.sort((a, b) => (a.external_id < b.external_id ? -1 : 1)),
	};
}
