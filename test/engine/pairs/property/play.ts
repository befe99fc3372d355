import { isSophiaError } from '../../../../engine/errors';
import type { PairPlan, PairReport } from '../../../../engine/pairs';
import { salesforceAndHubspot } from '../../../../engine/routes/salesforceAndHubspot';
import type { LinkScope, StateStore } from '../../../../engine/state/types';
import type { RunReport } from '../../../../engine/sync/types';
import { JumpingClock } from '../../../simulators/shared/clock';
import { ANSWERS, Moments, type Tally } from '../../sync/property/play';
import { World } from '../../sync/world';
import { syncPair } from '../hubspotPairs';
import { factsOf, OBJECTS, type Facts } from './facts';
import type { History, PairName, PlannedRun } from './history';
import { FIELDS } from './fields';
import { Oracle } from './oracle';
import { Users } from './users';

const PAIRS: PairName[] = ['accounts', 'contacts'];
const SYNC_KEYS = { accounts: 'companies', contacts: 'contacts' } as const;
const TWO_HOURS = 2 * 3_600_000;

/** How many worlds there were: each has accounts of its own, as limits are remembered per account for the whole process. */
let worlds = 0;

/**
 * Carries a history out: in every round people change what they like, a run may go wrong, and then runs go on until
 * nothing is written any more.
 *
 * @returns what is wrong; empty when everything is as it should be
 */
export async function play(history: History, tally: Tally): Promise<string[]> {
	const clock = new JumpingClock();
	const moments = new Moments(clock, history.requestMs);
	const name = `pairs-${process.pid}-${++worlds}`;
	const world = await World.start({
		clock,
		salesforce: { seed: history.seed, clientId: name },
		hubspot: { seed: history.seed, tokens: [{ token: name }] },
		beforeStart: ({ salesforce, hubspot }) => {
			for (const { app } of [salesforce, hubspot]) app.addHook('onRequest', async () => moments.next());
		},
	});
	try {
		return await new Game(history, world, clock, moments, tally).play();
	} finally {
		await world.stop();
	}
}

class Game {
	private readonly users: Users;
	private readonly oracle: Oracle;
	private readonly problems: string[] = [];
	/** Records that people changed while the round's runs were under way. */
	private touched = new Set<string>();
	private runs = 0;

	constructor(
		private readonly history: History,
		private readonly world: World,
		private readonly clock: JumpingClock,
		private readonly moments: Moments,
		private readonly tally: Tally,
	) {
		this.users = new Users(world, clock);
		const { rules, onDelete, sixHourFirst } = history;
		this.oracle = new Oracle({
			field: (index) => rules[index % rules.length],
			onDelete,
			beside: sixHourFirst !== undefined,
		});
	}

	async play(): Promise<string[]> {
		for (const [index, { changes, run, full }] of this.history.rounds.entries()) {
			for (const change of changes) this.users.act(change);
			this.clock.advance(TWO_HOURS);
			this.touched = new Set();
			const before = this.facts();
			await this.troubledRun(run);
			await this.quietRuns(full);
			const found = await this.judge(before);
			if (found.length > 0) return [`after round ${index + 1}:`, ...this.problems, ...found];
		}
		if (this.world.hubspot.bugs.length > 0)
			this.problems.push(`the simulator itself failed: ${String(this.world.hubspot.bugs[0])}`);
		return this.problems;
	}

	private facts(): Record<PairName, Facts> {
		return { accounts: factsOf(this.world, 'accounts'), contacts: factsOf(this.world, 'contacts') };
	}

	private plan(pair: PairName): PairPlan {
		const { rules, onDelete } = this.history;
		const { keys, fields, references, ownId } = salesforceAndHubspot(pair, 'leftWins');
		const ruleOf = (right: string) => {
			const index = FIELDS[pair].findIndex((field) => field.right === right);
			return rules[Math.max(index, 0) % rules.length];
		};
		return {
			syncKey: SYNC_KEYS[pair],
			direction: 'both',
			mode: 'upsert',
			keys,
			fields: fields.map((field) => ({ ...field, rule: ruleOf(field.right) })),
			references: references.map((field) => ({ ...field, rule: ruleOf(field.right) })),
			create: { left: true, right: true },
			onDelete,
			ownId,
			maxArchiveShare: 1,
			fullCompareDays: 7,
			overlapMs: 300_000,
			retryRejected: false,
		};
	}

	/** Accounts, then contacts. */
	private async run(signal?: AbortSignal, maxRunSeconds?: number): Promise<Array<PairReport | RunReport>> {
		const reports: Array<PairReport | RunReport> = [];
		const { sixHourFirst } = this.history;
		const first = sixHourFirst?.[this.runs++ % sixHourFirst.length];
		if (first === true) reports.push(await this.sixHour(signal));
		await this.bothWays(reports, signal, maxRunSeconds);
		if (first === false) reports.push(await this.sixHour(signal));
		return reports;
	}

	/** The one-way sync from Salesforce, with its own field maps. */
	private async sixHour(signal?: AbortSignal): Promise<RunReport> {
		const report = await this.world.run({ signal, choices: { objects: ['Account', 'Contact'] } });
		for (const { action } of this.world.results) this.note(`six-hour ${action}`);
		return report;
	}

