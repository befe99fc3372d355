import type { SalesforceToHubspotChoices } from '../../../../engine/routes/salesforceToHubspot';
import type { RunReport } from '../../../../engine/sync/types';
import { World, type RunWith, type WorldOptions } from '../world';

export const EVERYTHING: SalesforceToHubspotChoices['objects'] = ['Account', 'Contact', 'Lead', 'Opportunity'];

/** A world whose opportunities come along. */
export class DealWorld {
	private constructor(readonly world: World) {}

	static async start(options: Omit<WorldOptions, 'clock'> = {}): Promise<DealWorld> {
		return new DealWorld(await World.jumping(options));
	}

	get salesforce() {
		return this.world.salesforce;
	}

	get hubspot() {
		return this.world.hubspot;
	}

	account = (Name: string, more = {}): string => this.salesforce.create('Account', { Name, ...more });

	contact = (name: string, more = {}): string =>
		this.salesforce.create('Contact', { LastName: name, Email: `${name}@example.com`, ...more });

	opportunity = (Name: string, more = {}): string =>
		this.salesforce.create('Opportunity', {
			Name,
			StageName: 'Prospecting',
			CloseDate: '2026-12-31',
			...more,
		});

	role = (OpportunityId: string, ContactId: string, more = {}): string =>
		this.salesforce.create('OpportunityContactRole', { OpportunityId, ContactId, ...more });

	async next({ choices, ...options }: RunWith = {}): Promise<RunReport> {
		return await this.world.next({ ...options, choices: { objects: EVERYTHING, ...choices } });
	}

	/** Two runs that find nothing to do, then the end. */
	async settle(choices?: RunWith['choices']): Promise<void> {
		expect(this.hubspot.bugs).toEqual([]);
		await this.next({ choices });
		await this.next({ choices });
		expect(this.world.writes).toMatchObject({ calls: 0, records: 0, associations: 0 });
	}

	async stop(): Promise<void> {
		await this.world.stop();
	}

	deal(opportunityId: string): Readonly<Record<string, string>> {
		const found = this.world.deals.get(opportunityId);
		if (found === undefined) throw new Error(`No deal of ${opportunityId}`);
		return found;
	}

	/** 'deal → contact' by name, in order. */
	get people(): string[] {
		return this.pairs('contacts', 'lastname');
	}

	/** 'deal → company*' by name, in order; the star for a primary one. */
	get companies(): string[] {
		return this.pairs('companies', 'name');
	}

	private pairs(object: string, property: string): string[] {
		const nameOf = (kind: string, id: string, name: string) => {
			const record = this.hubspot.record(kind, id);
			return record === undefined || record.archived ? '(gone)' : record.properties[name];
		};
		return this.hubspot
			.associations('deals', object)
			.map(
				({ fromId, toId, primary }) =>
					`${nameOf('deals', fromId, 'dealname')} → ${nameOf(object, toId, property)}${primary ? '*' : ''}`,
			)
			.filter((pair) => !pair.includes('(gone)'))
			.sort();
	}
}
