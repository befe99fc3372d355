import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubSpotSimulator } from '../../../simulators/hubspot';
import { SalesforceSimulator, type SalesforceOptions } from '../../../simulators/salesforce';
import { JumpingClock } from '../../../simulators/shared/clock';
import { seededRandom } from '../../../simulators/shared/faults';
import type { Orders } from './worker';
import { Worker } from './workers';

const KILLS = Number(process.env.SOPHIA_KILLS ?? 15);
const SEED = Number(process.env.SOPHIA_KILL_SEED ?? 20_261_123);

/** Two simulators and one state between which process after process works and is killed. */
export class KilledSync {
	readonly clock = new JumpingClock(Date.now());
	readonly salesforce: SalesforceSimulator;
	readonly hubspot: HubSpotSimulator;
	private readonly random = seededRandom(SEED);
	private readonly directory = mkdtempSync(join(tmpdir(), 'sophia-kill-'));
	private onRequest: () => void = () => undefined;

	/** @param choices what each process syncs */
	constructor(
		private readonly choices: Orders['choices'],
		salesforce: SalesforceOptions = {},
	) {
		this.salesforce = new SalesforceSimulator({ seed: SEED, clock: this.clock, dailyLimit: 10_000_000, ...salesforce });
		const limits = { burst: 1_000_000, daily: 100_000_000, searchPerSecond: 1_000_000 };
		this.hubspot = new HubSpotSimulator({ seed: SEED, limits, indexingLagMs: 0 });
	}

	async start(): Promise<void> {
		for (const simulator of [this.salesforce, this.hubspot]) {
			simulator.app.addHook('onRequest', async () => this.onRequest());
			await simulator.start();
		}
	}

	async stop(): Promise<void> {
		for (const simulator of [this.salesforce, this.hubspot]) await simulator.stop();
		rmSync(this.directory, { recursive: true, force: true });
	}

	upTo = (limit: number): number => Math.floor(this.random() * limit);

	/** Salesforce's records that are not in the recycle bin. */
	live = (object: string) => this.salesforce.rows(object).filter(({ IsDeleted }) => IsDeleted === false);

	/** Kills run after run, and changes the data (a minute later) whenever one gets to its end; then two whole runs, the second of which writes nothing. */
	async play(change: (round: number) => void): Promise<void> {
		let kills = 0;
		let rounds = 0;
		while (kills < KILLS) {
			if (await this.killedRun()) kills++;
			else {
				change(++rounds);
				this.clock.advance(60_000);
			}
		}
		await this.wholeRun();
		const before = { ...this.hubspot.writes };
		await this.wholeRun();
		expect(this.hubspot.writes).toEqual(before);
		expect(this.hubspot.bugs).toEqual([]);
	}

	/** Pairs of unarchived records and what they are associated with, by these properties of both; sorted. */
	pairs([from, fromProperty]: [string, string], [to, toProperty]: [string, string]): string[] {
		const pairs = this.hubspot.associations(from, to).flatMap(({ fromId, toId }) => {
			const record = this.hubspot.record(from, fromId);
			const other = this.hubspot.record(to, toId)?.properties[toProperty];
			return record === undefined || record.archived ? [] : [`${record.properties[fromProperty]} ${other}`];
		});
		return pairs.sort();
	}

	private async worker(): Promise<Worker> {
		const { salesforce, hubspot, directory } = this;
		const { clientId, clientSecret } = salesforce.settings;
		return await Worker.start({
			salesforce: { url: salesforce.url, clientId, clientSecret },
			hubspot: { url: hubspot.url, accessToken: hubspot.accessToken },
			directory,
			pageSize: 150,
			bulkThreshold: 100_000,
			choices: this.choices,
		});
	}

	private async wholeRun(): Promise<void> {
		expect(await (await this.worker()).run()).toEqual({ how: 0, status: 'completed' });
	}

	/** @returns whether it was killed before its end */
	private async killedRun(): Promise<boolean> {
		const worker = await this.worker();
		const at = 10 + this.upTo(45);
		let requests = 0;
		this.onRequest = () => {
			if (++requests === at) worker.kill();
		};
		const { how, status } = await worker.run();
		this.onRequest = () => undefined;
		if (how !== 'SIGKILL') expect({ how, status }).toEqual({ how: 0, status: 'completed' });
		return how === 'SIGKILL';
	}
}
