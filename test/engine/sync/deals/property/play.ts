import { STANDARD_PIPELINE } from '../../../../../engine/mapping/presets/hubspotStandardProperties';
import { OPPORTUNITY_STAGES } from '../../../../../engine/mapping/presets/opportunityStages';
import { disturbed } from '../../troubles';
import type { RunWith } from '../../world';
import { DealWorld } from '../dealWorld';
import type { Step, Story } from './history';

type Row = Record<string, unknown>;
type Tally = Record<string, number>;

/** One story played on a world of its own. @returns what is wrong at its end; empty when nothing is */
export async function play(story: Story, tally: Tally): Promise<string[]> {
	const player = new Player(await DealWorld.start(), story, tally);
	try {
		for (const step of story.steps) await player.take(step);
		return await player.judge();
	} finally {
		await player.stop();
	}
}

class Player {
	private made = 0;
	private readonly merged = new Set<string>();

	constructor(
		private readonly w: DealWorld,
		private readonly story: Story,
		private readonly tally: Tally,
	) {
		for (let i = 0; i < 2; i++) w.account(`Account ${i}`);
		for (let i = 0; i < 3; i++) this.contact();
	}

	async stop(): Promise<void> {
		await this.w.stop();
	}

	private contact(): string {
		return this.w.contact(`contact${this.made++}`);
	}

	private rows(object: string, deleted = false): Row[] {
		return this.w.salesforce
			.rows(object)
			.filter(({ Id, IsDeleted }) => IsDeleted === deleted && !this.merged.has(String(Id)));
	}

	/** One of them, by a number that means the same in a shrunk story. */
	private pick(object: string, at: number, deleted = false): string | undefined {
		const rows = this.rows(object, deleted);
		return rows.length === 0 ? undefined : String(rows[at % rows.length].Id);
	}

	private note(what: string): void {
		this.tally[what] = (this.tally[what] ?? 0) + 1;
	}

	async take(step: Step): Promise<void> {
		const { salesforce } = this.w;
		const { a, b } = step;
		const opportunity = this.pick('Opportunity', a);
		const contact = this.pick('Contact', b);
		switch (step.kind) {
			case 'opportunity':
				this.w.opportunity(`Deal ${this.made++}`, {
					AccountId: this.pick('Account', b) ?? null,
					StageName: step.stage,
				});
				break;
			case 'contact':
				this.contact();
				break;
			case 'change':
				if (opportunity !== undefined)
					salesforce.update('Opportunity', opportunity, {
						StageName: step.stage,
						Amount: b === 0 ? null : b,
						AccountId: b % 3 === 0 ? null : (this.pick('Account', b) ?? null),
					});
				break;
			case 'role':
				if (opportunity !== undefined && contact !== undefined) this.w.role(opportunity, contact);
				break;
			case 'moveRole': {
				const role = this.pick('OpportunityContactRole', a);
				if (role !== undefined && contact !== undefined)
					salesforce.update('OpportunityContactRole', role, { ContactId: contact });
				break;
			}
			case 'remove':
				this.remove(step.object, a);
				break;
			case 'undelete':
				this.undelete(step.object, a);
				break;
			case 'merge':
				this.merge(step.object === 'Account' ? 'Account' : 'Contact', a, b);
				break;
			case 'touch':
				if (opportunity !== undefined) salesforce.touch('Opportunity', opportunity);
				break;
			case 'run':
				await this.run(step);
				break;
		}
		this.note(step.kind);
	}

	private remove(object: string, at: number) {
		const id = this.pick(object, at);
		// The last account and the last contacts stay, so that there is something to play with.
		if (id === undefined || (object !== 'OpportunityContactRole' && this.rows(object).length < 2)) return;
		this.w.salesforce.remove(object, id, { cascade: true });
	}

	private undelete(object: string, at: number) {
		const id = this.pick(object, at, true);
		if (id === undefined) return;
		const { AccountId, OpportunityId, ContactId } = this.w.salesforce.row(object, id);
		const parents: Array<[string, unknown]> = [
			['Account', AccountId],
			['Opportunity', OpportunityId],
			['Contact', ContactId],
		];
		const live = ([parent, parentId]: [string, unknown]) =>
			typeof parentId !== 'string' || this.rows(parent).some(({ Id }) => Id === parentId);
		// Salesforce brings nothing back to a parent that is in the bin itself.
		if (parents.every(live)) this.w.salesforce.undelete(object, id);
	}

