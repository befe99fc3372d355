import type {
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
	IPollFunctions,
} from 'n8n-workflow';
import type { RecordProblem } from '../../../engine/errors';
import type { CompiledMap } from '../../../engine/mapping/compile';
import type { SalesforceChoices, SalesforceRoutes } from '../../../engine/routes/salesforce';
import type { RunReport, SyncPlan } from '../../../engine/sync/types';
import type { Destination, FieldDescription } from '../../../engine/systems/types';
import type { Traffic } from '../../../engine/traffic';
import type { VendorSignIn } from '../description/signIn';

/** What a node gets credentials from. */
export type CredentialContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** A destination as nodes use it. */
export interface SyncDestination extends Destination {
	/** An object's fields by label, for lists in the editor. */
	listProperties(object: string, signal?: AbortSignal): Promise<FieldDescription[]>;
	close(): void;
}

/** The words of a node in which nothing but the vendor differs. */
export interface RouteWords {
	/** The vendor as it is shown: 'HubSpot'. */
	label: string;
	/** What the vendor calls a field of a record: 'property'. */
	field: { singular: string; plural: string };
	/** In the order in which lists show them. */
	objects: Record<
		string,
		{
			/** 'Account' */
			singular: string;
			/** 'Accounts' */
			plural: string;
			/** 'Accounts to Companies' */
			title: string;
			/** 'company' */
			noun: string;
			/** Of Map Items: 'Salesforce Account to HubSpot Company'. */
			preset: string;
			/** A SOQL condition, as an example. */
			filterExample: string;
		}
	>;
	/** Of the parameter "Objects", what becomes of contacts and companies included. */
	objectsToSync: string;
	/** What Set Up does, and its name in the list of actions. */
	setUp: { description: string; action: string };
	/** What the ready mappings need. */
	readyMapping: string;
	/** By what records are recognised once links are forgotten: 'ID, e-mail and domain'. */
	recognisedBy: string;
	/** Whose daily limits are kept to: "Salesforce's or HubSpot's". */
	dailyLimitsOf: string;
	/** What an AI agent may do only if it is allowed: 'archive HubSpot records'. */
	destructive: string;
}

/** All that is a node's own in a sync from Salesforce to a vendor; the rest is in this folder. */
export interface SyncRoute {
	words: RouteWords;
	/** The vendor in the names of output fields: 'hubspot' → hubspotId, hubspotObject. */
	key: string;
	/** The objects that are synced unless the user chooses. */
	defaultObjects: string[];
	/** What may become of a deleted record's counterpart, by alphabet. */
	deletePolicies: Array<{ name: string; value: SyncPlan['onDelete']; description?: string }>;
	/** Where there is more than one way to sign in to the vendor. */
	signIn?: VendorSignIn;
	/** The option that limits the calls per 10 seconds. */
	burst: { name: `${string}Burst`; calls: number };
	/** The method that lists the vendor's fields for "Property Settings". */
	listMethod: string;
	routes: SalesforceRoutes;
	plan(choices: SalesforceChoices): SyncPlan;
	/** Parameters that only this node has, shown behind the mapping, and what they choose. */
	own?: { properties: INodeProperties[]; choices(context: IExecuteFunctions): object };
	/** The vendor, by the node's credential. */
	destination(context: CredentialContext, traffic: Traffic, callsPer10Seconds?: number): Promise<SyncDestination>;
	/** Fields that a sync or Set Up creates in the vendor's account beside the one that holds the id. */
	ownFields?(object: string): FieldDescription[];
	/** For Map Items: the ready mapping, compiled without a network. */
	offlineMap(object: string): CompiledMap;
	/** For Map Items: values (id included, none of them blank) as the vendor's API takes them. */
	payload(object: string, properties: Record<string, string>): IDataObject | { problem: RecordProblem };
	/** The preset "Sophia 2.1 Payload". */
	sophia21(item: unknown, now: Date): object;
	/** What a user should know of a run that its counts do not say. */
	notes?(report: RunReport, plan: SyncPlan): string[];
}
