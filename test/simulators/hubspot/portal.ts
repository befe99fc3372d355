import type { SimulatorClock } from '../shared/clock';
import { AssociationStore } from './association-store';
import { Tokens } from './auth';
import { option } from './catalogue/define';
import { validationError } from './errors';
import { standardKinds, type KindDefinition } from './kinds';
import { Limits, type LimitSettings } from './limits';
import { Owners } from './owners';
import { DealPipelines } from './pipelines';
import { PropertyCatalogue } from './properties';
import { ObjectStore, type StoredRecord } from './store';

export interface PortalSettings {
	portalId: number;
	timeZone: string;
	currency: string;
	/** Further currencies of the account. */
	currencies: string[];
	/** How long search does not see a write, in milliseconds. */
	indexingLagMs: number;
	limits: LimitSettings;
}

/** What was written through the API; seeding is not counted. */
export interface WriteCounts {
	/** Write calls that were carried out, on records and associations. */
	calls: number;
	/** Records created, updated or archived. */
	records: number;
	created: number;
	updated: number;
	/** Records sent in an update that changed no value; they count in `records` and `updated` too. */
	unchanged: number;
	archived: number;
	/** Pairs associated or dissociated. */
	associations: number;
	/** Property definitions created or changed. */
	properties: number;
}

export interface PortalObject {
	kind: KindDefinition;
	store: ObjectStore;
	catalogue: PropertyCatalogue;
}

const CONTACT = '0-1';
const COMPANY = '0-2';

/** Everything one HubSpot account holds. */
export class Portal {
	readonly tokens = new Tokens();
	readonly owners: Owners;
	readonly limits: Limits;
	readonly associations = new AssociationStore((...pair) => this.associationChanged(...pair));
	readonly objects: PortalObject[];
	readonly pipelines: DealPipelines;
	readonly writes: WriteCounts = {
		calls: 0,
		records: 0,
		created: 0,
		updated: 0,
		unchanged: 0,
		archived: 0,
		associations: 0,
		properties: 0,
	};
	/** The most inputs that one batch call on records had. */
	maxBatch = 0;
	/** The most inputs that one batch call on associations had. */
	maxAssociationBatch = 0;

	constructor(
		readonly settings: PortalSettings,
		readonly clock: SimulatorClock,
		readonly random: () => number,
	) {
		const now = () => clock.now();
		this.owners = new Owners(new Date(now()).toISOString());
		this.limits = new Limits(settings.limits, now, settings.timeZone);
		this.objects = standardKinds.map((kind) => this.objectOf(kind));
		const deals = this.object('deals').catalogue;
		this.pipelines = new DealPipelines(deals);
		setCurrencies(deals, settings);
	}

	/** An object of the account's own. */
	addObject(kind: KindDefinition): PortalObject {
		const object = this.objectOf(kind);
		this.objects.push(object);
		return object;
	}

	private objectOf(kind: KindDefinition): PortalObject {
		const now = () => this.clock.now();
		const catalogue = new PropertyCatalogue(kind.properties(), kind.groups, now);
		return { kind, catalogue, store: new ObjectStore(kind, catalogue, now, this.settings.indexingLagMs) };
	}

	/** Archives or restores. Archived companies are nobody's primary one. */
	setArchived({ kind, store }: PortalObject, record: StoredRecord, archived: boolean, indexNow = false): void {
		store.setArchived(record, archived, indexNow);
		if (kind.objectTypeId !== COMPANY) return;
		for (const contactId of this.associations.of(COMPANY, record.id, CONTACT).keys())
			this.keepPrimaryCompany(contactId);
	}

	private associationChanged(from: string, fromId: string, to: string, toId: string): void {
		if (from === CONTACT && to === COMPANY) this.keepPrimaryCompany(fromId);
		if (from === COMPANY && to === CONTACT) this.keepPrimaryCompany(toId);
	}

	/** A contact names its primary company, and is changed when that one is. */
	private keepPrimaryCompany(contactId: string): void {
		const contacts = this.object('contacts').store;
		const contact = contacts.live(contactId);
		if (contact?.id !== contactId) return;
		const companyId = this.associations.primaryOf(CONTACT, contactId, COMPANY);
		const company = companyId === undefined ? undefined : this.object('companies').store.live(companyId);
		contacts.setPrimaryCompany(contact, company?.id);
	}

	/** The object that a path means, by any of its names. @throws HubSpotError 400 */
	object(name: string): PortalObject {
		const found = this.find(name);
		if (found === undefined) throw validationError(`Unable to infer object type from: ${name}`);
		return found;
	}

	find(name: string): PortalObject | undefined {
		const asked = name.toLowerCase();
		return this.objects.find(({ kind }) => kind.name === asked || kind.aliases.includes(asked));
	}

	/** The same items in an order that nobody can rely on. */
	shuffled<T>(items: T[]): T[] {
		for (let i = items.length - 1; i > 0; i--) {
			const j = Math.floor(this.random() * (i + 1));
			[items[i], items[j]] = [items[j], items[i]];
		}
		return items;
	}
}

/** A deal's currency is one of the account's. */
function setCurrencies(deals: PropertyCatalogue, { currency, currencies }: PortalSettings): void {
	deals.require('deal_currency_code').options = [currency, ...currencies].map((code, index) =>
		option(code, code, index),
	);
}
