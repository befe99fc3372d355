import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubSpotSimulator } from '../../../simulators/hubspot';
import { SalesforceSimulator } from '../../../simulators/salesforce';
import { JumpingClock } from '../../../simulators/shared/clock';
import { auditedIds } from './audited';
import { seededRandom } from '../../../simulators/shared/faults';
import type { Orders } from './worker';
import { Worker } from './workers';

const KILLS = Number(process.env.SOPHIA_KILLS ?? 100);
const SEED = Number(process.env.SOPHIA_KILL_SEED ?? 20_260_301);
const RECORDS = { accounts: 1_000, contacts: 3_500, leads: 500 };
/** Requests that every run begins with: signing in, descriptions, properties. */
const OPENING = 20;
/** Each run gets a little further than that, so that the kills are spread over the whole of a sync: the first one, and those of changes. */
const FURTHER = { first: 14, later: 30 };

const ID_PROPERTIES = ['sophia_salesforce_account_id', 'sophia_salesforce_contact_id', 'sophia_salesforce_lead_id'];

describe('A sync of 5,000 records, killed again and again', () => {
	const random = seededRandom(SEED);
	const upTo = (limit: number) => Math.floor(random() * limit);
	const directories: string[] = [];
	/** Salesforce's own: what has changed lies behind its present moment before anybody reads it. */
	const clock = new JumpingClock(Date.now());
	let salesforce: SalesforceSimulator;
	let hubspot: HubSpotSimulator;
	let untouched: HubSpotSimulator;
	/** Called for every request of the run under way. */
	let onRequest: () => void = () => undefined;

	beforeAll(async () => {
		salesforce = new SalesforceSimulator({ seed: SEED, clock, dailyLimit: 10_000_000, bulk: { polls: 1 } });
		salesforce.generate(RECORDS);
		const makeHubspot = () =>
			new HubSpotSimulator({
				seed: SEED,
				limits: { burst: 1_000_000, daily: 100_000_000, searchPerSecond: 1_000_000 },
				indexingLagMs: 0,
			});
		hubspot = makeHubspot();
		untouched = makeHubspot();
		for (const { app } of [salesforce, hubspot]) app.addHook('onRequest', async () => onRequest());
		for (const simulator of [hubspot, untouched]) {
			for (let n = 0; n < 60; n += 2) {
				simulator.seed('companies', { name: `Known ${n}`, domain: `account-${n}.example.com` });
				simulator.seed('contacts', {
					email: `contact.${n}@example.com`,
					lastname: 'Known',
					lifecyclestage: 'customer',
				});
				simulator.seed('contacts', { email: `lead.${n}@example.com`, lastname: 'Known' });
			}
		}
		for (const simulator of [salesforce, hubspot, untouched]) await simulator.start();
	});

	afterAll(async () => {
		for (const simulator of [salesforce, hubspot, untouched]) await simulator.stop();
		for (const directory of directories) rmSync(directory, { recursive: true, force: true });
	});

	const newDirectory = () => {
		const directory = mkdtempSync(join(tmpdir(), 'sophia-kill-'));
		directories.push(directory);
		return directory;
	};

	const ordersFor = (target: HubSpotSimulator, directory: string): Omit<Orders, 'gate'> => ({
		salesforce: {
			url: salesforce.url,
			clientId: salesforce.settings.clientId,
			clientSecret: salesforce.settings.clientSecret,
		},
		hubspot: { url: target.url, accessToken: target.accessToken },
		directory,
		pageSize: 500,
		bulkThreshold: 2_000,
	});

	async function wholeRun(orders: Omit<Orders, 'gate'>): Promise<void> {
		const worker = await Worker.start(orders);
		expect(await worker.run()).toEqual({ how: 0, status: 'completed' });
	}

	/** Changes of every sort, so that the runs after a completed one have something to be killed at. */
	function change(round: number): void {
		const live = (object: string) =>
			salesforce
				.rows(object)
				.filter((row) => row.IsDeleted !== true && row.IsConverted !== true)
				.map((row) => String(row.Id));
		const accounts = live('Account');
		for (const [index, id] of live('Contact').entries()) {
			const turn = (index + round) % 12;
			if (turn === 0) salesforce.update('Contact', id, { AccountId: accounts[upTo(accounts.length)] });
			else if (turn === 1)
				salesforce.update('Contact', id, { Email: `contact.${index}.${round}@example.com`, Title: null });
			else if (turn < 5) salesforce.update('Contact', id, { Title: `Title ${round}` });
			else if (turn === 5 && index % 5 === 0) salesforce.remove('Contact', id);
		}
		for (const id of accounts.slice(0, 40)) salesforce.update('Account', id, { Description: `Changed ${round}` });
		const [winner, loser, gone] = accounts.slice(-3);
		salesforce.merge('Account', winner, [loser]);
		salesforce.remove('Account', gone, { cascade: true });
		for (const id of live('Lead').slice(0, 15)) salesforce.convertLead(id, { accountId: accounts[upTo(100)] });
		clock.advance(60_000);
	}

	/** Kills the worker after so many requests, and a few milliseconds: between two requests too. */
	async function killedRun(worker: Worker, further: number): Promise<boolean> {
		const at = random() < 0.25 ? 1 + upTo(OPENING) : OPENING + upTo(further);
		const laterMs = random() < 0.5 ? 0 : upTo(6);
		let requests = 0;
		onRequest = () => {
			if (++requests !== at) return;
			if (laterMs === 0) worker.kill();
			else setTimeout(() => worker.kill(), laterMs);
		};
		const { how, status } = await worker.run();
		onRequest = () => undefined;
		if (how !== 'SIGKILL') expect({ how, status }).toEqual({ how: 0, status: 'completed' });
		return how === 'SIGKILL';
	}

	it('loses nothing, doubles nothing, and ends as one that was never killed', async () => {
		const orders = ordersFor(hubspot, newDirectory());
		const undisturbed = ordersFor(untouched, newDirectory());
		let kills = 0;
		let rounds = 0;
		let next = Worker.start(orders);
		while (kills < KILLS) {
			const worker = await next;
			next = Worker.start(orders);
			if (await killedRun(worker, rounds === 0 ? FURTHER.first : FURTHER.later)) kills++;
			else {
				await wholeRun(undisturbed);
				change(++rounds);
			}
		}
		await (await next).dismiss();
		await wholeRun(orders);
		await wholeRun(undisturbed);

		const before = { ...hubspot.writes };
		await wholeRun(orders);
		expect(hubspot.writes).toEqual(before);
		for (const object of ['companies', 'contacts']) {
			expect(stateOf(hubspot, object)).toEqual(stateOf(untouched, object));
			for (const property of [...ID_PROPERTIES, 'email'])
				expect(hubspot.duplicates(object, property)).toEqual(new Map());
		}
		expect(associationsOf(hubspot)).toEqual(associationsOf(untouched));
		const audited = await auditedIds(orders.directory);
		for (const object of ['companies', 'contacts']) {
			const live = hubspot.records(object).filter(({ archived }) => !archived);
			const written = live.filter(({ properties }) => ID_PROPERTIES.some((property) => properties[property]));
			expect(written.filter(({ id }) => !audited.has(id))).toEqual([]);
		}
		expect([...hubspot.bugs, ...untouched.bugs]).toEqual([]);
	}, 600_000);
});

const nameOf = (properties: Readonly<Record<string, string>>): string =>
	ID_PROPERTIES.map((property) => properties[property]).find((id) => id !== undefined) ??
	`${properties.email ?? properties.domain}`;

/** Live records by the Salesforce record they stand for. */
function stateOf(simulator: HubSpotSimulator, object: string): Array<Record<string, string>> {
	const records = simulator.records(object).filter(({ archived }) => !archived);
	return records
		.map(({ properties }) => ({ ...properties, name_: nameOf(properties) }))
		.sort((a, b) => (a.name_ < b.name_ ? -1 : 1));
}

/** Associations between live records, by the Salesforce records at their ends. */
function associationsOf(simulator: HubSpotSimulator): string[] {
	const live = (object: string) =>
		new Map(
			simulator.records(object).flatMap(({ id, archived, properties }) => (archived ? [] : [[id, nameOf(properties)]])),
		);
	const [contacts, companies] = [live('contacts'), live('companies')];
	return simulator
		.associations()
		.filter(({ fromId, toId }) => contacts.has(fromId) && companies.has(toId))
		.map(({ fromId, toId, primary }) => `${contacts.get(fromId)} ${companies.get(toId)} ${primary ? 'primary' : ''}`)
		.sort();
}
