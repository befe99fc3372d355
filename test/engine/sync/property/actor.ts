import type { JumpingClock } from '../../../simulators/shared/clock';
import type { World } from '../world';
import {
	EMAILS,
	INDUSTRIES,
	LEAD_STATUSES,
	NAMES,
	NUMBERS,
	SITES,
	TEXTS,
	type Change,
	type SalesforceObject,
} from './history';

type Row = ReturnType<World['salesforce']['row']>;
type Fields = Parameters<World['salesforce']['update']>[2];

/** The recycle bin keeps what was deleted for so long. */
const BIN_MS = 15 * 86_400_000;

const ID_PROPERTIES = {
	sophia_salesforce_account_id: 'Account',
	sophia_salesforce_contact_id: 'Contact',
	sophia_salesforce_lead_id: 'Lead',
} as const;

/** Where changes are carried out: Salesforce, and what stands for HubSpot in them. */
export interface Stage {
	salesforce: World['salesforce'];
	hubspot: Pick<World['hubspot'], 'seed' | 'archive' | 'mergeContacts'> & {
		records(
			object: 'contacts' | 'companies',
		): Array<Pick<ReturnType<World['hubspot']['records']>[number], 'id' | 'archived' | 'properties'>>;
	};
}

/** Carries out changes on both sides, and keeps what the two cannot tell afterwards. */
export class Actor {
	/** Source records whose HubSpot record a user archived or merged: the sync sees it when they change next. */
	readonly disturbed = new Map<string, SalesforceObject>();
	/** HubSpot contacts that took part in a merge by a user: they hold what somebody else's sync did not put there. */
	readonly mergedByUser = new Set<string>();
	/** HubSpot contacts that a run has adopted: they keep the companies that they had. */
	readonly adopted = new Set<string>();
	/** HubSpot records that a user created. */
	readonly createdByUser = new Set<string>();
	/** Id of a departed source record → the one it has become. */
	readonly became = new Map<string, string>();
	/** Accounts were renamed, which a contact's own stamp does not show. */
	parentsChanged = false;
	private counter = 0;

	constructor(
		private readonly world: Stage,
		private readonly clock: JumpingClock,
	) {}

	apply(change: Change): void {
		switch (change.do) {
			case 'create':
				return this.create(change);
			case 'set':
				return this.set(change);
			case 'key':
				return this.setKey(change);
			case 'swapEmails':
				return this.swapEmails(change);
			case 'move':
				return this.move(change);
			case 'remove':
				return this.remove(change.object, change.pick);
			case 'undelete':
				return this.undelete(change.object, change.pick);
			case 'merge':
				return this.merge(change.object, change.winner, change.loser);
			case 'convert':
				return this.convert(change);
			case 'wait':
				this.clock.advance(change.seconds * 1000);
				return this.emptyBin();
			case 'userArchives':
				return this.userArchives(change.object, change.pick);
			case 'userMerges':
				return this.userMerges(change.winner, change.loser);
			case 'userCreatesContact':
				return this.userCreatesContact(change.email, change.name);
			case 'userCreatesCompany':
				this.createdByUser.add(
					`companies ${this.world.hubspot.seed('companies', { name: NAMES[change.name], domain: SITES[change.site].domain ?? '' })}`,
				);
		}
	}

	/** Changes every disturbed record that still lives, so that the sync comes to look at it. */
	touchDisturbed(): void {
		for (const [id, object] of this.disturbed) {
			if (this.live(object).some((row) => row.Id === id))
				this.world.salesforce.update(object, id, { Phone: `touched ${++this.counter}` });
		}
	}

	/** Live records: neither deleted nor converted. */
	live(object: SalesforceObject): Row[] {
		return this.world.salesforce.rows(object).filter((row) => row.IsDeleted !== true && row.IsConverted !== true);
	}

	private one(object: SalesforceObject, pick: number): Row | undefined {
		const rows = this.live(object);
		return rows[pick % rows.length];
	}