	private async bothWays(reports: Array<PairReport | RunReport>, signal?: AbortSignal, maxRunSeconds?: number) {
		for (const pair of PAIRS) {
			const plan = this.plan(pair);
			if (maxRunSeconds !== undefined) plan.maxRunMs = maxRunSeconds * 1000;
			const { report, results } = await syncPair(this.world, plan, { signal });
			reports.push(report);
			for (const { action, category } of results) this.note(category === undefined ? action : `${action} ${category}`);
			this.note('conflicts', report.conflicts);
		}
	}

	private async troubledRun({ faults, cancelAt, maxRunSeconds, during }: PlannedRun): Promise<void> {
		const { salesforce, hubspot } = this.world;
		const controller = new AbortController();
		for (const { place, kind, answer, after, times } of faults)
			this.world[place].faults.add({ kind, after, times, ...(kind === 'status' ? ANSWERS[place][answer] : {}) });
		const moments = during.map(({ at, change }) => ({
			at,
			act: () => {
				for (const record of this.users.act(change)) this.touched.add(record);
			},
		}));
		if (cancelAt !== undefined) moments.push({ at: cancelAt, act: () => controller.abort() });
		this.moments.plan(moments);
		const ended = await this.run(controller.signal, maxRunSeconds).then(
			(reports) => reports.map(({ status }) => status).join(' '),
			async (error: unknown) => (isSophiaError(error, 'transient') ? 'failed' : await Promise.reject(error)),
		);
		this.note(`run ${ended}`);
		this.moments.plan([]);
		salesforce.faults.clear();
		hubspot.faults.clear();
		// A daily limit that was reached is over.
		this.clock.advance(26 * 3_600_000);
	}

	/** Runs until one writes nothing, and once more. */
	private async quietRuns(full: boolean): Promise<void> {
		if (full) this.clock.advance(8 * 86_400_000);
		let runs = 0;
		while ((await this.quietRun()) > 0)
			if (++runs > 6) {
				this.problems.push('the sync goes on writing although nothing changes');
				return;
			}
		const writes = await this.quietRun();
		if (writes > 0) this.problems.push(`after a run that wrote nothing the next made ${writes} write calls`);
	}

	/** @returns how many write calls it made */
	private async quietRun(): Promise<number> {
		const { salesforce, hubspot } = this.world;
		const before = [salesforce.requests.length, hubspot.requests.length];
		for (const report of await this.run())
			if (report.status !== 'completed') this.problems.push(`a quiet run ended as ${report.status}: ${report.reason}`);
		this.clock.advance(TWO_HOURS);
		return [
			...salesforce.requests.slice(before[0]).filter(isSalesforceWrite),
			...hubspot.requests.slice(before[1]).filter(isHubspotWrite),
		].length;
	}

	private async judge(before: Record<PairName, Facts>): Promise<string[]> {
		const after = this.facts();
		return await this.world.withState(async (state) => {
			const links = {
				accounts: await this.links(state, 'accounts'),
				contacts: await this.links(state, 'contacts'),
			};
			const liveAccounts = new Set([...after.accounts.left.keys(), ...after.accounts.right.keys()]);
			const found: string[] = [];
			for (const pair of PAIRS) {
				const rejections = await state.listRejections({ syncKey: SYNC_KEYS[pair], limit: 1_000 });
				found.push(
					...this.oracle.judge({
						pair,
						before: before[pair],
						after: after[pair],
						links: links[pair],
						accounts: links.accounts,
						liveAccounts,
						touched: this.touched,
						became: this.users.became,
						rejected: new Map(rejections.map(({ recordId, category, reason }) => [recordId, `${category}: ${reason}`])),
					}),
				);
			}
			return found;
		});
	}

	private async links(state: StateStore, pair: PairName): Promise<Map<string, string>> {
		const { salesforce, hubspot } = this.world;
		const scope: LinkScope = {
			sourceOrganisation: `salesforce:${salesforce.organisationId}`,
			sourceObject: OBJECTS[pair].left,
			destinationAccount: `hubspot:${hubspot.portalId}`,
			destinationObject: OBJECTS[pair].right,
		};
		const ids = salesforce.rows(OBJECTS[pair].left).map(({ Id }) => String(Id));
		const links = await state.getLinks(scope, ids);
		return new Map(
			[...links].flatMap(([id, { role, destinationId }]) => (role === 'primary' ? [[id, destinationId]] : [])),
		);
	}

	private note(what: string, times = 1): void {
		if (times > 0) this.tally[what] = (this.tally[what] ?? 0) + times;
	}
}

type Request = World['hubspot']['requests'][number];

/** Reads that HubSpot wants as POST are no writes. */
const isHubspotWrite = ({ method, url }: Request): boolean =>
	method !== 'GET' && !/\/(batch\/read|search)(\?|$)/.test(url);

const isSalesforceWrite = ({ method, url }: Request): boolean =>
	method !== 'GET' && /\/(composite|sobjects|jobs\/ingest)\b/.test(url);