	private merge(object: string, a: number, b: number) {
		const [winner, loser] = [this.pick(object, a), this.pick(object, b)];
		if (winner === undefined || loser === undefined || winner === loser || this.rows(object).length < 3) return;
		this.w.salesforce.merge(object, winner, [loser]);
		this.merged.add(loser);
	}

	private async run(step: Step): Promise<void> {
		const choices = { onDelete: this.story.onDelete, forceFullRead: step.a === 9 };
		const run = async (options: RunWith) => await this.w.next({ ...options, choices });
		this.note(`run ${await disturbed(step, this.w, /ContactRole/, run)}`);
	}

	/** Undisturbed runs until nothing is written, then the comparison. */
	async judge(): Promise<string[]> {
		const { onDelete } = this.story;
		for (let run = 0; run < 4; run++) await this.w.next({ choices: { onDelete } });
		const wrong: string[] = [];
		if (this.w.world.writes.calls > 0) wrong.push('still writes when nothing has changed');
		if (this.w.hubspot.bugs.length > 0) wrong.push('the simulator is broken');
		return [...wrong, ...(await this.wrongDeals())];
	}

	private async wrongDeals(): Promise<string[]> {
		const { hubspot } = this.w;
		const wrong: string[] = [];
		const idProperty = 'sophia_salesforce_opportunity_id';
		for (const [value] of hubspot.duplicates('deals', idProperty)) wrong.push(`doubled deal of ${value}`);
		const live = hubspot.records('deals').filter(({ archived }) => !archived);
		const dealOf = new Map(live.map((deal) => [deal.properties[idProperty], deal]));
		const rejected = await this.w.world.rejections();
		const rows = new Map(this.rows('Opportunity').map((row) => [String(row.Id), row]));
		for (const deal of live) {
			const id = deal.properties[idProperty] ?? '';
			if (this.story.onDelete === 'archive' && !rows.has(id)) wrong.push(`deal ${id} should be archived`);
		}
		for (const [id, row] of rows) {
			const stage = stageOf(String(row.StageName));
			const deal = dealOf.get(id);
			if (stage === undefined) {
				if (!rejected.has(id)) wrong.push(`${id} is not rejected`);
				continue;
			}
			if (rejected.has(id)) wrong.push(`${id} is rejected: ${rejected.get(id)?.reason}`);
			if (deal === undefined) {
				wrong.push(`no deal of ${id}`);
				continue;
			}
			const is = [deal.properties.dealname, deal.properties.dealstage, deal.properties.amount ?? null];
			const should = [row.Name, stage, row.Amount === null ? null : String(row.Amount)];
			if (JSON.stringify(is) !== JSON.stringify(should)) wrong.push(`${id} is ${is.join()}, not ${should.join()}`);
			wrong.push(...this.wrongNeighbours(id, deal.id, row));
		}
		return wrong;
	}

	private wrongNeighbours(id: string, dealId: string, row: Row): string[] {
		const contacts = new Set(this.rows('Contact').map(({ Id }) => Id));
		const wanted = new Set(
			this.rows('OpportunityContactRole')
				.filter(({ OpportunityId, ContactId }) => OpportunityId === id && contacts.has(ContactId))
				.map(({ ContactId }) => String(ContactId)),
		);
		const people = this.linked(dealId, 'contacts', 'sophia_salesforce_contact_id');
		const account = this.rows('Account').some(({ Id }) => Id === row.AccountId) ? [String(row.AccountId)] : [];
		const companies = this.linked(dealId, 'companies', 'sophia_salesforce_account_id');
		return [
			...differences(`${id} contacts`, people, [...wanted]),
			...differences(`${id} companies`, companies, account),
		];
	}

	private linked(dealId: string, object: string, property: string): string[] {
		return this.w.hubspot
			.associations('deals', object)
			.filter(({ fromId }) => fromId === dealId)
			.flatMap(({ toId }) => {
				const record = this.w.hubspot.record(object, toId);
				return record === undefined || record.archived ? [] : [record.properties[property] ?? `? ${toId}`];
			});
	}
}

const differences = (what: string, is: string[], should: string[]): string[] =>
	is.toSorted().join() === should.toSorted().join() ? [] : [`${what}: ${is.join()} instead of ${should.join()}`];

/** What a stage becomes on a standard account; undefined for one that it does not know. */
const stageOf = (stage: string): string | undefined =>
	STANDARD_PIPELINE.stages.find(({ label }) => label === stage)?.id ?? OPPORTUNITY_STAGES[stage];
