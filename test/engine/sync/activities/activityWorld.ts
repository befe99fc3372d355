import type { SalesforceToHubspotChoices } from '../../../../engine/routes/salesforceToHubspot';
import type { RunReport } from '../../../../engine/sync/types';
import { DealWorld, EVERYTHING } from '../deals/dealWorld';
import type { RunWith } from '../world';

export const WITH_ACTIVITIES: SalesforceToHubspotChoices['objects'] = [...EVERYTHING, 'CallTask', 'NoteTask', 'Event'];

const ID_PROPERTY = {
	calls: 'sophia_salesforce_task_id',
	notes: 'sophia_salesforce_task_id',
	meetings: 'sophia_salesforce_event_id',
};

export type Activity = keyof typeof ID_PROPERTY;

/** What activities can be associated with, and how each is called there. */
const NAMES = { contacts: 'lastname', companies: 'name', deals: 'dealname' };

/** A world whose tasks and events come along. */
export class ActivityWorld {
	private constructor(private readonly w: DealWorld) {}

	static async start(options: Parameters<typeof DealWorld.start>[0] = {}): Promise<ActivityWorld> {
		return new ActivityWorld(await DealWorld.start(options));
	}

	get deals(): DealWorld {
		return this.w;
	}

	get world() {
		return this.w.world;
	}

	get salesforce() {
		return this.w.salesforce;
	}

	get hubspot() {
		return this.w.hubspot;
	}

	/** A completed call, unless told otherwise. */
	call = (Subject: string, more = {}): string => this.task(Subject, { TaskSubtype: 'Call', ...more });

	/** A completed task, unless told otherwise. */
	task = (Subject: string, more = {}): string =>
		this.salesforce.create('Task', { Subject, Status: 'Completed', ...more });

	/** An event that ended an hour ago, unless told otherwise. */
	event = (Subject: string, more = {}): string =>
		this.salesforce.create('Event', { Subject, StartDateTime: this.at(-120), EndDateTime: this.at(-60), ...more });

	/** The moment so many minutes from now. */
	at(minutes: number): string {
		return new Date(this.world.clock.now() + minutes * 60_000).toISOString();
	}

	async next({ choices, ...options }: RunWith = {}): Promise<RunReport> {
		return await this.world.next({ ...options, choices: { objects: WITH_ACTIVITIES, ...choices } });
	}

	/** Two runs that find nothing to do. */
	async settle(choices?: RunWith['choices']): Promise<void> {
		expect(this.hubspot.bugs).toEqual([]);
		await this.next({ choices });
		await this.next({ choices });
		expect(this.world.writes).toMatchObject({ calls: 0, records: 0, associations: 0 });
	}

	async stop(): Promise<void> {
		await this.w.stop();
	}

	/** Unarchived ones, by the Salesforce id. */
	all(kind: Activity): Map<string, Readonly<Record<string, string>>> {
		return this.world.written(kind, ID_PROPERTY[kind]);
	}

	one(kind: Activity, id: string): Readonly<Record<string, string>> {
		const found = this.all(kind).get(id);
		if (found === undefined) throw new Error(`None of ${kind} is ${id}`);
		return found;
	}

	/** How many there are, those without a Salesforce id included. */
	count(kind: Activity): number {
		return this.hubspot.records(kind).filter(({ archived }) => !archived).length;
	}

	/** What an activity is associated with: 'contacts Lee', in order. */
	about(kind: Activity, id: string): string[] {
		const own = this.hubspot
			.records(kind)
			.find(({ archived, properties }) => !archived && properties[ID_PROPERTY[kind]] === id)?.id;
		return Object.entries(NAMES)
			.flatMap(([object, name]) =>
				this.hubspot
					.associations(kind, object)
					.filter(({ fromId }) => fromId === own)
					.map(({ toId }) => `${object} ${this.hubspot.record(object, toId)?.properties[name]}`),
			)
			.sort();
	}
}
