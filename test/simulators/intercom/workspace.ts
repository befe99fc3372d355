import type { SimulatorClock } from '../shared/clock';
import { Attachments } from './attachments';
import { AttributeCatalogue } from './attributes';
import { Tokens } from './auth';
import type { CompanyData } from './company-data';
import type { ContactData } from './contact-data';
import { Limits, type LimitSettings } from './limits';
import { RecordStore, type StoredRecord } from './records';
import { CompanyScrolls } from './scroll';
import { Days } from './days';
import { LaggingIndex } from './search-index';

export type Company = StoredRecord<CompanyData>;
export type Contact = StoredRecord<ContactData>;

/** What search can see of a contact. */
export interface SeenContact {
	data: ContactData;
	/** Milliseconds since 1970. */
	updatedAt: number;
}

export const seenOf = ({ data, updatedAt }: Contact): SeenContact => ({ data, updatedAt });

export interface WorkspaceSettings {
	/** The id code of the workspace. */
	appId: string;
	region: string;
	/** Where the workspace's days begin and end. */
	timeZone: string;
	/** The version that applies to requests that name none. */
	version: string;
	/** How long a deleted company still lives, in milliseconds. */
	archiveDelayMs: number;
	/** The most results on one page of a search. */
	maxSearchPage: number;
	/** The most values that IN and NIN take. */
	maxInValues: number;
	/** The most companies one contact can have. */
	maxCompaniesPerContact: number;
	maxAttributes: number;
	searchLagMs: number;
	limits: LimitSettings;
}

/** What was written to one kind of record through the API; seeding is not counted. */
export interface RecordWrites {
	created: number;
	/** Updates that were carried out, those without effect included. */
	updated: number;
	/** Updates that changed no value; they count in `updated` too. */
	unchanged: number;
	archived: number;
	unarchived: number;
	/** Gone for good: contacts only. */
	deleted: number;
	/** Leads that were merged into a user. */
	merged: number;
}

/** Everything one Intercom workspace holds. */
export class Workspace {
	readonly tokens = new Tokens();
	readonly limits: Limits;
	readonly attributes: AttributeCatalogue;
	readonly companies: RecordStore<CompanyData>;
	readonly contacts: RecordStore<ContactData>;
	readonly attachments = new Attachments();
	readonly index: LaggingIndex<SeenContact>;
	/** Calendar days where the workspace is: what search goes by. */
	readonly days: Days;
	readonly scrolls: CompanyScrolls;
	/** Merged contacts and what they were merged into. */
	readonly mergedInto = new Map<string, string>();
	readonly writes = { company: noWrites(), contact: noWrites(), attached: 0, detached: 0, repeated: 0, attributes: 0 };
	/** Searches that were carried out. */
	searches = 0;
	/** Companies that were deleted and the moment each of them goes, in that order. */
	private readonly leaving = new Map<Company, number>();

	constructor(
		readonly settings: WorkspaceSettings,
		readonly clock: SimulatorClock,
	) {
		const now = () => clock.now();
		this.limits = new Limits(settings.limits, now);
		this.attributes = new AttributeCatalogue(now, settings.maxAttributes);
		this.companies = new RecordStore('67c0a11e', { company_id: ({ company_id }) => company_id }, now);
		this.contacts = new RecordStore(
			'67c0c0de',
			{
				external_id: ({ external_id }) => external_id,
				email: ({ email }) => email,
				phone: ({ phone }) => phone,
			},
			now,
		);
		this.index = new LaggingIndex(now, settings.searchLagMs);
		this.days = new Days(settings.timeZone);
		this.scrolls = new CompanyScrolls(this);
	}

	/** Whether a contact that is not archived belongs to the company; others do not show. */
	isVisible(company: Company): boolean {
		if (company.data.archived) return false;
		for (const id of this.attachments.contacts(company.id)) if (this.contacts.live(id) !== undefined) return true;
		return false;
	}

	/** Lets a company be archived when the delay has passed; false where that was under way already. */
	archiveLater(company: Company): boolean {
		if (this.leaving.has(company)) return false;
		this.leaving.set(company, this.clock.now() + this.settings.archiveDelayMs);
		this.settle();
		return true;
	}

	archiveCompany(company: Company): void {
		if (company.data.archived) return;
		this.companies.replace(company, { ...company.data, archived: true });
		this.attachments.removeCompany(company.id);
	}

	/** Archives the companies whose time has come; called before every request and every look inside. */
	settle(): void {
		const now = this.clock.now();
		for (const [company, at] of this.leaving) {
			if (at > now) return;
			this.leaving.delete(company);
			this.archiveCompany(company);
		}
	}
}

const noWrites = (): RecordWrites => ({
	created: 0,
	updated: 0,
	unchanged: 0,
	archived: 0,
	unarchived: 0,
	deleted: 0,
	merged: 0,
});
