import { isSophiaError } from '../../../../../engine/errors';
import type { RunReport } from '../../../../../engine/sync/types';
import { JumpingClock } from '../../../../simulators/shared/clock';
import type { Fault } from '../../../../simulators/shared/faults';
import { Actor } from '../../property/actor';
import type { History, PlannedRun } from '../../property/history';
import { ANSWERS, Moments, type Tally } from '../../property/play';
import { World } from '../world';
import { judge } from './oracle';
import { intercomUsers } from './users';

const DAY_MS = 86_400_000;
/** Longer than search lags. */
const LATER_MS = 300_000;

const errors = (code: string) => ({ type: 'error.list', request_id: 'r1', errors: [{ code, message: 'Sorry' }] });

/** What Intercom answers when it does not want to. */
const BAD: Array<Pick<Fault, 'status' | 'body' | 'headers'>> = [
	{ status: 500, body: errors('server_error') },
	{ status: 502, body: '<html>Bad Gateway</html>', headers: { 'content-type': 'text/html' } },
	{ status: 429, body: errors('rate_limit_exceeded') },
	{ status: 503, body: errors('service_unavailable') },
	{ status: 408, body: errors('request_timeout') },
	{ status: 429, body: errors('rate_limit_exceeded'), headers: { 'retry-after': '30' } },
];

/** Limits are remembered per account for the whole process: each world has one of its own. */
let worlds = 0;

/**
 * Carries a history out against Intercom, then runs without faults until nothing is written any more.
 * @returns what is wrong in the end; empty when everything is as it should be
 */
export async function play(history: History, tally: Tally): Promise<string[]> {
	const clock = new JumpingClock();
	const moments = new Moments(clock, history.requestMs);
	const name = `intercom-world-${process.pid}-${++worlds}`;
	const world = await World.start({
		clock,
		source: { pageSize: history.pageSize, bulkThreshold: history.bulkThreshold },
		salesforce: { seed: history.seed, clientId: name },
		intercom: { seed: history.seed, tokens: [{ token: name }] },
		beforeStart: ({ salesforce, intercom }) => {
			for (const { app } of [salesforce, intercom]) app.addHook('onRequest', async () => moments.next());
		},
	});
	try {
		return await new Game(history, world, clock, moments, tally).play();
	} finally {
		await world.stop();
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
		this.actor = new Actor({ salesforce: world.salesforce, hubspot: intercomUsers(world) }, clock);
	}

	async play(): Promise<string[]> {
		for (const { changes, run } of this.history.rounds) {
			for (const change of changes) this.actor.apply(change);
			// Leads have no id of ours that is unique in Intercom: one whose creation was answered to nobody is found by search only.
			this.clock.advance(LATER_MS);
			await this.troubledRun(run);
		}
		return await this.quietEnd();
	}

	/** Of the histories that do not archive every other one detaches. */
	private get onDelete() {
		if (this.history.onDelete === 'archive') return 'archive';
		return this.history.seed % 2 === 0 ? 'detach' : 'ignore';
	}

	private async troubledRun(planned: PlannedRun): Promise<void> {
		const { salesforce, intercom } = this.world;
		const controller = new AbortController();
		for (const { place, kind, answer, after, times } of planned.faults) {
			const bad = kind !== 'status' ? {} : place === 'salesforce' ? ANSWERS.salesforce[answer] : BAD[answer];
			(place === 'salesforce' ? salesforce : intercom).faults.add({ kind, after, times, ...bad });
		}
		const moments = planned.during.map(({ at, change }) => ({ at, act: () => this.actor.apply(change) }));
		if (planned.cancelAt !== undefined) moments.push({ at: planned.cancelAt, act: () => controller.abort() });
		if (planned.sessionEndsAt !== undefined)
			moments.push({ at: planned.sessionEndsAt, act: () => salesforce.expireSessions() });
		this.moments.plan(moments);
		const { preview, maxRunSeconds } = planned;
		const ended = await this.run({ preview, maxRunSeconds, signal: controller.signal }).then(
			(report) => report.status,
			async (error: unknown) => (isSophiaError(error, 'transient') ? 'failed' : await Promise.reject(error)),
		);
		this.note(`run ${ended}`);
		this.moments.plan([]);
		salesforce.faults.clear();
		intercom.faults.clear();
	}

	private async run({
		preview,
		signal,
		maxRunSeconds,
	}: { preview?: boolean; signal?: AbortSignal; maxRunSeconds?: number } = {}): Promise<RunReport> {
		const { world } = this;
		const report = await world.run({
			signal,
			operation: preview ? 'preview' : 'sync',
			choices: {
				objects: ['Account', 'Contact', 'Lead'],
				onDelete: this.onDelete,
				...(maxRunSeconds === undefined ? {} : { maxRunMinutes: maxRunSeconds / 60 }),
			},
		});
		// Counted by the engine: a call of the cancelled run before may still be carried out now.
		const { write = 0, archive = 0, associate = 0 } = report.calls.intercom?.byPurpose ?? {};
		if (preview && write + archive + associate > 0) this.problems.push('a preview has written');
		if (!preview)
			for (const { action, category } of world.results)
				this.note(category === undefined ? action : `${action} ${category}`);
		return report;
	}

	private note(what: string): void {
		this.tally[what] = (this.tally[what] ?? 0) + 1;
	}

	private async quietEnd(): Promise<string[]> {
		const { actor, clock, problems, world } = this;
		clock.advance(8 * DAY_MS);
		actor.touchDisturbed();
		clock.advance(5_000);
		let writes = Infinity;
		for (let run = 1; run <= 4 && writes > 0; run++) {
			const report = await this.run();
			if (report.status !== 'completed') problems.push(`a quiet run ended as ${report.status}: ${report.reason}`);
			writes = world.writes.calls;
			clock.advance(LATER_MS);
		}
		if (writes > 0) problems.push('the sync goes on writing although nothing changes');
		const preview = await this.run({ preview: true });
		for (const { object, counts } of preview.objects) {
			if (counts.created + counts.updated + counts.adopted + counts.archived > 0)
				problems.push(`a preview would write ${object}: ${JSON.stringify(counts)}`);
		}
		const rejections = [...(await world.rejections()).values()];
		if (rejections.length !== preview.rejectedOpen)
			problems.push(`${preview.rejectedOpen} rejected records reported, ${rejections.length} listed`);
		problems.push(...judge({ world, actor, rejections, archives: this.onDelete === 'archive' }));
		if (world.intercom.bugs.length > 0) problems.push(`the simulator itself failed: ${String(world.intercom.bugs[0])}`);
		return problems;
	}
}
