import { disturbed } from '../troubles';
import type { RunWith } from '../world';
import { ActivityWorld, WITH_ACTIVITIES, type Activity } from './activityWorld';
import type { Step } from './story';

type Row = Record<string, unknown>;
type Tally = Record<string, number>;

/** Whatever is no longer an activity of Salesforce's goes in HubSpot, too: so the ends can be compared. */
const RULES = { objects: WITH_ACTIVITIES, onDelete: 'archive', onFilterExit: 'archive' } as const;

const IDS: Record<string, string> = {
	'003': 'sophia_salesforce_contact_id',
	'00Q': 'sophia_salesforce_lead_id',
	'001': 'sophia_salesforce_account_id',
	'006': 'sophia_salesforce_opportunity_id',
};
const OBJECTS = { contacts: ['003', '00Q'], companies: ['001'], deals: ['006'] };

/** One story played on a world of its own. @returns what is wrong at its end; empty when nothing is */
export async function play(story: Step[], tally: Tally): Promise<string[]> {
	const player = new Player(await ActivityWorld.start(), tally);
	try {
		for (const step of story) await player.take(step);
		return await player.judge();
	} finally {
		await player.stop();
	}
}

class Player {
	private made = 0;
	private readonly merged = new Set<string>();

	constructor(
		private readonly w: ActivityWorld,
		private readonly tally: Tally,
	) {
		for (let i = 0; i < 2; i++) w.deals.account(`Account ${i}`);
		for (let i = 0; i < 2; i++) w.deals.opportunity(`Deal ${i}`);
		for (let i = 0; i < 3; i++) this.contact();
	}

	async stop(): Promise<void> {
		await this.w.stop();
	}

	private contact(): string {
		return this.w.deals.contact(`contact${this.made++}`);
	}

	private lead(): string {
		const name = `lead${this.made++}`;
		return this.w.salesforce.create('Lead', { LastName: name, Company: name, Email: `${name}@example.com` });
	}

	private rows(object: string, deleted = false): Row[] {
		return this.w.salesforce
			.rows(object)
			.filter(
				({ Id, IsDeleted, IsConverted }) =>
					IsDeleted === deleted && IsConverted !== true && !this.merged.has(String(Id)),
			);
	}

	private pick(object: string, at: number, deleted = false): string | undefined {
		const rows = this.rows(object, deleted);
		return rows.length === 0 ? undefined : String(rows[at % rows.length].Id);
	}

	private note(what: string): void {
		this.tally[what] = (this.tally[what] ?? 0) + 1;
	}

	/** Whom and what an activity is about. */
	private about({ a, b }: Step) {
		return {
			WhoId: a % 4 === 0 ? null : (this.pick(a % 2 === 0 ? 'Lead' : 'Contact', b) ?? null),
			WhatId: b % 2 === 0 ? null : (this.pick('Opportunity', a) ?? null),
			AccountId: b % 3 === 0 ? null : (this.pick('Account', a) ?? null),
		};
	}

	async take(step: Step): Promise<void> {
		const { salesforce } = this.w;
		const { a, b, object, completed, end } = step;
		const time = { StartDateTime: this.w.at(end - 30), EndDateTime: this.w.at(end) };
		const Status = completed ? 'Completed' : 'In Progress';
		switch (step.kind) {
			case 'task':
				(step.call ? this.w.call : this.w.task)(`Task ${this.made++}`, { Status, ...this.about(step) });
				break;
			case 'event':
				this.w.event(`Event ${this.made++}`, { ...time, ...this.about(step) });
				break;
			case 'person':
				if (step.call) this.lead();
				else this.contact();
				break;
			case 'change':
				this.change(step, object === 'Event' ? time : { Status });
				break;
			case 'archive': {
				const id = this.pick(object === 'Event' ? 'Event' : 'Task', a);
				if (id !== undefined) salesforce.update(id.startsWith('00T') ? 'Task' : 'Event', id, { IsArchived: true });
				break;
			}
			case 'remove': {
				const id = this.pick(object, b);
				if (id !== undefined && (/Task|Event|Lead/.test(object) || this.rows(object).length > 2))
					salesforce.remove(object, id);
				break;
			}
			case 'undelete': {
				const id = this.pick(object, a, true);
				if (id !== undefined) salesforce.undelete(object, id);
				break;
			}
			case 'merge':
				this.merge(object === 'Account' ? 'Account' : 'Contact', a, b);
				break;
			case 'convert': {
				const id = this.pick('Lead', a);
				if (id !== undefined) salesforce.convertLead(id, {});
				break;
			}
			case 'run':
				await this.run(step);
				break;
		}
		this.note(step.kind);
	}

