import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubSpotSimulator } from '../../../simulators/hubspot';
import { SalesforceSimulator } from '../../../simulators/salesforce';
import { JumpingClock } from '../../../simulators/shared/clock';
import { seededRandom } from '../../../simulators/shared/faults';
import { Worker } from '../kill/workers';
import type { Orders } from '../kill/worker';

const KILLS = Number(process.env.SOPHIA_KILLS ?? 15);
const SEED = Number(process.env.SOPHIA_KILL_SEED ?? 20_261_123);
const RECORDS = { accounts: 60, contacts: 300, opportunities: 400, rolesPerOpportunity: 2 };

describe('400 deals and 800 roles, killed again and again', () => {
	const random = seededRandom(SEED);
	const upTo = (limit: number) => Math.floor(random() * limit);
	const directory = mkdtempSync(join(tmpdir(), 'sophia-kill-deals-'));
	const clock = new JumpingClock(Date.now());
	let salesforce: SalesforceSimulator;
	let hubspot: HubSpotSimulator;
	let onRequest: () => void = () => undefined;

	beforeAll(async () => {
		salesforce = new SalesforceSimulator({ seed: SEED, clock, dailyLimit: 10_000_000 });
		salesforce.generate(RECORDS);
		const limits = { burst: 1_000_000, daily: 100_000_000, searchPerSecond: 1_000_000 };
		hubspot = new HubSpotSimulator({ seed: SEED, limits, indexingLagMs: 0 });
		for (const simulator of [salesforce, hubspot]) {
			simulator.app.addHook('onRequest', async () => onRequest());
			await simulator.start();
		}
	});

	afterAll(async () => {
		for (const simulator of [salesforce, hubspot]) await simulator.stop();
		rmSync(directory, { recursive: true, force: true });
	});

	const orders = (): Omit<Orders, 'gate'> => ({
		salesforce: {
			url: salesforce.url,
			clientId: salesforce.settings.clientId,
			clientSecret: salesforce.settings.clientSecret,
		},
		hubspot: { url: hubspot.url, accessToken: hubspot.accessToken },
		directory,
		pageSize: 150,
		bulkThreshold: 100_000,
		objects: ['Account', 'Contact', 'Lead', 'Opportunity'],
	});

	async function wholeRun(): Promise<void> {
		const worker = await Worker.start(orders());
		expect(await worker.run()).toEqual({ how: 0, status: 'completed' });
	}

	/** @returns whether it was killed before its end */
	async function killedRun(): Promise<boolean> {
		const worker = await Worker.start(orders());
		const at = 10 + upTo(45);
		let requests = 0;
		onRequest = () => {
			if (++requests === at) worker.kill();
		};
		const { how, status } = await worker.run();
		onRequest = () => undefined;
		if (how !== 'SIGKILL') expect({ how, status }).toEqual({ how: 0, status: 'completed' });
		return how === 'SIGKILL';
	}

	const live = (object: string) => salesforce.rows(object).filter(({ IsDeleted }) => IsDeleted === false);

	/** Roles alone, stages, and opportunities that go. */
	function change(round: number): void {
		const contacts = live('Contact');
		for (const [index, { Id }] of live('OpportunityContactRole').entries()) {
			const turn = (index + round) % 9;
			if (turn === 0) salesforce.remove('OpportunityContactRole', String(Id));
			if (turn === 1)
				salesforce.update('OpportunityContactRole', String(Id), {
					ContactId: String(contacts[upTo(contacts.length)].Id),
				});
		}
		for (const [index, { Id }] of live('Opportunity').entries()) {
			if ((index + round) % 7 === 0) salesforce.update('Opportunity', String(Id), { StageName: 'Closed Won' });
			if ((index + round) % 50 === 0) salesforce.remove('Opportunity', String(Id));
		}
		clock.advance(60_000);
	}

	it('lose nothing and double nothing', async () => {
		let kills = 0;
		let rounds = 0;
		while (kills < KILLS) {
			if (await killedRun()) kills++;
			else change(++rounds);
		}
		await wholeRun();
		const before = { ...hubspot.writes };
		await wholeRun();
		expect(hubspot.writes).toEqual(before);

		const idProperty = 'sophia_salesforce_opportunity_id';
		expect(hubspot.duplicates('deals', idProperty)).toEqual(new Map());
		const deals = hubspot.records('deals').filter(({ archived }) => !archived);
		expect(deals.map(({ properties }) => properties[idProperty]).sort()).toEqual(
			live('Opportunity')
				.map(({ Id }) => String(Id))
				.sort(),
		);
		const won = deals.filter(({ properties }) => properties.hs_is_closed_won === 'true');
		expect(won).toHaveLength(live('Opportunity').filter(({ IsWon }) => IsWon === true).length);
		expect(pairsOf('contacts', 'sophia_salesforce_contact_id')).toEqual(
			distinct(live('OpportunityContactRole').map(({ OpportunityId, ContactId }) => `${OpportunityId} ${ContactId}`)),
		);
		expect(pairsOf('companies', 'sophia_salesforce_account_id')).toEqual(
			distinct(live('Opportunity').map(({ Id, AccountId }) => `${Id} ${AccountId}`)),
		);
		expect(hubspot.bugs).toEqual([]);
	}, 600_000);

	/** Pairs of live deals, by Salesforce's ids. */
	function pairsOf(object: string, property: string): string[] {
		return distinct(
			hubspot.associations('deals', object).flatMap(({ fromId, toId }) => {
				const deal = hubspot.record('deals', fromId);
				const other = hubspot.record(object, toId)?.properties[property];
				return deal === undefined || deal.archived
					? []
					: [`${deal.properties.sophia_salesforce_opportunity_id} ${other}`];
			}),
		);
	}
});

const distinct = (values: string[]): string[] => [...new Set(values)].sort();
