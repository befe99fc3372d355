import type { SimulatorClock } from '../shared/clock';
import { AssociationStore } from './association-store';
import { Tokens } from './auth';
import { validationError } from './errors';
import { standardKinds, type KindDefinition } from './kinds';
import { Limits, type LimitSettings } from './limits';
import { Owners } from './owners';
import { PropertyCatalogue } from './properties';
import { ObjectStore } from './store';

export interface PortalSettings {
	portalId: number;
	timeZone: string;
	currency: string;
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

/** Everything one HubSpot account holds. */
export class Portal {
	readonly tokens = new Tokens();
	readonly owners: Owners;
	readonly limits: Limits;
	readonly associations = new AssociationStore();
	readonly objects: PortalObject[];
	/** Definitions of objects of the account's own. They are listed; records of them there are none. */
	readonly customSchemas: Array<{ objectTypeId: string; name: string; labels: { singular: string; plural: string } }> =
		[];
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
		this.objects = standardKinds.map((kind) => {
			const catalogue = new PropertyCatalogue(kind.properties(), kind.groups, now);
			return { kind, catalogue, store: new ObjectStore(kind, catalogue, now, settings.indexingLagMs) };
		});
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
