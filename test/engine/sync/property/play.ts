import type { Rejection } from '../../../../engine/state';
import { isSophiaError } from '../../../../engine/errors';
import type { RecordResult, RunReport } from '../../../../engine/sync/types';
import { JumpingClock } from '../../../simulators/shared/clock';
import type { Fault } from '../../../simulators/shared/faults';
import { World } from '../world';
import { Actor } from './actor';
import type { History, PlannedFault, PlannedRun } from './history';
import { judge } from './oracle';

const DAY_MS = 86_400_000;

type Answer = Pick<Fault, 'status' | 'body' | 'headers' | 'path'>;

/** What each side answers when it does not want to, as the facts have it. */
export const ANSWERS: Record<PlannedFault['place'], Answer[]> = {
	salesforce: [
		{ status: 500, body: 'internal error' },
		{ status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'Service unavailable' }] },
		{ status: 502, body: '<html>Bad Gateway</html>', headers: { 'content-type': 'text/html' } },
		{
			status: 400,
			body: [{ errorCode: 'QUERY_TIMEOUT', message: 'Your query request was running for too long.' }],
			path: /\/query/,
		},
		{ status: 429, body: '', headers: { 'retry-after': '3' } },
		{
			status: 403,
			body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
			path: /\/services\/data\/v/,
		},
	],
	hubspot: [
		{ status: 500, body: { status: 'error', message: 'internal error' } },
		{ status: 502, body: '<html>Bad Gateway</html>', headers: { 'content-type': 'text/html' } },
		{
			status: 429,
			body: {
				status: 'error',
				message: 'You have reached your ten_secondly_rolling limit.',
				errorType: 'RATE_LIMIT',
				policyName: 'TEN_SECONDLY_ROLLING',
			},
		},
		{ status: 423, body: { status: 'error', message: 'Resource locked. Please try again later.', category: 'LOCKED' } },
		{
			status: 477,
			body: { status: 'error', message: 'This account is being migrated.', category: 'MIGRATION_IN_PROGRESS' },
			headers: { 'retry-after': '30' },
		},
		{
			status: 429,
			body: {
				status: 'error',
				message: 'You have reached your daily limit.',
				errorType: 'RATE_LIMIT',
				policyName: 'DAILY',
			},
		},
	],
};

/** What histories have met, so that a test can tell that they meant something. */
export type Tally = Record<string, number>;

/** How many worlds there were: each has accounts of its own, as limits are remembered per account for the whole process. */
let worlds = 0;

/**
 * Carries a history out, then runs without faults until nothing is written any more.
 * @returns what is wrong in the end; empty when everything is as it should be
 */