	private create({ object, name, key, account, late }: Extract<Change, { do: 'create' }>): void {
		const LastName = NAMES[name];
		const times = { modifiedAt: new Date(this.clock.now() - late * 1000) };
		const { salesforce } = this.world;
		if (object === 'Account') {
			salesforce.create('Account', { Name: LastName, Website: SITES[key % SITES.length].site }, times);
		} else if (object === 'Contact') {
			// Every third contact has no account.
			const AccountId = account % 3 === 2 ? null : ((this.one('Account', account)?.Id as string | undefined) ?? null);
			salesforce.create('Contact', { LastName, Email: EMAILS[key], AccountId }, times);
		} else {
			salesforce.create(
				'Lead',
				{
					LastName,
					Email: EMAILS[key],
					Company: `${LastName} Ltd`,
					Status: LEAD_STATUSES[account % LEAD_STATUSES.length],
				},
				times,
			);
		}
	}

	/** An update whose stamp may lie before its commit, but never before the record's last one. */
	private update(object: SalesforceObject, row: Row, fields: Fields, late = 0): void {
		const last = Date.parse(String(row.SystemModstamp));
		this.world.salesforce.update(object, String(row.Id), fields, {
			modifiedAt: new Date(Math.max(last, this.clock.now() - late * 1000)),
		});
	}

	private set({ object, pick, field, value, late }: Extract<Change, { do: 'set' }>): void {
		const row = this.one(object, pick);
		if (row === undefined) return;
		const text = TEXTS[value];
		const fields: Fields[] =
			object === 'Account'
				? [
						{ Name: NAMES[value] },
						{ Phone: text },
						{ Description: text },
						{ BillingCity: text },
						{ Industry: INDUSTRIES[value % INDUSTRIES.length] },
						{ AnnualRevenue: NUMBERS[value % NUMBERS.length] },
						{ NumberOfEmployees: NUMBERS[value % NUMBERS.length] },
					]
				: [
						{ FirstName: text },
						{ LastName: NAMES[value] },
						{ Phone: text },
						{ Title: text },
						object === 'Lead' ? { Status: LEAD_STATUSES[value % LEAD_STATUSES.length] } : { MailingCity: text },
						object === 'Lead' ? { Company: `${value} Ltd` } : { MailingStreet: text },
					];
		const chosen = fields[field % fields.length];
		if ('Name' in chosen) this.parentsChanged = true;
		this.update(object, row, chosen, late);
	}

	private setKey({ object, pick, key, late }: Extract<Change, { do: 'key' }>): void {
		const row = this.one(object, pick);
		if (row === undefined) return;
		this.update(
			object,
			row,
			object === 'Account' ? { Website: SITES[key % SITES.length].site } : { Email: EMAILS[key] },
			late,
		);
	}

	private swapEmails({ from, to }: Extract<Change, { do: 'swapEmails' }>): void {
		const people = (['Contact', 'Lead'] as const).flatMap((object) =>
			this.live(object).map((row) => ({ object, row })),
		);
		if (people.length < 2) return;
		const a = people[from % people.length];
		const b = people[to % people.length];
		this.update(a.object, a.row, { Email: b.row.Email as string | null });
		this.update(b.object, b.row, { Email: a.row.Email as string | null });
	}

	private move({ pick, account }: Extract<Change, { do: 'move' }>): void {
		const row = this.one('Contact', pick);
		if (row === undefined) return;
		const AccountId = account % 4 === 3 ? null : ((this.one('Account', account)?.Id as string | undefined) ?? null);
		this.update('Contact', row, { AccountId });
	}

	private remove(object: SalesforceObject, pick: number): void {
		const row = this.one(object, pick);
		if (row !== undefined) this.world.salesforce.remove(object, String(row.Id), { cascade: true });
	}