	private change(step: Step, fields: Record<string, string>) {
		const object = step.object === 'Event' ? 'Event' : 'Task';
		const id = this.pick(object, step.a);
		if (id === undefined) return;
		this.w.salesforce.update(object, id, { Subject: `Changed ${this.made++}`, ...fields, ...this.about(step) });
	}

	private merge(object: string, a: number, b: number) {
		const [winner, loser] = [this.pick(object, a), this.pick(object, b)];
		if (winner === undefined || loser === undefined || winner === loser || this.rows(object).length < 3) return;
		// As Salesforce does, which this field of the simulator's tells by itself to nobody.
		for (const activity of ['Task', 'Event'] as const) {
			for (const { Id, AccountId } of this.rows(activity))
				if (AccountId === loser) this.w.salesforce.update(activity, String(Id), { AccountId: winner });
		}
		this.w.salesforce.merge(object, winner, [loser]);
		this.merged.add(loser);
	}

	/** A run, up to half an hour later. */
	private async run(step: Step): Promise<void> {
		this.w.world.pass(step.a * 3 * 60_000);
		const choices = { ...RULES, forceFullRead: step.a === 9 };
		const run = async (options: RunWith) => await this.w.next({ ...options, choices });
		this.note(`run ${await disturbed(step, this.w, /query/, run)}`);
	}

	/** Undisturbed runs until nothing is written, then the comparison. */
	async judge(): Promise<string[]> {
		// None ends between two of the runs.
		this.w.world.pass(2 * 60 * 60_000);
		for (let run = 0; run < 2; run++) await this.w.next({ choices: RULES });
		for (let run = 0; run < 2; run++) await this.w.next({ choices: { ...RULES, forceFullRead: true } });
		const wrong: string[] = [];
		if (this.w.world.writes.calls > 0) wrong.push('still writes when nothing has changed');
		if (this.w.hubspot.bugs.length > 0) wrong.push('the simulator is broken');
		const tasks = this.rows('Task').filter(({ Status }) => Status === 'Completed');
		const over = this.rows('Event').filter(({ EndDateTime }) => Date.parse(String(EndDateTime)) < this.lastRun());
		return [
			...wrong,
			...this.compare(
				'calls',
				'hs_call_title',
				tasks.filter(({ TaskSubtype }) => TaskSubtype === 'Call'),
			),
			...this.compare(
				'notes',
				'hs_note_body',
				tasks.filter(({ TaskSubtype }) => TaskSubtype !== 'Call'),
			),
			...this.compare('meetings', 'hs_meeting_title', over),
		];
	}

	private lastRun = (): number => Math.floor(this.w.world.clock.now() / 1000) * 1000;

	private compare(kind: Activity, title: string, wanted: Row[]): string[] {
		const idProperty = kind === 'meetings' ? 'sophia_salesforce_event_id' : 'sophia_salesforce_task_id';
		const doubled = [...this.w.hubspot.duplicates(kind, idProperty).keys()].map((id) => `doubled ${kind} of ${id}`);
		const is = [...this.w.all(kind)].map(([id, record]) => [id, record[title], ...this.endsOf(kind, idProperty, id)]);
		const should = wanted.map((row) => [String(row.Id), String(row.Subject), ...this.endsWanted(row)]);
		const text = (lines: string[][]) => lines.map((line) => line.join(' ')).sort();
		return [...doubled, ...differences(kind, text(is), text(should))];
	}

	/** Salesforce's ids of what an activity is associated with in HubSpot. */
	private endsOf(kind: Activity, idProperty: string, id: string): string[] {
		const own = this.w.hubspot
			.records(kind)
			.find(({ archived, properties }) => !archived && properties[idProperty] === id)?.id;
		return Object.entries(OBJECTS)
			.flatMap(([object, prefixes]) =>
				this.w.hubspot
					.associations(kind, object)
					.filter(({ fromId }) => fromId === own)
					.flatMap(({ toId }) => {
						const record = this.w.hubspot.record(object, toId);
						if (record === undefined || record.archived) return [];
						const [first] = prefixes.flatMap((prefix) => record.properties[IDS[prefix]] ?? []);
						return first ?? '?';
					}),
			)
			.sort();
	}

	private endsWanted({ WhoId, WhatId, AccountId }: Row): string[] {
		const there = (object: string, id: unknown) => this.rows(object).some(({ Id }) => Id === id);
		return [
			...(there('Contact', WhoId) || there('Lead', WhoId) ? [String(WhoId)] : []),
			...(there('Account', AccountId) ? [String(AccountId)] : []),
			...(there('Opportunity', WhatId) ? [String(WhatId)] : []),
		].sort();
	}
}

const differences = (what: string, is: string[], should: string[]): string[] =>
	is.join('\n') === should.join('\n') ? [] : [`${what}:\n${is.join('\n')}\ninstead of\n${should.join('\n')}`];