export async function play(history: History, tally: Tally): Promise<string[]> {
	const clock = new JumpingClock();
	const moments = new Moments(clock, history.requestMs);
	const name = `world-${process.pid}-${++worlds}`;
	const world = await World.start({
		clock,
		source: { pageSize: history.pageSize, bulkThreshold: history.bulkThreshold },
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

/** Counts requests and does what was planned for their moments. */
export class Moments {
	private count = 0;
	private planned: Array<{ at: number; act: () => void }> = [];

	constructor(
		private readonly clock: JumpingClock,
		private readonly requestMs: number,
	) {}

	plan(planned: Array<{ at: number; act: () => void }>): void {
		this.count = 0;
		this.planned = planned;
	}

	next(): void {
		this.clock.advance(this.requestMs);
		const now = this.count++;
		for (const { at, act } of this.planned) if (at === now) act();
	}
}

class Game {
	private readonly actor: Actor;
	private readonly problems: string[] = [];

	constructor(
		private readonly history: History,
		private readonly world: World,
		private readonly clock: JumpingClock,
		private readonly moments: Moments,
		private readonly tally: Tally,
	) {
		this.actor = new Actor(world, clock);
	}

	async play(): Promise<string[]> {
		for (const { changes, run } of this.history.rounds) {
			for (const change of changes) this.actor.apply(change);
			await this.troubledRun(run);
		}
		return await this.quietEnd();
	}

	private async troubledRun(planned: PlannedRun): Promise<void> {
		const { salesforce, hubspot } = this.world;
		const controller = new AbortController();
		for (const { place, kind, answer, after, times } of planned.faults) {
			const bad = kind === 'status' ? ANSWERS[place][answer] : {};
			this.world[place].faults.add({ kind, after, times, ...bad });
		}
		const moments = planned.during.map(({ at, change }) => ({ at, act: () => this.actor.apply(change) }));
		if (planned.cancelAt !== undefined) moments.push({ at: planned.cancelAt, act: () => controller.abort() });
		if (planned.sessionEndsAt !== undefined)
			moments.push({ at: planned.sessionEndsAt, act: () => salesforce.expireSessions() });
		if (planned.jobsExpireAt !== undefined)
			moments.push({ at: planned.jobsExpireAt, act: () => salesforce.expireJobs() });
		this.moments.plan(moments);
		const ended = await this.run({ ...planned, signal: controller.signal }).then(
			(report) => report.status,
			async (error: unknown) => (isExpected(error, planned) ? 'failed' : await Promise.reject(error)),
		);
		this.note(`run ${ended}`);
		this.moments.plan([]);
		salesforce.faults.clear();
		hubspot.faults.clear();
	}

	private async run({
		preview,
		signal,
		maxRunSeconds,
	}: { preview?: boolean; signal?: AbortSignal; maxRunSeconds?: number } = {}): Promise<RunReport> {
		const report = await this.world.run({
			signal,
			operation: preview ? 'preview' : 'sync',
			choices: {
				onDelete: this.history.onDelete,
				...(maxRunSeconds === undefined ? {} : { maxRunMinutes: maxRunSeconds / 60 }),
			},
		});
		const { write = 0, archive = 0, associate = 0 } = report.calls.hubspot?.byPurpose ?? {};
		if (preview && write + archive + associate > 0) this.problems.push('a preview has written');
		if (!preview) this.noteResults(this.world.results);
		return report;
	}

	private noteResults(results: RecordResult[]): void {
		for (const { action, category, destinationId } of results) {
			this.note(category === undefined ? action : `${action} ${category}`);
			if (action === 'adopted' && destinationId !== undefined) this.actor.adopted.add(destinationId);
		}
	}

	private note(what: string): void {
		this.tally[what] = (this.tally[what] ?? 0) + 1;
	}

	/** The limits of the day are over, whatever was disturbed changes once more, and nothing goes wrong from here. */
	private async quietEnd(): Promise<string[]> {
		const { actor, clock, problems, world } = this;
		const fullyRead = this.history.fullCompareAtEnd || actor.disturbed.size > 0;
		clock.advance(fullyRead ? 8 * DAY_MS : 1.5 * DAY_MS);
		actor.touchDisturbed();
		clock.advance(5_000);
		let writes = Infinity;
		for (let run = 1; run <= 3 && writes > 0; run++) writes = await this.quietRun();
		if (writes > 0 && (await this.quietRun()) > 0) problems.push('the sync goes on writing although nothing changes');
		const preview = await this.run({ preview: true });
		for (const { object, counts } of preview.objects) {
			if (counts.created + counts.updated + counts.adopted + counts.archived > 0)
				problems.push(`a preview would write ${object}: ${JSON.stringify(counts)}`);
		}
		const rejections = await this.rejections();
		if (rejections.length !== preview.rejectedOpen)
			problems.push(`${preview.rejectedOpen} rejected records reported, ${rejections.length} listed`);
		problems.push(...judge({ world, actor, rejections, onDelete: this.history.onDelete, fullyRead }));
		if (world.hubspot.bugs.length > 0) problems.push(`the simulator itself failed: ${String(world.hubspot.bugs[0])}`);
		return problems;
	}

	/** @returns how many write calls it made */
	private async quietRun(): Promise<number> {
		const { problems } = this;
		const { hubspot } = this.world;
		const before = hubspot.requests.length;
		const report = await this.run();
		if (report.status !== 'completed') problems.push(`a quiet run ended as ${report.status}: ${report.reason}`);
		for (const { object, completed } of report.objects)
			if (!completed) problems.push(`a quiet run did not complete ${object}`);
		this.clock.advance(10_000);
		return hubspot.requests.slice(before).filter(isWrite).length;
	}

	private async rejections(): Promise<Rejection[]> {
		const state = await this.world.openState();
		try {
			return await state.listRejections({ syncKey: 'test', limit: 1_000 });
		} finally {
			await state.close();
		}
	}
}

/** A session that ends again as soon as it was renewed is not renewed for ever. */
const isExpected = (error: unknown, { sessionEndsAt }: PlannedRun): boolean =>
	isSophiaError(error, 'transient') || (sessionEndsAt !== undefined && isSophiaError(error, 'credentials'));

/** Reads that HubSpot wants as POST are no writes. */
const isWrite = ({ method, url }: { method: string; url: string }): boolean =>
	method !== 'GET' && !/\/(batch\/read|search)(\?|$)/.test(url);