	/** Back from the bin; a contact with its account. What was merged away stays away. */
	private undelete(object: SalesforceObject, pick: number): void {
		const rows = this.world.salesforce
			.rows(object)
			.filter((row) => row.IsDeleted === true && row.MasterRecordId == null && row.IsConverted !== true);
		const row = rows[pick % rows.length];
		if (row === undefined) return;
		if (object === 'Contact' && row.AccountId !== null) {
			const account = this.world.salesforce.rows('Account').find(({ Id }) => Id === row.AccountId);
			if (account === undefined || account.MasterRecordId != null) return;
			if (account.IsDeleted === true) this.world.salesforce.undelete('Account', String(account.Id));
		}
		this.world.salesforce.undelete(object, String(row.Id));
	}

	private merge(object: SalesforceObject, winnerPick: number, loserPick: number): void {
		const winner = this.one(object, winnerPick);
		const loser = this.one(object, loserPick);
		if (winner === undefined || loser === undefined || winner.Id === loser.Id) return;
		this.world.salesforce.merge(object, String(winner.Id), [String(loser.Id)]);
		this.became.set(String(loser.Id), String(winner.Id));
		if (object === 'Account') this.parentsChanged = true;
	}

	private convert({ pick, contact, account }: Extract<Change, { do: 'convert' }>): void {
		const lead = this.one('Lead', pick);
		if (lead === undefined) return;
		const into = contact % 2 === 0 ? this.one('Contact', contact >> 1) : undefined;
		const known = into === undefined ? this.one('Account', account) : undefined;
		const accountId = into?.AccountId ?? (account % 2 === 0 ? known?.Id : undefined);
		// A contact without an account cannot be converted into: it would have to get one.
		if (into !== undefined && accountId === undefined) return;
		const { contactId } = this.world.salesforce.convertLead(String(lead.Id), {
			...(into === undefined ? {} : { contactId: String(into.Id) }),
			...(accountId == null ? {} : { accountId: String(accountId) }),
		});
		this.became.set(String(lead.Id), contactId);
	}

	private emptyBin(): void {
		for (const object of ['Contact', 'Lead', 'Account'] as const) {
			for (const row of this.world.salesforce.rows(object)) {
				const old = this.clock.now() - Date.parse(String(row.SystemModstamp)) > BIN_MS;
				if (row.IsDeleted === true && old) this.world.salesforce.purge(object, String(row.Id));
			}
		}
	}

	private disturb(properties: Readonly<Record<string, string>>): void {
		for (const [property, object] of Object.entries(ID_PROPERTIES)) {
			if (properties[property] !== undefined) this.disturbed.set(properties[property], object);
		}
	}

	private hubspotRecord(object: 'contacts' | 'companies', pick: number) {
		const records = this.world.hubspot.records(object).filter(({ archived }) => !archived);
		return records[pick % records.length];
	}

	private userArchives(object: 'contacts' | 'companies', pick: number): void {
		const record = this.hubspotRecord(object, pick);
		if (record === undefined) return;
		this.disturb(record.properties);
		this.world.hubspot.archive(object, record.id);
	}

	private userMerges(winnerPick: number, loserPick: number): void {
		const winner = this.hubspotRecord('contacts', winnerPick);
		const loser = this.hubspotRecord('contacts', loserPick);
		if (winner === undefined || winner.id === loser.id) return;
		this.disturb(winner.properties);
		this.disturb(loser.properties);
		this.mergedByUser.add(winner.id);
		this.createdByUser.add(`contacts ${winner.id}`);
		this.world.hubspot.mergeContacts(winner.id, loser.id);
	}

	private userCreatesContact(emailIndex: number, name: number): void {
		const email = EMAILS[emailIndex]?.toLowerCase() ?? '';
		const taken = this.world.hubspot
			.records('contacts')
			.some(({ archived, properties }) => !archived && addressesOf(properties).includes(email));
		if (taken) return;
		const id = this.world.hubspot.seed('contacts', { email, lastname: NAMES[name], lifecyclestage: 'customer' });
		this.createdByUser.add(`contacts ${id}`);
	}
}

/** Every address by which HubSpot knows a contact. */
export const addressesOf = (properties: Readonly<Record<string, string>>): string[] =>
	[properties.email ?? '', ...(properties.hs_additional_emails ?? '').split(';')]
		.filter((address) => address !== '')
		.map((address) => address.toLowerCase());
